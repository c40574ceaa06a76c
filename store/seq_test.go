package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// setClock is a clock that stands where it was set.
type setClock struct {
	mu sync.Mutex
	at time.Time
}

func (c *setClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *setClock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func TestClockSetBackDoesNoHarm(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := &setClock{at: at("2026-05-01T12:00:00Z")}
		o.Now = clock.now
		s := storetest.Open(t, o)
		write(t, s, observed("a", "r", 1))
		clock.set(at("2020-01-01T00:00:00Z"))
		write(t, s, observed("a", "r", 2))
		reopened := storetest.Open(t, o)
		write(t, reopened, observed("a", "r", 3))

		versions := history(t, reopened, store.Filter{}, 0)
		if len(versions) != 3 {
			t.Fatalf("%d versions, want 3", len(versions))
		}
		for i, v := range versions {
			if *v.Value != float64(i+1) || i > 0 && v.Seq <= versions[i-1].Seq {
				t.Errorf("version %d has value %v and seq %d after %d: a clock that was set back changes what is newest", i, *v.Value, v.Seq, versions[max(i-1, 0)].Seq)
			}
		}
		if got := read(t, reopened, store.Filter{}, 0); *got[0].Value != 3 {
			t.Errorf("newest is %v, want what was written last", *got[0].Value)
		}
	})
}

func TestAsOfADayKnowsWhatWasWrittenByItsEnd(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := &setClock{}
		o.Now = clock.now
		s := storetest.Open(t, o)
		for i, moment := range []string{"2023-03-01T00:00:00Z", "2023-03-01T23:59:59Z", "2023-03-02T00:00:00Z"} {
			clock.set(at(moment))
			write(t, s, observed("a", "r", float64(i)))
		}
		for day, want := range map[string][]float64{"2023-02-28": nil, "2023-03-01": {1}, "2023-03-02": {2}, "2030-01-01": {2}} {
			var got []float64
			for _, o := range read(t, s, store.Filter{}, store.AsOfDay(kpi.MustDate(day))) {
				got = append(got, *o.Value)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("as of %s (-want +got):\n%s", day, diff)
			}
		}
	})
}

func TestSeqsAreNeverGivenOutTwice(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := &setClock{at: at("2023-01-01T00:00:00Z")}
		o.Now = clock.now
		s := storetest.Open(t, o)
		const each, workers = 200, 8
		given := make(chan uint64, each*workers)
		var wait sync.WaitGroup
		for range workers {
			wait.Go(func() {
				for range each {
					given <- s.NextSeq()
				}
			})
		}
		wait.Wait()
		close(given)
		seen := make(map[uint64]bool)
		for seq := range given {
			if seen[seq] {
				t.Fatalf("seq %d was given out twice", seq)
			}
			seen[seq] = true
		}
	})
}

func TestSeqsGoOnAfterApplications(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := &setClock{at: at("2026-01-01T00:00:00Z")}
		o.Now = clock.now
		s := storetest.Open(t, o)
		apply(t, s, application("one", "2025-12-01", nil))
		before := s.NextSeq()
		clock.set(at("2021-01-01T00:00:00Z"))
		if next := storetest.Open(t, o).NextSeq(); next < before {
			t.Errorf("after a restart with the clock set back seq %d comes again after %d: the older application would win", next, before)
		}
	})
}

func TestAnotherProcessIsSeenOnRefresh(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		writer, reader := storetest.Open(t, o), storetest.Open(t, o)
		if reader.Newest() != 0 {
			t.Errorf("an empty store has newest %d", reader.Newest())
		}
		write(t, writer, observed("a", "r", 1))
		if reader.Newest() != 0 {
			t.Errorf("newest is %d before asking", reader.Newest())
		}
		got, err := reader.Refresh(t.Context())
		if err != nil || got != writer.Newest() || got == 0 {
			t.Errorf("refresh says %d, %v; the other process wrote %d", got, err, writer.Newest())
		}
		if next := reader.NextSeq(); next <= got {
			t.Errorf("the next seq %d is not after the other process's %d", next, got)
		}
	})
}

func TestConcurrentWritersStoreACellOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var wait sync.WaitGroup
		for range 6 {
			wait.Go(func() {
				if _, err := s.WriteObservations(t.Context(), []store.Observation{observed("a", "r", 1)}); err != nil {
					t.Errorf("write: %v", err)
				}
			})
		}
		wait.Wait()
		if n := len(history(t, s, store.Filter{}, 0)); n != 1 {
			t.Errorf("six writers of one value left %d versions", n)
		}
	})
}

func TestVersionOfTheEngine(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		version, err := s.Version()
		if err != nil || !strings.Contains(version, ".") || strings.HasPrefix(version, "0") {
			t.Errorf("version %q, %v", version, err)
		}
	})
}
