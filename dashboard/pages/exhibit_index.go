package pages

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/dashboard/pages/picture"
)

// indexExhibit is the regions' places in a programme's index, in the newest period in which any has one.
func (r *request) indexExhibit(e *embedded) (*exhibit, error) {
	programme := r.board.Config.Programme(e.id)
	if programme == nil {
		return nil, r.wrongLast(e, "programme", programmeIDs(r.board.Config))
	}
	p := ranked(r.board.IndexOf(programme.ID))
	if programme.Index == nil || p == nil {
		return nil, r.wrongEmbed("ranked", "programme", e.id, r.rankedProgrammes(), fiber.ErrNotFound)
	}
	c := r.composite(programme)
	page := r.programmeLink(programme) + "#index"
	x := &exhibit{
		Kind: e.kind, Title: c.Name, Caption: r.plainText(programme.Name), Tags: c.Tags, Page: page, Source: r.sourceLine(page),
		Said: []string{c.When + " " + c.Scale},
	}
	if c.Proposed {
		x.Tags = append(x.Tags, r.T("tag.proposed"))
	}
	for _, said := range []string{c.Break, c.Newer} {
		if said != "" {
			x.Said = append(x.Said, said)
		}
	}
	x.Said = append(x.Said, r.T("index.range_means"))
	x.Summary = strings.Join([]string{x.Title, x.Caption, c.When}, ". ")
	s := &sheet{Head: r.T("table.region"), Columns: []sheetColumn{{Name: r.T("index.rank"), Least: 130}, {Name: r.T("index.score"), Least: 62}, {Name: r.T("index.moved"), Least: 90}}}
	for i := range c.Rows {
		s.Rows = append(s.Rows, c.Rows[i].inSheet())
	}
	x.rowed(s)
	return x, nil
}

// inSheet is a region's place as it is drawn: as a point between the first place and the last, with the ranks between which it stays.
func (row *compositeRow) inSheet() sheetRow {
	out := sheetRow{Name: row.Name, Under: row.Coverage}
	if row.Absent != nil {
		out.Cells = []sheetCell{lackingCell(row.Absent)}
		return out
	}
	rank := sheetCell{Text: strings.TrimSpace(row.Rank + " " + row.Range)}
	if at := row.Span; at != nil {
		rank.Drawn = []stroke{
			{Length: 1000, Y: 7.5, High: 1, Look: picture.Look{Fill: "rule"}},
			{X: float64(at.Low), Length: float64(at.Length), Y: 6, High: 4, Look: picture.Look{Fill: "soft"}},
			{X: float64(at.Rank), Length: 9, Y: 2, High: 12, Look: picture.Look{Fill: "soft"}},
		}
	}
	out.Cells = []sheetCell{rank, {Text: row.Score}, {Text: row.Moved}}
	return out
}

func (r *request) rankedProgrammes() (there []string) {
	for _, v := range r.board.Indexes {
		if ranked(v) != nil {
			there = append(there, v.Index.Programme.ID)
		}
	}
	return there
}

// placeExhibit is a region's place in an index, and over time.
func (r *request) placeExhibit(e *embedded) (*exhibit, error) {
	index, region := r.board.Config.Index(e.indicator), r.board.Config.Region(e.region)
	if index == nil {
		return nil, r.wrongEmbed("index", "index", e.indicator, indexIDs(r.board), fiber.ErrNotFound)
	}
	if region == nil {
		return nil, r.wrongRegion(e)
	}
	p := ranked(r.board.IndexOf(index.Programme.ID))
	if p == nil || p.PlaceOf(region) < 0 {
		return nil, r.wrongEmbed("place", "region", e.region, nil, fiber.ErrNotFound)
	}
	of, page := r.indexPlace(p, region), r.regionLink(region)
	at := &p.Regions[p.PlaceOf(region)]
	x := &exhibit{
		Kind: e.kind, Title: of.Name, Caption: r.regionName(region), On: locale.Capital(r.Period(p.Period)), How: of.How, Tags: of.Tags,
		Page: page, Source: r.sourceLine(page), Line: of.Line,
	}
	if of.Proposed {
		x.Tags = append(x.Tags, r.T("tag.proposed"))
	}
	if of.Absent != nil {
		x.States = []stated{{Mark: *of.Absent}}
	}
	if at.Score != nil {
		x.Value, x.Said = r.T("index.place", "Rank", r.Ordinal(at.Rank), "Of", r.Number(float64(p.Ranked()), 0)), []string{sentence(of.Place)}
	}
	x.Said = append(x.Said, of.When)
	if of.Coverage != "" {
		x.Said = append(x.Said, of.Coverage)
	}
	x.Summary = strings.Join([]string{x.Title, x.Caption}, ", ")
	if x.Value != "" {
		x.Summary += ": " + r.T("value.dated", "Value", x.Value, "Date", r.Period(p.Period))
	}
	if x.Line != nil {
		x.add(sentence(x.Line.Text))
	}
	return x, nil
}

func indexIDs(b *board.Board) []string {
	return idsOf(b.Indexes, func(v *board.IndexView) string { return v.Index.ID })
}

func programmeIDs(c *config.Config) []string {
	return idsOf(c.Programmes, func(p *config.Programme) string { return p.ID })
}
