package board

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
)

// entangledConfig has every measure by every breakdown, of all services and of some.
func entangledConfig(t testing.TB) *config.Config {
	t.Helper()
	y := &strings.Builder{}
	fmt.Fprint(y, "suppress_below: 5\nregions:\n  - {code: TT, name: {en: T, uk: T, ru: T}, kind: country, country: TT, time_zone: UTC}\nsectors:\n")
	for _, s := range []string{"one", "two", "three"} {
		fmt.Fprintf(y, "  - {id: %s, name: {en: S, uk: S, ru: S}}\n", s)
	}
	fmt.Fprint(y, "services:\n")
	for i := range 8 {
		fmt.Fprintf(y, "  - {id: s%d, name: {en: S, uk: S, ru: S}, sector: %s, tier: %s, mass: %v}\n",
			i, []string{"one", "two", "three"}[i%3], []string{"municipal", "regional"}[i/2%2], i%4 < 2)
	}
	fmt.Fprint(y, "indicators:\n")
	for _, i := range []struct{ measure, by string }{
		{config.MeasureApplications, "sector, tier, channel"}, {config.MeasureDigitalTakeUp, "sector, tier, service"},
		{config.MeasureProcessingMedian, "sector, service"}, {config.MeasureWithinDeadline, "sector, service"},
		{config.MeasureCompleted, "sector, tier, service"}, {config.MeasureRefused, "sector, tier, service"},
		{config.MeasureWithdrawn, "sector, tier, service"}, {config.MeasureProcessingMean, "tier"},
		{config.MeasureOpen, "sector, tier, service"}, {config.MeasureOverdue, "sector, service"}, {config.MeasureOverdueMedian, "tier"},
	} {
		for n, limited := range []string{"", "mass: true, ", "mass: false, ", "tiers: [regional], ", "sectors: [one, two], "} {
			fmt.Fprintf(y, "  - {id: %s_%d, name: {en: I, uk: I, ru: I}, meaning: {en: I, uk: I, ru: I}, unit: %s, direction: up, frequency: month, "+
				"nature: flow, rollup: none, derived: {%smeasure: %s, by: [%s]}}\n",
				i.measure, n, unitOf(i.measure), limited, i.measure, i.by)
		}
	}
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(y.String())}}, "", nil,
		config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		t.Fatalf("load the configuration:\n%v", err)
	}
	return cfg
}

func unitOf(measure string) string {
	switch measure {
	case config.MeasureDigitalTakeUp, config.MeasureWithinDeadline:
		return "percent"
	case config.MeasureProcessingMedian, config.MeasureProcessingMean, config.MeasureOverdueMedian:
		return "days"
	}
	return "count"
}
