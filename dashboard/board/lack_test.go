package board

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestASumThatLacksRegionsSaysWhy: what was reported of some regions only is not judged, and that is no silence; why the others are not in it
// is the reason.
func TestASumThatLacksRegionsSaysWhy(t *testing.T) {
	const m = "2023-08-01"
	of := func(region string, v float64) store.Observation { return month("applications", region, "", m, v) }
	few, silent := of("TT-2", 3), notHeard("applications", "TT-2", m)
	running := month("applications", "TT-1", "", "2023-09-01", 30)
	for name, test := range map[string]struct {
		parts []store.Observation
		want  string
	}{
		"one is withheld":                                  {[]store.Observation{of("TT-1", 20), few, of("TT-3", 40)}, "suppressed suppressed, partial"},
		"one is withheld, one not heard":                   {[]store.Observation{of("TT-1", 20), few, notHeard("applications", "TT-3", m)}, "suppressed suppressed, partial"},
		"one was not heard":                                {[]store.Observation{of("TT-1", 20), silent, of("TT-3", 40)}, "not_heard not_heard, partial"},
		"one was not heard, one says nothing":              {[]store.Observation{of("TT-1", 20), silent}, "no_data no_data, partial"},
		"one says nothing":                                 {[]store.Observation{of("TT-1", 20), of("TT-3", 40)}, "no_data no_data, partial"},
		"a month that runs says nothing of the one before": {[]store.Observation{of("TT-1", 20), few, of("TT-3", 40), running}, "suppressed suppressed, partial"},
		"all refuse":                                       {[]store.Observation{absent("applications", "TT-1", m, kpi.Refused, ""), absent("applications", "TT-2", m, kpi.Refused, "")}, "refused refused"},
		"nobody says anything":                             {nil, "no_data no_data"},
		"all are there":                                    {[]store.Observation{of("TT-1", 20), of("TT-2", 30), of("TT-3", 40)}, "judged"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := settings(t)
			cfg.Programme("plan").Targets[0].Indicator = "applications"
			b, err := Build(t.Context(), &world{observations: test.parts}, cfg, 0, kpi.MustDate("2023-09-14"), kpi.MustDate("2023-09-14").Time())
			if err != nil {
				t.Fatal(err)
			}
			judged := 0
			for _, p := range b.ProgressOf("plan", "TT") {
				if p.Indicator.ID != "applications" {
					continue
				}
				judged++
				got := "judged"
				if p.Latest == nil {
					got = fmt.Sprint(p.Progress.Reason, " ", p.NoForecast)
				}
				if p.Partial {
					got += ", partial"
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Errorf("%s %s (-want +got):\n%s", p.Target.ID, p.Reading.ID, diff)
				}
			}
			if judged != 2 {
				t.Errorf("%d judgements, want one by each reading", judged)
			}
		})
	}
}
