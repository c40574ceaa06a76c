package derive_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestRestartChangesNoFigure: what a running process derives bit by bit is what a process derives that has just started.
// Else figures are old until somebody starts it again, and change then though nothing came.
func TestRestartChangesNoFigure(t *testing.T) {
	const today = "2023-04-20"
	tests := map[string]func(t *testing.T, s *store.Store, d *derive.Deriver){
		"an offer changes the deadline of applications that came before": func(t *testing.T, s *store.Store, d *derive.Deriver) {
			write(t, s, []store.Offer{offer("birth", "2022-01-01", func(o *store.Offer) { o.DeadlineDays, o.Collection = 1, 7 })}, nil)
			touched(t, d, derive.Touched{Services: []string{"birth"}, Stages: true, Collection: 7}, today)
		},
		"a channel is used for the first time in an early month": func(t *testing.T, s *store.Store, d *derive.Deriver) {
			replace(t, s, d, today, request("new", "birth", "other", "2022-12-28", "2023-02-01", "granted"))
		},
		"a channel was not used so early after all": func(t *testing.T, s *store.Store, d *derive.Deriver) {
			replace(t, s, d, today, request("new", "birth", "other", "2022-12-28", "2023-02-01", "granted"))
			replace(t, s, d, today, request("new", "birth", "other", "2023-03-02", "2023-03-05", "granted"))
		},
		"offers are known long before the first stage": func(t *testing.T, s *store.Store, d *derive.Deriver) {
			write(t, s, []store.Offer{offer("birth", "2022-01-01"), offer("clinic", "2022-01-01")}, nil)
			touched(t, d, derive.Touched{Services: []string{"birth", "clinic"}, Stages: true, Collection: 1}, today)
			write(t, s, nil, []store.ServiceStage{stage("birth", "2023-03-10", kpi.StageOnline)})
			touched(t, d, derive.Touched{Services: []string{"birth"}, Stages: true, Collection: 2}, today)
		},
		"the only stage is taken back": func(t *testing.T, s *store.Store, d *derive.Deriver) {
			write(t, s, []store.Offer{offer("birth", "2022-01-01"), offer("clinic", "2022-01-01")}, []store.ServiceStage{stage("birth", "2023-03-10", kpi.StageOnline)})
			touched(t, d, derive.Touched{Services: []string{"birth", "clinic"}, Stages: true, Collection: 2}, today)
			write(t, s, nil, []store.ServiceStage{stage("birth", "2023-03-10", kpi.StageNone, status(kpi.Withdrawn), from("portal", 3))})
			touched(t, d, derive.Touched{Services: []string{"birth"}, Stages: true, Collection: 3}, today)
		},
	}
	for name, comes := range tests {
		t.Run(name, func(t *testing.T) {
			s := storetest.Embedded(t)
			apply(t, s, winter()...)
			cfg := world(append(ofApplications(), derived("online", config.MeasureServicesOnline, by("service")))...)
			d := derive.New(s, cfg)
			daily(t, d, today)
			comes(t, s, d)
			months, figures := monthsOf(t, s), seen(t, s)
			daily(t, derive.New(s, cfg), today)
			if diff := cmp.Diff(monthsOf(t, s), months); diff != "" {
				t.Errorf("months (-after a start +before):\n%s", diff)
			}
			if diff := cmp.Diff(seen(t, s), figures); diff != "" {
				t.Errorf("indicators (-after a start +before):\n%s", diff)
			}
		})
	}
}
