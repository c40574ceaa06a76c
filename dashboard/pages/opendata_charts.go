package pages

import (
	"context"
	"errors"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// datasetChart shows what a dataset holds: as columns over time, with their table, or as a table with a bar in each row.
type datasetChart struct {
	Title, Note string
	Drawing     template.HTML // "" where the table has bars
	Key, Lacks  string        // what values stand for, and what else is counted of the same; "" where there is none of it
	Stacked     bool          // what lacks stands on the columns, too
	Unheard     string        // heading of where not all of it is there; "" where all is
	Outlines    []string      // what outlines are where they stand for columns
	What        string        // heading of the rows
	Bars        []contentsBar
	Share       string         // where others find how to embed it
	Columns     []chart.Column // that Drawing is of
}

// contentsBar is a row. A bar begins at Offset of 1000.
type contentsBar struct {
	Name, Value, Missing string
	Unheard              string // that not all of it is there; "" where it is
	Offset, Length       int
}

// holds counts what a dataset holds; nil where there is nothing to count. Not counted is that it is still being done.
func (p *Pages) holds(ctx context.Context, x *store.Release, d store.Released) (c *opendata.Contents, counted bool, err error) {
	c, err = p.Releases.Contents(ctx, x, d)
	if errors.Is(err, context.DeadlineExceeded) {
		return nil, false, nil
	}
	return c, true, err
}

// chartOf draws what a dataset holds; nil where there is nothing to draw.
func (r *request) chartOf(dataset string, c *opendata.Contents) *datasetChart {
	switch {
	case c == nil:
		return nil
	case c.By == opendata.ByMonth || c.By == opendata.ByYear:
		return r.overTime(dataset, c)
	}
	return r.barsOf(dataset, c)
}

// countingPatience is how long a page waits for all that is counted: what isn't there by then is on the page of a later visit.
const countingPatience = 3 * time.Second

// The width and the height of columns, in units of their drawing.
const columnsWidth, columnsHeight = 360, 170

// overTime are columns by month or year.
func (r *request) overTime(dataset string, c *opendata.Contents) *datasetChart {
	made := &datasetChart{Title: r.T("data.chart." + dataset + "." + c.By), Key: r.T("data.chart." + dataset + ".key"), What: r.T("data.chart." + c.By)}
	made.Stacked = dataset == "observations" // whose rows can be laid on each other; rows that are withheld are no applications
	withheld, unheard, closed := uint64(0), 0, 0
	for _, b := range c.Bars {
		column, row := r.columnOver(c.By, b, made.Stacked)
		if b.Missing > 0 {
			made.Lacks = r.T("data.chart." + dataset + ".lacks")
		}
		if b.Heard < b.Asked {
			unheard++
		}
		if !made.Stacked && b.Withheld() {
			closed++
		}
		withheld += b.Missing
		made.Columns, made.Bars = append(made.Columns, column), append(made.Bars, row)
	}
	if withheld > 0 && !made.Stacked {
		made.Note = r.N("data.chart.withheld", float64(withheld), 0)
	}
	text := made.Title
	tell := func(what string) { made.Note, text = strings.TrimSpace(made.Note+" "+what), text+". "+what }
	if unheard > 0 {
		made.Unheard = r.T("data.chart.unheard")
		made.Outlines = append(made.Outlines, made.Unheard)
		tell(r.N("data.chart.outlined."+c.By, float64(unheard), 0))
	}
	if closed > 0 {
		made.Outlines = append(made.Outlines, r.T("data.chart.closed"))
		tell(r.N("data.chart.closed."+c.By, float64(closed), 0))
	}
	if drawn := chart.Columns(made.Columns, columnsWidth, columnsHeight, r); drawn != nil {
		made.Drawing = drawn.SVG(text)
	}
	return made
}

// columnOver is what is drawn of a month or a year, and its row of the table. Where rows that are missing don't lie on the column, one without any that
// is known is no 0, nor is one whose others are withheld; and where not all regions were heard, it is not the whole.
func (r *request) columnOver(by string, b opendata.Bar, stacked bool) (chart.Column, contentsBar) {
	name, short := b.Key, b.Key
	if by == opendata.ByMonth {
		day := kpi.MustDate(b.Key + "-01")
		name, short = r.Month(day), r.T("data.chart.short_month", "Month", b.Key[len("2006-"):], "Year", b.Key[:len("2006")])
	}
	closed := !stacked && b.Withheld()
	column := chart.Column{Name: short, Value: b.Value, Open: b.Heard < b.Asked || closed}
	row := contentsBar{Name: name, Value: r.Number(b.Value, 0), Missing: r.Number(float64(b.Missing), 0)}
	if stacked {
		column.Missing = float64(b.Missing)
	} else if b.Known == 0 || closed {
		row.Value = none
	}
	if b.Heard < b.Asked {
		row.Unheard = r.T("data.chart.unheard."+by, "N", r.Number(float64(b.Heard), 0), "Of", r.Number(float64(b.Asked), 0))
	}
	return column, row
}

// barsOf is a table whose rows have bars.
func (r *request) barsOf(dataset string, c *opendata.Contents) *datasetChart {
	made := &datasetChart{Title: r.T("data.chart." + dataset), What: r.T("data.chart." + c.By), Key: r.T("data.chart." + dataset + ".key")}
	decimals, bars := 0, slices.Clone(c.Bars)
	if c.Programme != "" {
		if programme := r.board.Config.Programme(c.Programme); programme != nil {
			made.Note = r.T("data.chart.of", "Programme", r.plainText(programme.Name), "Period", r.Period(c.Period))
		}
		if c.By == opendata.ByRegion {
			decimals, made.Key = 1, r.T("data.chart.index.score")
		}
		if c.Missing > 0 {
			made.Lacks = r.N("data.chart.unscored", float64(c.Missing), 0)
		}
	}
	if c.By == opendata.ByStage {
		slices.SortFunc(bars, func(x, y opendata.Bar) int {
			return slices.Index(stageKinds, x.Key) - slices.Index(stageKinds, y.Key)
		})
	}
	low, high := 0.0, 0.0
	for _, b := range bars {
		low, high = min(low, b.Value), max(high, b.Value)
	}
	if high == low {
		high = low + 1
	}
	for _, b := range bars {
		place := func(v float64) int { return int(1000 * (v - low) / (high - low)) }
		from := place(min(b.Value, 0))
		made.Bars = append(made.Bars, contentsBar{Name: r.contentsName(c.By, b), Value: r.Trim(b.Value, decimals), Offset: from, Length: place(max(b.Value, 0)) - from})
	}
	return made
}

// contentsName is what a bar stands for.
func (r *request) contentsName(by string, b opendata.Bar) string {
	switch by {
	case opendata.ByRegion, opendata.ByProgramme:
		if name := r.plainText(b.Name); name != "" {
			return name
		}
		return b.Key
	case opendata.ByScore:
		return r.T("data.chart.band", "From", r.Trim(b.Low, 3), "To", r.Trim(b.High, 3))
	}
	word, reason := b.State()
	if key := by + "." + word; r.Has(key) {
		word = r.T(key)
	}
	switch {
	case reason == "":
		return word
	case r.Has("reason." + reason):
		reason = r.whyJudged(reason)
	}
	return word + ": " + reason // a word of a release that this version doesn't know
}
