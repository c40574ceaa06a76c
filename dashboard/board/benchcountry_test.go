package board

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const (
	benchIndicators = 60 // that are reported, the first of them counting services online
	benchMonths     = 60
	benchServices   = 20
)

// benchShapes are the countries that boards are measured on: one of so many regions, and one whose regions have
// municipalities. What is measured comes from the lowest of them, each from a source of its own.
var benchShapes = []struct {
	name                    string
	regions, municipalities int // municipalities: in each region
}{
	{"90", 90, 0},
	{"1500", 25, 60},
}

// benchCountry is a country with a target for each indicator and each of the lowest regions, an index that compares these by all
// indicators, and three formulas. Its observations are made up as they are read, as a store does.
type benchCountry struct {
	world // for what there is none of
	cfg   *config.Config
	codes []string // of the lowest regions, in order

	mu      sync.Mutex
	changed []store.Observation // written since, oldest first
}

func newBenchCountry(b *testing.B, regions, municipalities int) *benchCountry {
	b.Helper()
	c := &benchCountry{}
	y := &strings.Builder{}
	c.writeRegions(y, regions, municipalities)
	writeIndicators(y)
	writeProgramme(y)
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(y.String())}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		b.Fatalf("load the configuration:\n%v", err)
	}
	c.cfg = cfg
	for r, code := range c.codes {
		for s := range benchServices {
			c.stages = append(c.stages, store.ServiceStage{
				Region: code, Service: fmt.Sprintf("service-%02d", s), Since: kpi.MustDate("2023-01-01"), Status: kpi.Present, Stage: kpi.Stage((r + s) % 5),
				Origin: store.Origin{Seq: uint64(noon.UnixMicro()), RecordedAt: noon, Source: "source of " + code, Collection: 1},
			})
		}
	}
	return c
}

func (c *benchCountry) writeRegions(y *strings.Builder, regions, municipalities int) {
	fmt.Fprint(y, "regions:\n  - {code: TT, name: {en: T, uk: T, ru: T}, kind: country}\n")
	for r := range regions {
		code := fmt.Sprintf("TT-%02d", r)
		lowest := ""
		if municipalities == 0 {
			c.codes, lowest = append(c.codes, code), ", groups: [measured], population: 100000"
		}
		fmt.Fprintf(y, "  - {code: %s, name: {en: R, uk: R, ru: R}, kind: region, parent: TT%s}\n", code, lowest)
		for m := range municipalities {
			c.codes = append(c.codes, fmt.Sprintf("%s-%02d", code, m))
			fmt.Fprintf(y, "  - {code: %s-%02d, name: {en: M, uk: M, ru: M}, kind: municipality, parent: %s, groups: [measured], population: 10000}\n", code, m, code)
		}
	}
}

func writeIndicators(y *strings.Builder) {
	fmt.Fprint(y, "groups: [{id: measured, name: {en: G, uk: G, ru: G}}]\nsectors: [{id: one, name: {en: S, uk: S, ru: S}}]\nservices:\n")
	for s := range benchServices {
		fmt.Fprintf(y, "  - {id: service-%02d, name: {en: S, uk: S, ru: S}, sector: one, tier: regional}\n", s)
	}
	fmt.Fprint(y, "indicators:\n")
	indicator := func(id, rest string) {
		fmt.Fprintf(y, "  - {id: %s, name: {en: I, uk: I, ru: I}, meaning: {en: I, uk: I, ru: I}, direction: up, frequency: month, nature: stock, %s}\n", id, rest)
	}
	for i := range benchIndicators {
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
	for i := range benchIndicators {
		fmt.Fprintf(y, "      - {id: target-%02d, name: {en: T, uk: T, ru: T}, indicator: indicator_%02d, applies_to: {group: measured}, value: 500, "+
			"comparison: at_least, deadline: {date: 2024-12-31, precision: day}, baseline: {kind: first_observation}, "+
			"promise: {by: {en: S, uk: S, ru: S}, office: {en: M, uk: M, ru: M}, place: {en: C, uk: C, ru: C}, on: {date: 2023-01-01, precision: day}, quote: Q, source: P}}\n", i, i)
	}
}

func (c *benchCountry) cells() int { return len(c.codes) * benchIndicators * benchMonths }

// Observations are in order of identity, each in memory of its own but for what a store shares as well.
func (c *benchCountry) Observations(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
	first := kpi.MustDate("2018-10-01")
	months := make([]kpi.Period, benchMonths)
	for m := range months {
		months[m] = kpi.Month(first.AddMonths(m))
	}
	for i := range benchIndicators {
		indicator := fmt.Sprintf("indicator_%02d", i)
		for r, code := range c.codes {
			source, collections := "source of "+code, []uint64{1}
			for m, month := range months {
				value := float64(100 + 3*m + (7*m*i+13*r)%17)
				err := give(&store.Observation{
					Indicator: indicator, Region: code, Period: month, Status: kpi.Present, Value: &value, Collections: collections,
					Origin: store.Origin{Seq: uint64(noon.UnixMicro()), RecordedAt: noon, Source: source, Collection: 1},
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
func (c *benchCountry) History(_ context.Context, _ store.Filter, _ store.AsOf, give func(*store.Observation) error) error {
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

// change has one source say something new of the last month, of each indicator.
func (c *benchCountry) change(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changed = c.changed[:0]
	code := c.codes[n%len(c.codes)]
	for i := range benchIndicators {
		value := float64(300 + n%50)
		c.changed = append(c.changed, store.Observation{
			Indicator: fmt.Sprintf("indicator_%02d", i), Region: code, Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &value,
			Collections: []uint64{2}, Origin: store.Origin{Seq: uint64(noon.UnixMicro()) + uint64(n), RecordedAt: noon, Source: "source of " + code, Collection: 2},
		})
	}
}
