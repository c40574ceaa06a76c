package derive_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// Collections of the tests here: those of request and of simulated.
const ofReal, ofSimulated = 3, 4

// mixed are the same applications of one service from a real source and from a simulated one.
func mixed() (real, sim []store.Application) {
	for i := range 3 {
		real = append(real, request(fmt.Sprint("r", i), "birth", "online", "2023-01-05", "2023-01-09", "granted"))
		sim = append(sim, request(fmt.Sprint("s", i), "birth", "counter", "2023-01-06", "2023-02-09", "granted", simulated))
	}
	return real, sim
}

// origins tell which collections the rows of real applications are said to come from.
func origins(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	came := map[string]string{}
	f := store.Filter{Sources: []string{store.DerivedSource(false)}}
	err := s.Processing(t.Context(), f, 0, func(p *store.Processing) error {
		came[p.Service+" "+p.Month.String()] = fmt.Sprint(p.Collections, p.Collection != ofSimulated)
		return nil
	})
	if err == nil {
		err = s.Observations(t.Context(), f, 0, func(o *store.Observation) error {
			came[o.Indicator+" "+o.Breakdown+" "+o.Period.String()] = fmt.Sprint(o.Collections, o.Collection != ofSimulated)
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return came
}

func wantReal(t *testing.T, s *store.Store) {
	t.Helper()
	came := origins(t, s)
	if len(came) == 0 {
		t.Error("nothing was derived from real applications")
	}
	for row, from := range came {
		if from != "[3] true" {
			t.Errorf("%s, of real applications, came from %s", row, from)
		}
	}
}

func ofBirths() *config.Config {
	return world(derived("n", config.MeasureApplications, by("channel")), derived("done", config.MeasureCompleted, by("service")), derived("open", config.MeasureOpen))
}

// TestRealFiguresComeFromRealCollections: whichever came first, and whosever derivation finds the other's rows. A reader who follows a published figure to
// what was received would else find a simulation there.
func TestRealFiguresComeFromRealCollections(t *testing.T) {
	const today = "2023-02-10"
	real, sim := mixed()
	touch := func(t *testing.T, d *derive.Deriver, collection uint64) {
		touched(t, d, derive.Touched{Services: []string{"birth"}, Applications: true, Collection: collection, Simulated: collection == ofSimulated}, today)
	}
	tests := map[string]func(t *testing.T, s *store.Store){
		"simulated ones first, by two processes": func(t *testing.T, s *store.Store) {
			apply(t, s, sim...)
			touch(t, derive.New(s, ofBirths()), ofSimulated)
			apply(t, s, real...)
			touch(t, derive.New(s, ofBirths()), ofReal)
		},
		"real ones first, by two processes": func(t *testing.T, s *store.Store) {
			apply(t, s, real...)
			touch(t, derive.New(s, ofBirths()), ofReal)
			apply(t, s, sim...)
			touch(t, derive.New(s, ofBirths()), ofSimulated)
		},
		"both at once, and the simulated collection is derived first": func(t *testing.T, s *store.Store) {
			d := derive.New(s, ofBirths())
			daily(t, d, today)
			apply(t, s, append(real, sim...)...)
			touch(t, d, ofSimulated)
			touch(t, d, ofReal)
		},
		"both at once, and a new process begins with the simulated collection": func(t *testing.T, s *store.Store) {
			apply(t, s, append(real, sim...)...)
			d := derive.New(s, ofBirths())
			touch(t, d, ofSimulated)
			touch(t, d, ofReal)
		},
		"simulated ones that are added as a difference": func(t *testing.T, s *store.Store) {
			apply(t, s, append(real, sim[0])...)
			d := derive.New(s, ofBirths())
			touch(t, d, ofReal)
			began := d.Now()
			r := replaceIn(t, s, sim[1], request("r0", "birth", "post", "2023-01-05", "", ""))
			touched(t, d, derive.Touched{Services: []string{"birth"}, Applications: true, Collection: ofSimulated, Simulated: true, Replaced: &r, Began: began}, today)
		},
	}
	for name, comes := range tests {
		t.Run(name, func(t *testing.T) {
			s := storetest.Embedded(t)
			comes(t, s)
			wantReal(t, s)
			if !t.Failed() {
				daily(t, derive.New(s, ofBirths()), today)
				wantReal(t, s)
			}
		})
	}
}

// TestWrongOriginsAreMended: what an earlier version stored of real applications with a simulated collection is put right once, and no figure is restated by that.
func TestWrongOriginsAreMended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const today = "2023-02-10"
		for _, c := range []store.Collection{{ID: ofReal, Source: "portal", Status: store.CollectionOK}, {ID: ofSimulated, Source: "sim", Simulated: true, Status: store.CollectionOK}} {
			c.Started = day("2023-02-10").Time()
			if err := s.SaveCollection(t.Context(), &c); err != nil {
				t.Fatal(err)
			}
		}
		real, sim := mixed()
		apply(t, s, append(real, sim...)...)
		daily(t, derive.New(s, ofBirths()), today)
		figures := seen(t, s)
		sour(t, s)
		daily(t, derive.New(s, ofBirths()), today)
		wantReal(t, s)
		if diff := cmp.Diff(figures, seen(t, s)); diff != "" {
			t.Errorf("figures (-before +after):\n%s", diff)
		}
		if err := s.Restated(t.Context(), 0, func(o *store.Observation) error { t.Errorf("restated: %+v", o); return nil }); err != nil {
			t.Fatal(err)
		}
		before := s.Newest()
		daily(t, derive.New(s, ofBirths()), today)
		if s.Newest() != before {
			t.Error("what is right was written again")
		}
	})
}

// sour stores all real rows as if they had come from the simulated collection.
func sour(t *testing.T, s *store.Store) {
	t.Helper()
	var months []store.Processing
	var figures []store.Observation
	f := store.Filter{Sources: []string{store.DerivedSource(false)}}
	err := s.Processing(t.Context(), f, 0, func(p *store.Processing) error {
		p.Collections = []uint64{ofSimulated}
		months = append(months, *p)
		return nil
	})
	if err == nil {
		err = s.Observations(t.Context(), f, 0, func(o *store.Observation) error {
			o.Collections = []uint64{ofSimulated}
			figures = append(figures, *o)
			return nil
		})
	}
	if err == nil {
		_, err = s.WriteProcessing(t.Context(), months)
	}
	if err == nil {
		_, err = s.WriteObservations(t.Context(), figures)
	}
	if err != nil {
		t.Fatal(err)
	}
	for row, from := range origins(t, s) {
		if from != "[4] true" {
			t.Fatalf("%s comes from %s before it is mended", row, from)
		}
	}
}
