package pages

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// milestones are one of each kind, judged on 1 July 2023.
func milestones(p *config.Programme) []board.Milestone {
	today := kpi.MustDate("2023-07-01")
	var list []board.Milestone
	for _, m := range []struct{ id, due, precision, notBefore, done string }{
		{id: "undated"}, {id: "undated but done", done: "2022-03-01"}, {id: "not before", notBefore: "2024-01-01"}, {id: "open since", notBefore: "2023-01-01"},
		{id: "due", due: "2023-12-31"}, {id: "late", due: "2021-12-31", precision: "year"}, {id: "done in time", due: "2022-06-30", done: "2022-05-01"},
		{id: "done late", due: "2022-01-31", precision: "month", done: "2022-12-31"},
	} {
		of := func(s string) (d kpi.Date) {
			if s != "" {
				d = kpi.MustDate(s)
			}
			return d
		}
		c := &config.Milestone{ID: m.id, Name: config.Text{"en": m.id}, Due: config.Dated{Date: of(m.due), Precision: m.precision, Inferred: m.id == "late"}}
		row := board.Milestone{Programme: p, Milestone: c, Due: c.Due.LastDay(), NotBefore: of(m.notBefore), DoneOn: of(m.done)}
		row.State = kpi.MilestoneState(row.Due, row.NotBefore, row.DoneOn, today)
		list = append(list, row)
	}
	return list
}

func TestMilestonesStandOnTheirDates(t *testing.T) {
	r, p := speaker(t, "en", "2023-07-01"), &config.Programme{ID: "p"}
	r.board.Milestones = milestones(p)
	line := r.timeline(p)
	// From 1 January 2021 to 1 January 2024, 1095 days, on 12 to 308.
	x := func(on string) string {
		return fmt.Sprintf("%.1f", 12+296*float64(kpi.MustDate(on).Sub(kpi.MustDate("2021-01-01")))/1095)
	}
	stretch := func(s *chart.Stretch) string {
		if s == nil {
			return "-"
		}
		return fmt.Sprintf("%.1f to %.1f", s.X, s.X+s.Width)
	}
	var got []string
	for _, m := range line.Dated {
		row := m.Row
		due := "-"
		if row.Due != nil {
			due = fmt.Sprintf("%.1f", *row.Due)
		}
		got = append(got, fmt.Sprintf("%s: %s at %.1f, due %s, within %s, over %s, inferred %v", m.Name, row.Kind, row.Mark, due, stretch(row.Between), stretch(row.Over), row.Dashed))
	}
	want := []string{
		"late: late at " + x("2021-12-31") + ", due -, within " + x("2021-01-01") + " to " + x("2021-12-31") + ", over " + x("2021-12-31") + " to " + x("2023-07-01") + ", inferred true",
		"done late: done_late at " + x("2022-12-31") + ", due " + x("2022-01-31") + ", within " + x("2022-01-01") + " to " + x("2022-01-31") + ", over " + x("2022-01-31") + " to " + x("2022-12-31") + ", inferred false",
		"undated but done: done at " + x("2022-03-01") + ", due -, within -, over -, inferred false",
		"done in time: done at " + x("2022-05-01") + ", due " + x("2022-06-30") + ", within -, over -, inferred false",
		"open since: open at " + x("2023-01-01") + ", due -, within -, over -, inferred false",
		"due: due at " + x("2023-12-31") + ", due -, within -, over -, inferred false",
		"not before: not_before at " + x("2024-01-01") + ", due -, within -, over -, inferred false",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("milestones on their scale (-want +got):\n%s", diff)
	}
	if len(line.Undated) != 1 || line.Undated[0].Name != "undated" || line.Undated[0].Row != nil {
		t.Errorf("a milestone without a date has been given one: %+v", line.Undated)
	}
	if got := fmt.Sprintf("%.1f", line.Scale.Today); got != x("2023-07-01") {
		t.Errorf("today stands at %s, want %s", got, x("2023-07-01"))
	}
	for _, said := range []string{"A bar is", "A line shows", "A dashed ring"} {
		if !strings.Contains(line.Key, said) {
			t.Errorf("the key %q does not explain what is drawn: %q", line.Key, said)
		}
	}
}

func TestMilestonesWithoutDatesHaveNoScale(t *testing.T) {
	r, p := speaker(t, "uk", "2023-07-01"), &config.Programme{ID: "p"}
	if r.timeline(p) != nil {
		t.Error("a programme without milestones has a timeline")
	}
	r.board.Milestones = milestones(p)[:1]
	if line := r.timeline(p); line.Scale != nil || len(line.Dated) != 0 || len(line.Undated) != 1 {
		t.Errorf("a scale was made of nothing: %+v", line)
	}
	r.board.Milestones = milestones(p)[4:5]
	line := r.timeline(p)
	if line.Key != r.T("timeline.key") {
		t.Errorf("the key explains what isn't drawn: %q", line.Key)
	}
	if len(line.Scale.Years) == 0 {
		t.Error("a scale of half a year has nothing written on it")
	}
}
