package collectors_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// forgetful is a store that does not say what became of a row.
type forgetful struct{ *store.Store }

func (s forgetful) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	w, err := s.Store.WriteObservations(ctx, rows)
	w.New--
	return w, err
}

// TestLostRecord: counts that don't add up to what was found in the payload are no success, whoever lost what.
func TestLostRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, tableBefore)
	w := newWorldOn(t, forgetful{storetest.Embedded(t)}, load(t, fileSource(path)))
	out := w.once(t, "table")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "4 records were found, and 3 of them accepted, rejected or unchanged") {
		t.Errorf("the collection is %s: %s", counts(out), out.Error)
	}
}
