package pages

import (
	"slices"

	"github.com/gofiber/fiber/v2"
)

// mostSheetPeriods is how many of the newest periods a table of reports has that stands elsewhere.
const mostSheetPeriods = 12

// reportsExhibit is what became of the reports that a programme is owed, by region and period.
func (r *request) reportsExhibit(e *embedded) (*exhibit, error) {
	programme := r.board.Config.Programme(e.id)
	if programme == nil {
		return nil, r.wrongLast(e, "programme", programmeIDs(r.board.Config))
	}
	all := r.reportMatrices()
	at := slices.IndexFunc(all, func(m reportMatrix) bool { return m.Programme == programme.ID })
	if at < 0 {
		var there []string
		for _, m := range all {
			if m.Programme != "" {
				there = append(there, m.Programme)
			}
		}
		return nil, r.wrongEmbed("reports", "programme", e.id, there, fiber.ErrNotFound)
	}
	m, page := &all[at], r.link("/sources#"+all[at].ID)
	x := &exhibit{Kind: e.kind, Title: r.T("matrix.title"), Caption: m.Title, Page: page, Source: r.sourceLine(page), Said: []string{m.Rule}}
	x.Summary = x.Title + ": " + x.Caption
	s := &sheet{Head: r.T("table.region"), Key: m.Legend}
	periods := min(len(m.Periods), mostSheetPeriods)
	if periods < len(m.Periods) {
		x.Said = append(x.Said, r.T("compare.newest_periods"))
	}
	for _, p := range m.Periods[:periods] {
		s.Columns = append(s.Columns, sheetColumn{Name: p.Short, Least: 52})
	}
	for i := range m.Rows {
		row := sheetRow{Name: m.Rows[i].Region.Name}
		for n := range m.Rows[i].Cells[:periods] {
			c := &m.Rows[i].Cells[n]
			row.Cells = append(row.Cells, sheetCell{Text: c.Late, Mark: &c.Mark, Bare: true, Under: c.Later})
		}
		s.Rows = append(s.Rows, row)
	}
	x.rowed(s)
	return x, nil
}
