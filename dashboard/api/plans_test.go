package api

import (
	"encoding/json"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// A plan that was decided anew keeps what was decided before, and on an earlier day that is in force.
func TestPlanShowsWhatWasDecidedBefore(t *testing.T) {
	w := filled(t)
	decided := func(value float64, act, on string) store.TargetValue {
		return store.TargetValue{
			Target: "online_by_2024", Region: "TT", Period: kpi.Month(kpi.MustDate("2023-07-01")), Plan: true, Status: kpi.Present,
			Value: &value, Act: act, DecidedOn: kpi.MustDate(on), Origin: store.Origin{Source: "trusted"},
		}
	}
	must(t, write(w.store.WriteTargetValues(t.Context(), []store.TargetValue{decided(60, "Act 1", "2023-01-10")})))
	must(t, write(w.store.WriteTargetValues(t.Context(), []store.TargetValue{decided(90, "Act 2", "2023-08-10")})))
	must(t, w.keeper.Rebuild(t.Context()))
	for day, want := range map[string]struct {
		value, deviation float64
		act              string
		earlier          []string
	}{
		"2023-10-14": {90, -8, "Act 2", []string{"Act 1"}},
		"2023-08-01": {60, 22, "Act 1", nil},
	} {
		_, body := w.get(t, "/progress?target_id=online_by_2024&region=TT&today="+day)
		var answer struct {
			Data []struct {
				Plan  planResult
				Plans []struct {
					Value, Fact, Deviation float64
					Act                    map[string]string
					Earlier                []struct{ Act map[string]string }
				}
			}
		}
		must(t, json.Unmarshal(body, &answer))
		if len(answer.Data) == 0 || len(answer.Data[0].Plans) != 1 {
			t.Fatalf("on %s: %s", day, body)
		}
		p := answer.Data[0].Plans[0]
		var earlier []string
		for _, e := range p.Earlier {
			earlier = append(earlier, e.Act["en"])
		}
		if p.Value != want.value || p.Fact != 82 || p.Deviation != want.deviation || p.Act["en"] != want.act || len(earlier) != len(want.earlier) {
			t.Errorf("on %s the plan is %+v, want %+v", day, p, want)
		}
		if *answer.Data[0].Plan.Value != want.value {
			t.Errorf("on %s the field plan has %v, plans has %v", day, *answer.Data[0].Plan.Value, p.Value)
		}
	}
}
