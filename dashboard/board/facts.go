package board

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// facts is everything that a board is made of, and what of it is new since the last one.
type facts struct {
	observations rows[indicatorRegion, store.Observation]
	restated     restated
	asked        bool                             // whether the store has told which were restated until then
	unheard      bool                             // some of the versions that came last replace one that says that nobody was heard
	stages       rows[string, store.ServiceStage] // by region
	offers       rows[string, store.Offer]        // by region
	processing   rows[string, store.Processing]   // by region
	targets      rows[targetRegion, store.TargetValue]
	events       rows[struct{}, store.MilestoneEvent] // there are few
	states       map[string]store.SourceState
	heard        []kpi.Told
	recent       recent
	arrivals     arrivals
}

type (
	indicatorRegion struct{ indicator, region string }
	targetRegion    struct{ target, region string }
)

// restated are the observations that were written again after their period had ended, each as it was first after that.
type restated map[indicatorRegion]map[store.ObservationKey]*store.Observation

func newFacts() *facts {
	f := &facts{
		observations: newRows(
			func(o *store.Observation) indicatorRegion { return indicatorRegion{o.Indicator, o.Region} },
			func(x, y *store.Observation) int {
				return cmp.Or(strings.Compare(x.Breakdown, y.Breakdown), comparePeriods(x.Period, y.Period), strings.Compare(x.Source, y.Source))
			},
			func(o *store.Observation) uint64 { return o.Seq }),
		restated: restated{},
		stages: newRows(
			func(s *store.ServiceStage) string { return s.Region },
			func(x, y *store.ServiceStage) int {
				return cmp.Or(strings.Compare(x.Service, y.Service), cmp.Compare(x.Since, y.Since), strings.Compare(x.Source, y.Source))
			},
			func(s *store.ServiceStage) uint64 { return s.Seq }),
		offers: newRows(
			func(o *store.Offer) string { return o.Region },
			func(x, y *store.Offer) int {
				return cmp.Or(strings.Compare(x.Service, y.Service), cmp.Compare(x.From, y.From), strings.Compare(x.Source, y.Source))
			},
			func(o *store.Offer) uint64 { return o.Seq }),
		processing: newRows(
			func(p *store.Processing) string { return p.Region },
			func(x, y *store.Processing) int {
				return cmp.Or(strings.Compare(x.Service, y.Service), cmp.Compare(x.Month, y.Month), strings.Compare(x.Source, y.Source))
			},
			func(p *store.Processing) uint64 { return p.Seq }),
		targets: newRows(
			func(v *store.TargetValue) targetRegion { return targetRegion{v.Target, v.Region} },
			func(x, y *store.TargetValue) int {
				return cmp.Or(strings.Compare(x.Breakdown, y.Breakdown), comparePeriods(x.Period, y.Period),
					falseFirst(x.Plan, y.Plan), cmp.Compare(x.DecidedOn, y.DecidedOn), strings.Compare(x.Source, y.Source))
			},
			func(v *store.TargetValue) uint64 { return v.Seq }),
		events: newRows(
			func(*store.MilestoneEvent) struct{} { return struct{}{} },
			func(x, y *store.MilestoneEvent) int {
				return cmp.Or(strings.Compare(x.Programme, y.Programme), strings.Compare(x.Milestone, y.Milestone),
					strings.Compare(x.Region, y.Region), strings.Compare(x.Source, y.Source))
			},
			func(e *store.MilestoneEvent) uint64 { return e.Seq }),
	}
	f.observations.meet = func(old, other *store.Observation) bool {
		f.unheard = f.unheard || old.Reason == kpi.ReasonNotHeard
		if !other.Restates(old) {
			return false
		}
		if other.Seq < old.Seq {
			old = other
		}
		return f.restated.add(old)
	}
	return f
}

// add notes an observation as restated, as it was first; false where it is known already.
func (r restated) add(first *store.Observation) bool {
	k := first.Key()
	g := indicatorRegion{k.Indicator, k.Region}
	if r[g] == nil {
		r[g] = map[store.ObservationKey]*store.Observation{}
	}
	known := r[g][k]
	if known == nil || first.Seq < known.Seq {
		r[g][k] = first
	}
	return known == nil
}

// read brings the facts up to what was known at asOf (0: now), all of them or, where some are there already, those
// that came since.
func (f *facts) read(ctx context.Context, r Reader, cfg *config.Config, today kpi.Date, asOf store.AsOf) error {
	reads, ctx := errgroup.WithContext(ctx)
	reads.SetLimit(max(2, runtime.GOMAXPROCS(0))) // more would only get in each other's way
	for _, step := range []struct {
		what string
		read func() error
	}{
		{"observations", func() error { return f.readObservations(ctx, r, asOf) }},
		{"stages", func() error { return f.stages.read(ctx, r.Stages, asOf) }},
		{"offers", func() error { return f.offers.read(ctx, r.Offers, asOf) }},
		{"milestone events", func() error { return f.events.read(ctx, r.MilestoneEvents, asOf) }},
		{"target values", func() error { return f.targets.read(ctx, r.TargetValues, asOf) }},
		{"processing", func() error { return f.processing.read(ctx, r.Processing, asOf) }},
		{"source states", func() (err error) { f.states, err = r.SourceStates(ctx); return err }},
		{"arrivals", func() error { return f.arrivals.read(ctx, r, cfg, today, asOf) }},
		{"when sources were heard", func() (err error) { f.heard, err = r.Heard(ctx, asOf); return err }},
		{"collections", func() error { return f.recent.read(ctx, r, cfg, asOf) }},
	} {
		reads.Go(func() error {
			if err := step.read(); err != nil {
				return fmt.Errorf("read %s: %w", step.what, err)
			}
			return nil
		})
	}
	return reads.Wait()
}

// readObservations reads the newest versions and asks the store which of them were restated. Once that is known every
// version that came since is read, and each is held against the one before it.
func (f *facts) readObservations(ctx context.Context, r Reader, asOf store.AsOf) error {
	if f.asked && f.observations.after() != 0 {
		f.unheard = false
		if err := f.observations.read(ctx, r.History, asOf); err != nil || !f.unheard {
			return err
		}
		err := f.readRestated(ctx, r, asOf) // a figure may stand before that version
		f.asked = err == nil
		return err
	}
	if err := f.observations.read(ctx, r.Observations, asOf); err != nil {
		return err
	}
	// After the versions: of what is restated meanwhile both are known, while one that is read here knows of no older one.
	if err := f.readRestated(ctx, r, asOf); err != nil {
		return err
	}
	f.asked = true
	return nil
}

func (f *facts) readRestated(ctx context.Context, r Reader, asOf store.AsOf) error {
	return r.Restated(ctx, asOf, func(first *store.Observation) error { f.restated.add(first); return nil })
}

// newest is the greatest seq among the facts.
func (f *facts) newest() uint64 {
	return max(f.observations.newest, f.stages.newest, f.offers.newest, f.events.newest, f.targets.newest, f.processing.newest)
}

// count is how many rows the facts are.
func (f *facts) count() int {
	return f.observations.count + f.stages.count + f.offers.count + f.events.count + f.targets.count + f.processing.count
}
