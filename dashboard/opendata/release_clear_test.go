package opendata

import (
	"errors"
	"io"
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestReplacedDraftIsClearedOut: what a draft held that was made anew goes when the next one is made, and takes nothing of what was published.
func TestReplacedDraftIsClearedOut(t *testing.T) {
	a := newArchive(t)
	a.came("TT-1", "2023-06-01", 40, trusted)
	a.day = kpi.MustDate("2023-07-06")
	published := a.published(Order{})
	a.day = kpi.MustDate("2023-07-07")
	a.Config.Region("TT-1").Name = config.Text{"en": "Misspelt"}
	first := a.drafted(Order{})
	a.Config.Region("TT-1").Name = config.Text{"en": "Spelt rightly"}
	second := a.drafted(Order{})
	of := first.Dataset("regions").Hash
	if first.ID != second.ID || second.Dataset("regions").Hash == of || second.Dataset("observations").Hash != first.Dataset("observations").Hash {
		t.Fatalf("the draft was not replaced: %+v, %+v", first, second)
	}
	if err := a.s.Content(t.Context(), of, io.Discard); err != nil {
		t.Errorf("what somebody may be publishing is gone: %v", err)
	}
	a.day = kpi.MustDate("2023-07-09")
	third := a.drafted(Order{})
	wait, stop := time.NewTicker(20*time.Millisecond), time.After(30*time.Second)
	defer wait.Stop()
	for err := error(nil); err == nil; err = a.s.Content(t.Context(), of, io.Discard) {
		select {
		case <-wait.C:
		case <-stop:
			t.Fatal("what the replaced draft held is still there")
		}
	}
	for _, x := range []store.Release{published, second, third} {
		for _, d := range x.Datasets {
			if err := a.s.Content(t.Context(), d.Hash, io.Discard); err != nil {
				t.Errorf("%s of %s: %v", d.ID, x.ID, err)
			}
		}
	}
	stale := first // which somebody looked at before it was made anew
	stale.Status, stale.Published = store.ReleasePublished, a.Now()
	var e *store.Error
	if err := a.s.SaveRelease(t.Context(), stale); !errors.As(err, &e) || e.Code != store.CodeConflict {
		t.Errorf("a draft was published that is no more: %v", err)
	}
}
