package collectors_test

import (
	"context"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func everyMinute(url string) string {
	return strings.Replace(visitsSource(url, "json", ""), "max_bytes:", `schedule: {cron: "* * * * *"}`+"\n    max_bytes:", 1)
}

// TestBreaker: a source that fails again and again is asked less and less often, a restart does not make it worse,
// and a success sets it right.
func TestBreaker(t *testing.T) {
	st := storetest.Embedded(t)
	var answers []http.HandlerFunc
	for range 7 {
		answers = append(answers, answer(404, ""))
	}
	p := newPortal(t, append(answers, answer(200, goodJSON))...)
	w := newWorld(t, st, load(t, "sources: []\n"))
	source := everyMinute(p.URL)
	want := []string{
		"portal failed at 12:00:00", "portal failed at 12:01:00", "portal failed at 12:02:00", "portal failed at 12:03:00", "portal failed at 12:04:00",
		"portal failed at 12:06:00", // the second of its times
	}
	if diff := cmp.Diff(want, runUntil(t, st, w, source, 6)); diff != "" {
		t.Errorf("the first process (-want +got):\n%s", diff)
	}
	states, err := st.SourceStates(t.Context())
	if s := states["portal"]; err != nil || s.Failures != 6 || s.NextDue.Format(time.TimeOnly) != "12:10:00" {
		t.Errorf("it is next due at %s after %d failures (%v)", s.NextDue, s.Failures, err)
	}
	want = []string{"portal failed at 12:10:00", "portal ok at 12:18:00", "portal unchanged at 12:19:00"}
	if diff := cmp.Diff(want, runUntil(t, st, w, source, 3)); diff != "" {
		t.Errorf("the process after it (-want +got):\n%s", diff)
	}
}

// TestPause: a source that is paused is asked from the day on that its pause names, for everything since it was
// asked last; before, only where someone names it.
func TestPause(t *testing.T) {
	st := storetest.Embedded(t)
	p := newPortal(t, answer(200, goodJSON))
	w := newWorld(t, st, load(t, "sources: []\n"))
	source := strings.Replace(everyMinute(p.URL+"/?a={from}&b={to}"), "&b={to}\"", "&b={to}\", window: {first: 2024-01-01, overlap: 1d}", 1)
	runUntil(t, st, w, source, 1)
	w.clock.now = noon.AddDate(0, 0, 4).Add(8 * time.Hour)
	w.clock.end = w.clock.now.Add(90 * time.Minute)
	paused := strings.Replace(source, "max_bytes:", "pause: 2024-06-20\n    pause_reason: its server moves\n    max_bytes:", 1)
	got := runUntil(t, st, w, paused, 1)
	if diff := cmp.Diff([]string{"portal unchanged at 21:00:00"}, got); diff != "" { // midnight in Kyiv
		t.Errorf("after the pause (-want +got):\n%s", diff)
	}
	if q := p.asked[1].URL.RawQuery; q != "a=2024-06-14&b=2024-06-20" {
		t.Errorf("after the pause it was asked for %s: days are missing", q)
	}
	forever := newWorld(t, st, load(t, strings.Replace(paused, "2024-06-20", "true", 1)))
	out, err := forever.Once(t.Context(), collectors.OnceOptions{})
	if err != nil || out[0].Status != store.CollectionSkipped || !strings.Contains(out[0].Error, "its server moves") {
		t.Errorf("all sources are asked for, and the paused one is %s: %q (%v)", out[0].Status, out[0].Error, err)
	}
	if out := forever.once(t, "portal"); out.Status == store.CollectionSkipped {
		t.Errorf("the paused source was asked for by its name, and is %s: %q", out.Status, out.Error)
	}
	asked := p.requests()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	forever.deriver.daily = cancel // the day is begun last of all that a start does at once
	if err := forever.Run(ctx); err != nil || p.requests() != asked {
		t.Errorf("a source that is paused for good was asked %d times (%v)", p.requests()-asked, err)
	}
}

// TestCatchUpOnce: however many due times passed while nothing ran, each source is asked once.
func TestCatchUpOnce(t *testing.T) {
	st := storetest.Embedded(t)
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, "period,value\n2024-01,1\n")
	w := newWorld(t, st, load(t, "sources: []\n"))
	source := scheduled(path, `{cron: "*/10 * * * *"}`)
	runUntil(t, st, w, source, 1)
	w.clock.now = noon.AddDate(0, 0, 3).Add(5 * time.Minute)
	w.clock.end = w.clock.now.Add(time.Hour)
	want := []string{"table unchanged at 12:05:00", "table unchanged at 12:10:00"}
	if diff := cmp.Diff(want, runUntil(t, st, w, source, 2)); diff != "" {
		t.Errorf("after three days of silence (-want +got):\n%s", diff)
	}
	skipped, err := st.Collections(t.Context(), store.CollectionFilter{Status: store.CollectionSkipped})
	if err != nil || len(skipped) > 0 {
		t.Errorf("%d collections are noted as skipped (%v): nothing ran that they could have waited for", len(skipped), err)
	}
}
