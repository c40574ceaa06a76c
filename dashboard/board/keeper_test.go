package board

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// follow starts a keeper whose looks at the store the test decides on.
func follow(t *testing.T, w *world, now func() time.Time) (*Keeper, chan<- time.Time) {
	t.Helper()
	tick := make(chan time.Time)
	k := NewKeeper(KeeperOptions{Reader: w, Config: settings(t), Now: now, Tick: tick, Poll: time.Second})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- k.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the keeper ended with %v", err)
		}
	})
	tick <- noon // taken only once the first board is built
	return k, tick
}

func still() time.Time { return noon }

func TestKeeperFollowsTheStore(t *testing.T) {
	w := &world{observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 40)}, newest: 1}
	k, tick := follow(t, w, still)
	tick <- noon
	before, err := k.Board(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	w.observations = append(w.observations, month("online", "TT-2", "", "2023-09-01", 20))
	w.newest = 2
	w.mu.Unlock()
	tick <- noon
	tick <- noon // the one before has been worked off
	after, err := k.Board(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if before.Series("online", "TT-2", "") != nil {
		t.Error("a board changed after it was built: a page could show two states at once")
	}
	if after.Series("online", "TT-2", "") == nil {
		t.Error("what was written doesn't reach the pages")
	}
	if n := k.Stats().Builds; n != 2 {
		t.Errorf("the board was built %d times, want 2: nothing new means nothing to do", n)
	}
}

// A board is built from what came since the last one; it must be the one that reading everything would give.
func TestKeeperReadsOn(t *testing.T) {
	at := func(o store.Observation, minutes int) store.Observation {
		o.Seq = uint64(noon.Add(time.Duration(minutes) * time.Minute).UnixMicro())
		return o
	}
	w := &world{newest: 1, observations: []store.Observation{
		at(month("online", "TT-1", "", "2023-09-01", 40), 0), at(month("online", "TT-2", "", "2023-09-01", 20), 60),
	}}
	k, tick := follow(t, w, still)
	tick <- noon
	w.mu.Lock()
	w.read, w.newest = 0, 2
	w.observations = []store.Observation{
		w.observations[0], at(month("online", "TT-2", "", "2023-09-01", 21), 61), // restated
		at(month("online", "TT-3", "", "2023-09-01", 30), 58), // written before the newest one, seen after it
	}
	w.mu.Unlock()
	tick <- noon
	tick <- noon
	b, err := k.Board(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if got := *b.Series("online", "TT", "").Cells[0].Value; got != 91 {
		t.Errorf("the country has %v services online, want 40 + 21 + 30", got)
	}
	if w.read != 2 {
		t.Errorf("%d rows were read to follow two new ones", w.read)
	}
}

func TestKeeperFollowsTheDay(t *testing.T) {
	var mu sync.Mutex
	now := noon
	clock := func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		return now
	}
	k, tick := follow(t, &world{}, clock)
	mu.Lock()
	now = noon.AddDate(0, 0, 1)
	mu.Unlock()
	tick <- noon
	tick <- noon
	b, err := k.Board(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := kpi.MustDate("2023-10-16"); b.Today != want {
		t.Errorf("states are judged on %s after midnight, want %s", b.Today, want)
	}
}

func TestKeeperKeepsTheLastBoardWhenTheStoreFails(t *testing.T) {
	w := &world{newest: 1}
	k, tick := follow(t, w, still)
	w.mu.Lock()
	w.newest, w.fail = 2, errors.New("the engine is gone")
	w.mu.Unlock()
	tick <- noon
	tick <- noon
	if _, err := k.Board(t.Context(), 0, 0); err != nil {
		t.Errorf("pages are gone with the store: %v", err)
	}
	if err := k.Ready(); err == nil {
		t.Error("readiness says all is well while the board can't follow the store")
	}
	w.mu.Lock()
	w.fail = nil
	w.mu.Unlock()
	tick <- noon
	tick <- noon
	if err := k.Ready(); err != nil {
		t.Errorf("the store is back, but readiness says %v", err)
	}
}

func TestKeeperBeforeTheFirstBoard(t *testing.T) {
	k := NewKeeper(KeeperOptions{Reader: &world{}, Config: settings(t), Now: still})
	if _, err := k.Board(t.Context(), 0, 0); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("got %v, want an error with the code unavailable", err)
	}
	if !errors.Is(k.Ready(), ErrNotBuilt) {
		t.Errorf("ready says %v, want that the board isn't built", k.Ready())
	}
}

func TestWhoComesFirstWaitsForTheFirstBoard(t *testing.T) {
	for name, failure := range map[string]error{"built": nil, "not built": errors.New("the store is away")} {
		w := &world{observations: []store.Observation{month("online", "TT-1", "", "2023-09-01", 40)}, newest: 1, fail: failure}
		k := NewKeeper(KeeperOptions{Reader: w, Config: settings(t), Now: still, Wait: time.Hour})
		asked := make(chan error)
		go func() {
			_, err := k.Board(t.Context(), 0, 0)
			asked <- err
		}()
		built := k.Rebuild(t.Context())
		err := <-asked
		if (err == nil) != (failure == nil) || (built == nil) != (failure == nil) {
			t.Errorf("%s: the build ended with %v, who waited got %v", name, built, err)
		}
	}
}

// TestKeeperLooksAhead: who looks at the newest ranks does not wait for a thousand of them.
func TestKeeperLooksAhead(t *testing.T) {
	cfg, w := indexWorld(t)
	k := NewKeeper(KeeperOptions{Reader: w, Config: cfg, Now: still})
	k.follow(t.Context(), true)
	if err := k.Ready(); err != nil {
		t.Fatal(err)
	}
	if p := k.current.Load().IndexOf("p").Latest(); p.doubt.stability.Runs == 0 {
		t.Error("the first visitor would wait for how firmly the regions stand")
	}
}

func TestOtherDays(t *testing.T) {
	old, young := month("online", "TT-1", "", "2023-08-01", 40), month("online", "TT-1", "", "2023-09-01", 41)
	old.Seq, young.Seq = uint64(noon.AddDate(0, 0, -20).UnixMicro()), uint64(noon.UnixMicro())
	w := &world{observations: []store.Observation{old, young}, newest: young.Seq}
	k, _ := follow(t, w, still)
	reads := w.reads

	past, err := k.Board(t.Context(), kpi.MustDate("2023-10-01"), 0)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(past.Series("online", "TT-1", "").Cells); n != 1 {
		t.Errorf("on 1 October %d months were known, want 1", n)
	}
	again, err := k.Board(t.Context(), kpi.MustDate("2023-10-01"), kpi.MustDate("2023-10-15"))
	if err != nil || again.Series("online", "TT-1", "") != past.Series("online", "TT-1", "") || w.reads != reads+1 {
		t.Errorf("the same day was built anew (%d reads, %v)", w.reads-reads, err)
	}
	current, _ := k.Board(t.Context(), 0, 0)
	if !past.BuiltAt.Equal(current.BuiltAt) {
		t.Errorf("of another day sources are told as of %s, and not as of %s", past.BuiltAt, current.BuiltAt)
	}
	if b, err := k.Board(t.Context(), kpi.MustDate("2030-01-01"), kpi.MustDate("2023-10-15")); err != nil || b != current {
		t.Errorf("what will be known isn't known: as_of ahead must give the current board (%v)", err)
	}
}

func TestOtherDaysAreBuiltOnceForAll(t *testing.T) {
	w := &world{}
	k, _ := follow(t, w, still)
	hold := make(chan struct{})
	w.mu.Lock()
	w.hold = hold
	reads := w.reads
	w.mu.Unlock()

	leaving, leave := context.WithCancel(t.Context())
	leave()
	day := kpi.MustDate("2023-01-01")
	if _, err := k.Board(leaving, day, 0); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("a caller that left got %v, want unavailable", err)
	}
	var callers sync.WaitGroup
	boards := make([]*Board, 8)
	for i := range boards {
		callers.Go(func() { boards[i], _ = k.Board(t.Context(), day, 0) })
	}
	w.mu.Lock()
	w.hold = nil
	w.mu.Unlock()
	close(hold)
	callers.Wait()
	for i, b := range boards {
		if b == nil || b.sheet("TT") != boards[0].sheet("TT") {
			t.Fatalf("caller %d got another board than the first: the work was done twice, or one that left took it away", i)
		}
	}
	if w.reads-reads != 1 {
		t.Errorf("the store was read %d times for one day, want once", w.reads-reads)
	}
}

func TestFewOtherDaysAreKept(t *testing.T) {
	k, _ := follow(t, &world{}, still)
	for day := range 20 {
		if _, err := k.Board(t.Context(), 0, kpi.MustDate("2023-01-01").AddDays(day)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(k.others.kept); n != 8 {
		t.Errorf("%d boards are kept, want 8: questions about other days would fill the memory", n)
	}
}
