package pages

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// timeline is a programme's milestones, those with a date on one scale. No date is invented for the others: they stand apart.
type timeline struct {
	Scale   *chart.Scale // nil where none has a date
	Key     string       // what its marks mean: those that are drawn
	Dated   []milestone
	Undated []milestone
	Share   string // where others find how to embed it
}

// timeline puts a programme's milestones in order of their dates; nil where it has none.
func (r *request) timeline(programme *config.Programme) *timeline {
	list, rows := r.board.MilestonesOf(programme.ID), r.milestones(programme)
	if len(rows) == 0 {
		return nil
	}
	t := &timeline{Share: (&embedded{kind: embedMilestones, id: programme.ID}).share(r)}
	var dated []int
	first, last := r.board.Today, r.board.Today
	for i := range list {
		days := datesOf(&list[i])
		if len(days) == 0 {
			t.Undated = append(t.Undated, rows[i])
			continue
		}
		dated = append(dated, i)
		first, last = min(first, slices.Min(days)), max(last, slices.Max(days))
	}
	if len(dated) == 0 {
		return t
	}
	slices.SortStableFunc(dated, func(x, y int) int { return cmp.Compare(placeOf(&list[x]), placeOf(&list[y])) })
	t.Scale = chart.NewScale(first, last, r.board.Today)
	for _, i := range dated {
		rows[i].Row = onScale(t.Scale, &list[i], r.board.Today)
		t.Dated = append(t.Dated, rows[i])
	}
	t.Key = r.timelineKey(t.Dated)
	return t
}

func (r *request) timelineKey(list []milestone) string {
	between, over, inferred := false, false, false
	for _, m := range list {
		between, over, inferred = between || m.Row.Between != nil, over || m.Row.Over != nil, inferred || m.Row.Dashed
	}
	key := r.T("timeline.key")
	for _, part := range []struct {
		drawn bool
		text  string
	}{{between, r.T("timeline.key.between")}, {over, r.T("timeline.key.over")}, {inferred, r.T("timeline.key.inferred")}} {
		if part.drawn {
			key += " " + part.text
		}
	}
	return key
}

// datesOf are the days that are known of a milestone.
func datesOf(m *board.Milestone) (days []kpi.Date) {
	for _, d := range []kpi.Date{m.Milestone.Due.FirstDay(), m.Due, m.NotBefore, m.DoneOn} {
		if !d.IsZero() {
			days = append(days, d)
		}
	}
	return days
}

// placeOf is the day by which a milestone takes its place among the others: what it was to be done by, else what it must not
// come before, else when it was done.
func placeOf(m *board.Milestone) kpi.Date {
	return cmp.Or(m.Due, m.NotBefore, m.DoneOn)
}

// onScale is a milestone's row: its mark stands on the day that it was done, else on the day that it is due or must not come before.
func onScale(s *chart.Scale, m *board.Milestone, today kpi.Date) *chart.Row {
	due := m.Milestone.Due
	row := &chart.Row{Scale: s, Kind: string(m.State), Mark: s.X(cmp.Or(m.DoneOn, m.Due, m.NotBefore)), Dashed: due.Inferred && m.DoneOn.IsZero() && !m.Due.IsZero()}
	if !m.Due.IsZero() {
		row.Between = s.Stretch(due.FirstDay(), m.Due)
		row.Over = s.Stretch(m.Due, cmp.Or(m.DoneOn, today))
		if !m.DoneOn.IsZero() {
			x := s.X(m.Due)
			row.Due = &x
		}
	}
	return row
}
