package pages

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

func TestAPlannedValueNamesWhoDecidedIt(t *testing.T) {
	number := func(v float64) *float64 { return &v }
	decision := func(value *float64, act, on string) board.Decision {
		d := board.Decision{Value: value}
		if act != "" {
			d.Act = config.Text{"en": act}
		}
		if on != "" {
			d.DecidedOn = kpi.MustDate(on)
		}
		return d
	}
	r, count := speaker(t, "en", "2024-01-01"), &config.Indicator{Unit: "count"}
	for _, test := range []struct {
		name            string
		planned         board.Planned
		plan, deviation string
		decided         []string
	}{
		{"of the document alone", board.Planned{Decision: decision(number(10), "", "")}, "10", "", nil},
		{"revised twice", board.Planned{
			Decision: decision(number(40), "Resolution 9", "2023-03-01"), Deviation: number(-10),
			Earlier: []board.Decision{decision(number(25), "Resolution 7", ""), decision(nil, "", "2022-02-01")},
		}, "40", "−10", []string{"Resolution 9, 1 March 2023", "planned before: 25 (Resolution 7)", "planned before: – (1 February 2022)"}},
		{"taken back", board.Planned{Decision: decision(nil, "Resolution 3", "")}, "", "", []string{"Resolution 3"}},
	} {
		var row figureRow
		r.addPlan(&row, test.planned, count)
		if diff := cmp.Diff(figureRow{Plan: test.plan, Deviation: test.deviation, Decided: test.decided}, row); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

func TestBreaksAreTold(t *testing.T) {
	r := speaker(t, "uk", "2024-01-01")
	i := &config.Indicator{Breaks: []config.Break{
		{On: kpi.MustDate("2023-07-01"), Note: config.Text{"uk": "Нова форма"}}, {On: kpi.MustDate("2025-01-01"), Note: config.Text{"uk": "Ще не настав"}},
	}}
	if diff := cmp.Diff([]string{"З 1 липня 2023 вимірюють інакше: Нова форма"}, r.breaks(i)); diff != "" {
		t.Errorf("what is told of breaks up to today (-want +got):\n%s", diff)
	}
}

func TestNothingIsHeldAgainstWhatCannotBeCompared(t *testing.T) {
	r, p := speaker(t, "en", "2023-10-14"), children()
	value := 10.0
	p.Value, p.Deadline, p.Target.Comparison = &value, kpi.MustDate("2024-12-31"), kpi.AtMost
	p.State, p.Progress.Reason = kpi.Unknown, kpi.ReasonNotComparable
	p.Latest = &kpi.DatedValue{Date: kpi.MustDate("2023-09-30"), Value: 30}
	p.Forecast = &kpi.Forecast{From: *p.Latest, At: p.Deadline, Low: 20, Value: 25, High: 30}
	if s := r.standing(p); s.Mark.Kind != markUnknown || s.Way != nil {
		t.Errorf("a value of another method is %s, with the way %v; want unknown, without", s.Mark.Kind, s.Way)
	}
}
