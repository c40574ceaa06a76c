package store_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func draft(id string) store.Release {
	return store.Release{
		ID: id, Status: store.ReleaseDraft, Created: at("2026-11-26T10:00:00Z"), AsOf: kpi.MustDate("2026-11-25"), Newest: 1 << 50, Software: "1.2.3",
		Notes: "Перший випуск", Hash: strings.Repeat("0a", 32), Datasets: []store.Released{{ID: "observations", Rows: 12, Bytes: 345, Hash: strings.Repeat("b1", 32), Columns: []store.ReleasedColumn{{Name: "value", Type: "number"}}}},
	}
}

// TestPublishedReleaseNeverChanges: a draft may be replaced and is published whole; after that nothing is accepted under its id.
func TestPublishedReleaseNeverChanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		first := draft("2026-11-26")
		again := draft("2026-11-26")
		again.Notes = "Anew"
		other := draft("2026-11-25")
		other.Datasets = nil
		for _, r := range []store.Release{first, other, again} {
			if err := s.SaveRelease(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		replaced := draft("2026-11-26")
		replaced.Status, replaced.Published, replaced.Hash = store.ReleasePublished, at("2026-11-26T11:00:00Z"), strings.Repeat("0b", 32)
		var e *store.Error
		if err := s.SaveRelease(t.Context(), replaced); !errors.As(err, &e) || e.Code != store.CodeConflict || !strings.Contains(err.Error(), "anew") {
			t.Errorf("a draft was published that another one had replaced: %v", err)
		}
		published := again
		published.Status, published.Published, published.ReviewedBy = store.ReleasePublished, at("2026-11-26T11:00:00Z"), "Statistics"
		if err := s.SaveRelease(t.Context(), published); err != nil {
			t.Fatal(err)
		}
		for _, r := range []store.Release{first, published} {
			var e *store.Error
			if err := s.SaveRelease(t.Context(), r); !errors.As(err, &e) || e.Code != store.CodeConflict || !strings.Contains(err.Error(), "2026-11-26") {
				t.Errorf("a published release was written again: %v", err)
			}
		}
		got, err := s.Releases(t.Context())
		if diff := cmp.Diff([]store.Release{other, published}, got); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

func TestReleaseRefused(t *testing.T) {
	s := storetest.Embedded(t)
	for name, spoil := range map[string]func(*store.Release){
		"no id":             func(r *store.Release) { r.ID = "" },
		"a status":          func(r *store.Release) { r.Status = "final" },
		"published when":    func(r *store.Release) { r.Status = store.ReleasePublished },
		"no hash":           func(r *store.Release) { r.Hash = "" },
		"a day of no store": func(r *store.Release) { r.AsOf = kpi.MustDate("2200-01-01") },
	} {
		r := draft("2026-11-26")
		spoil(&r)
		var e *store.Error
		if err := s.SaveRelease(t.Context(), r); !errors.As(err, &e) || e.Code != store.CodeInvalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestContentComesBackAsItWas: whatever its length, also where it fills what is read at once, and written twice, too.
func TestContentComesBackAsItWas(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		random := rand.NewChaCha8([32]byte{7})
		for _, length := range []int{0, 1, 1 << 20, 1<<20 + 1, 5 << 19, 4 << 20, 12<<20 + 1} {
			content := make([]byte, length)
			if _, err := random.Read(content); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(content)
			hash := hex.EncodeToString(sum[:])
			for range 2 {
				if err := s.SaveContent(t.Context(), hash, iotest.HalfReader(bytes.NewReader(content))); err != nil {
					t.Fatal(err)
				}
			}
			var got bytes.Buffer
			if err := s.Content(t.Context(), hash, &got); err != nil || !bytes.Equal(got.Bytes(), content) {
				t.Errorf("%d bytes came back as %d: %v", length, got.Len(), err)
			}
			got.Reset()
			if err := s.ContentOf(t.Context(), store.Released{Hash: hash, Bytes: uint64(length)}, &got); err != nil || !bytes.Equal(got.Bytes(), content) {
				t.Errorf("%d bytes came back as %d without their hash: %v", length, got.Len(), err)
			}
			var e *store.Error
			if err := s.ContentOf(t.Context(), store.Released{Hash: hash, Bytes: uint64(length) + 1}, io.Discard); !errors.As(err, &e) || e.Code != store.CodeInternal {
				t.Errorf("a byte less than were published: %v", err)
			}
		}
		other := strings.Repeat("ee", 32)
		if err := s.SaveContent(t.Context(), other, strings.NewReader("what has another hash")); err != nil {
			t.Fatal(err)
		}
		var e *store.Error
		if err := s.Content(t.Context(), other, new(bytes.Buffer)); !errors.As(err, &e) || e.Code != store.CodeInternal {
			t.Errorf("bytes of another hash: %v", err)
		}
		if err := s.Content(t.Context(), strings.Repeat("ff", 32), new(bytes.Buffer)); !errors.As(err, &e) || e.Code != store.CodeNotFound {
			t.Errorf("what was never saved: %v", err)
		}
	})
}

// TestCorrectionsOfOldAreNotNewest: the newest is of the latest day, whatever was published last.
func TestCorrectionsOfOldAreNotNewest(t *testing.T) {
	release := func(id, day, published, corrects string) store.Release {
		at, err := time.Parse(time.DateOnly, published)
		if err != nil {
			t.Fatal(err)
		}
		return store.Release{ID: id, AsOf: kpi.MustDate(day), Published: at, Corrects: corrects, Status: store.ReleasePublished}
	}
	ids := func(list []store.Release) (ids []string) {
		for _, x := range list {
			ids = append(ids, x.ID)
		}
		return ids
	}
	all := store.Published([]store.Release{
		release("old", "2023-10-03", "2023-10-04", ""), release("new", "2023-10-13", "2023-10-14", ""), {ID: "draft"},
		release("old.3", "2023-10-03", "2023-10-20", "old"), release("old.2", "2023-10-03", "2023-10-15", "old"),
	})
	if diff := cmp.Diff([]string{"new", "old.3", "old.2", "old"}, ids(all)); diff != "" {
		t.Errorf("the newest first:\n%s", diff)
	}
	if diff := cmp.Diff([]string{"old.3", "old.2", "new", "old"}, ids(store.InOrderOfPublication(all))); diff != "" {
		t.Errorf("what was published last first:\n%s", diff)
	}
	all = append(all, release("old.4", "2023-10-05", "2023-10-22", "old.3"))
	for id, want := range map[string]string{"old": "old.4", "old.2": "old.4", "old.3": "old.4", "old.4": "", "new": "", "draft": ""} {
		by := ""
		if x := store.CorrectedBy(id, all); x != nil {
			by = x.ID
		}
		if by != want {
			t.Errorf("%s is corrected by %q, want %q", id, by, want)
		}
	}
}
