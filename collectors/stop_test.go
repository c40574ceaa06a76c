package collectors_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// patience is how long a test waits for what should come at once before it says that it doesn't.
const patience = time.Minute

// levels remembers what was logged above the level of information.
type levels struct {
	slog.Handler
	mu    sync.Mutex
	loud  []string
	heard func(string) // called for each; may be nil
}

func (l *levels) Enabled(context.Context, slog.Level) bool { return true }

func (l *levels) Handle(_ context.Context, r slog.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if r.Level > slog.LevelInfo {
		l.loud = append(l.loud, r.Message)
		if l.heard != nil {
			l.heard(r.Message)
		}
	}
	return nil
}

// stopping is a store that hangs in its first write of observations until the process is asked to stop.
type stopping struct {
	*store.Store
	reached chan struct{}
	once    sync.Once
}

func (s *stopping) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	hang := false
	s.once.Do(func() { hang = true })
	if hang {
		close(s.reached)
		<-ctx.Done()
		return store.Written{}, ctx.Err()
	}
	return s.Store.WriteObservations(ctx, rows)
}

// daily is a table of a count by the day.
func daily(path string) string {
	return strings.Replace(scheduled(path, `{cron: "0 4 * * *"}`), "visits", "calls", 1)
}

// TestStopped: a process that is asked to stop while it collects says so quietly, keeps what was rejected, and
// collects again at its next start.
func TestStopped(t *testing.T) {
	const rows, bad = 25_000, 4 // more than two batches; every fourth record is wrong
	var table strings.Builder
	table.WriteString("period,value\n")
	for i := range rows {
		value := "1"
		if i%bad == 0 {
			value = "many"
		}
		_, _ = fmt.Fprintf(&table, "%s,%s\n", noon.AddDate(0, 0, -1-i%15_000).Format(time.DateOnly), value)
	}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, table.String())
	st := &stopping{Store: storetest.Embedded(t), reached: make(chan struct{})}
	cfg := load(t, daily(path))
	w := newWorldOn(t, st, cfg)

	log := &levels{}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	go func() {
		<-st.reached
		cancel()
	}()
	c, err := collectors.New(collectors.Options{Config: cfg, Store: st, Payloads: w.payloads, Deriver: w.deriver, Clock: w.clock,
		Log: slog.New(log), IDKey: []byte("a key for tests only")})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if len(log.loud) > 0 {
		t.Errorf("being stopped is no fault, and the log makes it one: %q", log.loud)
	}
	ended, err := st.Collections(t.Context(), store.CollectionFilter{})
	if err != nil || len(ended) != 1 {
		t.Fatalf("%d collections (%v), not the one that was stopped", len(ended), err)
	}
	if ended[0].Status != store.CollectionFailed || ended[0].Error != "stopped before it ended; it runs again at the next start" {
		t.Errorf("it ended %s: %q", ended[0].Status, ended[0].Error)
	}
	rejections, err := st.Rejections(t.Context(), store.RejectionFilter{Limit: rows})
	if err != nil || uint64(len(rejections)) != ended[0].Rejected || len(rejections) == 0 {
		t.Errorf("%d rejections were counted, and %d of them are kept (%v)", ended[0].Rejected, len(rejections), err)
	}
	states, err := st.SourceStates(t.Context())
	if s := states["table"]; err != nil || s.NextDue.After(w.clock.Now()) || s.Failures != 0 {
		t.Errorf("it is next due %s after %d failures (%v): the next start would not catch up", s.NextDue, s.Failures, err)
	}
	got := runUntil(t, st, w, daily(path), 1)
	if diff := cmp.Diff([]string{"table partial at 12:00:00"}, got); diff != "" {
		t.Errorf("the next start (-want +got):\n%s", diff)
	}
}

// TestStopDoesNotWait: whatever a collection waits for, asking to stop ends it, also where it waits for its turn
// behind one that someone else runs by hand and that is not asked to stop.
func TestStopDoesNotWait(t *testing.T) {
	asked := make(chan struct{}, 2)
	portal := newPortal(t, func(_ http.ResponseWriter, r *http.Request) {
		asked <- struct{}{}
		<-r.Context().Done()
	})
	for _, byHand := range []bool{false, true} {
		w := newWorldOn(t, &capturing{}, load(t, visitsSource(portal.URL, "json", "")))
		hand, release := context.WithCancel(t.Context())
		handDone := make(chan struct{})
		if byHand {
			go func() {
				defer close(handDone)
				_, _ = w.Once(hand, collectors.OnceOptions{}) // its outcome is not what this test is about
			}()
			await(t, asked, "the portal was never asked by hand")
		} else {
			close(handDone)
		}
		ctx, stop := context.WithCancel(t.Context())
		w.clock.due = make(chan struct{}, 1)
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			if err := w.Run(ctx); err != nil {
				t.Errorf("being stopped is the error %v", err)
			}
		}()
		if byHand {
			await(t, w.clock.due, "the source is never due")
		} else {
			await(t, asked, "the portal was never asked")
		}
		stop()
		await(t, ended, "asked to stop, it goes on waiting")
		release()
		await(t, handDone, "the collection by hand does not end")
	}
}

func await(t *testing.T, c <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatal(what)
	}
}
