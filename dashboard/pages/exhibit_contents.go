package pages

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/store"
)

// contentsExhibit is what a dataset of a release holds. An error with the code unavailable says that it is still being counted.
func (p *Pages) contentsExhibit(ctx context.Context, r *request, e *embedded) (*exhibit, error) {
	x, d, err := p.releasedDataset(ctx, r, e)
	if err != nil {
		return nil, err
	}
	counting, cancel := context.WithTimeout(ctx, countingPatience)
	defer cancel()
	holds, counted, err := p.holds(counting, x, *d)
	if err != nil {
		return nil, err
	}
	if !counted {
		return nil, &store.Error{Code: store.CodeUnavailable, Message: "what the dataset " + d.ID + " holds is still being counted; ask again in a moment"}
	}
	drawn := r.chartOf(d.ID, holds)
	if drawn == nil || len(drawn.Bars) == 0 {
		return nil, r.wrongEmbed("contents", "dataset", d.ID, nil, fiber.ErrNotFound)
	}
	page := r.link(openDataAddress+"#"+d.ID, "release", e.release)
	out := &exhibit{Kind: e.kind, Title: drawn.Title, Caption: r.dataset(x, *d).Name, Said: []string{r.T("data.newest", "Release", x.ID) + "."}, Page: page, Source: r.sourceLine(page)}
	terms := opendata.Terms(r.board.Config, *d)
	out.Source.Publisher, out.Source.Licence, out.Source.Known = r.citedBy(terms.Publisher.In(r.Code)), terms.Licence.Name.In(r.Code), r.T("embed.known", "Date", r.Date(x.AsOf))
	out.Summary = sentence(out.Title) + " " + out.Caption
	for _, said := range []string{drawn.Note, drawn.lacks()} {
		if said != "" {
			out.Said = append(out.Said, said)
		}
	}
	if len(drawn.Columns) > 0 {
		out.Columns = &columnsOf{drawn, [2]*chart.ColumnsDrawing{
			chart.Columns(drawn.Columns, largeWidth, largeHeight, r), chart.Columns(drawn.Columns, columnsWidth, columnsHeight, r),
		}}
	}
	out.rowed(drawn.sheet())
	return out, nil
}

// lacks is what else is counted, where the chart does not draw it.
func (d *datasetChart) lacks() string {
	if d.Drawing != "" {
		return ""
	}
	return d.Lacks
}

// releasedDataset finds the dataset that an address names, in the newest release or the one that it names.
func (p *Pages) releasedDataset(ctx context.Context, r *request, e *embedded) (*store.Release, *store.Released, error) {
	all, err := p.Releases.Published(ctx)
	if err != nil {
		return nil, nil, err
	}
	at, err := releaseAt(all, e.release)
	if err != nil {
		return nil, nil, r.numberAbsent(err)
	}
	x := &all[at]
	n := slices.IndexFunc(x.Datasets, func(d store.Released) bool { return d.ID == e.id })
	if n < 0 {
		ids := make([]string, len(x.Datasets))
		for i, d := range x.Datasets {
			ids[i] = d.ID
		}
		return nil, nil, r.wrongLast(e, "dataset", ids)
	}
	return x, &x.Datasets[n], nil
}

// sheet is the chart's table, with a bar in each row where it is drawn so.
func (d *datasetChart) sheet() *sheet {
	s := &sheet{Head: d.What, Columns: []sheetColumn{{Name: d.Key, Least: 120}}}
	stacked := d.Drawing != "" && d.Lacks != ""
	if stacked {
		s.Columns = append(s.Columns, sheetColumn{Name: d.Lacks, Least: 70})
	}
	for _, b := range d.Bars {
		cell := sheetCell{Text: b.Value, Under: b.Unheard}
		if d.Drawing == "" {
			cell.Drawn = []stroke{{X: float64(b.Offset), Length: float64(b.Length), Y: 3, High: 10, Look: picture.Look{Fill: "actual"}}}
		}
		row := sheetRow{Name: b.Name, Cells: []sheetCell{cell}}
		if stacked {
			row.Cells = append(row.Cells, sheetCell{Text: b.Missing})
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

// columnsOf is a chart over time as others embed it: wide and narrow.
type columnsOf struct {
	of    *datasetChart
	drawn [2]*chart.ColumnsDrawing
}

// columns draws them, and what they stand for.
func (l *picturing) columns(c *columnsOf, narrow bool) {
	d := c.drawn[0]
	if narrow {
		d = c.drawn[1]
	}
	outline := picture.Look{Stroke: "nodata", Thick: 1}
	type key struct {
		text string
		look picture.Look
	}
	keys := []key{{c.of.Key, picture.Look{Fill: "actual"}}}
	if c.of.Stacked && c.of.Lacks != "" {
		keys = append(keys, key{c.of.Lacks, outline})
	}
	for _, text := range c.of.Outlines {
		keys = append(keys, key{text, outline})
	}
	var items []item
	for _, k := range keys {
		as := picture.Type{Size: 12, Bold: true, Paint: "soft"}
		items = append(items, item{16 + l.letters.Width(k.text, as.Size, true), func(x, foot float64) {
			l.Rect(x, foot-9, 10, 10, k.look)
			l.Write(x+16, foot, k.text, as)
		}})
	}
	l.row(items, 14, 19)
	d.On(l.Picture, imageMargin, l.y)
	l.space(float64(d.Height))
}
