package collectors

import (
	"context"
	"slices"
	"sync"
	"time"
)

// gate lets so many collections run at once, and says whose turn is next: the one that waits longest, where each step of
// priority counts as perStep of waiting, so that nobody waits for ever. One place of several is kept from big
// collections: they can take hours, and small ones go on beside them.
type gate struct {
	mu      sync.Mutex
	free    int // places
	bigFree int // of them, those that big ones may take
	waiting []*ticket
}

// ticket is one that waits to be let in.
type ticket struct {
	since time.Time
	big   bool
	in    chan struct{} // closed once it is in
}

const (
	perStep  = 10 * time.Minute
	bigAfter = time.Minute // a source whose last collection took longer is big
)

func newGate(places int) *gate { return &gate{free: places, bigFree: max(1, places-1)} }

// enter waits for a place, and gives what leaves it again. The zero time goes first.
func (g *gate) enter(ctx context.Context, since time.Time, big bool) (leave func(), err error) {
	t := &ticket{since: since, big: big, in: make(chan struct{})}
	g.mu.Lock()
	g.waiting = append(g.waiting, t)
	g.admit()
	g.mu.Unlock()
	select {
	case <-t.in:
		return func() { g.leave(t) }, nil
	case <-ctx.Done():
		g.giveUp(t)
		return nil, ctx.Err()
	}
}

func (g *gate) leave(t *ticket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.count(t, 1)
	g.admit()
}

// giveUp takes back a ticket, which may have been let in meanwhile.
func (g *gate) giveUp(t *ticket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, t); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
		return
	}
	g.count(t, 1)
	g.admit()
}

// admit lets in whoever's turn it is, as long as there are places.
func (g *gate) admit() {
	for g.free > 0 {
		next := -1
		for i, t := range g.waiting {
			if (!t.big || g.bigFree > 0) && (next < 0 || t.since.Before(g.waiting[next].since)) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		t := g.waiting[next]
		g.waiting = slices.Delete(g.waiting, next, next+1)
		g.count(t, -1)
		close(t.in)
	}
}

func (g *gate) count(t *ticket, places int) {
	g.free += places
	if t.big {
		g.bigFree += places
	}
}

// since is when a source that became due began to wait, as its priority counts it.
func (s *source) since(due time.Time) time.Time { return due.Add(-time.Duration(s.Priority) * perStep) }
