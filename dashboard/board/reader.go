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
	// Restated names the observations that were written again, with another value, after their period had ended.
	Restated(context.Context, store.AsOf, func(store.ObservationKey) error) error
	Stages(context.Context, store.Filter, store.AsOf, func(*store.ServiceStage) error) error
	Offers(context.Context, store.Filter, store.AsOf, func(*store.Offer) error) error
	MilestoneEvents(context.Context, store.Filter, store.AsOf, func(*store.MilestoneEvent) error) error
	TargetValues(context.Context, store.Filter, store.AsOf, func(*store.TargetValue) error) error
	Processing(context.Context, store.Filter, store.AsOf, func(*store.Processing) error) error
	SourceStates(context.Context) (map[string]store.SourceState, error)
	Collections(context.Context, store.CollectionFilter) ([]store.Collection, error)
}

// facts is everything that a board is made of, as it was read.
type facts struct {
	observations []*store.Observation
	restated     map[store.ObservationKey]bool
	stages       []*store.ServiceStage
	offers       []*store.Offer
	events       []*store.MilestoneEvent
	targets      []*store.TargetValue
	processing   []*store.Processing
	states       map[string]store.SourceState
	recent       map[string][]store.Collection // by source, newest first
	seq          uint64
	rows         int
}

// Build makes a board of what the reader knew at the end of asOf (zero: everything), judged on today.
// now is the moment that freshness is judged at and that the board is stamped with.
func Build(ctx context.Context, r Reader, cfg *config.Config, asOf, today kpi.Date, now time.Time) (*Board, error) {
	f, err := read(ctx, r, cfg, store.AsOfDay(asOf))
	if err != nil {
		return nil, fmt.Errorf("build the board: %w", err)
	}
	if asOf.IsZero() {
		asOf = kpi.DateOf(now.UTC())
	}
	return assemble(f, cfg, asOf, today, now), nil
}

func read(ctx context.Context, r Reader, cfg *config.Config, asOf store.AsOf) (*facts, error) {
	f := &facts{restated: map[store.ObservationKey]bool{}}
	var all store.Filter
	steps := []struct {
		what string
		read func() error
	}{
		{"observations", func() error { return r.Observations(ctx, all, asOf, gather(f, &f.observations)) }},
		{"restatements", func() error {
			return r.Restated(ctx, asOf, func(k store.ObservationKey) error { f.restated[k] = true; return nil })
		}},
		{"stages", func() error { return r.Stages(ctx, all, asOf, gather(f, &f.stages)) }},
		{"offers", func() error { return r.Offers(ctx, all, asOf, gather(f, &f.offers)) }},
		{"milestone events", func() error { return r.MilestoneEvents(ctx, all, asOf, gather(f, &f.events)) }},
		{"target values", func() error { return r.TargetValues(ctx, all, asOf, gather(f, &f.targets)) }},
		{"processing", func() error { return r.Processing(ctx, all, asOf, gather(f, &f.processing)) }},
		{"source states", func() (err error) { f.states, err = r.SourceStates(ctx); return err }},
		{"collections", func() (err error) { f.recent, err = readRecent(ctx, r, cfg, asOf); return err }},
	}
	for _, s := range steps {
		if err := s.read(); err != nil {
			return nil, fmt.Errorf("read %s: %w", s.what, err)
		}
	}
	return f, nil
}

// gather keeps each row, which is the callback's to keep, and notes the newest seq.
func gather[T any](f *facts, to *[]*T) func(*T) error {
	return func(row *T) error {
		*to = append(*to, row)
		f.seq = max(f.seq, seqOf(row))
		f.rows++
		return nil
	}
}

func seqOf(row any) uint64 {
	switch r := row.(type) {
	case *store.Observation:
		return r.Seq
	case *store.ServiceStage:
		return r.Seq
	case *store.Offer:
		return r.Seq
	case *store.MilestoneEvent:
		return r.Seq
	case *store.TargetValue:
		return r.Seq
	case *store.Processing:
		return r.Seq
	}
	return 0
}
