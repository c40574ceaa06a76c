package api

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestWhatWasNotHeardIsNotRestated: after an outage the first true figure is no change of one that was final, unless another one stood before
// the outage, which it is held against.
func TestWhatWasNotHeardIsNotRestated(t *testing.T) {
	w := open(t)
	const unheard = -1
	said := map[string][]float64{"TT-1": {unheard, 40}, "TT-2": {30, unheard, 40}, "TT-3": {30, unheard, 30}, "TT-4": {30, 40}}
	for n, day := range []string{"2023-10-02", "2023-10-05", "2023-10-20"} {
		w.clock.set(day)
		for region, values := range said {
			if n >= len(values) {
				continue
			}
			o := value("applications", region, "", "2023-09-01", values[n], "derived")
			if values[n] == unheard {
				o.Value, o.Status, o.Reason = nil, kpi.NoData, kpi.ReasonNotHeard
			}
			must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{o})))
		}
		must(t, w.keeper.Rebuild(t.Context())) // the boards follow
	}
	told := map[string]string{}
	for _, row := range w.list(t, "/restatements").Data {
		told[row["region"].(string)] += fmt.Sprintf("%v to %v by %v, after close %v", row["previous_value"], row["value"], row["change"], row["after_close"])
	}
	want := map[string]string{"TT-2": "30 to 40 by 10, after close true", "TT-4": "30 to 40 by 10, after close true"}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("restatements (-want +got):\n%s", diff)
	}

	history, seqs := map[string]string{}, map[float64]any{}
	for _, row := range w.list(t, "/observations/history").Data {
		region := row["region"].(string)
		seqs[row["seq"].(float64)] = row["value"]
		replaced := "nothing"
		if of, is := row["restates"].(float64); is {
			replaced = fmt.Sprint(seqs[of])
		}
		history[region] += fmt.Sprintf("%v for %s %v; ", row["value"], replaced, row["after_close"])
	}
	want = map[string]string{
		"TT-1": "<nil> for nothing false; 40 for nothing false; ",
		"TT-2": "30 for nothing false; <nil> for 30 false; 40 for 30 true; ",
		"TT-3": "30 for nothing false; <nil> for 30 false; 30 for 30 false; ",
		"TT-4": "30 for nothing false; 40 for 30 true; ",
	}
	if diff := cmp.Diff(want, history); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}

	marked := map[string]any{} // by the board that has followed; within a week what comes completes the first figure
	for _, row := range w.list(t, "/observations?indicator=applications&region=TT-1,TT-2,TT-3,TT-4").Data {
		marked[row["region"].(string)] = row["restated"]
	}
	if diff := cmp.Diff(map[string]any{"TT-1": false, "TT-2": true, "TT-3": false, "TT-4": false}, marked); diff != "" {
		t.Errorf("what the board marks as restated (-want +got):\n%s", diff)
	}
}
