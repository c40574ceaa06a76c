package collectors_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store/storetest"
)

// waits is a clock that remembers for how long it was waited.
type waits struct {
	*stepClock
	all []time.Duration
}

func (w *waits) Until(ctx context.Context, t time.Time) error {
	w.all = append(w.all, t.Sub(w.Now()))
	return w.stepClock.Until(ctx, t)
}

// waited is for how long a portal that always fails is left alone between the attempts of a collection.
func waited(t *testing.T, began time.Time, code int, headers ...string) []time.Duration {
	t.Helper()
	p := newPortal(t, answer(code, "", headers...))
	w := newWorldOn(t, &capturing{}, load(t, strings.Replace(visitsSource(p.URL, "json", ""), "max_bytes", "retries: 9\n    max_bytes", 1)))
	clock := &waits{stepClock: newClock()}
	clock.now, clock.end = began, began.Add(24*time.Hour)
	o := w.Options
	o.Clock = clock
	w.Collector = must[*collectors.Collector](t)(collectors.New(o))
	w.once(t, "portal")
	if len(clock.all) != 9 || p.requests() != 10 {
		t.Fatalf("it waited %v for %d requests", clock.all, p.requests())
	}
	return clock.all
}

// TestWaitsBetweenAttempts: sources that failed together must not come back together, nor at once. Each wait is a random
// time up to a bound that doubles, to a minute.
func TestWaitsBetweenAttempts(t *testing.T) {
	one, other := waited(t, noon, 503), waited(t, noon.Add(time.Second), 503)
	longest := make([]time.Duration, 9)
	for i := range 200 {
		if i > 1 {
			other = waited(t, noon.Add(time.Duration(i)*time.Millisecond), 503)
		}
		for n, wait := range other {
			if bound := min(time.Second<<n, time.Minute); wait < 0 || wait > bound {
				t.Fatalf("before attempt %d it waited %s; the bound is %s", n+2, wait, bound)
			}
			longest[n] = max(longest[n], wait)
		}
		if i == 0 && cmp.Equal(one, other) {
			t.Errorf("two collections waited the same: %v", one)
		}
	}
	for n, wait := range longest {
		if bound := min(time.Second<<n, time.Minute); wait < bound/2 {
			t.Errorf("before attempt %d none of 200 waited longer than %s; the bound is %s", n+2, wait, bound)
		}
	}
}

// TestRetryAfter: a portal that says for how long it wants to be left alone is left alone for so long: within a collection
// where that is minutes, else until a later one.
func TestRetryAfter(t *testing.T) {
	for n, wait := range waited(t, noon, 429, "Retry-After", "70") {
		if wait != 70*time.Second {
			t.Errorf("before attempt %d it waited %s, not 70 s", n+2, wait)
		}
	}
	st := storetest.Embedded(t)
	p := newPortal(t, answer(429, "", "Retry-After", "600"), answer(200, goodJSON))
	w := newWorld(t, st, load(t, "sources: []\n"))
	w.clock.end = noon.Add(30 * time.Minute)
	want := []string{"portal failed at 12:00:00", "portal ok at 12:10:00"}
	if diff := cmp.Diff(want, runUntil(t, st, w, everyMinute(p.URL), 2)); diff != "" {
		t.Errorf("a source that is due every minute (-want +got):\n%s", diff)
	}
}
