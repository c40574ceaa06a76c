package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/schemas"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func opened(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open a store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return s
}

func TestMigrateTwiceAppliesOnce(t *testing.T) {
	steps, err := schemas.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, step := range steps {
		want = append(want, step.Name)
	}
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := opened(t, o)
		first, err := s.Migrate(t.Context())
		if err != nil {
			t.Fatalf("migrate an empty database: %v", err)
		}
		if diff := cmp.Diff(want, first); diff != "" {
			t.Errorf("applied steps (-want +got):\n%s", diff)
		}
		write(t, s, observed("a", "r", 1))
		again, err := opened(t, o).Migrate(t.Context())
		if err != nil || len(again) != 0 {
			t.Errorf("a restart applies %v again: %v", again, err)
		}
		if n := len(read(t, s, store.Filter{}, 0)); n != 1 {
			t.Errorf("%d observations after migrating again, want 1", n)
		}
	})
}

// TestMigrateAfterACutGoesOn stands for a process that was killed between a step's statements and its record.
func TestMigrateAfterACutGoesOn(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := opened(t, o)
		steps, err := schemas.Migrations()
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Exec(t.Context(), steps[1].Statements[0]); err != nil {
			t.Fatal(err)
		}
		if done, err := s.Migrate(t.Context()); err != nil || len(done) != len(steps) {
			t.Errorf("after a cut %d of %d steps were applied: %v", len(done), len(steps), err)
		}
	})
}

func TestMigrateRefusesWhatDoesNotFit(t *testing.T) {
	step := func(n uint32, name, checksum string) schemas.Migration {
		return schemas.Migration{Number: n, Name: name, Checksum: checksum, Statements: []string{"CREATE TABLE IF NOT EXISTS t_" + name + " (a UInt8) ENGINE = MergeTree ORDER BY a"}}
	}
	applied := []schemas.Migration{step(1, "0001_a", "aaaa"), step(2, "0002_b", "bbbb")}
	tests := map[string]struct {
		steps []schemas.Migration
		says  string
	}{
		"changed": {[]schemas.Migration{step(1, "0001_a", "aaaa"), step(2, "0002_b", "cccc"), step(3, "0003_c", "")}, "its file has changed"},
		"renamed": {[]schemas.Migration{step(1, "0001_z", "aaaa"), step(2, "0002_b", "bbbb")}, "its file has changed"},
		"missing": {[]schemas.Migration{step(1, "0001_a", "aaaa")}, "does not have it"},
	}
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		s := opened(t, o)
		if _, err := s.MigrateWith(t.Context(), applied); err != nil {
			t.Fatal(err)
		}
		for name, test := range tests {
			done, err := s.MigrateWith(t.Context(), test.steps)
			if store.CodeOf(err) != store.CodeConflict || !strings.Contains(err.Error(), test.says) || len(done) != 0 {
				t.Errorf("%s: applied %v, error %v; want a conflict that says %q", name, done, err, test.says)
			}
		}
		more := append(slices.Clone(applied), step(3, "0003_c", "cccc"))
		done, err := s.MigrateWith(t.Context(), more)
		if diff := cmp.Diff([]string{"0003_c"}, done); err != nil || diff != "" {
			t.Errorf("a step on top: %v (-want +got):\n%s", err, diff)
		}
	})
}
