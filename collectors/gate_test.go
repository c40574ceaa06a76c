package collectors

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/postup/postup/config"
)

// TestGateTurns: who waits longest is next; a step of priority is worth ten minutes of waiting and no more, so that
// nobody starves behind those that matter more.
func TestGateTurns(t *testing.T) {
	noon := time.Date(2024, 6, 15, 12, 0, 0, 0, time.UTC)
	g := newGate(1)
	leave, err := g.enter(t.Context(), noon, false)
	if err != nil {
		t.Fatal(err)
	}
	in := make(chan string)
	done := make(chan struct{})
	for i, w := range []struct {
		name     string
		due      time.Time
		priority int
	}{{"late", noon.Add(20 * time.Minute), 0}, {"early", noon.Add(5 * time.Minute), 0}, {"urgent", noon.Add(21 * time.Minute), 2}, {"patient", noon, -3}} {
		s := &source{Source: &config.Source{Priority: w.priority}}
		go func() {
			leave, err := g.enter(t.Context(), s.since(w.due), false)
			if err != nil {
				t.Error(err)
				return
			}
			in <- w.name
			leave()
			done <- struct{}{}
		}()
		waitFor(t, g, i+1)
	}
	leave()
	var got []string
	for range 4 {
		got = append(got, <-in)
		<-done
	}
	if want := []string{"urgent", "early", "late", "patient"}; !slices.Equal(got, want) {
		t.Errorf("they are let in as %v, not %v", got, want)
	}
}

// TestGateKeepsAPlaceForSmallOnes: collections that take hours leave a place to those that take seconds.
func TestGateKeepsAPlaceForSmallOnes(t *testing.T) {
	g := newGate(2)
	enter := func(big bool) func() {
		t.Helper()
		leave, err := g.enter(t.Context(), time.Time{}, big)
		if err != nil {
			t.Fatal(err)
		}
		return leave
	}
	leave := enter(true)
	ctx, cancel := context.WithCancel(t.Context())
	second := make(chan error)
	go func() {
		_, err := g.enter(ctx, time.Time{}, true)
		second <- err
	}()
	waitFor(t, g, 1)
	enter(false)() // a small one passes the big one that waits
	cancel()
	if err := <-second; err == nil {
		t.Error("two big ones are in; nothing is left for small ones")
	}
	leave()
	enter(true)()
	if alone := newGate(1); alone.bigFree != 1 {
		t.Error("with one place, big ones never run")
	}
}

// waitFor waits until so many wait at the gate.
func waitFor(t *testing.T, g *gate, waiting int) {
	t.Helper()
	for t.Context().Err() == nil {
		g.mu.Lock()
		n := len(g.waiting)
		g.mu.Unlock()
		if n == waiting {
			return
		}
		runtime.Gosched()
	}
}
