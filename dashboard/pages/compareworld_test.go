package pages_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// ladder is a country of nine regions: one has a name that a spreadsheet would run, one no known population, one refuses, and one
// has said nothing.
var ladder = []struct {
	code, name string
	population int
}{
	{"TT-A", "Alpha", 1_000_000}, {"TT-B", "Beta", 900_000}, {"TT-C", "Gamma", 1_150_000}, {"TT-D", "Delta", 400_000}, {"TT-E", "Epsilon", 2_500_000},
	{"TT-F", "=Zeta", 980_000}, {"TT-G", "Eta", 0}, {"TT-H", "Theta", 1_020_000}, {"TT-I", "Iota", 700_000},
}

// climbs are the regions' values by indicator and the month that they are of.
var climbs = map[string]map[string]map[string]float64{
	"share": {
		"TT-A": {"2022-01": 20, "2022-09": 40, "2023-07": 70, "2023-08": 75, "2023-09": 80},
		"TT-B": {"2022-01": 50, "2022-09": 55, "2023-08": 65, "2023-09": 70},
		"TT-C": {"2022-01": 90, "2022-09": 90, "2023-07": 88, "2023-08": 86, "2023-09": 85},
		"TT-D": {"2023-09": 40},
		"TT-E": {"2022-09": 30, "2023-07": 50, "2023-08": 55, "2023-09": 60},
		"TT-F": {"2022-01": 20, "2022-09": 20, "2023-07": 20, "2023-08": 20, "2023-09": 20},
		"TT-G": {"2022-01": 10, "2022-09": 20, "2023-07": 40, "2023-08": 45, "2023-09": 50},
	},
	"wait":  {"TT-A": {"2022-01": 96, "2023-09": 48}, "TT-B": {"2022-01": 120, "2023-09": 240}, "TT-C": {"2022-01": 24, "2023-08": 24}},
	"moved": {"TT-A": {"2022-06": 10, "2022-09": 15, "2023-03": 4, "2023-09": 21}, "TT-B": {"2022-06": 3, "2023-09": 5}},
	"posts": {"TT-A": {"2022-03": 10, "2022-12": 12, "2023-03": 30, "2023-09": 33}, "TT-B": {"2022-12": 8, "2023-03": 20}},
}

func ladderConfig(t testing.TB) *config.Config {
	t.Helper()
	y := &strings.Builder{}
	name := func(s string) string { return fmt.Sprintf("{en: %q, uk: %q, ru: %q}", s, s, s) }
	fmt.Fprintf(y, "regions:\n  - {code: TT, name: %s, kind: country}\n", name("Terra"))
	for _, r := range ladder {
		fmt.Fprintf(y, "  - {code: %s, name: %s, short: %s, kind: region, parent: TT, population: %d}\n", r.code, name(r.name), name(r.code[3:]), r.population)
	}
	fmt.Fprint(y, "  - {code: TT-A-1, name: {en: N, uk: N, ru: N}, kind: municipality, parent: TT-A}\n")
	fmt.Fprint(y, "sectors: [{id: one, name: {en: S, uk: S, ru: S}}]\nservices:\n")
	for _, s := range []string{"passport", "permit", "pension"} {
		fmt.Fprintf(y, "  - {id: %s, name: %s, sector: one, tier: regional}\n", s, name(s))
	}
	fmt.Fprint(y, "indicators:\n")
	for _, i := range []struct{ id, rest string }{
		{"share", "direction: up, nature: stock, frequency: month, unit: percent, decimals: 1, derived: {measure: services_online_share}"},
		{"wait", "direction: down, nature: flow, frequency: month, unit: hours"},
		{"moved", "direction: up, nature: year_to_date, frequency: month, unit: count"},
		{"posts", "direction: up, nature: stock, frequency: month, unit: count, breaks: [{on: 2023-01-01, note: {en: X, uk: X, ru: X}}]"},
		{"effort", "direction: down, nature: flow, frequency: month, unit: ratio, decimals: 2, computed: {expression: wait / share}"},
		{"never", "direction: up, nature: stock, frequency: month, unit: count"},
	} {
		fmt.Fprintf(y, "  - {id: %s, name: %s, meaning: %s, %s}\n", i.id, name("the "+i.id), name(i.id), i.rest)
	}
	fmt.Fprintf(y, `programmes:
  - id: plan
    name: %[1]s
    region: TT
    expects: {children_of: TT}
    not_expected: [{region: TT-G, reason: %[1]s}]
    document: {title: P, language: en, file: plan.txt, source: S, year: {date: 2022-01-01, precision: year}}
    index:
      id: ladder
      name: %[2]s
      frequency: month
      regions: {children_of: TT}
      editions:
        - {id: first, parts: [{id: only, name: %[1]s, weight: 1, parts: [{indicator: share, weight: 1}]}]}
    targets:
      - id: most
        name: %[1]s
        indicator: share
        applies_to: {children_of: TT}
        value: 90
        comparison: at_least
        deadline: {date: 2024-12-31, precision: day}
        baseline: {kind: first_observation}
        promise: {by: %[1]s, office: %[1]s, place: %[1]s, on: {date: 2022-01-01, precision: day}, quote: Q, source: P}
`, name("Plan"), name("the ladder"))
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(y.String())}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		t.Fatalf("load the configuration:\n%v", err)
	}
	return cfg
}

func fillLadder(t testing.TB, s *store.Store) {
	t.Helper()
	var rows []store.Observation
	for indicator, regions := range climbs {
		for region, months := range regions {
			for month, v := range months {
				o := store.Observation{Indicator: indicator, Region: region, Status: kpi.Present, Value: &v, Period: kpi.Month(kpi.MustDate(month + "-01")), Origin: simulated}
				if indicator == "share" {
					of, all := v/10, 10.0
					o.Numerator, o.Denominator = &of, &all
				}
				rows = append(rows, o)
			}
		}
	}
	rows = append(rows, store.Observation{Indicator: "share", Region: "TT-H", Status: kpi.Refused, Period: kpi.Month(kpi.MustDate("2023-09-01")), Origin: simulated})
	if _, err := s.WriteObservations(t.Context(), rows); err != nil {
		t.Fatal(err)
	}
	var stages []store.ServiceStage
	for service, since := range map[string]string{"passport": "2022-06-01", "permit": "2021-05-01", "pension": "2023-02-01"} {
		stage := store.ServiceStage{Region: "TT-A", Service: service, Since: kpi.MustDate(since), Status: kpi.Present, Stage: kpi.StageOnline, Origin: simulated}
		if service == "pension" {
			stage.Stage = kpi.StagePartial
		}
		stages = append(stages, stage)
	}
	if _, err := s.WriteStages(t.Context(), stages); err != nil {
		t.Fatal(err)
	}
}

// ladderSite serves the ladder as it is on the fixture's day.
func ladderSite(t *testing.T) string {
	t.Helper()
	cfg := ladderConfig(t)
	s := storetest.Embedded(t)
	fillLadder(t, s)
	now := func() time.Time { return today.Time().Add(12 * time.Hour) }
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	app, err := dashboard.New(dashboard.Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Version: "test", Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return serve(t, app)
}
