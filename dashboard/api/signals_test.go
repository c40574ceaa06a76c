package api

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// striking is a filled world with figures that people should look at.
func striking(t testing.TB) *world {
	t.Helper()
	w := filled(t)
	var rows []store.Observation
	for i, v := range []float64{18, 19, 19, 19, 19, 19, 19, 19, 19} {
		rows = append(rows, value("share", "TT-2", "", kpi.MustDate("2023-01-01").AddMonths(i).String(), v, "trusted"))
	}
	beside := value("online", "TT-1", "", "2023-09-01", 57, "trusted")
	kept := value("kept", "TT-3", "", "2022-01-01", 1.1, "import")
	kept.Period, kept.Numerator, kept.Denominator = kpi.Period{Start: kpi.MustDate("2022-01-01"), End: kpi.MustDate("2022-12-31")}, number(11), number(10)
	rows = append(rows, beside, kept, value("online", "TT-2", "", "2023-08-01", 20, "trusted"),
		value("online", "TT-2", "sector=health", "2023-08-01", 15, "trusted"), value("online", "TT-2", "sector=transport", "2023-08-01", 7, "trusted"))
	must(t, write(w.store.WriteObservations(t.Context(), rows)))
	w.clock.set("2023-10-15")
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{value("share", "TT-2", "", "2023-01-01", 16, "trusted")})))
	must(t, w.keeper.Rebuild(t.Context()))
	return w
}

func number(v float64) *float64 { return &v }

func TestSignals(t *testing.T) {
	w := striking(t)
	for name, address := range map[string]string{"signals.json": "/signals", "signals.csv": "/signals.csv"} {
		res, body := w.get(t, address)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("GET %s: %d %s", address, res.StatusCode, body)
		}
		golden(t, name, body)
	}
	for address, want := range map[string][]any{
		"/signals?kind=flat":                      {"flat"},
		"/signals?kind=flat,restated":             {"restated", "flat"},
		"/signals?region=TT-3":                    {"numerator_over_denominator"},
		"/signals?indicator=share":                {"restated", "flat"},
		"/signals?programme=plan&kind=flat":       {"flat"},
		"/signals?sector=transport":               nil,
		"/signals?from=2023-09-01":                {"sources_disagree", "flat"}, // by the end of what is the same since February
		"/signals?to=2023-01-31":                  {"numerator_over_denominator", "restated"},
		"/signals?as_of=2023-10-14&kind=restated": nil,
		"/signals?today=2023-08-01&kind=flat":     {"flat"},
		"/signals?today=2023-07-31&kind=flat":     nil,
	} {
		var got []any
		for _, row := range w.list(t, address).Data {
			got = append(got, row["kind"])
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("GET %s (-want +got):\n%s", address, diff)
		}
	}
}

func TestPagesOfSignalsAddUp(t *testing.T) {
	w := striking(t)
	whole := w.list(t, "/signals").Data
	var rows []map[string]any
	next := ""
	for range whole {
		p := w.list(t, "/signals?limit=1&cursor="+next)
		rows = append(rows, p.Data...)
		if next = p.Next; next == "" {
			break
		}
	}
	if diff := cmp.Diff(whole, rows); diff != "" {
		t.Errorf("pages don't add up to the list (-want +got):\n%s", diff)
	}
}
