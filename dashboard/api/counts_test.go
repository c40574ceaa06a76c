package api

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestCollectionsDoNotTellWithheldCounts: of a source that may have brought three applications neither the list, nor its file, nor the
// explanation of the figure tells how many came.
func TestCollectionsDoNotTellWithheldCounts(t *testing.T) {
	w := filled(t)
	at := kpi.MustDate("2023-10-11").Time()
	three := value("applications", "TT-2", "", "2023-09-01", 3, "derived")
	three.Collections = []uint64{20, 21}
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{three})))
	for id, n := range map[uint64]uint64{20: 3, 21: 30} {
		must(t, w.store.SaveCollection(t.Context(), &store.Collection{
			ID: id, Source: "requests", Started: at, Finished: at, Status: store.CollectionOK, Attempts: 1, Records: n, Accepted: n, Withdrawn: 6, TotalsSkipped: 2, Counted: true, Bytes: 150 * n,
		}))
	}
	must(t, w.store.SaveCollection(t.Context(), &store.Collection{ // the three came once more
		ID: 22, Source: "requests", Started: at, Finished: at, Status: store.CollectionUnchanged, Attempts: 1, Bytes: 450, Counted: true,
	}))
	must(t, w.keeper.Rebuild(t.Context()))

	counts := []string{"records", "accepted", "rejected", "unchanged", "withdrawn", "totals_skipped", "bytes"}
	got := map[float64][]any{}
	for _, row := range w.list(t, "/collections").Data {
		if row["source"] == "requests" {
			for _, name := range counts {
				got[row["id"].(float64)] = append(got[row["id"].(float64)], row[name])
			}
		}
	}
	want := map[float64][]any{20: {nil, nil, nil, nil, nil, 2.0, nil}, 21: {30.0, 30.0, 0.0, 0.0, 6.0, 2.0, 4500.0}, 22: {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, nil}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the list of collections (-want +got):\n%s", diff)
	}
	_, body := w.get(t, "/collections.csv?fields=id,records,accepted,rejected,unchanged,withdrawn")
	if file := string(body); !strings.Contains(file, "20,,,,,\n") && !strings.Contains(file, "20,,,,,\r\n") {
		t.Errorf("the file has\n%s", file)
	}

	var answer struct{ Collections []map[string]any }
	_, body = w.get(t, "/explain/applications/TT-2/2023-09")
	must(t, json.Unmarshal(body, &answer))
	told := map[float64][]any{}
	for _, row := range answer.Collections {
		told[row["id"].(float64)] = []any{row["records"], row["accepted"], row["rejected"]}
	}
	if diff := cmp.Diff(map[float64][]any{20: {nil, nil, nil}, 21: {30.0, 30.0, 0.0}}, told); diff != "" {
		t.Errorf("the explanation (-want +got):\n%s\n%s", diff, body)
	}
}
