package main

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestSignalsOfSimulatedRegions: of some thousand figures that the simulated regions count nothing is called striking but
// the one count that came to its end, of which nothing says that it is the end; what is planted is found, and nothing else.
func TestSignalsOfSimulatedRegions(t *testing.T) {
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	now := kpi.MustDate("2023-10-05").Time()
	o := storetest.EmbeddedOptions(t)
	o.Now = func() time.Time { return now }
	s := storetest.Open(t, o)
	counts := simulatedCounts(t, cfg, kpi.MustDate("2023-10-14"))
	write := func(rows ...store.Observation) {
		t.Helper()
		if _, err := s.WriteObservations(t.Context(), rows); err != nil {
			t.Fatal(err)
		}
	}
	found := func() []string {
		t.Helper()
		b, err := board.Build(t.Context(), s, cfg, 0, kpi.MustDate("2023-10-14"), now)
		if err != nil {
			t.Fatal(err)
		}
		list := []string{}
		for _, s := range b.Signals {
			list = append(list, fmt.Sprintf("%s %s %s %s", s.Kind, s.IndicatorID(), s.Region.Code, s.Period.End))
			if !s.Simulated {
				t.Errorf("a signal of simulated figures is not marked as simulated: %s", list[len(list)-1])
			}
		}
		return list
	}

	write(counts...)
	if diff := cmp.Diff([]string{"flat ua_priority_services UA 2023-09-30"}, found()); diff != "" {
		t.Errorf("figures that are as they should be are called striking (-want +got):\n%s", diff)
	}
	now = now.AddDate(0, 0, 5)
	planted := func(indicator, region, breakdown, month string, with func(*store.Observation)) {
		t.Helper()
		i := slices.IndexFunc(counts, func(o store.Observation) bool {
			return o.Indicator == indicator && o.Region == region && o.Breakdown == breakdown && o.Period == kpi.Month(kpi.MustDate(month))
		})
		if i < 0 {
			t.Fatalf("nothing is simulated of %s in %s in %s", indicator, region, month)
		}
		changed := counts[i]
		with(&changed)
		write(changed)
	}
	times := func(n float64) func(*store.Observation) {
		return func(o *store.Observation) { v := math.Round(*o.Value * n); o.Value = &v }
	}
	put := func(v float64) func(*store.Observation) { return func(o *store.Observation) { o.Value = &v } }
	planted("egov_workplaces_installed", "UA-05", "", "2022-05-01", times(10)) // a digit too many, which is a restatement, too
	for m := range 7 {
		planted("cab_documents_electronic_share", "UA", "", kpi.MustDate("2022-10-01").AddMonths(m).String(), put(78.1))
	}
	planted("egov_workplaces_installed", "UA-12", "", "2023-09-01", put(90))
	planted("pri_mszu_moved", "RU-PRI", "tier=shared", "2023-05-01", func(o *store.Observation) { v := *o.Value + 1; o.Value = &v })
	planted("cab_bodies_on_network", "UA", "", "2023-08-01", func(o *store.Observation) {
		v := *o.Value + 7
		o.Value, o.Source = &v, "sim-counts-UA-05"
	})
	planted("ua_priority_services", "UA", "", "2019-08-01", func(o *store.Observation) {
		n, d := *o.Value, *o.Value-3
		o.Numerator, o.Denominator = &n, &d
	})
	want := []string{
		"sources_disagree cab_bodies_on_network UA 2023-08-31",
		"flat cab_documents_electronic_share UA 2023-04-30",
		"outlier egov_workplaces_installed UA-05 2022-05-31",
		"restated egov_workplaces_installed UA-05 2022-05-31",
		"outlier egov_workplaces_installed UA-12 2023-09-30",
		"restated egov_workplaces_installed UA-12 2023-09-30",
		"round_jump egov_workplaces_installed UA-12 2023-09-30",
		"parts_whole pri_mszu_moved RU-PRI 2023-05-31",
		"restated pri_mszu_moved RU-PRI 2023-05-31",
		"numerator_over_denominator ua_priority_services UA 2019-08-31",
		"flat ua_priority_services UA 2023-09-30",
	}
	if diff := cmp.Diff(want, found()); diff != "" {
		t.Errorf("what was planted (-want +got):\n%s", diff)
	}
}

// simulatedCounts is what the portals of all regions report by themselves.
func simulatedCounts(t *testing.T, cfg *config.Config, today kpi.Date) []store.Observation {
	t.Helper()
	portal := regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: today.Time})
	var rows []store.Observation
	for _, r := range cfg.Regions {
		answer := httptest.NewRecorder()
		portal.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/"+r.Code+"/counts.json", nil))
		var body struct {
			Items []struct {
				Indicator, Breakdown string
				Start                kpi.Date `json:"period_start"`
				End                  kpi.Date `json:"period_end"`
				Value                float64
			}
		}
		if err := json.Unmarshal(answer.Body.Bytes(), &body); err != nil {
			t.Fatalf("%s: %v: %s", r.Code, err, answer.Body)
		}
		for _, i := range body.Items {
			rows = append(rows, store.Observation{
				Indicator: i.Indicator, Breakdown: i.Breakdown, Region: r.Code, Period: kpi.Period{Start: i.Start, End: i.End}, Status: kpi.Present,
				Value: &i.Value, Origin: store.Origin{Source: "sim-counts-" + r.Code, Simulated: true},
			})
		}
	}
	return rows
}
