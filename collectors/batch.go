package collectors

import (
	"context"
	"fmt"

	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// The sizes at which a batch is written.
const (
	applicationRows = 40_000 // twice as many are no faster, and take twice the memory
	otherRows       = 10_000
)

// batch gathers rows on their way from the decoder to the store. Batches are used again and again, so memory
// does not grow with the payload.
type batch struct {
	observations []store.Observation
	stages       []store.ServiceStage
	offers       []store.Offer
	applications store.ApplicationColumns
	milestones   []store.MilestoneEvent
	targets      []store.TargetValue
	rejections   []store.Rejection
}

// add takes a row of a mapping's kind.
func (b *batch) add(as string, row *mapping.Row, collection uint64) {
	switch as {
	case config.Observations:
		row.Observation.Collection = collection
		row.Observation.Collections = []uint64{collection}
		b.observations = append(b.observations, row.Observation)
	case config.Stages:
		row.Stage.Collection = collection
		b.stages = append(b.stages, row.Stage)
	case config.Offers:
		row.Offer.Collection = collection
		b.offers = append(b.offers, row.Offer)
	case config.Applications:
		row.Application.Collection = collection
		b.applications.Append(&row.Application)
	case config.Milestones:
		row.Milestone.Collection = collection
		b.milestones = append(b.milestones, row.Milestone)
	case config.Targets:
		row.Target.Collection = collection
		b.targets = append(b.targets, row.Target)
	}
}

// full tells that the batch should be written.
func (b *batch) full() bool {
	return b.applications.Len() >= applicationRows || len(b.observations) >= otherRows || len(b.stages) >= otherRows ||
		len(b.offers) >= otherRows || len(b.milestones) >= otherRows || len(b.targets) >= otherRows || len(b.rejections) >= otherRows
}

func (b *batch) reset() {
	b.observations, b.stages, b.offers = b.observations[:0], b.stages[:0], b.offers[:0]
	b.milestones, b.targets, b.rejections = b.milestones[:0], b.targets[:0], b.rejections[:0]
	b.applications.Reset()
}

// written counts what became of a batch's rows.
type written struct {
	accepted, unchanged uint64
	compared            store.Written // what of it was compared
}

func (w *written) add(one store.Written) {
	w.accepted += uint64(one.New + one.Restated)
	w.unchanged += uint64(one.Unchanged + one.Superseded)
	w.compared.Add(one)
}

// sink takes a batch's rows.
type sink interface {
	WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error)
	WriteStages(ctx context.Context, rows []store.ServiceStage) (store.Written, error)
	WriteOffers(ctx context.Context, rows []store.Offer) (store.Written, error)
	WriteMilestoneEvents(ctx context.Context, rows []store.MilestoneEvent) (store.Written, error)
	WriteTargetValues(ctx context.Context, rows []store.TargetValue) (store.Written, error)
	WriteApplications(ctx context.Context, rows *store.ApplicationColumns) (store.Written, error)
	WriteRejections(ctx context.Context, rows []store.Rejection) error
}

// storing is the store as a sink. Many applications all count as new, whether they say something else or not; of a few it
// is known.
type storing struct {
	Store
	replaced *replaced
}

func (s storing) WriteApplications(ctx context.Context, rows *store.ApplicationColumns) (store.Written, error) {
	n := rows.Len()
	if !s.replaced.takes(n) {
		return store.Written{New: n}, s.Store.WriteApplications(ctx, rows)
	}
	one, err := s.ReplaceApplications(ctx, rows)
	if err != nil {
		return store.Written{}, err
	}
	s.replaced.add(one)
	changed := one.Changed()
	return store.Written{New: changed, Unchanged: n - changed}, nil
}

// write hands the batch's rows to a sink.
func (b *batch) write(ctx context.Context, to sink) (w written, err error) {
	steps := []struct {
		what  string
		rows  int
		write func() (store.Written, error)
	}{
		{"observations", len(b.observations), func() (store.Written, error) { return to.WriteObservations(ctx, b.observations) }},
		{"stages", len(b.stages), func() (store.Written, error) { return to.WriteStages(ctx, b.stages) }},
		{"offers", len(b.offers), func() (store.Written, error) { return to.WriteOffers(ctx, b.offers) }},
		{"milestones", len(b.milestones), func() (store.Written, error) { return to.WriteMilestoneEvents(ctx, b.milestones) }},
		{"targets", len(b.targets), func() (store.Written, error) { return to.WriteTargetValues(ctx, b.targets) }},
		{"applications", b.applications.Len(), func() (store.Written, error) { return to.WriteApplications(ctx, &b.applications) }},
		{"rejections", len(b.rejections), func() (store.Written, error) { return store.Written{}, to.WriteRejections(ctx, b.rejections) }},
	}
	for _, s := range steps {
		if s.rows == 0 {
			continue
		}
		one, err := s.write()
		if err != nil {
			return w, fmt.Errorf("store %s: %w", s.what, err)
		}
		w.add(one)
	}
	return w, nil
}
