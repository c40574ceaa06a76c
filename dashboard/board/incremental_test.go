package board

import (
	"context"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// ledger is a store in memory: every version of every row that was written.
type ledger struct {
	world
	versions []store.Observation
}

func newestOf[T any, K comparable](rows []T, key func(*T) K, seq func(*T) uint64) []T {
	at := map[K]int{}
	var newest []T
	for i := range rows {
		k := key(&rows[i])
		if j, ok := at[k]; !ok {
			at[k] = len(newest)
			newest = append(newest, rows[i])
		} else if seq(&newest[j]) < seq(&rows[i]) {
			newest[j] = rows[i]
		}
	}
	return newest
}

func seqOf(o *store.Observation) uint64 { return o.Seq }

func (l *ledger) Observations(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Observation) error) error {
	return each(&l.world, newestOf(l.versions, (*store.Observation).Key, seqOf), f.After, at, seqOf, give)
}

func (l *ledger) History(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Observation) error) error {
	versions := slices.Clone(l.versions)
	slices.SortFunc(versions, func(x, y store.Observation) int { return int(int64(x.Seq) - int64(y.Seq)) })
	if f.Sources != nil {
		versions = slices.DeleteFunc(versions, func(o store.Observation) bool { return !slices.Contains(f.Sources, o.Source) })
	}
	return each(&l.world, versions, f.After, at, seqOf, give)
}

// Restated is by its definition: of the versions from after the period's end two differ, of what is derived from after the week after it.
func (l *ledger) Restated(_ context.Context, _ store.AsOf, give func(*store.Observation) error) error {
	figures, first := map[store.ObservationKey]map[string]bool{}, map[store.ObservationKey]*store.Observation{}
	for n := range l.versions {
		o := &l.versions[n]
		if kpi.DateOf(o.RecordedAt) <= o.Period.End {
			continue
		}
		derived := o.Source == store.DerivedSource(false) || o.Source == store.DerivedSource(true)
		if figures[o.Key()] == nil || derived && kpi.DateOf(o.RecordedAt) <= o.Period.End.AddDays(7) {
			figures[o.Key()], first[o.Key()] = map[string]bool{}, o
		}
		figures[o.Key()][fmt.Sprint(o.Status, o.Reason, o.Simulated, text(o.Value), text(o.Numerator), text(o.Denominator), text(o.Coverage))] = true
	}
	for k, of := range figures {
		if len(of) > 1 {
			if err := give(first[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

func text(v *float64) string {
	if v == nil {
		return "nil"
	}
	return fmt.Sprint(*v)
}

func (l *ledger) Stages(_ context.Context, f store.Filter, at store.AsOf, give func(*store.ServiceStage) error) error {
	type key struct {
		region, service, source string
		since                   kpi.Date
	}
	seq := func(s *store.ServiceStage) uint64 { return s.Seq }
	return each(&l.world, newestOf(l.stages, func(s *store.ServiceStage) key { return key{s.Region, s.Service, s.Source, s.Since} }, seq), f.After, at, seq, give)
}

func (l *ledger) TargetValues(_ context.Context, f store.Filter, at store.AsOf, give func(*store.TargetValue) error) error {
	type key struct {
		target, region, breakdown, source string
		period                            kpi.Period
		plan                              bool
		decidedOn                         kpi.Date
	}
	seq := func(v *store.TargetValue) uint64 { return v.Seq }
	return each(&l.world, newestOf(l.targets, func(v *store.TargetValue) key {
		return key{v.Target, v.Region, v.Breakdown, v.Source, v.Period, v.Plan, v.DecidedOn}
	}, seq), f.After, at, seq, give)
}

func (l *ledger) Processing(_ context.Context, f store.Filter, at store.AsOf, give func(*store.Processing) error) error {
	type key struct {
		region, service, source string
		month                   kpi.Date
	}
	seq := func(p *store.Processing) uint64 { return p.Seq }
	return each(&l.world, newestOf(l.processing, func(p *store.Processing) key { return key{p.Region, p.Service, p.Source, p.Month} }, seq), f.After, at, seq, give)
}

const changingConfig = `
suppress_below: 5
regions:
  - {code: TT, name: {en: T, uk: T, ru: T}, kind: country}
  - {code: TT-1, name: {en: R, uk: R, ru: R}, kind: region, parent: TT, groups: [asked]}
  - {code: TT-2, name: {en: R, uk: R, ru: R}, kind: region, parent: TT, groups: [asked]}
  - {code: TT-1-1, name: {en: M, uk: M, ru: M}, kind: municipality, parent: TT-1, groups: [asked]}
  - {code: TT-1-2, name: {en: M, uk: M, ru: M}, kind: municipality, parent: TT-1}
  - {code: TT-2-1, name: {en: M, uk: M, ru: M}, kind: municipality, parent: TT-2, from: 2023-07-01}
groups: [{id: asked, name: {en: G, uk: G, ru: G}}]
sectors: [{id: one, name: {en: S, uk: S, ru: S}}, {id: two, name: {en: S, uk: S, ru: S}}]
services:
  - {id: a, name: {en: S, uk: S, ru: S}, sector: one, tier: regional}
  - {id: b, name: {en: S, uk: S, ru: S}, sector: one, tier: municipal}
  - {id: c, name: {en: S, uk: S, ru: S}, sector: two, tier: municipal}
indicators:
  - {id: applied, <<: &i {name: {en: I, uk: I, ru: I}, meaning: {en: I, uk: I, ru: I}, direction: up, frequency: month}, unit: count, nature: flow, rollup: sum, derived: {measure: applications, by: [sector, tier, channel]}}
  - {id: open, <<: *i, unit: count, nature: stock, rollup: sum, derived: {measure: applications_open, by: [sector, service]}}
  - {id: overdue, <<: *i, unit: count, nature: stock, rollup: none, derived: {measure: applications_overdue, by: [service]}}
  - {id: take_up, <<: *i, unit: percent, nature: flow, rollup: weighted, derived: {measure: digital_take_up, by: [sector]}}
  - {id: stock, <<: *i, unit: count, nature: stock, rollup: sum, sources: [trusted]}
  - {id: share, <<: *i, unit: percent, nature: stock, rollup: weighted}
  - {id: mean, <<: *i, unit: ratio, nature: stock, rollup: mean}
  - {id: alone, <<: *i, unit: count, nature: stock}
  - {id: to_date, <<: *i, unit: count, nature: year_to_date}
  - {id: in_month, <<: *i, unit: count, nature: flow, rollup: sum, increment_of: to_date}
  - {id: open_share, <<: *i, unit: ratio, nature: flow, rollup: mean, computed: {expression: overdue / applied}}
  - {id: stock_each, <<: *i, unit: ratio, nature: stock, computed: {expression: stock / (share + 1)}}
  - {id: stock_twice, <<: *i, unit: ratio, nature: stock, computed: {expression: stock_each * 2}}
  - {id: kept, <<: *i, unit: ratio, nature: flow, numerator_over: signal}
programmes:
  - id: plan
    name: {en: P, uk: P, ru: P}
    region: TT
    expects: {group: asked}
    expects_from: 2023-06-01
    indicators: [stock, mean, applied]
    document: {title: P, language: en, file: plan.txt, source: S, year: {date: 2023-01-01, precision: year}}
    promise: &p {by: {en: S, uk: S, ru: S}, office: {en: M, uk: M, ru: M}, place: {en: C, uk: C, ru: C}, on: {date: 2023-01-01, precision: day}, quote: Q, source: P}
    index:
      id: maturity
      name: {en: M, uk: M, ru: M}
      frequency: month
      editions:
        - {id: first, min_share: 0.1, parts: [{indicator: stock, weight: 1}, {indicator: share, weight: 2}, {id: groups, weight: 1, parts: [{indicator: in_month, weight: 1}, {indicator: mean, breakdown: sector=one, weight: 1}]}]}
        - {id: second, from: 2023-08-01, normalisation: percentile_rank, min_share: 0.1, parts: [{indicator: stock, weight: 1}, {indicator: mean, weight: 1}]}
    targets:
      - {id: national, name: {en: T, uk: T, ru: T}, indicator: stock, applies_to: {region: TT}, yardstick: {children_of: TT}, value: 100, comparison: at_least,
         deadline: {date: 2024-12-31, precision: year}, baseline: {kind: value, value: 0, date: 2022-12-31}}
      - {id: regional, name: {en: T, uk: T, ru: T}, indicator: in_month, applies_to: {group: asked}, value: 100, comparison: at_least, method: growth,
         deadline: {date: 2024-12-31, precision: year}, baseline: {kind: first_observation}}
      - {id: applied, name: {en: T, uk: T, ru: T}, indicator: applied, applies_to: {region: TT}, value: 10, comparison: at_least, baseline: {kind: none}}
      - {id: standards, name: {en: T, uk: T, ru: T}, indicator: kept, applies_to: {children_of: TT}, comparison: at_least, baseline: {kind: none}, method: standard}
    milestones:
      - {id: platform, name: {en: M, uk: M, ru: M}, due: {date: 2023-06-30, precision: day}, quote: Q}
sources:
  - {id: trusted, name: {en: S, uk: S, ru: S}, kind: file, regions: [TT-1, TT-2], schedule: {cron: "0 6 * * *"}, reporting: {period: month, due: 8th day after}, format: {type: csv}, file: {path: a.csv},
     records: [{as: observations, fields: {indicator: {from: i}, region: {from: r}, period: {from: p}, value: {from: v}}}]}
`

// TestBoardFollowsAsIfMadeAnew: a board that takes over what hasn't changed is the one that would be made of everything, whatever is
// written in whatever order; and nothing that is written later changes it.
func TestBoardFollowsAsIfMadeAnew(t *testing.T) {
	cfg := loaded(t, changingConfig)
	for seed := range uint64(12) {
		w := &writer{cfg: cfg, r: rand.New(rand.NewPCG(seed, 7)), now: noon, ledger: &ledger{}}
		f := newFacts()
		var last, lastAnew *Board
		for step := range 25 {
			w.step()
			today := kpi.DateOf(w.now)
			if err := f.read(t.Context(), w.ledger, cfg, today, 0); err != nil {
				t.Fatal(err)
			}
			b := assemble(f, last, cfg, today, today, w.now)
			anew, err := Build(t.Context(), w.ledger, cfg, 0, today, w.now)
			if err != nil {
				t.Fatal(err)
			}
			if diff := difference(anew, b); diff != "" {
				t.Fatalf("world %d, step %d (%s): what is shown is not what the store says (-made anew +followed):\n%s", seed, step, w.did, diff)
			}
			if last != nil {
				if diff := difference(lastAnew, last); diff != "" {
					t.Fatalf("world %d, step %d (%s): a board changed after it was shown (-before +after):\n%s", seed, step, w.did, diff)
				}
			}
			last, lastAnew = b, anew
		}
	}
}

// difference tells in what two boards differ; "" where they show the same.
func difference(want, got *Board) string {
	parts := func(b *Board) []any {
		return []any{b.Seq, b.Rows, b.Today, b.Progress, b.Milestones, b.Sources, b.Coverage, b.sheets, b.places, b.AllSeries(), b.Signals, b.Restatements(), toldPlaces(b.IndexOf("plan")), partsIn(b.IndexOf("plan"))}
	}
	x, y := parts(want), parts(got)
	for i := range x {
		if !reflect.DeepEqual(x[i], y[i]) {
			return cmp.Diff(x[i], y[i], cmp.Exporter(func(reflect.Type) bool { return true }),
				same[config.Programme](), same[config.Target](), same[config.Region](), same[config.Indicator](),
				same[config.Service](), same[config.Source](), same[config.Milestone]())
		}
	}
	return ""
}

// partsIn are what the scores of every period are made of.
func partsIn(v *IndexView) (parts [][][]kpi.PartScore) {
	for _, p := range v.Periods {
		parts = append(parts, p.Parts())
	}
	return parts
}

// same compares what boards only point to.
func same[T any]() cmp.Option { return cmp.Comparer(func(x, y *T) bool { return x == y }) }
