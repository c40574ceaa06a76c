package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

func explanationsAsTheyAre(t *testing.T, w *world) {
	for name, address := range map[string]string{
		"explain-rolled-up":  "/explain/online_share/TT/2023-09-01..2023-09-30",
		"explain-stages":     "/explain/online_share/TT-1/2023-09",
		"explain-growth":     "/explain/satisfaction/TT-2/2023-09",
		"explain-increment":  "/explain/visits/TT-1/2023-09",
		"explain-index":      "/explain/standing/TT-2/2023-09",
		"explain-inputs.csv": "/explain/online_share/TT-1/2023-09-01..2023-09-30.csv",
	} {
		t.Run(name, func(t *testing.T) {
			res, body := w.get(t, address)
			if res.StatusCode != http.StatusOK {
				t.Fatalf("GET %s: %d %s", address, res.StatusCode, body)
			}
			if !strings.Contains(name, ".") {
				name += ".json"
			}
			golden(t, name, body)
		})
	}
}

// Whoever mistypes an address must learn what there is.
func explanationsSayWhatThereIs(t *testing.T, w *world) {
	for _, tt := range []struct {
		address string
		status  int
		says    []string
	}{
		{"/explain/nothing/TT/2023", 404, []string{`no indicator "nothing"`, "online_share", "refused"}},
		{"/explain/online/XX/2023", 404, []string{`no region "XX"`, "TT-1"}},
		{"/explain/online/TT-1/2020-01", 404, []string{"2020-01-01..2020-01-31", "2023-09-01..2023-09-30"}},
		{"/explain/online/TT-4/2020-01", 404, []string{"TT-1", "TT-2"}},
		{"/explain/online/TT-1/2023-09?breakdown=sector%3Dspace", 404, []string{"sector=space", "sector=health"}},
		{"/explain/online/TT-1/2023-09?source=import", 404, []string{`"import"`, "derived"}},
		{"/explain/online/TT-1/2023-09?source=nobody", 400, []string{`no source "nobody"`}},
		{"/explain/online/TT-2/2023-09?target_id=satisfied", 404, []string{"satisfied", "online_by_2024"}},
		{"/explain/online/TT-2/2023-09?reading=zz", 404, []string{"reading zz", "online_by_2024 (reading end)"}},
		{"/explain/satisfaction/TT-2/2023-08?target_id=satisfied", 404, []string{"2023-09-01..2023-09-30"}},
		{"/explain/standing/TT-4/2023-09", 404, []string{"does not compare TT-4", "TT-1", "TT-2", "TT-3"}},
		{"/explain/standing/TT-1/2019-09", 404, []string{"no scores", "2023-09-01..2023-09-30"}},
		{"/explain/standing/TT-1/2023-09?edition=tenth", 400, []string{"tenth", "first", "second"}},
		{"/explain/standing/TT-1/2023-09?breakdown=sector%3Dhealth", 404, []string{"index", "edition"}},
		{"/explain/online/TT-1/2023-09?edition=first", 404, []string{"online is no index", "standing"}},
		{"/explain/online/TT-1/last-month", 400, []string{"last-month", "2023-Q1"}},
		{"/explain/online/TT-1/2023-13", 400, []string{"2023-13"}},
		{"/explain/online/TT-1/2023-09-30..2023-09-01", 400, []string{"swap"}},
		{"/explain/online/TT-1/2023-09?limit=3", 400, []string{"limit", "breakdown"}},
		{"/explain/online/TT-1/2023-09?colour=red", 400, []string{"colour", "breakdown"}},
	} {
		res, body := w.get(t, tt.address)
		if res.StatusCode != tt.status {
			t.Errorf("%s: got %d, want %d: %s", tt.address, res.StatusCode, tt.status, body)
		}
		for _, s := range tt.says {
			if !strings.Contains(string(body), s) {
				t.Errorf("%s: the message doesn't help: %q says nothing of %q", tt.address, body, s)
			}
		}
	}
}

// A region without the value is no mistake in the address: why it has none is what is asked.
func aRegionWithoutTheValue(t *testing.T, w *world) {
	for address, want := range map[string]string{
		"/explain/visits/TT-4/2023-09":       "not_expected",
		"/explain/online_share/TT-2/2023-09": "overdue",
		"/explain/satisfaction/TT-3/2023-09": "refused",
		"/explain/visits/TT-2/2023-09":       "no_previous",
	} {
		a := w.explained(t, address)
		if a.Value != nil || a.Reason == nil || *a.Reason != want {
			t.Errorf("%s: value %v, reason %v, want none because of %s", address, a.Value, a.Reason, want)
		}
	}
}

// What is withheld must neither be shown nor follow from what is: not from an input, a sum, or a list of durations.
func TestWithheldStaysWithheld(t *testing.T) {
	w := explainable(t, func(c *config.Config) { c.SuppressBelow = 5 })
	withheld := map[string]bool{}
	w.eachFigure(t, func(address string, o *store.Observation) {
		if o.Reason == "suppressed" {
			withheld[o.Indicator+"|"+o.Region+"|"+o.Breakdown] = true
			a := w.explained(t, address)
			if a.Value != nil || a.Numerator != nil || a.Denominator != nil || a.Recomputed != nil {
				t.Errorf("%s is withheld and explained with %v", address, a.Value)
			}
		}
	})
	if !withheld["applications|TT-1|service=doctor"] {
		t.Fatalf("three applications are not withheld: the test says nothing. Withheld are %v", withheld)
	}
	w.eachFigure(t, func(address string, _ *store.Observation) {
		a := w.explained(t, address)
		shown, hidden := 0.0, 0
		for _, in := range a.Inputs {
			if in.Explained != nil && withheld[in.Indicator+"|"+in.Region+"|"+in.Breakdown] && (in.Value != nil || in.Numerator != nil || in.Denominator != nil || in.Weight != nil) {
				t.Errorf("%s shows %s of %s, which is withheld", address, in.What, in.Indicator)
			}
			if in.Kind == "duration" && in.Weight != nil {
				t.Errorf("%s lists how many took %v hours", address, *in.Value)
			}
			if in.Kind == "service" && in.Reason != nil && *in.Reason == "suppressed" {
				hidden++
			} else if in.Kind == "service" && in.Value != nil {
				shown += *in.Value
			}
		}
		if hidden > 0 && a.Value != nil && *a.Value-shown > 0 && *a.Value-shown < 5 {
			t.Errorf("%s: what is withheld follows from the others: %v less %v", address, *a.Value, shown)
		}
	})
}

func explanationsAreNotSentTwice(t *testing.T, w *world) {
	res, _ := w.get(t, "/explain/online/TT-1/2023-09")
	again, _ := w.get(t, "/explain/online/TT-1/2023-09", "If-None-Match", res.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("the same explanation is sent again: %d", again.StatusCode)
	}
}
