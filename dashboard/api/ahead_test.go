package api

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestMonthsThatHaveNotBegun: what a region whose day has turned says of the next month is in no list of a day before it, also not in the history; and what is open is of
// the day that is asked about, not of the one on which it changed last.
func TestMonthsThatHaveNotBegun(t *testing.T) {
	w := open(t)
	w.clock.set("2023-09-30")
	figure := func(month string) store.Observation {
		o := value("applications", "TT-1", "", month, 40, "derived")
		o.Collections = nil
		return o
	}
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{figure("2023-09-01"), figure("2023-10-01")})))
	row := func(month, at string) store.Processing {
		return store.Processing{Region: "TT-1", Service: "parking", Month: kpi.MustDate(month), At: kpi.MustDate(at), Applications: 40, KnownChannel: 40, Open: 40, Origin: store.Origin{Source: "derived"}}
	}
	must(t, write(w.store.WriteProcessing(t.Context(), []store.Processing{row("2023-09-01", "2023-09-26"), row("2023-10-01", "2023-10-01")})))
	w.clock.set("2023-10-10")
	must(t, w.keeper.Rebuild(t.Context()))

	both, first := []string{"2023-09-01", "2023-10-01"}, []string{"2023-09-01"}
	for query, months := range map[string][]string{"": both, "&as_of=2023-09-30": first, "&today=2023-09-30": first, "&as_of=2023-09-30&today=2023-09-30": first} {
		for _, list := range []string{"observations", "observations/history"} {
			var got []string
			for _, row := range w.list(t, "/"+list+"?region=TT-1&indicator=applications"+query).Data {
				got = append(got, row["period_start"].(string))
			}
			if diff := cmp.Diff(months, got); diff != "" {
				t.Errorf("%s%s (-want +got):\n%s", list, query, diff)
			}
		}
		days := map[string]string{"2023-09-01": "2023-09-30", "2023-10-01": "2023-10-10"}
		rows := w.list(t, "/processing?region=TT-1"+query).Data
		if len(rows) != len(months) {
			t.Errorf("processing%s has %d months, want %v", query, len(rows), months)
		}
		for _, row := range rows {
			if row["at"] != days[row["month"].(string)] {
				t.Errorf("processing%s of %v is said to be of %v", query, row["month"], row["at"])
			}
		}
	}
}
