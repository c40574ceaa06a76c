package board

import (
	"context"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// world is what a board is built from, held in memory: building is pure, so its tests need no store.
type world struct {
	mu           sync.Mutex
	observations []store.Observation
	restated     []store.Observation // as they were first after their period's end
	stages       []store.ServiceStage
	offers       []store.Offer
	events       []store.MilestoneEvent
	targets      []store.TargetValue
	processing   []store.Processing
	states       map[string]store.SourceState
	heard        map[string]time.Time // by source
	collections  []store.Collection
	history      []store.Observation
	looks        []store.Look
	came         map[uint64]time.Time
	newest       uint64
	reads        int
	read         int // rows handed over
	fail         error
	hold         chan struct{} // reads wait here where it is set
}

func each[T any](w *world, rows []T, after uint64, at store.AsOf, seq func(*T) uint64, give func(*T) error) error {
	w.mu.Lock()
	hold, fail := w.hold, w.fail
	rows = slices.Clone(rows)
	w.mu.Unlock()
	if hold != nil {
		<-hold
	}
	if fail != nil {
		return fail
	}
	for i := range rows {
		if seq != nil && (seq(&rows[i]) <= after && after != 0 || at != 0 && seq(&rows[i]) > uint64(at)) {
			continue
		}
		w.mu.Lock()
		w.read++
		w.mu.Unlock()
		if err := give(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) Observations(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Observation) error) error {
	w.mu.Lock()
	w.reads++
	w.mu.Unlock()
	return each(w, w.observations, f.After, at, func(o *store.Observation) uint64 { return o.Seq }, give)
}

func (w *world) Restated(_ context.Context, _ store.AsOf, f func(*store.Observation) error) error {
	return each(w, w.restated, 0, 0, nil, f)
}

func (w *world) Stages(_ context.Context, f store.Filter, at store.AsOf, give func(*store.ServiceStage) error) error {
	return each(w, w.stages, f.After, at, func(o *store.ServiceStage) uint64 { return o.Seq }, give)
}

func (w *world) Offers(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Offer) error) error {
	return each(w, w.offers, f.After, at, func(o *store.Offer) uint64 { return o.Seq }, give)
}

func (w *world) MilestoneEvents(_ context.Context, f store.Filter, at store.AsOf, give func(*store.MilestoneEvent) error) error {
	return each(w, w.events, f.After, at, func(o *store.MilestoneEvent) uint64 { return o.Seq }, give)
}

func (w *world) TargetValues(_ context.Context, f store.Filter, at store.AsOf, give func(*store.TargetValue) error) error {
	return each(w, w.targets, f.After, at, func(o *store.TargetValue) uint64 { return o.Seq }, give)
}

func (w *world) Processing(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Processing) error) error {
	return each(w, w.processing, f.After, at, func(o *store.Processing) uint64 { return o.Seq }, give)
}

func (w *world) SourceStates(context.Context) (map[string]store.SourceState, error) {
	return w.states, nil
}

func (w *world) Heard(context.Context, store.AsOf) ([]kpi.Told, error) {
	var told []kpi.Told
	for source, until := range w.heard {
		told = append(told, kpi.Told{Source: source, Until: until})
	}
	return told, nil
}

func (w *world) Collections(_ context.Context, f store.CollectionFilter) ([]store.Collection, error) {
	return w.collections, nil
}

func (w *world) History(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Observation) error) error {
	if f.Sources == nil { // what a board is read on from
		return each(w, w.observations, f.After, at, func(o *store.Observation) uint64 { return o.Seq }, give)
	}
	return each(w, w.history, f.After, at, func(o *store.Observation) uint64 { return o.Seq }, func(o *store.Observation) error {
		if !slices.Contains(f.Sources, o.Source) || o.Period.End < f.From {
			return nil
		}
		return give(o)
	})
}

func (w *world) Looks(_ context.Context, sources []string, since time.Time, at store.AsOf, give func(store.Look) error) error {
	return each(w, w.looks, 0, 0, nil, func(l *store.Look) error {
		if !slices.Contains(sources, l.Source) || l.First.Before(since) || at != 0 && l.First.UnixMicro() > int64(at) {
			return nil
		}
		return give(*l)
	})
}

func (w *world) Came(context.Context, []string, store.AsOf) (map[uint64]time.Time, error) {
	return w.came, nil
}

func (w *world) Newest() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.newest
}

func (w *world) Refresh(context.Context) (uint64, error) { return w.Newest(), nil }

func settings(t testing.TB) *config.Config {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatalf("load the tests' configuration:\n%v", err)
	}
	return cfg
}

var noon = time.Date(2023, 10, 15, 12, 0, 0, 0, time.UTC)

// built is the board of everything in a world, judged on 15 October 2023.
func built(t testing.TB, w *world) *Board {
	t.Helper()
	b, err := Build(t.Context(), w, settings(t), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatalf("build the board: %v", err)
	}
	return b
}

func number(v float64) *float64 { return &v }

// month is a present observation of a month, from the source of derived real rows.
func month(indicator, region, breakdown, start string, value float64) store.Observation {
	return store.Observation{
		Indicator: indicator, Region: region, Breakdown: breakdown, Period: kpi.Month(kpi.MustDate(start)),
		Status: kpi.Present, Value: &value, Origin: store.Origin{Seq: 1, Source: "derived"},
	}
}
