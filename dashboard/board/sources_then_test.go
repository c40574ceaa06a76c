package board

import (
	"testing"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/schedule"
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
	replayed, late, window := collected(0, store.CollectionOK), collected(0, store.CollectionOK), collected(0, store.CollectionOK)
	replayed.Replays, late.Finished, window.From = 1, day.AddDays(2).Time(), day.AddDays(-90)
	w := &world{
		states:      map[string]store.SourceState{source.ID: {Source: source.ID, LastSuccess: now, LastStarted: now, NextDue: now.Add(time.Hour)}},
		collections: []store.Collection{late, replayed, window, collected(0, store.CollectionFailed), collected(-1, store.CollectionFailed), collected(-3, store.CollectionPartial)},
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

// TestFiguresSpeakOfNoLaterDayThanTheyWereKnown: a month's figure that was known on its tenth is of that day, and a count of that month no
// whole month's, though the month is over on the day that states are judged on.
func TestFiguresSpeakOfNoLaterDayThanTheyWereKnown(t *testing.T) {
	asOf, today := kpi.MustDate("2023-10-10"), kpi.MustDate("2023-11-20")
	w := &world{observations: []store.Observation{
		month("online", "TT-1", "", "2023-09-01", 20), month("online", "TT-1", "", "2023-10-01", 21),
		month("online", "TT-2", "", "2023-10-01", 5), month("online", "TT-3", "", "2023-10-01", 5),
		month("applications", "TT-1", "", "2023-10-01", 300),
	}}
	b, err := Build(t.Context(), w, settings(t), asOf, today, today.Time().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	points := b.Series("online", "TT-1", "").Points(kpi.Stock, b.Known)
	if last := points[len(points)-1]; last.At != asOf || last.Value != 21 {
		t.Errorf("the newest value is %v on %s, want 21 on %s", last.Value, last.At, asOf)
	}
	if c := b.Series("applications", "TT-1", "").At(kpi.Month(asOf)); !c.Running {
		t.Error("what came in ten days is a month's")
	}
	for _, p := range b.ProgressOf("plan", "TT-1") {
		if p.Latest != nil && p.Latest.Date > asOf {
			t.Errorf("%s speaks of %s, which nobody knew of", p.Target.ID, p.Latest.Date)
		}
	}
}

// TestSourcesWereDueAsTheyWereAsked: of an earlier day, too, a source is due by its share of the jitter, and an hour later where the
// clocks leave its own hour out.
func TestSourcesWereDueAsTheyWereAsked(t *testing.T) {
	source := config.Source{ID: "s", Schedule: config.Schedule{Cron: "30 3 * * 0", TimeZone: "Europe/Kyiv"}}
	moment := func(text string) time.Time {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	started := moment("2026-03-22T01:30:00Z")
	looked := []store.Collection{{Started: started, Finished: started.Add(time.Minute), Status: store.CollectionOK}}
	at := moment("2026-03-28T21:59:59Z")
	if due := stateThen(&source, looked, time.Time{}, at).NextDue; !due.Equal(moment("2026-03-29T01:30:00Z")) { // there is no half past three in Kyiv
		t.Errorf("it was due at %s", due)
	}
	source.Schedule.Jitter = config.Duration(6 * time.Hour)
	times, err := schedule.New(source.ID, source.Schedule, time.FixedZone("", 2*60*60))
	if err != nil {
		t.Fatal(err)
	}
	at = started.AddDate(0, 0, -14)
	looked[0].Started, looked[0].Finished = at, at.Add(time.Minute)
	if due, want := stateThen(&source, looked, time.Time{}, started).NextDue, times.Next(at.Add(time.Minute)); !due.Equal(want) {
		t.Errorf("it was due at %s, want %s, by its share of the jitter", due, want)
	}
}
