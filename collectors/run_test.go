package collectors_test

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// runUntil runs the schedule until so many collections have ended, and gives them as "id status at 15:04:05".
func runUntil(t *testing.T, st collectors.Store, w *world, sources string, ended int) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var mu sync.Mutex
	var got []string
	c, err := collectors.New(collectors.Options{
		Config: load(t, sources), Store: st, Payloads: w.payloads, Deriver: w.deriver, Clock: w.clock, IDKey: []byte("a key for tests only"),
		OnOutcome: func(o collectors.Outcome) {
			mu.Lock()
			defer mu.Unlock()
			if got = append(got, fmt.Sprintf("%s %s at %s", o.Source, o.Status, o.Started.Format(time.TimeOnly))); len(got) == ended {
				cancel()
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(ctx); err != nil {
		t.Fatal(err)
	}
	return got
}

func scheduled(path, schedule string) string {
	return `
sources:
  - id: table
    name: Table
    kind: file
    regions: [UA-05]
    file: {path: "` + path + `"}
    schedule: ` + schedule + `
    format: {type: csv}
    records:
      - as: observations
        fields: {indicator: {const: visits}, period: {from: period}, value: {from: value}}
`
}

// TestRunCatchesUp: a source that never ran runs at the start, then whenever it is due; a restart remembers
// when that is, and catches up where it has passed.
func TestRunCatchesUp(t *testing.T) {
	st := storetest.Embedded(t)
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, "period,value\n2024-01,1\n")
	w := newWorld(t, st, load(t, "sources: []\n"))
	source := scheduled(path, `{cron: "*/10 * * * *", time_zone: Europe/Kyiv}`)
	got := runUntil(t, st, w, source, 3)
	want := []string{"table ok at 12:00:00", "table unchanged at 12:10:00", "table unchanged at 12:20:00"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the first process (-want +got):\n%s", diff)
	}
	got = runUntil(t, st, w, source, 1)
	if diff := cmp.Diff([]string{"table unchanged at 12:30:00"}, got); diff != "" {
		t.Errorf("a restart before the source is due (-want +got):\n%s", diff)
	}
	w.clock.now = noon.Add(55 * time.Minute)
	got = runUntil(t, st, w, source, 1)
	if diff := cmp.Diff([]string{"table unchanged at 12:55:00"}, got); diff != "" {
		t.Errorf("a restart after the source was due (-want +got):\n%s", diff)
	}
	if len(w.deriver.days) != 3 || w.deriver.days[0].String() != "2024-06-15" {
		t.Errorf("each start derives what depends on the date; it was %v", w.deriver.days)
	}
}

// panicking is a store that has a fault where one source's rows are written.
type panicking struct{ *store.Store }

func (p panicking) WriteStages(context.Context, []store.ServiceStage) (store.Written, error) {
	panic("no such thing")
}

// TestPanic: a fault in one source's collection ends that collection and no other.
func TestPanic(t *testing.T) {
	st := storetest.Embedded(t)
	dir := t.TempDir()
	good, bad := filepath.Join(dir, "good.csv"), filepath.Join(dir, "bad.csv")
	write(t, good, "period,value\n2024-01,1\n")
	write(t, bad, tableBefore)
	w := newWorldOn(t, panicking{st}, load(t, scheduled(good, `{}`)+
		"  - id: broken\n    name: B\n    kind: file\n    regions: [UA-05]\n    file: {path: \""+bad+"\"}\n    format: {type: csv}\n"+
		"    records:\n      - as: stages\n        where: [{from: kind, in: [stage]}]\n"+
		"        fields: {service: {const: birth}, region: {from: region}, since: {from: date}, stage: {from: value}}\n"))
	out, err := w.Once(t.Context(), collectors.OnceOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]store.CollectionStatus{}
	for _, o := range out {
		got[o.Source] = o.Status
	}
	want := map[string]store.CollectionStatus{"table": store.CollectionOK, "broken": store.CollectionFailed}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("one source's fault reaches another (-want +got):\n%s", diff)
	}
}

// TestInterrupted: what a process before this one left running is said to have failed.
func TestInterrupted(t *testing.T) {
	st := storetest.Embedded(t)
	left := store.Collection{ID: st.NextSeq(), Source: "table", Started: noon, Status: store.CollectionRunning}
	if err := st.SaveCollection(t.Context(), &left); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, "period,value\n2024-01,1\n")
	w := newWorld(t, st, load(t, "sources: []\n"))
	runUntil(t, st, w, scheduled(path, `{}`), 1)
	rows, err := st.Collections(t.Context(), store.CollectionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 2 || rows[0].Status != store.CollectionOK || rows[1].Status != store.CollectionFailed {
		t.Errorf("the collections are %+v", rows)
	}
}

// TestInterruptedIsReadAgain: the store goes away while a restart ends what was interrupted. The next one must still have the
// source read again, which may have stored a part of another payload.
func TestInterruptedIsReadAgain(t *testing.T) {
	l := &leaving{Store: storetest.Embedded(t)}
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, "period,value\n2024-01,1\n")
	w := newWorldOn(t, l, load(t, scheduled(path, `{}`)))
	w.once(t, "table")
	left := store.Collection{ID: l.NextSeq(), Source: "table", Started: noon, Status: store.CollectionRunning}
	if err := l.Store.SaveCollection(t.Context(), &left); err != nil {
		t.Fatal(err)
	}
	l.at, l.times, l.stays = "state", 1, true
	first, second := w.CloseInterrupted(t.Context()), w.CloseInterrupted(t.Context())
	if first == nil || second != nil {
		t.Errorf("ending what was interrupted: %v, then %v", first, second)
	}
	if out := w.once(t, "table"); out.Status != store.CollectionOK {
		t.Errorf("the same bytes are %s", counts(out))
	}
}
