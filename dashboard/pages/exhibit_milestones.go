package pages

import (
	"cmp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/picture"
)

// milestonesExhibit is a programme's milestones: those with a date on one scale, the others after them.
func (r *request) milestonesExhibit(e *embedded) (*exhibit, error) {
	programme := r.board.Config.Programme(e.id)
	if programme == nil {
		return nil, r.wrongLast(e, "programme", programmeIDs(r.board.Config))
	}
	t := r.timeline(programme)
	if t == nil {
		var there []string
		for _, other := range r.board.Config.Programmes {
			if len(r.board.MilestonesOf(other.ID)) > 0 {
				there = append(there, other.ID)
			}
		}
		return nil, r.wrongEmbed("milestones", "programme", e.id, there, fiber.ErrNotFound)
	}
	page := r.programmeLink(programme) + "#milestones-title"
	x := &exhibit{Kind: e.kind, Title: r.T("overview.milestones"), Caption: r.plainText(programme.Name), Page: page, Source: r.sourceLine(page)}
	x.Summary = x.Title + ": " + x.Caption
	if t.Key != "" {
		x.Said = []string{t.Key}
	}
	s := &sheet{Head: x.Title, Columns: []sheetColumn{{Name: r.T("table.state"), Least: 104}}}
	if t.Scale != nil {
		s.Columns = append(s.Columns, sheetColumn{Least: 88, Silent: true, Ticks: r.ticksOf(t.Scale)})
	}
	for _, list := range [][]milestone{t.Dated, t.Undated} {
		for i := range list {
			m := &list[i]
			s.Rows = append(s.Rows, r.milestoneRow(m))
			if len(x.Tags) == 0 {
				x.Tags = m.Tags
			}
		}
	}
	x.rowed(s)
	return x, nil
}

func (r *request) milestoneRow(m *milestone) sheetRow {
	when := m.When
	if m.DoneOn != "" {
		when = r.T("milestone.done_on", "Date", m.DoneOn)
	}
	cell := sheetCell{Mark: &m.Mark, Under: strings.TrimSuffix(cmp.Or(when, none)+"; "+m.Mark.Why, "; ")}
	row := sheetRow{Name: m.Name, Under: strings.Join(append([]string{m.Region}, m.Tags...), " "), Cells: []sheetCell{cell}}
	row.Under = strings.TrimSpace(row.Under)
	if m.Row != nil {
		row.Cells = append(row.Cells, sheetCell{Drawn: onStrip(m.Row)})
	}
	return row
}

// permille is a place on a scale of time in thousandths of it.
func permille(s *chart.Scale, x float64) float64 { return 1000 * x / float64(s.Width) }

// ticksOf are the years of a scale, and today.
func (r *request) ticksOf(s *chart.Scale) []sheetTick {
	ticks := []sheetTick{{At: permille(s, s.Today), Text: r.T("timeline.today"), First: true}}
	for _, year := range s.Years {
		ticks = append(ticks, sheetTick{At: permille(s, year.At), Text: year.Text})
	}
	return ticks
}

// onStrip draws a milestone's dates as its page does.
func onStrip(row *chart.Row) []stroke {
	s := row.Scale
	at := func(x float64) float64 { return permille(s, x) }
	var all []stroke
	for _, year := range s.Years {
		all = append(all, stroke{X: at(year.At), Look: picture.Look{Stroke: "rule", Thick: 1, Dash: []float64{1, 3}}})
	}
	all = append(all, stroke{Length: 1000, Y: 7.5, High: 1, Look: picture.Look{Fill: "rule"}},
		stroke{X: at(s.Today), Look: picture.Look{Stroke: "ink", Thick: 1.5}})
	if b := row.Between; b != nil {
		all = append(all, stroke{X: at(b.X), Length: at(b.Width), Y: 4, High: 8, Look: picture.Look{Fill: "wash", Stroke: "soft", Thick: 1}})
	}
	if o := row.Over; o != nil {
		all = append(all, stroke{X: at(o.X), Length: at(o.Width), Y: 7, High: 2, Look: picture.Look{Fill: statePaint(row.Kind)}})
	}
	if row.Due != nil {
		all = append(all, stroke{X: at(*row.Due), Y: 0, High: sheetStroke, Look: picture.Look{Stroke: "ink", Thick: 1.5}})
	}
	ground := picture.Look{Fill: "paper"}
	if row.Dashed {
		ground.Stroke, ground.Thick, ground.Dash = "soft", 1, []float64{3, 2.5}
	}
	return append(all, stroke{X: at(row.Mark), High: 19, Round: true, Look: ground}, stroke{X: at(row.Mark), Mark: row.Kind})
}
