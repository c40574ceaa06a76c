package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestClearContents: what no release refers to goes after a day. What a published release or a draft refers to stays, and so does what somebody
// may be making a release of, though the same was given up before.
func TestClearContents(t *testing.T) {
	storetest.EachOptions(t, func(t *testing.T, o store.Options) {
		day := kpi.MustDate("2026-11-26")
		o.Now = func() time.Time { return day.Time().Add(10 * time.Hour) }
		s := storetest.Open(t, o)
		kept := func(content string) store.Released {
			t.Helper()
			sum := sha256.Sum256([]byte(content))
			d := store.Released{ID: "observations", Hash: hex.EncodeToString(sum[:]), Bytes: uint64(len(content))}
			if err := s.SaveContent(t.Context(), d.Hash, strings.NewReader(content)); err != nil {
				t.Fatal(err)
			}
			return d
		}
		long := strings.Repeat("what was published ", 1<<17) // of more than one piece
		published, shared, replaced, newer, remade := kept(long), kept("in all"), kept("in a draft that was replaced"), kept("in the draft"), kept("made once more")
		for _, r := range []struct {
			id       string
			status   store.ReleaseStatus
			datasets []store.Released
		}{
			{"2026-11-24", store.ReleasePublished, []store.Released{published, shared}},
			{"2026-11-25", store.ReleaseDraft, []store.Released{replaced, shared}},
			{"2026-11-25", store.ReleaseDraft, []store.Released{newer, shared}},
		} {
			x := draft(r.id)
			x.Status, x.Datasets = r.status, r.datasets
			if r.status == store.ReleasePublished {
				x.Published = at("2026-11-26T10:00:00Z")
			}
			if err := s.SaveRelease(t.Context(), x); err != nil {
				t.Fatal(err)
			}
		}
		given := func(want int) {
			t.Helper()
			if n, err := s.ClearContents(t.Context()); n != want || err != nil {
				t.Errorf("%d contents are given up, want %d: %v", n, want, err)
			}
		}
		there := func(d store.Released) bool {
			t.Helper()
			var e *store.Error
			err := s.Content(t.Context(), d.Hash, new(bytes.Buffer))
			if err != nil && (!errors.As(err, &e) || e.Code != store.CodeNotFound) {
				t.Fatal(err)
			}
			return err == nil
		}
		given(0) // all of it may belong to a release in the making
		day = day.AddDays(2)
		kept("made once more")
		given(2)
		wait, stop := time.NewTicker(20*time.Millisecond), time.After(30*time.Second)
		defer wait.Stop()
		for there(replaced) { // the engine takes its time
			select {
			case <-wait.C:
			case <-stop:
				t.Fatal("the content of a draft that was replaced is still there")
			}
		}
		for name, d := range map[string]store.Released{"a published release": published, "all releases": shared, "a draft": newer, "a release in the making": remade} {
			if !there(d) {
				t.Errorf("the content of %s is gone", name)
			}
		}
		if all, err := s.Releases(t.Context()); err != nil || slices.ContainsFunc(all, func(x store.Release) bool { return len(x.Datasets) != 2 }) {
			t.Errorf("releases are others than before: %v", err)
		}
	})
}
