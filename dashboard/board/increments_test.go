package board

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestIncrements: regions report what they counted since January; the ministry wants to see the months. A month that can't be
// told is shown without a value, with the reason, and is no zero; corrections of a level change the months beside it.
func TestIncrements(t *testing.T) {
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
indicators:
  - {id: since_january, name: Since January, unit: count, direction: up, frequency: month, nature: year_to_date}
  - {id: in_month, name: In the month, unit: count, direction: up, frequency: month, nature: flow, rollup: sum, increment_of: since_january}
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	level := func(region, start string, value float64, seq uint64) store.Observation {
		o := month("since_january", region, "", start, value)
		o.Source, o.Seq, o.Collections = "portal", seq, []uint64{seq}
		return o
	}
	refused := level("TT-2", "2023-03-01", 0, 9)
	refused.Status, refused.Value = kpi.Refused, nil
	simulated := level("TT-1", "2023-02-01", 30, 2)
	simulated.Simulated = true
	sinceJanuary := level("TT-2", "2023-02-01", 90, 4) // of a simulation, and longer than the month that the region itself reports
	sinceJanuary.Period.Start, sinceJanuary.Simulated, sinceJanuary.Source = kpi.MustDate("2023-01-01"), true, "simulation"
	reported := month("in_month", "TT-1", "", "2023-05-01", 44)
	reported.Source = "portal"
	w := &world{observations: []store.Observation{
		level("TT-1", "2023-01-01", 10, 1), simulated, level("TT-1", "2023-03-01", 25, 3), level("TT-1", "2023-05-01", 60, 5), level("TT-1", "2023-06-01", 61, 6), reported,
		level("TT-2", "2023-01-01", 7, 7), level("TT-2", "2023-02-01", 9, 8), sinceJanuary, refused,
	}}
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	told := func(region string) (lines []string) {
		for _, c := range b.Series("in_month", region, "").Cells {
			value := "–"
			if c.Value != nil {
				value = fmt.Sprint(*c.Value)
			}
			lines = append(lines, fmt.Sprint(c.Period.Start.String()[:7], " ", value, " ", c.Status, " ", c.Reason, " ", c.Source, " ", c.Collections, " ", c.Simulated))
		}
		return lines
	}
	for region, want := range map[string][]string{
		"TT-1": {
			"2023-01 10 present  increment [1] false",
			"2023-02 20 present  increment [1 2] true",
			"2023-03 – no_data fell increment [2 3] true",
			"2023-05 44 present  portal [] false", // what a region says itself goes first
			"2023-06 1 present  increment [5 6] false",
		},
		"TT-2": {"2023-01 7 present  increment [7] false", "2023-02 2 present  increment [7 8] false", "2023-03 – refused  increment [8 9] false"},
		"TT": {"2023-01 17 present  rollup [1 7] false", "2023-02 22 present  rollup [1 2 7 8] true",
			"2023-03 – no_data no_data rollup [2 3 8 9] true", // it fell in one, and the other refused
			"2023-05 44 present  rollup [] false", "2023-06 1 present  rollup [5 6] false"},
	} {
		if diff := cmp.Diff(want, told(region)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", region, diff)
		}
	}
	for month, want := range map[int]string{0: "2023-01", 1: "2023-02 2023-01", 4: "2023-06 2023-05"} {
		var from []string
		period := b.Series("in_month", "TT-1", "").Cells[month].Period
		for _, in := range explained(t, b, Question{Indicator: "in_month", Region: "TT-1", Period: period}).Inputs {
			from = append(from, in.Period.End.String()[:7])
		}
		if strings.Join(from, " ") != want {
			t.Errorf("increment %d is said to follow from %v, should be %s", month, from, want)
		}
	}
	if c := b.Series("in_month", "TT-1", "").Cells[3]; len(c.Others) != 1 || c.Others[0].Reason != kpi.ReasonNoPrevious {
		t.Errorf("beside what the region said of May stands %+v", c.Others)
	}
}

// What is computed of a series that is parted is parted with it: no judgement leads across, and the jump is no signal.
func TestWhatIsComputedInheritsBreaks(t *testing.T) {
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions: [{code: TT, name: T, kind: country}]
indicators:
  - {id: counted, name: C, unit: count, direction: up, frequency: month, nature: flow, breaks: [{on: 2023-07-15, note: New form}]}
  - {id: double, name: D, unit: count, direction: up, frequency: month, nature: flow, computed: {expression: counted * 2}}
  - {id: again, name: A, unit: count, direction: up, frequency: month, nature: flow, computed: {expression: double + 1}}
programmes:
  - id: p
    name: P
    region: TT
    targets: [{id: t, name: T, indicator: again, value: 500, comparison: at_least, deadline: {date: 2023-12-31}, baseline: {kind: value, value: 100, date: 2022-12-31}}]
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"double", "again"} {
		if days := cfg.Indicator(id).BreakDays(); len(days) != 1 || days[0] != kpi.MustDate("2023-07-15") {
			t.Errorf("%s is parted on %v", id, days)
		}
	}
	w := &world{}
	for i := range 20 {
		v := float64(100 + i)
		if i >= 17 { // from July 2023 on
			v = 20
		}
		w.observations = append(w.observations, month("counted", "TT", "", kpi.MustDate("2022-02-01").AddMonths(i).String(), v))
	}
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	if p := b.Progress[0]; p.State != kpi.Unknown || p.Progress.Reason != kpi.ReasonNotComparable {
		t.Errorf("a promise about it, from before the break, is %s (%s)", p.State, p.Progress.Reason)
	}
	for _, s := range b.Signals {
		if s.Kind == kpi.SignalOutlier {
			t.Errorf("the break of %s is told as an outlier of %s", s.IndicatorID(), s.Period)
		}
	}
}

// What grew between a count by one form and a count by another is growth of neither.
func TestNoIncrementLeadsAcrossABreak(t *testing.T) {
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(`
regions: [{code: TT, name: T, kind: country}]
indicators:
  - {id: since_january, name: S, unit: count, direction: up, frequency: month, nature: year_to_date, breaks: [{on: 2023-03-01, note: New form}, {on: 2023-11-01, note: Not yet}]}
  - {id: in_month, name: I, unit: count, direction: up, frequency: month, nature: flow, increment_of: since_january}
sources: []
`)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{}
	for i, v := range []float64{10, 30, 90, 110} {
		w.observations = append(w.observations, month("since_january", "TT", "", kpi.MustDate("2023-01-01").AddMonths(i).String(), v))
	}
	b, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range b.Series("in_month", "TT", "").Cells {
		if c.Value == nil {
			got = append(got, string(c.Reason))
			continue
		}
		got = append(got, fmt.Sprint(*c.Value))
	}
	if diff := cmp.Diff([]string{"10", "20", "not_comparable", "20"}, got); diff != "" {
		t.Errorf("what was counted from January to April (-want +got):\n%s", diff)
	}
}
