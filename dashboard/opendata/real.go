package opendata

import (
	"context"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
)

// real reads what is not simulated: a board that is made of it has no simulated figure, not even one in a sum.
type real struct{ board.Reader }

// unless hands on what is not simulated.
func unless[T any](origin func(*T) *store.Origin, each func(*T) error) func(*T) error {
	return func(row *T) error {
		if origin(row).Simulated {
			return nil
		}
		return each(row)
	}
}

func ofObservation(o *store.Observation) *store.Origin { return &o.Origin }

func (r real) Observations(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Observation) error) error {
	return r.Reader.Observations(ctx, f, at, unless(ofObservation, each))
}

func (r real) Restated(ctx context.Context, at store.AsOf, each func(*store.Observation) error) error {
	return r.Reader.Restated(ctx, at, unless(ofObservation, each))
}

func (r real) History(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Observation) error) error {
	return r.Reader.History(ctx, f, at, unless(ofObservation, each))
}

func (r real) Stages(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.ServiceStage) error) error {
	return r.Reader.Stages(ctx, f, at, unless(func(s *store.ServiceStage) *store.Origin { return &s.Origin }, each))
}

func (r real) Offers(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Offer) error) error {
	return r.Reader.Offers(ctx, f, at, unless(func(o *store.Offer) *store.Origin { return &o.Origin }, each))
}

func (r real) MilestoneEvents(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.MilestoneEvent) error) error {
	return r.Reader.MilestoneEvents(ctx, f, at, unless(func(m *store.MilestoneEvent) *store.Origin { return &m.Origin }, each))
}

func (r real) TargetValues(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.TargetValue) error) error {
	return r.Reader.TargetValues(ctx, f, at, unless(func(t *store.TargetValue) *store.Origin { return &t.Origin }, each))
}

func (r real) Processing(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Processing) error) error {
	return r.Reader.Processing(ctx, f, at, unless(func(p *store.Processing) *store.Origin { return &p.Origin }, each))
}

func (r real) Collections(ctx context.Context, f store.CollectionFilter) ([]store.Collection, error) {
	all, err := r.Reader.Collections(ctx, f)
	kept := all[:0:0]
	for _, c := range all {
		if !c.Simulated {
			kept = append(kept, c)
		}
	}
	return kept, err
}
