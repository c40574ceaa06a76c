package regionsim_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// part is a value that the ministry publishes.
type part struct {
	Region, Indicator, Breakdown string
	PeriodStart                  string `json:"period_start"`
	PeriodEnd                    string `json:"period_end"`
	Value                        float64
}

func publishedOn(t *testing.T, now string) []part {
	t.Helper()
	var doc struct{ Items []part }
	if err := json.Unmarshal([]byte(mustGet(t, portal(t, now, nil).URL+"/UA/index.json")), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Items
}

// The demo shows an index only if each oblast has all parts of the edition that holds, and none of another.
func TestIndexIsPublishedByEdition(t *testing.T) {
	got, regions := map[string]int{}, map[string]bool{}
	for _, p := range publishedOn(t, "2025-05-01T12:00:00Z") {
		got[p.PeriodStart[:4]+" "+p.Breakdown]++
		regions[p.Region] = true
		if top := map[bool]float64{true: 100, false: 1}[p.Breakdown == "edition=2025"]; p.Value < 0 || p.Value > top {
			t.Errorf("%v would be rejected: it is not between 0 and %v", p, top)
		}
	}
	want := map[string]int{ // oblasts × quarters × parts
		"2022 edition=2022": 24 * 4 * 8, "2023 edition=2023": 24 * 4 * 8, "2024 edition=2024": 24 * 4 * 9, "2025 edition=2025": 24 * 1 * 5,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the ministry publishes other parts than the editions have (-want +got):\n%s", d)
	}
	if len(regions) != 24 || regions["UA-30"] || regions["UA-43"] {
		t.Errorf("the index speaks of %d regions, want the 24 oblasts", len(regions))
	}
}

func TestIndexComesSomeDaysAfterItsQuarter(t *testing.T) {
	before, after := publishedOn(t, "2023-07-04T12:00:00Z"), publishedOn(t, "2023-07-05T12:00:00Z")
	if last := before[len(before)-1].PeriodEnd; last != "2023-03-31" {
		t.Errorf("on 4 July the newest quarter ends on %s, want 2023-03-31", last)
	}
	if last := after[len(after)-1].PeriodEnd; last != "2023-06-30" {
		t.Errorf("on 5 July the newest quarter ends on %s, want 2023-06-30", last)
	}
	if d := cmp.Diff(before, after[:len(before)]); d != "" {
		t.Errorf("what was published has changed (-before +after):\n%s", d)
	}
}

func TestRegionsPublishNoIndex(t *testing.T) {
	url := portal(t, "2023-09-30T12:00:00Z", nil).URL
	for _, path := range []string{"/UA-05/index.json", "/RU-PRI/index.json"} {
		if resp, _, err := get(t, url+path); err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("GET %s: %v %v, want 404: what Postup derives is published by nobody", path, resp, err)
		}
	}
}
