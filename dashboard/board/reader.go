package board

import (
	"context"
	"fmt"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Reader is what a board is built from: the newest version of every row as of a moment.
// *store.Store is one.
type Reader interface {
	Observations(context.Context, store.Filter, store.AsOf, func(*store.Observation) error) error
	// Restated gives the observations that were written again, with another value, after their period had ended, as they were first then.
	Restated(context.Context, store.AsOf, func(*store.Observation) error) error
	Stages(context.Context, store.Filter, store.AsOf, func(*store.ServiceStage) error) error
	Offers(context.Context, store.Filter, store.AsOf, func(*store.Offer) error) error
	MilestoneEvents(context.Context, store.Filter, store.AsOf, func(*store.MilestoneEvent) error) error
	TargetValues(context.Context, store.Filter, store.AsOf, func(*store.TargetValue) error) error
	Processing(context.Context, store.Filter, store.AsOf, func(*store.Processing) error) error
	SourceStates(context.Context) (map[string]store.SourceState, error)
	Collections(context.Context, store.CollectionFilter) ([]store.Collection, error)
	// Heard tells up to when each source has told all that it says of each region's applications.
	Heard(context.Context, store.AsOf) ([]kpi.Told, error)
	// History hands over every version, oldest first.
	History(context.Context, store.Filter, store.AsOf, func(*store.Observation) error) error
	// Looks and Came tell, with History, when what sources owe was there first.
	Looks(ctx context.Context, sources []string, since time.Time, at store.AsOf, each func(store.Look) error) error
	Came(ctx context.Context, sources []string, at store.AsOf) (map[uint64]time.Time, error)
}

// The days that boards can be asked for: those that dates can be stored as.
var firstAsked, lastAsked = kpi.MustDate("1970-01-02"), kpi.MustDate("2149-06-05")

// ParseDay reads a day that a board can be asked for. name is what the error calls it.
func ParseDay(name, text string) (kpi.Date, error) {
	d, err := kpi.ParseDate(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	if d < firstAsked || d > lastAsked {
		return 0, fmt.Errorf("%s: %s lies outside %s to %s", name, text, firstAsked, lastAsked)
	}
	return d, nil
}

// ParseEnd reads the first or last day of a range, which may reach further than anything lies: it is then cut to that.
func ParseEnd(name, text string) (kpi.Date, error) {
	d, err := kpi.ParseDate(text)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", name, err)
	}
	return min(max(d, firstAsked), lastAsked), nil
}

// Build makes a board of what the reader knew at the end of asOf (zero: everything), judged on today.
// now is the moment that freshness is judged at and that the board is stamped with.
func Build(ctx context.Context, r Reader, cfg *config.Config, asOf, today kpi.Date, now time.Time) (*Board, error) {
	f := newFacts()
	if err := f.read(ctx, r, cfg, today, store.AsOfDay(asOf)); err != nil {
		return nil, fmt.Errorf("build the board: %w", err)
	}
	if asOf.IsZero() {
		asOf = kpi.DateOf(now.UTC())
	}
	return assemble(f, nil, cfg, asOf, today, now), nil
}
