package board

import (
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// How fresh a source is.
const (
	Fresh       = "fresh"
	OverdueData = "overdue" // its time came and went without a successful collection
	Failing     = "failing" // its last collections failed
	Never       = "never"   // nothing has come from it yet
	Paused      = "paused"  // it is not asked, for a reason that the configuration gives
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
	case state.NextDue.IsZero():
		return Fresh // collected on demand only
	}
	grace := max(leastGrace, state.NextDue.Sub(state.LastStarted)/2) + time.Duration(source.Schedule.Jitter)
	if now.After(state.NextDue.Add(grace)) {
		return OverdueData
	}
	return Fresh
}

func sourceViews(cfg *config.Config, f *facts, now time.Time) []SourceView {
	views := make([]SourceView, 0, len(cfg.Sources))
	for _, s := range cfg.Sources {
		state := f.states[s.ID]
		views = append(views, SourceView{
			Source: s, State: state, Freshness: Freshness(s, state, now), Recent: f.recent[s.ID],
		})
	}
	slices.SortFunc(views, func(x, y SourceView) int { return strings.Compare(x.Source.ID, y.Source.ID) })
	return views
}
