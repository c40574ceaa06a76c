package derive_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// counting is a store that notes how often applications are counted whole.
type counting struct {
	*store.Store
	counts int
}

func (c *counting) Completions(ctx context.Context, region string, services []string) ([]store.Completion, error) {
	c.counts++
	return c.Store.Completions(ctx, region, services)
}

// replace writes applications and derives what follows from the difference.
func replace(t *testing.T, s *store.Store, d *derive.Deriver, today string, all ...store.Application) {
	t.Helper()
	began := d.Now()
	r := replaceIn(t, s, all...)
	services := map[string]bool{}
	what := derive.Touched{Applications: true, Collection: s.NextSeq(), Replaced: &r, Began: began}
	for i := range all {
		if !services[all[i].Service] {
			services[all[i].Service] = true
			what.Services = append(what.Services, all[i].Service)
		}
	}
	touched(t, d, what, today)
}

func replaceIn(t *testing.T, s *store.Store, all ...store.Application) store.Replaced {
	t.Helper()
	var columns store.ApplicationColumns
	for i := range all {
		columns.Append(&all[i])
	}
	r, err := s.ReplaceApplications(t.Context(), &columns)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// monthsOf is what processing says, numbers alone.
func monthsOf(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := s.Processing(t.Context(), store.Filter{}, 0, func(p *store.Processing) error {
		row := *p
		key := fmt.Sprint(row.Service, " ", row.Month, " ", row.Source)
		row.Origin, row.Collections, row.At = store.Origin{}, nil, 0
		all[key] = fmt.Sprintf("%+v", row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestDifferenceIsTheCount: whatever is written, what follows from the difference is what a count of everything gives.
func TestDifferenceIsTheCount(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		const today = "2023-04-20"
		random := rand.New(rand.NewPCG(7, 9))
		apply(t, s, winter()...)
		kept := &counting{Store: s}
		cfg := world(ofApplications()...)
		d := derive.New(kept, cfg)
		daily(t, d, today)
		for round := range 8 {
			var all []store.Application
			for range 1 + random.IntN(12) {
				all = append(all, anyApplication(random, round > 4))
			}
			replace(t, s, d, today, all...)
			months, figures := monthsOf(t, s), seen(t, s)
			daily(t, derive.New(s, cfg), today) // a new process counts everything
			if diff := cmp.Diff(monthsOf(t, s), months); diff != "" {
				t.Fatalf("round %d, months (-counted +by difference):\n%s", round, diff)
			}
			if diff := cmp.Diff(seen(t, s), figures); diff != "" {
				t.Fatalf("round %d, indicators (-counted +by difference):\n%s", round, diff)
			}
		}
		if kept.counts > 1+3 { // once at the start, and where a service has its first simulated ones
			t.Errorf("applications were counted whole %d times", kept.counts)
		}
	})
}

// anyApplication is one of forty of a service, in any state that it can have.
func anyApplication(random *rand.Rand, sim bool) store.Application {
	came := day("2022-12-25").AddDays(random.IntN(110))
	done, outcome := "", ""
	if random.IntN(3) > 0 {
		done, outcome = min(came.AddDays(random.IntN(30)), day("2023-04-20")).String(), []string{"granted", "refused", "withdrawn"}[random.IntN(3)]
	}
	channel := []string{"", "online", "counter", "post"}[random.IntN(4)]
	a := request(fmt.Sprint(random.IntN(40)), []string{"birth", "clinic", "permit"}[random.IntN(3)], channel, came.String(), done, outcome)
	if done != "" && random.IntN(3) == 0 {
		a.Suspended = min(a.Completed.Sub(a.Submitted), time.Duration(random.IntN(200))*time.Hour)
	}
	if done == "" && random.IntN(3) == 0 {
		a.SuspendedSince = came.AddDays(random.IntN(5)).Time()
	}
	if sim && random.IntN(2) == 0 {
		simulated(&a)
	}
	return a
}

// TestDifferenceIsNotTrusted: where what is stored may have been counted otherwise, everything is counted.
func TestDifferenceIsNotTrusted(t *testing.T) {
	const today = "2023-02-10"
	one := func(n int) store.Application {
		return request(fmt.Sprint("new ", n), "birth", "online", "2023-02-01", "2023-02-08", "granted")
	}
	tests := map[string]struct {
		meanwhile func(t *testing.T, s *store.Store, d *derive.Deriver)
		counts    int
	}{
		"nothing happened": {func(*testing.T, *store.Store, *derive.Deriver) {}, 0},
		"another collection was counted, and this one's rows with it": {func(t *testing.T, s *store.Store, d *derive.Deriver) {
			touched(t, d, derive.Touched{Services: []string{"birth"}, Applications: true}, today)
		}, 1},
		"a deadline changed": {func(t *testing.T, s *store.Store, _ *derive.Deriver) {
			write(t, s, []store.Offer{offer("birth", "2022-01-01", func(o *store.Offer) { o.DeadlineDays = 2 })}, nil)
		}, 1},
		"a collection failed after it had written": {func(t *testing.T, s *store.Store, d *derive.Deriver) {
			apply(t, s, request("lost", "clinic", "online", "2023-01-20", "", ""))
			d.Failed("X-1")
		}, 1},
		"another process may have written": {func(t *testing.T, s *store.Store, d *derive.Deriver) {
			apply(t, s, request("other", "birth", "online", "2023-01-20", "", ""))
			d.Doubt()
		}, 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := storetest.Embedded(t)
			apply(t, s, winter()...)
			kept, cfg := &counting{Store: s}, world(ofApplications()...)
			d := derive.New(kept, cfg)
			daily(t, d, today)
			began := d.Now()
			r := replaceIn(t, s, one(1), one(2))
			test.meanwhile(t, s, d)
			before := kept.counts
			touched(t, d, derive.Touched{Services: []string{"birth"}, Applications: true, Replaced: &r, Began: began}, today)
			if got := kept.counts - before; got != test.counts {
				t.Errorf("counted whole %d times, want %d", got, test.counts)
			}
			figures := seen(t, s)
			daily(t, derive.New(s, cfg), today)
			if diff := cmp.Diff(seen(t, s), figures); diff != "" {
				t.Errorf("(-counted +derived):\n%s", diff)
			}
		})
	}
}
