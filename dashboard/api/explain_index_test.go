package api

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/explain/explaintest"
)

// A score that can't be computed again from the values, ends and weights that explain it is explained wrongly, or is wrong. Each
// edition puts together other ways.
func everyScoreFollowsFromItsInputs(t *testing.T, w *world) {
	for _, edition := range []string{"first", "second", "third"} {
		scores := 0
		for _, region := range []string{"TT-1", "TT-2", "TT-3"} {
			address := "/explain/standing/" + region + "/2023-09?edition=" + edition
			a := w.explained(t, address)
			if a.Method.Version != a.Indicator+"/"+edition || *a.Edition != edition || a.EditionRecomputed != (edition != "first") {
				t.Errorf("%s: it is said to be by %s, version %s, recomputed: %v", address, *a.Edition, a.Method.Version, a.EditionRecomputed)
			}
			if a.Value == nil {
				if a.Reason == nil {
					t.Errorf("%s: nobody says why there is no score", address)
				}
				continue
			}
			scores++
			got, err := w.inputs(t, asFile(address)).Of("value").Value()
			if err != nil || !explaintest.Near(got, *a.Value) || a.Agrees == nil || !*a.Agrees {
				t.Errorf("%s: the file gives %v (%v), the score is %v", address, got, err, *a.Value)
			}
		}
		if scores < 2 {
			t.Errorf("by the edition %s %d regions have a score: the test says little", edition, scores)
		}
	}
}

// What is told of a score is what the list of the index says of it, and each value that went into it can be followed.
func aScoreHasItsPlace(t *testing.T, w *world) {
	a := w.explained(t, "/explain/standing/TT-2/2023-09")
	results := map[string]explain.Result{}
	for _, r := range a.Results {
		results[r.Kind] = r
	}
	_, body := w.get(t, "/index?programme=plan&region=TT-2&from=2023-09-01&to=2023-09-30")
	var listed struct{ Data []indexRow }
	must(t, json.Unmarshal(body, &listed))
	row := listed.Data[0]
	if row.Score == nil || a.Value == nil || *row.Score != *a.Value || float64(*row.Rank) != *results["rank"].Value ||
		float64(*row.RankLow) != *results["rank_low"].Value || float64(*row.RankHigh) != *results["rank_high"].Value || row.Coverage != *a.Coverage {
		t.Errorf("the index lists %+v, the explanation has %+v", row, results)
	}
	if *results["runs"].Value != 1000 || results["seed"].Value == nil || !strings.Contains(results["variants"].Text, "own/geometric") {
		t.Errorf("nobody could draw these ranks again: %+v", results)
	}
	if r := results["rank_before"]; r.Value == nil && (r.Reason == nil || *r.Reason != "no_previous") {
		t.Errorf("where it was before is neither told nor is why not: %+v", r)
	}
	followed := 0
	for _, in := range a.Inputs {
		if in.Explained != nil {
			followed++
			if res, body := w.get(t, strings.TrimPrefix(*in.Explained, "/api/v1")); res.StatusCode != http.StatusOK {
				t.Errorf("%s of %s leads nowhere: %s", in.Symbol, in.Part, body)
			}
		}
	}
	if followed < 5 {
		t.Errorf("%d of its inputs can be followed", followed)
	}
	best := slices.IndexFunc(a.Inputs, func(in explain.Input) bool {
		return in.Kind == "best" && in.Part == "standing/quality/speed"
	})
	if best < 0 || *a.Inputs[best].Value != 10 || a.Inputs[best].Region != "TT-1" {
		t.Errorf("the fastest is TT-1 with 10 hours; it is told as %+v", a.Inputs[max(0, best)])
	}
}
