package collectors_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// awayWorld is a world whose payloads wait where the store is away. Its folder outlives a restart.
type awayWorld struct {
	*world
	dir string
	log *levels
}

func newAwayWorld(t *testing.T, st collectors.Store, cfg *config.Config, dir string, limit int64) *awayWorld {
	t.Helper()
	w := &awayWorld{world: newWorldOn(t, st, cfg), dir: dir, log: &levels{}}
	o := w.Options
	var err error
	if o.Payloads, err = store.NewPayloads(filepath.Join(dir, "payloads")); err != nil {
		t.Fatal(err)
	}
	if o.Spool, err = spool.Open(filepath.Join(dir, "spool"), limit); err != nil {
		t.Fatal(err)
	}
	o.Log = slog.New(w.log)
	if w.Collector, err = collectors.New(o); err != nil {
		t.Fatal(err)
	}
	w.payloads = o.Payloads
	return w
}

const roomy = 1 << 20

// statuses are how all collections that the store knows ended, oldest first, and what their rejections come to.
func statuses(t *testing.T, st *store.Store) []string {
	t.Helper()
	rows, err := st.Collections(t.Context(), store.CollectionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for i := range rows {
		row := rows[len(rows)-1-i]
		rejections, err := st.Rejections(t.Context(), store.RejectionFilter{Collection: row.ID})
		if err != nil {
			t.Fatal(err)
		}
		if uint64(len(rejections)) != row.Rejected || row.Records != row.Accepted+row.Rejected+row.Unchanged {
			t.Errorf("collection %d has %d rejections; its counts are %+v", row.ID, len(rejections), row)
		}
		all = append(all, fmt.Sprintf("%s %d+%d+%d", row.Status, row.Accepted, row.Rejected, row.Unchanged))
	}
	return all
}

func visitsOf(n int) string {
	return strings.Replace(tableBefore, "UA-05,2024-01,5", fmt.Sprintf("UA-05,2024-01,%d", n), 1)
}

// TestStoreKilled: the server dies, sources change twice meanwhile, the collector is started anew, the server comes
// back: every state of the sources is there, in its order, and none twice.
func TestStoreKilled(t *testing.T) {
	server := storetest.OwnServer(t)
	st := storetest.Open(t, server.Options())
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "table.csv")
	cfg := load(t, fileSource(path))
	w := newAwayWorld(t, st, cfg, dir, roomy)
	write(t, path, visitsOf(1))
	got := []string{string(w.once(t, "table").Status)}
	server.Kill()
	for _, n := range []int{2, 3} {
		write(t, path, visitsOf(n))
		out := w.once(t, "table")
		got = append(got, string(out.Status))
		if !strings.Contains(out.Error, "waits on disk") || !strings.Contains(out.Error, "does not answer") {
			t.Errorf("while the store is away a collection says %q", out.Error)
		}
	}
	if u := w.Spool.Usage(); u.Entries != 2 || u.Bytes == 0 {
		t.Errorf("%+v waits, not two collections", u)
	}
	server.Start()
	write(t, path, visitsOf(4))
	w = newAwayWorld(t, storetest.Open(t, server.Options()), cfg, dir, roomy) // a restart
	got = append(got, string(w.once(t, "table").Status))
	if diff := cmp.Diff([]string{"partial", "waiting", "waiting", "partial"}, got); diff != "" {
		t.Errorf("the collections (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"partial 3+1+0", "partial 1+1+2", "partial 1+1+2", "partial 1+1+2"}, statuses(t, st)); diff != "" {
		t.Errorf("what the store holds of them (-want +got):\n%s", diff)
	}
	want := []string{"UA-05 2024-01-01..2024-01-31 |", "UA-05 2024-01-01..2024-01-31 ||", "UA-05 2024-01-01..2024-01-31 |||",
		"UA-05 2024-01-01..2024-01-31 ||||", "UA-07 2024-01-01..2024-01-31 no_data"}
	if diff := cmp.Diff(want, observations(t, st)); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	if u := w.Spool.Usage(); u.Entries != 0 || u.Bytes != 0 {
		t.Errorf("%+v still waits", u)
	}
	if out := w.once(t, "table"); out.Status != store.CollectionUnchanged {
		t.Errorf("afterwards the same bytes are %s: what the schedule remembers was lost", out.Status)
	}
}

// onlyWhatWaits is a source that is not asked again.
func onlyWhatWaits(path string) string {
	return strings.Replace(fileSource(path), "kind: file", "kind: file\n    pause: true\n    pause_reason: it is of no interest", 1)
}

// TestStoreHangs: a server that answers nothing holds no source up, and what came is written by itself once it answers.
func TestStoreHangs(t *testing.T) {
	if testing.Short() {
		t.Skip("it waits until the store is taken to be away")
	}
	server := storetest.OwnServer(t)
	st := storetest.Open(t, server.Options())
	path := filepath.Join(t.TempDir(), "table.csv")
	w := newAwayWorld(t, st, load(t, fileSource(path)), t.TempDir(), roomy)
	write(t, path, visitsOf(1))
	w.once(t, "table")
	server.Hang()
	write(t, path, visitsOf(2))
	if out := w.once(t, "table"); out.Status != store.CollectionWaiting {
		t.Errorf("with a store that hangs the collection is %s: %q", out.Status, out.Error)
	}
	server.Wake()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	o := w.Options
	o.Config = load(t, onlyWhatWaits(path))
	o.OnOutcome = func(collectors.Outcome) { cancel() }
	c, err := collectors.New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(ctx); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"partial 3+1+0", "partial 1+1+2"}, statuses(t, st)); diff != "" {
		t.Errorf("what the store holds (-want +got):\n%s", diff)
	}
}

// leaving is a store that goes away at a step of a collection, and is back later.
type leaving struct {
	*store.Store
	at    string
	gone  bool
	times int  // how often it goes; negative: always
	stays bool // it only refuses, and answers to everything else
}

var errGone = &store.Error{Code: store.CodeUnavailable, Message: "the store went away"}

func (l *leaving) step(name string) error {
	if l.at == name && l.times != 0 {
		l.times--
		if l.stays {
			return errGone
		}
		l.gone = true
	}
	if l.gone {
		return errGone
	}
	return nil
}

func (l *leaving) SavePayload(ctx context.Context, p store.Payload) error {
	if err := l.step("payload"); err != nil {
		return err
	}
	return l.Store.SavePayload(ctx, p)
}

func (l *leaving) WriteStages(ctx context.Context, rows []store.ServiceStage) (store.Written, error) {
	if err := l.step("stages"); err != nil {
		return store.Written{}, err
	}
	return l.Store.WriteStages(ctx, rows)
}

func (l *leaving) SaveCollection(ctx context.Context, c *store.Collection) error {
	if c.Status != store.CollectionRunning {
		if err := l.step("end"); err != nil {
			return err
		}
	}
	if l.gone {
		return errGone
	}
	return l.Store.SaveCollection(ctx, c)
}

func (l *leaving) SaveSourceState(ctx context.Context, s store.SourceState) error {
	if err := l.step("state"); err != nil {
		return err
	}
	return l.Store.SaveSourceState(ctx, s)
}

func (l *leaving) SourceStates(ctx context.Context) (map[string]store.SourceState, error) {
	if l.gone {
		return nil, errGone
	}
	return l.Store.SourceStates(ctx)
}

// TestStoreLeavesInTheMidst: whatever step the store goes away at, what came is written once when it is back, and
// the counts and rejections of every collection hold.
func TestStoreLeavesInTheMidst(t *testing.T) {
	for at, want := range map[string][]string{
		"payload": {"failed 0+0+0", "partial 3+1+0"},
		"stages":  {"failed 2+1+0", "partial 1+1+2"},
		"end":     {"failed 3+1+0", "partial 0+1+3"},
		"state":   {"partial 3+1+0"},
	} {
		t.Run(at, func(t *testing.T) {
			st := storetest.Embedded(t)
			l := &leaving{Store: st, at: at, times: 1}
			path := filepath.Join(t.TempDir(), "table.csv")
			write(t, path, tableBefore)
			w := newAwayWorld(t, l, load(t, fileSource(path)), t.TempDir(), roomy)
			if out := w.once(t, "table"); out.Status != store.CollectionWaiting {
				t.Fatalf("the collection is %s: %q", out.Status, out.Error)
			}
			l.gone = false
			if out := w.once(t, "table"); out.Status != store.CollectionUnchanged {
				t.Errorf("the same bytes once the store is back are %s: %q", out.Status, out.Error)
			}
			got := statuses(t, st)
			if diff := cmp.Diff(append(want, "unchanged 0+0+0"), got); diff != "" {
				t.Errorf("what the store holds (-want +got):\n%s", diff)
			}
			if n := len(observations(t, st)); n != 2 {
				t.Errorf("%d versions are stored, not 2", n)
			}
		})
	}
}

// TestEndOfWhatWaitedIsNoted: what waited is written, and the store goes away before it is noted that it was. It is not
// forgotten: none is left running, and no count is missing.
func TestEndOfWhatWaitedIsNoted(t *testing.T) {
	st := storetest.Embedded(t)
	l := &leaving{Store: st, gone: true}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, tableBefore)
	w := newAwayWorld(t, l, load(t, fileSource(path)), t.TempDir(), roomy)
	got := []string{string(w.once(t, "table").Status)}
	l.gone, l.at, l.times, l.stays = false, "end", 1, true
	for range 2 {
		got = append(got, string(w.once(t, "table").Status))
	}
	if diff := cmp.Diff([]string{"waiting", "waiting", "unchanged"}, got); diff != "" {
		t.Errorf("the collections (-want +got):\n%s", diff)
	}
	want := []string{"failed 3+1+0", "unchanged 0+0+0", "partial 0+1+3", "unchanged 0+0+0"} // by their ids
	if diff := cmp.Diff(want, statuses(t, st)); diff != "" || w.Spool.Usage().Entries != 0 {
		t.Errorf("what the store holds (-want +got):\n%s\n%+v waits", diff, w.Spool.Usage())
	}
}

// TestStoreRefusesWhatWaits: a collection that the store answers to, but never takes, does not keep the others
// waiting for ever. Its payload stays, to be replayed.
func TestStoreRefusesWhatWaits(t *testing.T) {
	st := storetest.Embedded(t)
	l := &leaving{Store: st, at: "stages", times: -1, stays: true}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, tableBefore)
	dir := t.TempDir()
	w := newAwayWorld(t, l, load(t, fileSource(path)), dir, roomy)
	if out := w.once(t, "table"); out.Status != store.CollectionWaiting {
		t.Fatalf("the collection is %s: %q", out.Status, out.Error)
	}
	w = newAwayWorld(t, l, load(t, onlyWhatWaits(path)), dir, roomy)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	w.log.heard = func(said string) {
		if strings.Contains(said, "given up") {
			cancel()
		}
	}
	if err := w.Run(ctx); err != nil {
		t.Fatal(err)
	}
	rows, err := st.Collections(t.Context(), store.CollectionFilter{Status: store.CollectionFailed})
	if err != nil || len(rows) != 4 || w.Spool.Usage().Entries != 0 { // the first, and three tries after it
		t.Fatalf("%d collections failed and %+v waits (%v)", len(rows), w.Spool.Usage(), err)
	}
	l.times = 0
	if out, err := w.Replay(t.Context(), collectors.ReplayOptions{Collection: rows[0].ID}); err != nil || out[0].Status != store.CollectionPartial {
		t.Errorf("replaying it gives %v (%v)", out, err)
	}
}

// TestSpoolLimit: what waits never fills the disk. From 80 % on someone is told; above the bound a source fails and
// says what to do, and what waited before is written all the same.
func TestSpoolLimit(t *testing.T) {
	st := storetest.Embedded(t)
	l := &leaving{Store: st, gone: true}
	path := filepath.Join(t.TempDir(), "table.csv")
	w := newAwayWorld(t, l, load(t, fileSource(path)), t.TempDir(), 10_000)
	var got []string
	for n := range 3 {
		write(t, path, visitsOf(n+1))
		out := w.once(t, "table")
		got = append(got, string(out.Status))
		if loud := strings.Contains(strings.Join(w.log.loud, "; "), "nearly reached spool_limit"); loud != (n > 0) {
			t.Errorf("after %d collections, %+v waits, the log says %q", n+1, w.Spool.Usage(), w.log.loud)
		}
		if n == 2 && (!strings.Contains(out.Error, "spool_limit of 10000 bytes") || !strings.Contains(out.Error, "raise it")) {
			t.Errorf("above the bound it says %q", out.Error)
		}
	}
	if diff := cmp.Diff([]string{"waiting", "waiting", "failed"}, got); diff != "" {
		t.Errorf("the collections (-want +got):\n%s", diff)
	}
	left, err := filepath.Glob(filepath.Join(w.dir, "payloads", "incoming-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("what did not fit left %v (%v)", left, err)
	}
	l.gone = false
	w.once(t, "table")
	if diff := cmp.Diff([]string{"partial 3+1+0", "partial 1+1+2", "partial 1+1+2"}, statuses(t, st)); diff != "" {
		t.Errorf("what the store holds (-want +got):\n%s", diff)
	}
}

// TestWaitingForARemovedSource: what waits for a source that was taken out of the configuration holds nothing up.
func TestWaitingForARemovedSource(t *testing.T) {
	st := storetest.Embedded(t)
	l := &leaving{Store: st, gone: true}
	dir, path := t.TempDir(), filepath.Join(t.TempDir(), "table.csv")
	write(t, path, tableBefore)
	newAwayWorld(t, l, load(t, fileSource(path)), dir, roomy).once(t, "table")
	l.gone = false
	w := newAwayWorld(t, l, load(t, strings.Replace(fileSource(path), "id: table", "id: other", 1)), dir, roomy)
	if out := w.once(t, "other"); out.Status != store.CollectionPartial {
		t.Errorf("the other source is %s: %q", out.Status, out.Error)
	}
	rows, err := st.Collections(t.Context(), store.CollectionFilter{Source: "table"})
	if err != nil || len(rows) != 1 || !strings.Contains(rows[0].Error, "replay") {
		t.Errorf("what waited for the removed source is %+v (%v)", rows, err)
	}
}

// TestSpoolIsOnes: two processes on one folder never write what waits both.
func TestSpoolIsOnes(t *testing.T) {
	dir := t.TempDir()
	one, err := spool.Open(dir, roomy)
	if err != nil {
		t.Fatal(err)
	}
	two, err := spool.Open(dir, roomy)
	if err != nil {
		t.Fatal(err)
	}
	unlock, err := one.Lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := two.Lock(t.Context()); err == nil || !strings.Contains(err.Error(), spool.ErrBusy.Error()) {
		t.Errorf("both write what waits (%v)", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if unlock, err = two.Lock(t.Context()); err != nil {
		t.Fatalf("after the first the second can't: %v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	for _, arrived := range []uint64{20, 3, 100} {
		if err := one.Put(&spool.Entry{Arrived: arrived, Size: 7}); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "new-1"), nil, 0o600); err != nil { // a process was killed while it wrote
		t.Fatal(err)
	}
	entries, err := two.Entries()
	if err != nil || len(entries) != 3 || entries[0].Arrived != 3 || entries[2].Arrived != 100 {
		t.Errorf("the entries are %+v (%v)", entries, err)
	}
}
