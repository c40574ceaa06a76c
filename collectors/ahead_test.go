package collectors_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestDayComes: a catalogue says in June that a service is online from July on. In July the service is, though the region has
// changed nothing in its file since; until then the file is read once a day.
func TestDayComes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		path := filepath.Join(t.TempDir(), "table.csv")
		write(t, path, "kind,region,date,value\nstage,UA-05,2024-01-10,partial\nstage,UA-05,2024-07-01,online\n")
		w := newWorld(t, st, load(t, fileSource(path)))
		var got []string
		for _, later := range []time.Duration{0, time.Hour, 23 * time.Hour, 15 * 24 * time.Hour, 24 * time.Hour} {
			w.clock.mu.Lock()
			w.clock.now = w.clock.now.Add(later)
			w.clock.mu.Unlock()
			got = append(got, counts(w.once(t, "table")))
		}
		want := []string{
			"partial: 2 = 1 accepted + 1 rejected + 0 unchanged",
			"unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged",
			"partial: 2 = 0 accepted + 1 rejected + 1 unchanged",
			"ok: 2 = 1 accepted + 0 rejected + 1 unchanged",
			"unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("collections of the same bytes on 15 June, the day after, in July and later (-want +got):\n%s", diff)
		}
	})
}

// TestDayComesThoughTheStoreLeft: that some of a payload spoke of days to come is not forgotten where the store went away just
// before it could note so.
func TestDayComesThoughTheStoreLeft(t *testing.T) {
	l := &leaving{Store: storetest.Embedded(t), at: "state", times: 1, stays: true}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, "kind,region,date,value\nstage,UA-05,2024-01-10,partial\nstage,UA-05,2024-07-01,online\n")
	w := newAwayWorld(t, l, load(t, fileSource(path)), t.TempDir(), roomy)
	got := []string{string(w.once(t, "table").Status), counts(w.once(t, "table"))}
	w.clock.now = w.clock.now.AddDate(0, 1, 0)
	got = append(got, counts(w.once(t, "table")))
	want := []string{"waiting", "unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged", "ok: 2 = 1 accepted + 0 rejected + 1 unchanged"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("collections of the same bytes on 15 June and in July (-want +got):\n%s", diff)
	}
}
