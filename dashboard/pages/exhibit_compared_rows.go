package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/picture"
)

// mostSheetColumns is how many indicators a table has that stands elsewhere: the page has them all.
const mostSheetColumns = 6

// rowed gives an exhibit its rows, and tells those who do not see them of each.
func (x *exhibit) rowed(s *sheet) {
	x.Sheet = s
	x.add(s.lines()...)
}

// heat is the table of regions by indicators: the first of its columns, and the best and the worst of very many regions.
func (x *exhibit) heat(r *request, t *comparison) {
	columns, order, sorted, _ := r.sorting(t)
	if all := len(columns); all > mostSheetColumns {
		kept := slices.Clone(columns[:mostSheetColumns])
		if !slices.Contains(kept, sorted) {
			kept[mostSheetColumns-1] = sorted
		}
		columns = kept
		x.Said = append(x.Said, r.T("embed.columns", "N", r.Number(mostSheetColumns, 0), "All", r.Number(float64(all), 0)))
	}
	if all := len(order); all > mostDrawn {
		order = ends(order, mostDrawn, endsDrawn)
		x.Said = append(x.Said, r.T("compare.ends_drawn", "N", r.Number(endsDrawn, 0), "All", r.Number(float64(all), 0)))
	}
	x.Caption = r.T("compare.table")
	s := &sheet{Head: r.T("table.region")}
	for _, c := range columns {
		column := r.compareColumn(t, c, false, false)
		s.Columns = append(s.Columns, sheetColumn{Name: column.Name, Under: column.Period, Least: 68})
	}
	writers := r.writers(columns)
	for _, n := range order {
		row := sheetRow{Name: r.regionName(t.regions[n]), Strong: t.isPeer(t.regions[n])}
		for k, c := range columns {
			cell := r.heatCell(t, c, writers[k], n)
			row.Cells, s.Shaded = append(row.Cells, cell), s.Shaded || cell.Heat > 0
		}
		s.Rows = append(s.Rows, row)
	}
	if s.Shaded {
		x.Said = append(x.Said, r.T("compare.text.table"))
	}
	x.rowed(s)
}

// isPeer tells whether a region is the one whose peers are compared.
func (t *comparison) isPeer(region *config.Region) bool {
	return t.peers != nil && t.peers.of == region
}

func (r *request) heatCell(t *comparison, c *compared, write func(float64) string, n int) sheetCell {
	cell := c.cells[n]
	if cell == nil {
		return sheetCell{Mark: r.lastOf(t, c.Indicator, t.regions[n])}
	}
	out := sheetCell{Text: write(*cell.Value), Heat: c.heat(cell)}
	if cell.Period != c.newest {
		out.Under = r.Period(cell.Period)
	}
	return out
}

// improved is each region's change, with a bar from the middle, and why that of others can't be told.
func (x *exhibit) improved(r *request, shown *compareImproved) {
	x.Caption += ": " + shown.Indicator
	x.Said = append(x.Said, shown.Breaks...)
	s := &sheet{Head: r.T("table.region"), Columns: []sheetColumn{
		{Name: r.T("compare.then") + " → " + r.T("compare.now"), Least: 104}, {Name: r.T("compare.change"), Least: 112},
	}}
	if shown.PerYear {
		x.Said = append(x.Said, r.T("compare.spans_differ"))
		s.Columns = append(s.Columns, sheetColumn{Name: r.T("compare.per_year"), Least: 70})
	}
	for i := range shown.Rows {
		of := &shown.Rows[i]
		change := sheetCell{Text: of.Change, Mark: &of.State}
		if of.Bar != nil {
			change.Drawn = []stroke{
				{X: float64(of.Bar.Offset), Length: float64(of.Bar.Length), Y: 4, High: 8, Look: picture.Look{Fill: statePaint(of.State.Kind)}},
				{X: 500, Y: 1, High: 14, Look: picture.Look{Stroke: "faint", Thick: 1}},
			}
		}
		row := sheetRow{Name: of.Name, Strong: of.Peer, Cells: []sheetCell{{Text: of.Then + " → " + of.Now, Under: of.ThenPeriod + " → " + of.NowPeriod}, change}}
		if shown.PerYear {
			row.Cells = append(row.Cells, sheetCell{Text: cmp.Or(of.PerYear, none)})
		}
		s.Rows = append(s.Rows, row)
	}
	for i := range shown.Untold {
		of := &shown.Untold[i]
		s.Rows = append(s.Rows, sheetRow{Name: of.Name, Cells: []sheetCell{{Text: none}, lackingCell(&of.Mark)}})
	}
	x.rowed(s)
}
