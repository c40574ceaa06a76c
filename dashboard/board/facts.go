package board

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// facts is everything that a board is made of. They can be read on from where they are: rows are only ever added to
// the store, so most of them need not be read again.
type facts struct {
	observations rows[store.ObservationKey, store.Observation]
	stages       rows[stageKey, store.ServiceStage]
	offers       rows[offerKey, store.Offer]
	events       rows[eventKey, store.MilestoneEvent]
	targets      rows[targetKey, store.TargetValue]
	processing   rows[processingKey, store.Processing]
	restated     map[store.ObservationKey]bool
	states       map[string]store.SourceState
	recent       map[string][]store.Collection // by source, newest first
	arrivals     arrivals
}

// The identities of rows, as the store has them.
type (
	stageKey struct {
		region, service string
		since           kpi.Date
		source          string
	}
	offerKey struct {
		region, service string
		from            kpi.Date
		source          string
	}
	eventKey  struct{ programme, milestone, region, source string }
	targetKey struct {
		target, region, breakdown string
		period                    kpi.Period
		plan                      bool
		source                    string
	}
	processingKey struct {
		region, service string
		month           kpi.Date
		source          string
	}
)

// late is how far a read goes back behind the newest row of the one before: a batch of another process may become
// visible after rows with greater seqs have.
const late = 5 * time.Minute

func newFacts() *facts {
	return &facts{
		observations: newRows((*store.Observation).Key, func(o *store.Observation) uint64 { return o.Seq }),
		stages: newRows(func(s *store.ServiceStage) stageKey { return stageKey{s.Region, s.Service, s.Since, s.Source} },
			func(s *store.ServiceStage) uint64 { return s.Seq }),
		offers: newRows(func(o *store.Offer) offerKey { return offerKey{o.Region, o.Service, o.From, o.Source} },
			func(o *store.Offer) uint64 { return o.Seq }),
		events: newRows(func(e *store.MilestoneEvent) eventKey { return eventKey{e.Programme, e.Milestone, e.Region, e.Source} },
			func(e *store.MilestoneEvent) uint64 { return e.Seq }),
		targets: newRows(func(v *store.TargetValue) targetKey {
			return targetKey{v.Target, v.Region, v.Breakdown, v.Period, v.Plan, v.Source}
		}, func(v *store.TargetValue) uint64 { return v.Seq }),
		processing: newRows(func(p *store.Processing) processingKey { return processingKey{p.Region, p.Service, p.Month, p.Source} },
			func(p *store.Processing) uint64 { return p.Seq }),
	}
}

// read brings the facts up to what was known at asOf (0: now), all of them or, where some are there already, those
// that came since.
func (f *facts) read(ctx context.Context, r Reader, cfg *config.Config, today kpi.Date, asOf store.AsOf) error {
	restated := map[store.ObservationKey]bool{}
	reads, ctx := errgroup.WithContext(ctx)
	reads.SetLimit(max(2, runtime.GOMAXPROCS(0))) // more would only get in each other's way
	for _, step := range []struct {
		what string
		read func() error
	}{
		{"observations", func() error { return f.observations.read(ctx, r.Observations, asOf) }},
		{"restatements", func() error {
			return r.Restated(ctx, asOf, func(k store.ObservationKey) error { restated[k] = true; return nil })
		}},
		{"stages", func() error { return f.stages.read(ctx, r.Stages, asOf) }},
		{"offers", func() error { return f.offers.read(ctx, r.Offers, asOf) }},
		{"milestone events", func() error { return f.events.read(ctx, r.MilestoneEvents, asOf) }},
		{"target values", func() error { return f.targets.read(ctx, r.TargetValues, asOf) }},
		{"processing", func() error { return f.processing.read(ctx, r.Processing, asOf) }},
		{"source states", func() (err error) { f.states, err = r.SourceStates(ctx); return err }},
		{"arrivals", func() error { return f.arrivals.read(ctx, r, cfg, today, asOf) }},
		{"collections", func() (err error) { f.recent, err = readRecent(ctx, r, cfg, asOf); return err }},
	} {
		reads.Go(func() error {
			if err := step.read(); err != nil {
				return fmt.Errorf("read %s: %w", step.what, err)
			}
			return nil
		})
	}
	if err := reads.Wait(); err != nil {
		return err
	}
	f.restated = restated
	return nil
}

// newest is the greatest seq among the facts.
func (f *facts) newest() uint64 {
	return max(f.observations.newest, f.stages.newest, f.offers.newest, f.events.newest, f.targets.newest, f.processing.newest)
}

// count is how many rows the facts are.
func (f *facts) count() int {
	return len(f.observations.all) + len(f.stages.all) + len(f.offers.all) + len(f.events.all) +
		len(f.targets.all) + len(f.processing.all)
}

// rows are the newest version of each identity.
type rows[K comparable, T any] struct {
	key    func(*T) K
	seq    func(*T) uint64
	all    []*T
	at     map[K]int // places in all; made when rows are read on, since the first read brings each identity once
	newest uint64

	complete uint64 // newest seq of the last read that came to its end; 0: none did
}

func newRows[K comparable, T any](key func(*T) K, seq func(*T) uint64) rows[K, T] {
	return rows[K, T]{key: key, seq: seq}
}

// read brings the rows up to what was known at asOf. Each table goes on from its own newest row: rows of one table
// become visible in the order of their seqs, but not those of several.
func (r *rows[K, T]) read(ctx context.Context, read func(context.Context, store.Filter, store.AsOf, func(*T) error) error, asOf store.AsOf) error {
	var newer store.Filter
	if margin := uint64(late.Microseconds()); r.complete > margin {
		newer.After = r.complete - margin
	}
	if r.at == nil && len(r.all) > 0 {
		r.at = make(map[K]int, len(r.all))
		for i, row := range r.all {
			r.at[r.key(row)] = i
		}
	}
	if err := read(ctx, newer, asOf, r.take); err != nil {
		return err
	}
	r.complete = r.newest
	return nil
}

// take keeps a row, which is the callback's to keep, unless a newer version is there.
func (r *rows[K, T]) take(row *T) error {
	r.newest = max(r.newest, r.seq(row))
	if r.at == nil {
		r.all = append(r.all, row)
		return nil
	}
	k := r.key(row)
	if i, ok := r.at[k]; !ok {
		r.at[k] = len(r.all)
		r.all = append(r.all, row)
	} else if r.seq(r.all[i]) <= r.seq(row) {
		r.all[i] = row
	}
	return nil
}

// list is the rows in no order.
func (r *rows[K, T]) list() []*T { return slices.Clone(r.all) }
