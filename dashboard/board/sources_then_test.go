package board

import (
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestSourcesAreToldAsTheyWere: a board of an earlier day says of a source what its collections of that day say, not what has become of
// it since.
func TestSourcesAreToldAsTheyWere(t *testing.T) {
	cfg := settings(t)
	source := cfg.Sources[0]
	day := kpi.MustDate("2023-10-01")
	collected := func(days int, status store.CollectionStatus) store.Collection {
		at := day.AddDays(days).Time().Add(6 * time.Hour)
		return store.Collection{ID: uint64(at.UnixMicro()), Source: source.ID, Started: at, Finished: at.Add(time.Minute), Status: status}
	}
	now := day.AddDays(40).Time()
	w := &world{
		states:      map[string]store.SourceState{source.ID: {Source: source.ID, LastSuccess: now, LastStarted: now, NextDue: now.Add(time.Hour)}},
		collections: []store.Collection{collected(0, store.CollectionFailed), collected(-1, store.CollectionFailed), collected(-3, store.CollectionPartial)},
	}
	then, err := Build(t.Context(), w, cfg, day, day, now)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range then.Sources {
		if v.Source != source {
			continue
		}
		if v.Freshness != Failing || v.State.Failures != 2 || !v.State.LastSuccess.Equal(day.AddDays(-3).Time().Add(6*time.Hour)) {
			t.Errorf("on that day it is told to be %s, with %d failures, last successful %s", v.Freshness, v.State.Failures, v.State.LastSuccess)
		}
	}
	if want := day.AddDays(1).Time().Add(-time.Second); !then.Moment.Equal(want) {
		t.Errorf("ages are told by %s, want %s", then.Moment, want)
	}
	present, err := Build(t.Context(), w, cfg, 0, kpi.DateOf(now), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range present.Sources {
		if v.Source == source && (v.Freshness != Fresh || !present.Moment.Equal(now)) {
			t.Errorf("now it is told to be %s", v.Freshness)
		}
	}
}
