// Package boardtest makes up countries that boards and pages are measured on.
package boardtest

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// The size of every country. The first of the indicators counts services online.
const (
	Indicators = 60 // that are reported
	Months     = 60 // up to September 2023
	Services   = 20
)

// Noon is the moment that countries are looked at.
var Noon = time.Date(2023, 10, 15, 12, 0, 0, 0, time.UTC)

// Country is a country with a target for each indicator and each of the lowest regions, an index that compares these by all
// indicators, and three formulas. What is measured comes from the lowest of its regions, each from a source of its own, and is made
// up as it is read, as a store does. It is a board.Reader.
type Country struct {
	Config *config.Config
	Codes  []string // of the lowest regions, in order

	stages  []store.ServiceStage
	mu      sync.Mutex
	changed []store.Observation // written since, oldest first
}

// New makes a country of so many regions, and of so many municipalities in each of them.
func New(tb testing.TB, regions, municipalities int) *Country {
	tb.Helper()
	c := &Country{}
	y := &strings.Builder{}
	c.writeRegions(y, regions, municipalities)
	writeIndicators(y)
	writeProgramme(y)
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(y.String())}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		tb.Fatalf("load the configuration:\n%v", err)
	}
	c.Config = cfg
	for r, code := range c.Codes {
		for s := range Services {
			c.stages = append(c.stages, store.ServiceStage{
				Region: code, Service: fmt.Sprintf("service-%02d", s), Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: kpi.Stage((r + s) % 5),
				Origin: origin(code, 1, 0),
			})
		}
	}
	return c
}

func origin(code string, collection uint64, after int) store.Origin {
	return store.Origin{Seq: uint64(Noon.UnixMicro()) + uint64(after), RecordedAt: Noon, Source: "source of " + code, Collection: collection}
}

// named is a name in three languages, quoted since it may hold a comma.
func named(en, uk, ru string, n int) string {
	return fmt.Sprintf("{en: '%s %d', uk: '%s %d', ru: '%s %d'}", en, n, uk, n, ru, n)
}

func (c *Country) writeRegions(y *strings.Builder, regions, municipalities int) {
	fmt.Fprint(y, "regions:\n  - {code: TT, name: {en: T, uk: T, ru: T}, kind: country}\n")
	for r := range regions {
		code := fmt.Sprintf("TT-%02d", r)
		lowest := ""
		if municipalities == 0 {
			c.Codes, lowest = append(c.Codes, code), ", groups: [measured], population: 100000"
		}
		fmt.Fprintf(y, "  - {code: %s, name: %s, kind: region, parent: TT%s}\n", code, named("Region", "Область", "Область", r), lowest)
		for m := range municipalities {
			c.Codes = append(c.Codes, fmt.Sprintf("%s-%02d", code, m))
			fmt.Fprintf(y, "  - {code: %s-%02d, name: %s, kind: municipality, parent: %s, groups: [measured], population: 10000}\n",
				code, m, named("Municipality", "Громада", "Муниципалитет", m), code)
		}
	}
}

func writeIndicators(y *strings.Builder) {
	fmt.Fprint(y, "groups: [{id: measured, name: {en: G, uk: G, ru: G}}]\nsectors: [{id: one, name: {en: S, uk: S, ru: S}}]\nservices:\n")
	for s := range Services {
		fmt.Fprintf(y, "  - {id: service-%02d, name: %s, sector: one, tier: regional}\n", s, named("Service of the region", "Послуга області", "Услуга области", s))
	}
	fmt.Fprint(y, "indicators:\n")
	n := 0
	indicator := func(id, rest string) {
		name := named("Services that are provided, kind", "Послуги, що надаються, вид", "Услуги, которые предоставляются, вид", n)
		n++
		fmt.Fprintf(y, "  - {id: %s, name: %s, meaning: {en: I, uk: I, ru: I}, direction: up, frequency: month, nature: stock, %s}\n", id, name, rest)
	}
	for i := range Indicators {
		rest := "unit: count, rollup: " + []string{config.RollupSum, config.RollupMean}[i%2]
		if i == 0 {
			rest += ", derived: {measure: services_online}"
		}
		indicator(fmt.Sprintf("indicator_%02d", i), rest)
	}
	indicator("each", "unit: ratio, computed: {expression: indicator_01 / indicator_02}")
	indicator("for_a_thousand", "unit: ratio, computed: {expression: indicator_03 / population * 1000}")
	indicator("again", "unit: ratio, computed: {expression: each * 2 + for_a_thousand}")
}

func writeProgramme(y *strings.Builder) {
	fmt.Fprint(y, "programmes:\n  - id: plan\n    name: {en: P, uk: P, ru: P}\n    region: TT\n    expects: {children_of: TT}\n"+
		"    document: {title: P, language: en, file: plan.txt, source: S, year: {date: 2023-01-01, precision: year}}\n"+
		"    index:\n      id: maturity\n      name: {en: M, uk: M, ru: M}\n      frequency: month\n      regions: {group: measured}\n      editions:\n")
	for e, from := range []string{"", "from: 2022-01-01, "} {
		fmt.Fprintf(y, "        - {id: edition-%d, %sparts: [", e, from)
		for g := range 6 {
			fmt.Fprintf(y, "{id: group-%d, name: {en: G, uk: G, ru: G}, weight: %d, parts: [", g, 1+g*e)
			for i := range 10 {
				fmt.Fprintf(y, "{indicator: indicator_%02d, weight: %d}, ", 10*g+i, 1+i%3)
			}
			fmt.Fprint(y, "]}, ")
		}
		fmt.Fprint(y, "]}\n")
	}
	fmt.Fprint(y, "    targets:\n")
	for i := range Indicators {
		fmt.Fprintf(y, "      - {id: target-%02d, name: %s, indicator: indicator_%02d, applies_to: {group: measured}, value: 500, "+
			"comparison: at_least, deadline: {date: 2024-12-31, precision: day}, baseline: {kind: first_observation}, "+
			"promise: {by: {en: S, uk: S, ru: S}, office: {en: M, uk: M, ru: M}, place: {en: C, uk: C, ru: C}, on: {date: 2023-01-01, precision: day}, quote: Q, source: P}}\n",
			i, named("Five hundred services of kind", "П’ятсот послуг виду", "Пятьсот услуг вида", i), i)
	}
}

// Cells is how many observations are reported.
func (c *Country) Cells() int { return len(c.Codes) * Indicators * Months }

// Observations are in order of identity, each in memory of its own but for what a store shares as well.
func (c *Country) Observations(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
	first := kpi.MustDate("2018-10-01")
	months := make([]kpi.Period, Months)
	for m := range months {
		months[m] = kpi.Month(first.AddMonths(m))
	}
	for i := range Indicators {
		indicator := fmt.Sprintf("indicator_%02d", i)
		for r, code := range c.Codes {
			origin, collections := origin(code, 1, 0), []uint64{1}
			for m, month := range months {
				value := float64(100 + 3*m + (7*m*i+13*r)%17)
				err := give(&store.Observation{
					Indicator: indicator, Region: code, Period: month, Status: kpi.Present, Value: &value, Collections: collections,
					Origin: origin,
				})
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// History is what was written since.
func (c *Country) History(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.changed {
		o := c.changed[i]
		if err := give(&o); err != nil {
			return err
		}
	}
	return nil
}

// Change has one source say something new of the last month, of each indicator, and gives that.
func (c *Country) Change(n int) []store.Observation {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed = c.changed[:0]
	code := c.Codes[n%len(c.Codes)]
	for i := range Indicators {
		value := float64(300 + n%50)
		c.changed = append(c.changed, store.Observation{
			Indicator: fmt.Sprintf("indicator_%02d", i), Region: code, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &value,
			Collections: []uint64{2}, Origin: origin(code, 2, n),
		})
	}
	return c.changed
}

// Stages are of every service in each of the lowest regions.
func (c *Country) Stages(_ context.Context, f store.Filter, _ store.AsOf, give func(*store.ServiceStage) error) error {
	for i := range c.stages {
		if c.stages[i].Seq <= f.After {
			continue
		}
		if err := give(&c.stages[i]); err != nil {
			return err
		}
	}
	return nil
}

// Of everything else there is nothing.

func (c *Country) Restated(context.Context, store.AsOf, func(*store.Observation) error) error {
	return nil
}

func (c *Country) Offers(context.Context, store.Filter, store.AsOf, func(*store.Offer) error) error {
	return nil
}

func (c *Country) MilestoneEvents(context.Context, store.Filter, store.AsOf, func(*store.MilestoneEvent) error) error {
	return nil
}

func (c *Country) TargetValues(context.Context, store.Filter, store.AsOf, func(*store.TargetValue) error) error {
	return nil
}

func (c *Country) Processing(context.Context, store.Filter, store.AsOf, func(*store.Processing) error) error {
	return nil
}

// Newest is the seq of the last change.
func (c *Country) Newest() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.changed) == 0 {
		return origin("", 1, 0).Seq
	}
	return c.changed[0].Seq
}

// Refresh is Newest: nobody else writes.
func (c *Country) Refresh(context.Context) (uint64, error) { return c.Newest(), nil }

func (c *Country) SourceStates(context.Context) (map[string]store.SourceState, error) {
	return nil, nil
}

func (c *Country) Heard(context.Context, store.AsOf) ([]kpi.Told, error) { return nil, nil }

func (c *Country) Collections(context.Context, store.CollectionFilter) ([]store.Collection, error) {
	return nil, nil
}

func (c *Country) Looks(context.Context, []string, time.Time, store.AsOf, func(store.Look) error) error {
	return nil
}

func (c *Country) Came(context.Context, []string, store.AsOf) (map[uint64]time.Time, error) {
	return nil, nil
}
