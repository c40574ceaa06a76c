// Package boardtest makes the countries that boards, and the pages made of them, are measured on.
package boardtest

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
)

// What there is of each kind in a country.
const (
	Indicators = 60 // that are reported, the first of them counting services online
	Months     = 60
	Services   = 20
)

// Country is the configuration of a country with so many regions, and municipalities in each, with a target for each indicator
// and each of the lowest of them, an index that compares these by all indicators, and three formulas. It gives their codes, in
// order.
func Country(tb testing.TB, regions, municipalities int) (*config.Config, []string) {
	tb.Helper()
	y := &strings.Builder{}
	codes := writeRegions(y, regions, municipalities)
	writeIndicators(y)
	writeProgramme(y)
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(y.String())}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		tb.Fatalf("load the configuration:\n%v", err)
	}
	return cfg, codes
}

// writeRegions gives the codes of the lowest of them.
func writeRegions(y *strings.Builder, regions, municipalities int) []string {
	var codes []string
	fmt.Fprint(y, "regions:\n  - {code: TT, name: {en: Testland, uk: Тестландія, ru: Тестландия}, kind: country}\n")
	for r := range regions {
		code := fmt.Sprintf("TT-%02d", r)
		lowest := ""
		if municipalities == 0 {
			codes, lowest = append(codes, code), ", groups: [measured], population: 100000"
		}
		fmt.Fprintf(y, "  - {code: %s, name: {en: Region %02d, uk: Регіон %02d, ru: Регион %02d}, kind: region, parent: TT%s}\n", code, r, r, r, lowest)
		for m := range municipalities {
			codes = append(codes, fmt.Sprintf("%s-%02d", code, m))
			fmt.Fprintf(y, "  - {code: %s-%02d, name: {en: M, uk: M, ru: M}, kind: municipality, parent: %s, groups: [measured], population: 10000}\n", code, m, code)
		}
	}
	return codes
}

func writeIndicators(y *strings.Builder) {
	fmt.Fprint(y, "groups: [{id: measured, name: {en: G, uk: G, ru: G}}]\nsectors: [{id: one, name: {en: S, uk: S, ru: S}}]\nservices:\n")
	for s := range Services {
		fmt.Fprintf(y, "  - {id: service-%02d, name: {en: Service %02d, uk: Послуга %02d, ru: Услуга %02d}, sector: one, tier: regional}\n", s, s, s, s)
	}
	fmt.Fprint(y, "indicators:\n")
	indicator := func(id, rest string) {
		fmt.Fprintf(y, "  - {id: %s, name: {en: Measured %s, uk: Виміряно %s, ru: Измерено %s}, meaning: {en: I, uk: I, ru: I}, direction: up, frequency: month, nature: stock, %s}\n", id, id, id, id, rest)
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
		fmt.Fprintf(y, "      - {id: target-%02d, name: {en: Target %02d, uk: Ціль %02d, ru: Цель %02d}, indicator: indicator_%02d, applies_to: {group: measured}, value: 500, "+
			"comparison: at_least, deadline: {date: 2024-12-31, precision: day}, baseline: {kind: first_observation}, "+
			"promise: {by: {en: S, uk: S, ru: S}, office: {en: M, uk: M, ru: M}, place: {en: C, uk: C, ru: C}, on: {date: 2023-01-01, precision: day}, quote: Q, source: P}}\n", i, i, i, i, i)
	}
}
