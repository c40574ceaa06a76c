package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/schemas"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestCompareTellsWhatChanges: before a mapping is trusted, people see what it would change, and what they see is
// what is written then.
func TestCompareTellsWhatChanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		write(t, s, observed("a", "r1", 1), observed("b", "r1", 2))
		rows := []store.Observation{observed("a", "r1", 5), observed("b", "r1", 2), observed("c", "r1", 3)}
		want := store.Written{New: 1, Restated: 1, Unchanged: 1, Changes: []store.Change{{As: "observations",
			Cell: "a sector=health,tier=regional r1 " + january.String(), Before: "1 (3 of 4)", After: "5 (3 of 4)"}}}
		for _, dry := range []bool{true, false} {
			got, err := s.Compare(store.Compare{Dry: dry}).WriteObservations(t.Context(), rows)
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("dry %v: %v (-want +got):\n%s", dry, err, diff)
			}
			if n := len(history(t, s, store.Filter{}, 0)); n != map[bool]int{true: 2, false: 4}[dry] {
				t.Errorf("dry %v: %d versions are stored", dry, n)
			}
		}
	})
}

// TestCompareLeavesWhatIsLater: decoding an old payload again must not bring back what a newer one replaced.
func TestCompareLeavesWhatIsLater(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		later := func(collection uint64) bool { return collection > 5 } // the rows of observed are of collection 8
		write(t, s, observed("a", "r", 1))
		w, err := s.Compare(store.Compare{Later: later}).WriteObservations(t.Context(), []store.Observation{observed("a", "r", 9)})
		if diff := cmp.Diff(store.Written{Superseded: 1}, w); err != nil || diff != "" {
			t.Errorf("an old observation: %v (-want +got):\n%s", err, diff)
		}
		if n := len(history(t, s, store.Filter{}, 0)); n != 1 {
			t.Errorf("an old observation was written over a newer one: %d versions", n)
		}
	})
}

// TestCompareApplications: the same for applications, which are compared only here.
func TestCompareApplications(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		apply(t, s, application("same", "2023-01-31", nil), application("changed", "2023-01-31", nil),
			application("later", "2023-01-31", func(a *store.Application) { a.Collection = 9 }))
		var rows store.ApplicationColumns
		done := completed(50*time.Hour, "granted")
		for _, a := range []store.Application{application("same", "2023-01-31", nil), application("changed", "2023-01-31", nil),
			application("changed", "2023-01-31", done), application("later", "2023-01-31", done), application("new", "2023-01-31", nil)} {
			a.Collection = 2
			rows.Append(&a)
		}
		later := func(collection uint64) bool { return collection > 2 }
		w, err := s.Compare(store.Compare{Dry: true, Later: later}).WriteApplications(t.Context(), &rows)
		if err != nil {
			t.Fatal(err)
		}
		changes := w.Changes
		w.Changes = nil
		if diff := cmp.Diff(store.Written{New: 1, Restated: 1, Unchanged: 2, Superseded: 1}, w); diff != "" || len(changes) != 1 {
			t.Errorf("%d changes are shown (-want +got):\n%s", len(changes), diff)
		}
		if w, err = s.Compare(store.Compare{Later: later}).WriteApplications(t.Context(), &rows); err != nil {
			t.Fatal(err)
		}
		completions, err := s.Completions(t.Context(), "RU-PRI", nil)
		if err != nil || len(completions) != 1 || completions[0].Count != 1 {
			t.Errorf("completed are %+v (%v), not the changed one alone", completions, err)
		}
		submissions, err := s.Submissions(t.Context(), "RU-PRI", nil)
		if err != nil || len(submissions) != 1 || submissions[0].Count != 4 {
			t.Errorf("submitted are %+v (%v), not four", submissions, err)
		}
	})
}

// TestColumnsAreAddedOnce: a process that was killed between adding a column and noting it does not stop the next.
func TestColumnsAreAddedOnce(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := opened(t, o)
		steps, err := schemas.Migrations()
		if err != nil {
			t.Fatal(err)
		}
		for i, step := range steps {
			if _, err := s.MigrateWith(t.Context(), steps[:i]); err != nil {
				t.Fatal(err)
			}
			if err := s.Exec(t.Context(), step.Statements[0]); err != nil {
				t.Fatal(err)
			}
			if _, err := s.MigrateWith(t.Context(), steps[:i+1]); err != nil {
				t.Errorf("after a cut in %s: %v", step.Name, err)
			}
		}
	})
}
