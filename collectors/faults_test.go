package collectors_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// smallDisk is a disk with room for so much.
func smallDisk(t *testing.T, size string) string {
	t.Helper()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a small disk can't be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(disk, 0); err != nil {
			t.Errorf("take the small disk away: %v", err)
		}
	})
	return disk
}

func resize(t *testing.T, disk, size string) {
	t.Helper()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", syscall.MS_REMOUNT, "size="+size); err != nil {
		t.Fatal(err)
	}
}

// TestDiskFullWhereWhatWaitsLies: while the store is away and there is no room to wait in, a collection fails and says so,
// and nothing waits that is not whole.
func TestDiskFullWhereWhatWaitsLies(t *testing.T) {
	disk := smallDisk(t, "256k")
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, visitsOf(1))
	st := storetest.Embedded(t)
	l := &leaving{Store: st, gone: true}
	w := newAwayWorld(t, l, load(t, fileSource(path)), disk, roomy)
	resize(t, disk, "4k") // for the payload alone
	out := w.once(t, "table")
	if u := w.Spool.Usage(); out.Status != store.CollectionFailed || !strings.Contains(out.Error, "no space left on device") || u.Entries != 0 {
		t.Errorf("without room it is %s: %q, and %+v waits", out.Status, out.Error, u)
	}
	resize(t, disk, "256k")
	got := []string{string(w.once(t, "table").Status)}
	l.gone = false
	got = append(got, string(w.once(t, "table").Status))
	if diff := cmp.Diff([]string{"waiting", "unchanged"}, got); diff != "" {
		t.Errorf("with room (-want +got):\n%s", diff)
	}
	if n := len(observations(t, st)); n != 2 {
		t.Errorf("%d versions are stored, not 2", n)
	}
}

// TestStoreDiskFull: a store that has no room for more takes nothing half; what came waits, and is written once there is room.
func TestStoreDiskFull(t *testing.T) {
	disk := smallDisk(t, "1g")
	server := storetest.OwnServerIn(t, disk)
	st := storetest.Open(t, server.Options())
	path := filepath.Join(t.TempDir(), "table.csv")
	w := newAwayWorld(t, st, load(t, fileSource(path)), t.TempDir(), roomy)
	write(t, path, visitsOf(1))
	w.once(t, "table")
	var now syscall.Statfs_t
	if err := syscall.Statfs(disk, &now); err != nil {
		t.Fatal(err)
	}
	resize(t, disk, fmt.Sprint(int64(now.Blocks-now.Bfree)*now.Bsize))
	for _, n := range []int{2, 3, 4, 5, 6} { // more often than what waits is tried where it is at fault itself
		write(t, path, visitsOf(n))
		if out := w.once(t, "table"); out.Status != store.CollectionWaiting || !strings.Contains(out.Error, "disk") || !strings.Contains(out.Error, "room") {
			t.Errorf("while the store's disk is full the collection is %s: %q", out.Status, out.Error)
		}
	}
	resize(t, disk, "1g")
	write(t, path, visitsOf(7))
	if out := w.once(t, "table"); counts(out) != "partial: 4 = 1 accepted + 1 rejected + 2 unchanged" {
		t.Errorf("with room the collection is %s: %q", counts(out), out.Error)
	}
	want := []string{"UA-05 2024-01-01..2024-01-31 |", "UA-05 2024-01-01..2024-01-31 ||", "UA-05 2024-01-01..2024-01-31 |||",
		"UA-05 2024-01-01..2024-01-31 ||||", "UA-05 2024-01-01..2024-01-31 |||||", "UA-05 2024-01-01..2024-01-31 ||||||",
		"UA-05 2024-01-01..2024-01-31 |||||||", "UA-07 2024-01-01..2024-01-31 no_data"}
	if diff := cmp.Diff(want, observations(t, st)); diff != "" {
		t.Errorf("versions (-want +got):\n%s", diff)
	}
	if u := w.Spool.Usage(); u.Entries != 0 {
		t.Errorf("%+v still waits", u)
	}
}

// TestDiskFull: on a full disk a collection fails and says so, leaves nothing half written behind, and succeeds once
// there is room.
func TestDiskFull(t *testing.T) {
	disk := smallDisk(t, "64k")
	var table strings.Builder
	table.WriteString("period,value\n")
	random := rand.New(rand.NewPCG(1, 2))
	for i := range 15_000 { // more than fits, even compressed
		_, _ = fmt.Fprintf(&table, "%s,%d\n", noon.AddDate(0, 0, -1-i).Format(time.DateOnly), random.Uint64()>>12)
	}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, table.String())
	st := storetest.Embedded(t)
	w := newAwayWorld(t, st, load(t, strings.Replace(scheduled(path, "{}"), "visits", "calls", 1)), disk, roomy)
	out := w.once(t, "table")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "no space left on device") || !strings.Contains(out.Error, "make room") {
		t.Errorf("on a full disk the collection is %s: %q", out.Status, out.Error)
	}
	left, err := filepath.Glob(filepath.Join(disk, "payloads", "*"))
	if err != nil || len(left) > 0 || len(observations(t, st)) > 0 {
		t.Errorf("it left %v behind (%v)", left, err)
	}
	resize(t, disk, "8m")
	if out = w.once(t, "table"); out.Accepted != 15_000 {
		t.Errorf("with room the collection is %s: %q", counts(out), out.Error)
	}
}

// TestClockBackBetweenCollections: after a clock was set back by a month, what comes later still is the later.
func TestClockBackBetweenCollections(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		clock := newClock()
		o.Now = clock.Now
		st := storetest.Open(t, o)
		path := filepath.Join(t.TempDir(), "table.csv")
		w := newWorldOn(t, st, load(t, fileSource(path)))
		for n := range 3 {
			write(t, path, visitsOf(n+1))
			w.once(t, "table")
			clock.now = clock.now.AddDate(0, -1, 0)
		}
		var newest float64
		err := st.Observations(t.Context(), store.Filter{Regions: []string{"UA-05"}}, 0, func(o *store.Observation) error {
			newest = *o.Value
			return nil
		})
		if err != nil || newest != 3 {
			t.Errorf("the newest value is %v (%v); the last that came is 3", newest, err)
		}
	})
}

// meeting is a store whose first writes of observations by two processes meet: both have found nothing before
// either writes.
type meeting struct {
	*store.Store
	met *sync.WaitGroup
}

func (m meeting) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	m.met.Done()
	m.met.Wait()
	return m.Store.WriteObservations(ctx, rows)
}

// TestTwoCollectorsOnOneSource: two processes that collect one source at once lose nothing and double nothing, and
// the next collection, alone, sets right what may have been written in the wrong order.
func TestTwoCollectorsOnOneSource(t *testing.T) {
	o := storetest.ServerOptions(t)
	first := storetest.Open(t, o)
	path := filepath.Join(t.TempDir(), "table.csv")
	cfg := load(t, fileSource(path))
	for round := range 5 {
		write(t, path, visitsOf(round+1))
		var met, done sync.WaitGroup
		met.Add(2)
		for range 2 {
			st := storetest.Open(t, o) // a store of its own is another process to the server
			w := newWorldOn(t, meeting{st, &met}, cfg)
			done.Go(func() {
				if out := w.once(t, "table"); out.Status != store.CollectionPartial {
					t.Errorf("round %d: a collection is %s: %q", round, out.Status, out.Error)
				}
			})
		}
		done.Wait()
		if n := len(observations(t, first)); n != round+2 {
			t.Errorf("round %d: there are %d versions, not %d", round, n, round+2)
		}
	}
	states, err := first.SourceStates(t.Context())
	if s := states["table"]; err != nil || s.Payload != "" {
		t.Errorf("the payload %q is remembered (%v): should the other's have been written last, nobody would notice", s.Payload, err)
	}
	w := newWorldOn(t, first, cfg)
	got := []string{counts(w.once(t, "table")), counts(w.once(t, "table"))}
	want := []string{"partial: 4 = 0 accepted + 1 rejected + 3 unchanged", "unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the collections after it (-want +got):\n%s", diff)
	}
	restated := 0
	if err := first.Restated(t.Context(), 0, func(*store.Observation) error { restated++; return nil }); err != nil || restated != 1 {
		t.Errorf("%d cells are restated (%v), not the one that changed", restated, err)
	}
}
