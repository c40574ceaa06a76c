package collectors_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// fickle is a portal that says what body holds, and "not modified" to who has that.
func fickle(t *testing.T) (p *portal, say func(body string)) {
	var body string
	p = newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		tag := `"` + body[len(body)-4:] + `"`
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(body))
	})
	return p, func(s string) { body = s }
}

// TestRejectedAsEarlyIsReadOnItsDay: a plan is published before its month begins, and not touched again. Its rows count
// once the month has come.
func TestRejectedAsEarlyIsReadOnItsDay(t *testing.T) {
	p, say := fickle(t)
	say(`[{"period":"2024-06","value":1},{"period":"2024-07","value":2}]`)
	w := newWorld(t, storetest.Embedded(t), load(t, visitsSource(p.URL, "json", "")))
	got := []string{counts(w.once(t, "portal")), counts(w.once(t, "portal"))}
	w.clock.now = w.clock.now.AddDate(0, 1, 0)
	got = append(got, counts(w.once(t, "portal")), counts(w.once(t, "portal")))
	want := []string{
		"partial: 2 = 1 accepted + 1 rejected + 0 unchanged",
		"unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged",
		"ok: 2 = 1 accepted + 0 rejected + 1 unchanged",
		"unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestIndicatorSetRightIsReadAgain: what was rejected because an indicator was declared wrongly is accepted once that is
// corrected, though the portal has nothing new.
func TestIndicatorSetRightIsReadAgain(t *testing.T) {
	p, say := fickle(t)
	say(`[{"of":"visits","period":"2024-01","value":1},{"of":"yearly","period":"2023","value":2}]`)
	st := &remembering{}
	configure := func(frequency string) string {
		return strings.Replace(visitsSource(p.URL, "json", ""), "{const: visits}", "{from: of}", 1) +
			"indicators:\n  - {id: yearly, name: Yearly, unit: count, direction: up, frequency: " + frequency + ", nature: stock}\n"
	}
	var got []string
	for _, frequency := range []string{"month", "month", "year"} {
		got = append(got, counts(newWorldOn(t, st, load(t, configure(frequency))).once(t, "portal")))
	}
	want := []string{
		"partial: 2 = 1 accepted + 1 rejected + 0 unchanged",
		"unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged",
		"ok: 2 = 2 accepted + 0 rejected + 0 unchanged",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// failing is a store that says so once it has written.
type failing struct {
	*store.Store
	err error
}

func (f *failing) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	w, err := f.Store.WriteObservations(ctx, rows)
	return w, errors.Join(err, f.err)
}

// TestPayloadAfterAFailedOneIsReadAgain: what a collection stored before it failed, or was killed, does not stand where
// the source goes back to what it said before.
func TestPayloadAfterAFailedOneIsReadAgain(t *testing.T) {
	const first, other = `[{"period":"2024-01","value":1}]`, `[{"period":"2024-01","value":22}]`
	tests := map[string]func(*testing.T, *world, *failing){
		"the store fails": func(t *testing.T, w *world, st *failing) {
			st.err = errors.New("no room")
			if out := w.once(t, "portal"); out.Status != store.CollectionFailed {
				t.Fatalf("it ended %s %q", counts(out), out.Error)
			}
			st.err = nil
		},
		"killed": func(t *testing.T, w *world, _ *failing) {
			before, err := w.store.SourceStates(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			out := w.once(t, "portal")
			out.Status = store.CollectionRunning // as if it had not come to its end
			err = errors.Join(w.store.SaveSourceState(t.Context(), before["portal"]), w.store.SaveCollection(t.Context(), &out.Collection),
				w.CloseInterrupted(t.Context()))
			if err != nil {
				t.Fatal(err)
			}
		},
	}
	for name, breaks := range tests {
		t.Run(name, func(t *testing.T) {
			p, say := fickle(t)
			st := &failing{Store: storetest.Embedded(t)}
			w := newWorldOn(t, st, load(t, visitsSource(p.URL, "json", "")))
			w.store = st.Store
			say(first)
			w.once(t, "portal")
			say(other)
			breaks(t, w, st)
			say(first)
			out := w.once(t, "portal")
			if got, want := counts(out), "ok: 1 = 1 accepted + 0 rejected + 0 unchanged"; got != want {
				t.Errorf("it ended %q, want %q", got, want)
			}
			rows := observations(t, w.store)
			if last := rows[len(rows)-1]; last != "UA-05 2024-01-01..2024-01-31 |" {
				t.Errorf("the store has %q; the last should be 1", rows)
			}
		})
	}
}
