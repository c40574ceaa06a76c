package api

import (
	"slices"
	"testing"

	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/explain/explaintest"
	"github.com/postup/postup/kpi"
)

// A state, a ratio or a forecast must follow from the file too: it is what people act on.
func everyJudgementFollowsFromItsInputs(t *testing.T, w *world) {
	for address, want := range map[string]map[string][]string{
		"/explain/satisfaction/TT-2/2023-09":                                {"gap": {"ideal", "ratio", "attainment", "elapsed", "observed_pace", "forecast"}, "growth": {"growth", "score", "observed_pace", "forecast"}},
		"/explain/offered/TT-1/2023-09":                                     {"saturation": {"ideal", "ratio", "attainment", "forecast"}},
		"/explain/kept/TT-1/2022-04-01..2023-03-31":                         {"standard": {"performance"}},
		"/explain/online/TT/2023-09?target_id=online_by_2024":               {"gap": nil}, // a sum that lacks a region is shown, and never judged
		"/explain/online/TT-2/2023-09?target_id=online_by_2024&reading=end": {"gap": {"ideal", "ratio", "attainment", "elapsed"}},
	} {
		if kinds, gap := want["gap"]; gap && kinds == nil {
			if res, body := w.get(t, address); res.StatusCode != 404 {
				t.Errorf("%s: a sum that lacks a region is judged: %s", address, body)
			}
			continue
		}
		a, file := w.explained(t, address), w.inputs(t, asFile(address))
		seen := map[string]bool{}
		for _, j := range a.Progress {
			seen[j.Method.ID] = true
			got, err := file.Of(ofJudgement(j)).By(j.Method.ID).Judged()
			must(t, err)
			if want := map[string]string{"offered": "logistic"}[a.Indicator]; want != "" && (j.Forecast == nil || j.Forecast.Method.ID != want) {
				t.Errorf("%s: the forecast is said to be by %+v, want %s", address, j.Forecast, want)
			}
			if n := len(file.Of(ofJudgement(j))); a.Indicator == "offered" && slices.ContainsFunc(j.Inputs, func(in explain.Input) bool {
				return in.Kind == "point" && in.Date < kpi.MustDate("2023-04-15")
			}) {
				t.Errorf("%s: what was measured before the break is among the %d inputs of the trend", address, n)
			}
			for _, kind := range want[j.Method.ID] {
				i := slices.IndexFunc(j.Results, func(r explain.Result) bool { return r.Kind == kind })
				if i < 0 || j.Results[i].Value == nil {
					t.Errorf("%s: %s says nothing of %s", address, j.Method.ID, kind)
				} else if v := *j.Results[i].Value; !explaintest.Near(got[kind], v) {
					t.Errorf("%s: the file gives %v for the %s of %s, the answer has %v", address, got[kind], kind, j.Method.ID, v)
				}
			}
		}
		for method := range want {
			if !seen[method] {
				t.Errorf("%s is not judged by %s", address, method)
			}
		}
	}
}

func ofJudgement(j explain.Judgement) string {
	if j.Reading == nil {
		return j.TargetID
	}
	return j.TargetID + "/" + *j.Reading
}
