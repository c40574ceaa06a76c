package board

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/schedule"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// How fresh a source is.
const (
	Fresh       = "fresh"
	OverdueData = "overdue" // its time came and went without a successful collection
	Failing     = "failing" // its last collections failed
	Never       = "never"   // nothing has come from it yet
	Paused      = "paused"  // it is not asked, for a reason that the configuration gives

	// Of what no time comes nothing is fresh or late.
	Document = "document"  // a document that was published once
	OnDemand = "on_demand" // asked when somebody wants it
)

// leastGrace is how long after its due time a source is still called fresh, at the least.
const leastGrace = 15 * time.Minute

// Freshness judges a source at a moment. A source is given half a turn of its schedule beyond the due time before it
// is called overdue, so that a collection that takes its time isn't reported as a fault.
func Freshness(source *config.Source, state store.SourceState, now time.Time) string {
	switch {
	case source.Paused(now):
		return Paused
	case state.Failures > 0:
		return Failing
	case state.LastSuccess.IsZero():
		return Never
	case source.Schedule.Cron == "" && source.Published:
		return Document
	case source.Schedule.Cron == "":
		return OnDemand
	case state.NextDue.IsZero():
		return Fresh // it has never been asked by its schedule yet
	}
	grace := max(leastGrace, state.NextDue.Sub(state.LastStarted)/2) + time.Duration(source.Schedule.Jitter)
	if now.After(state.NextDue.Add(grace)) {
		return OverdueData
	}
	return Fresh
}

// Sources judges the sources at a moment, without a board.
func Sources(ctx context.Context, r Reader, cfg *config.Config, now time.Time) ([]SourceView, error) {
	f, today := newFacts(), kpi.DateOf(now.UTC())
	var err error
	if f.states, err = r.SourceStates(ctx); err != nil {
		return nil, fmt.Errorf("read source states: %w", err)
	}
	if err := f.recent.read(ctx, r, cfg, 0); err != nil {
		return nil, fmt.Errorf("read collections: %w", err)
	}
	if err := f.arrivals.read(ctx, r, cfg, today, 0); err != nil {
		return nil, fmt.Errorf("read arrivals: %w", err)
	}
	return sourceViews(cfg, f, 0, today, now), nil
}

// judgedAt is the moment that reports are judged at: now, by each region's clock, or, where another day was asked for,
// the end of that day in the region.
func judgedAt(today kpi.Date, now time.Time) func(*config.Region) time.Time {
	if today == kpi.DateOf(now.UTC()) {
		return func(*config.Region) time.Time { return now }
	}
	y, m, d := today.Time().Date()
	return func(r *config.Region) time.Time { return time.Date(y, m, d, 23, 59, 59, 0, r.Location) }
}

// endOf is the moment that sources are judged at: now, or the end of the day whose knowledge was asked for, where that has passed.
func endOf(asOf kpi.Date, now time.Time) time.Time {
	if end := asOf.AddDays(1).Time().Add(-time.Second); !asOf.IsZero() && end.Before(now) {
		return end
	}
	return now
}

// knownUntil is the last day that figures can speak of. What was known on an earlier day of a period that ran then is of that day, and no
// whole period, however long ago it is by now.
func knownUntil(asOf, today kpi.Date, now time.Time) kpi.Date {
	if endOf(asOf, now) != now {
		return min(today, asOf)
	}
	return today
}

// stateThen is how a source stood at a moment, by its newest collections until then, and by when it was heard, should all of these have failed: of
// earlier days the store keeps no states.
func stateThen(s *config.Source, recent []store.Collection, heard, at time.Time) store.SourceState {
	state := store.SourceState{Source: s.ID, LastSuccess: heard}
	var ended time.Time
	for i := range recent {
		c := &recent[i]
		if c.Started.After(at) {
			continue
		}
		if state.LastStarted.IsZero() {
			state.LastStarted, ended = c.Started, c.Finished
		}
		if askedAnew(c) && !c.Finished.After(at) {
			state.LastSuccess = c.Started
			break
		}
		if c.Status == store.CollectionFailed {
			state.Failures++
		}
	}
	if state.LastStarted.IsZero() {
		return state
	}
	if ended.IsZero() || ended.After(at) { // it still ran
		ended = state.LastStarted
	}
	zone, err := time.LoadLocation(s.Schedule.TimeZone)
	if err != nil {
		return state // the configuration would have been refused
	}
	if times, err := schedule.New(s.ID, s.Schedule, zone); err == nil && times != nil {
		state.NextDue = times.AfterFailures(ended, state.Failures)
	}
	return state
}

// sourceViews judges the sources as they are now, or as they were at the end of an earlier day, and what their regions owe on today.
func sourceViews(cfg *config.Config, f *facts, asOf, today kpi.Date, now time.Time) []SourceView {
	moment, at := judgedAt(today, now), endOf(asOf, now)
	views, heard := make([]SourceView, len(cfg.Sources)), lastHeard(f.heard)
	inParallel(len(views), func() func(int) {
		return func(n int) {
			s := cfg.Sources[n]
			state := f.states[s.ID]
			if at != now {
				state = stateThen(s, f.recent.of[s.ID], heard[s.ID], at)
			}
			views[n] = SourceView{
				Source: s, State: state, Freshness: Freshness(s, state, at), Recent: f.recent.of[s.ID], Reports: f.arrivals.reports(cfg, dutyOf(cfg, s), moment),
			}
		}
	})
	slices.SortFunc(views, func(x, y SourceView) int { return strings.Compare(x.Source.ID, y.Source.ID) })
	return views
}

// lastHeard is when each source was heard last, of whichever region.
func lastHeard(told []kpi.Told) map[string]time.Time {
	last := map[string]time.Time{}
	for _, t := range told {
		if t.Until.After(last[t.Source]) {
			last[t.Source] = t.Until
		}
	}
	return last
}
