package api

import (
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestNobodyWasHeard: a country of which no region was heard after a month's end has a row that says so, and no number.
func TestNobodyWasHeard(t *testing.T) {
	w := open(t)
	w.clock.set("2023-10-14")
	var rows []store.Observation
	for _, region := range []string{"TT-1", "TT-2", "TT-3"} {
		o := value("applications", region, "", "2023-09-01", 0, "derived")
		o.Status, o.Reason, o.Value = kpi.NoData, kpi.ReasonNotHeard, nil
		rows = append(rows, o)
	}
	rows = append(rows, value("applications", "TT-1", "", "2023-08-01", 70, "derived")) // of August one was
	must(t, write(w.store.WriteObservations(t.Context(), rows)))
	must(t, w.keeper.Rebuild(t.Context()))
	got := w.list(t, "/observations?region=TT&indicator=applications").Data
	if len(got) != 2 {
		t.Fatalf("%d rows, want one of each month: %v", len(got), got)
	}
	august, september := got[0], got[1]
	if august["value"] != 70.0 || august["partial"] != true || august["reported"] != 1.0 || august["expected"] != 3.0 {
		t.Errorf("a sum of one region of three is given as %v", august)
	}
	if v, has := september["value"]; !has || v != nil || september["status"] != "no_data" || september["reason"] != "not_heard" || september["reported"] != 0.0 {
		t.Errorf("of a month in which nobody was heard it says %v", september)
	}
}
