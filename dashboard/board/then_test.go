package board

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// How a promise stood is what a board of everything that is known now says when it is judged on that day.
func TestThenIsTheBoardOfThatDay(t *testing.T) {
	w := &world{}
	for m := range 10 {
		start := kpi.MustDate("2022-12-01").AddMonths(m).String()
		for i, region := range []string{"TT-1", "TT-2", "TT-3"} {
			w.observations = append(w.observations, month("online", region, "", start, float64(3*m+i*m)))
		}
	}
	decided := func(value float64, plan bool, period kpi.Period, on string) store.TargetValue {
		return store.TargetValue{
			Target: "online_by_2024", Region: "TT", Period: period, Plan: plan, Status: kpi.Present, Value: &value, Act: "Act of " + on,
			DecidedOn: kpi.MustDate(on), Origin: store.Origin{Seq: uint64(kpi.MustDate(on)), Source: "trusted"},
		}
	}
	w.targets = []store.TargetValue{
		decided(90, false, kpi.Period{}, "2023-06-15"), decided(80, false, kpi.Period{}, "2023-08-20"),
		decided(30, true, kpi.Month(kpi.MustDate("2023-07-01")), "2023-01-10"), decided(60, true, kpi.Month(kpi.MustDate("2023-07-01")), "2023-09-10"),
	}
	now := built(t, w)
	for _, day := range []string{"2022-11-30", "2023-06-14", "2023-06-15", "2023-07-31", "2023-09-30", "2023-10-15"} {
		on := kpi.MustDate(day)
		then, err := Build(t.Context(), w, now.Config, 0, on, noon)
		if err != nil {
			t.Fatal(err)
		}
		judged := 0
		for i, p := range now.Progress {
			got := now.Then(p, on)
			if got == nil {
				if p.Method != kpi.MethodStandard {
					t.Errorf("%s in %s is not judged on %s", p.Target.ID, p.Region.Code, day)
				}
				continue
			}
			want := then.Progress[i]
			if got.Latest != nil {
				judged++
			}
			if diff := cmp.Diff(want.Progress, got.Progress); diff != "" {
				t.Errorf("%s in %s on %s (-board of the day +then):\n%s", p.Target.ID, p.Region.Code, day, diff)
			}
			if diff := cmp.Diff(want.Planned, got.Planned); diff != "" || *want.Value != *got.Value {
				t.Errorf("%s in %s on %s was promised %v, want %v; plan (-want +got):\n%s", p.Target.ID, p.Region.Code, day, *got.Value, *want.Value, diff)
			}
		}
		if first := day == "2022-11-30"; first != (judged == 0) {
			t.Errorf("on %s %d promises had a value", day, judged)
		}
	}
	p := now.Progress[0]
	if by := p.RevisedBy(); by == nil || *by.Value != 80 || by.DecidedOn != kpi.MustDate("2023-08-20") || by.Act.In("uk") != "Act of 2023-08-20" {
		t.Errorf("the promised value is in force by %+v", by)
	}
	if by := now.Then(p, kpi.MustDate("2023-06-14")).RevisedBy(); by != nil {
		t.Errorf("before any act the promised value is in force by %+v", by)
	}
}
