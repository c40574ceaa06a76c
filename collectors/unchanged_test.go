package collectors_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// listing is a store that lists what is written into it.
type listing struct {
	*store.Store
	writes map[string]int
}

func (l *listing) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	l.writes["observations"]++
	return l.Store.WriteObservations(ctx, rows)
}

func (l *listing) WriteRejections(ctx context.Context, rows []store.Rejection) error {
	l.writes["rejections"]++
	return l.Store.WriteRejections(ctx, rows)
}

func (l *listing) SavePayload(ctx context.Context, p store.Payload) error {
	l.writes["payloads"]++
	return l.Store.SavePayload(ctx, p)
}

// TestNothingNewCostsNothing: a portal that has nothing new is asked once, and one row in collections says so, the hundredth
// time as the first. The same bytes are noted as received once more.
func TestNothingNewCostsNothing(t *testing.T) {
	whole := answer(http.StatusOK, goodJSON, "ETag", `"1"`)
	tests := map[string]struct {
		again  http.HandlerFunc
		writes map[string]int
	}{
		"not modified":   {answer(http.StatusNotModified, ""), map[string]int{}},
		"the same bytes": {whole, map[string]int{"payloads": 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, whole, test.again)
			st := &listing{storetest.Embedded(t), map[string]int{}}
			w := newWorldOn(t, st, load(t, visitsSource(p.URL, "json", "")))
			if out := w.once(t, "portal"); out.Status != store.CollectionOK {
				t.Fatalf("first it ended %s %q", counts(out), out.Error)
			}
			for range 3 {
				requests, derived := p.requests(), len(w.deriver.touched)
				before := collectionRows(t, st.Store)
				clear(st.writes)
				out := w.once(t, "portal")
				if out.Status != store.CollectionUnchanged || out.Attempts != 1 {
					t.Errorf("it ended %s %q after %d attempts", counts(out), out.Error, out.Attempts)
				}
				if n := p.requests() - requests; n != 1 {
					t.Errorf("it cost %d requests", n)
				}
				if n := collectionRows(t, st.Store) - before; n != 1 {
					t.Errorf("it cost %d rows in collections", n)
				}
				if diff := cmp.Diff(test.writes, st.writes); diff != "" {
					t.Errorf("it wrote more (-want +got):\n%s", diff)
				}
				if len(w.deriver.touched) != derived {
					t.Error("something was derived")
				}
			}
		})
	}
}

func collectionRows(t *testing.T, st *store.Store) int {
	t.Helper()
	rows, err := st.Collections(t.Context(), store.CollectionFilter{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	return len(rows)
}
