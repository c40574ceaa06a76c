package board

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// loaded is a configuration in one file, whose sources are files.
func loaded(t testing.TB, text string) *config.Config {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(text)}}, "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatalf("load the configuration:\n%v", err)
	}
	return cfg
}

// told writes the cells of a series, a line for each.
func told(b *Board, indicator, region, breakdown string) (lines []string) {
	s := b.Series(indicator, region, breakdown)
	if s == nil {
		return nil
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		value, marks := "–", ""
		if c.Value != nil {
			value = fmt.Sprintf("%.6g", *c.Value)
		}
		for mark, is := range map[string]bool{" simulated": c.Simulated, " restated": c.Restated} {
			if is {
				marks += mark
			}
		}
		if c.Partial {
			marks += fmt.Sprintf(" %d of %d", c.Reported, c.Expected)
		}
		if c.Incomplete {
			marks += " incomplete"
		}
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprint(c.Period.Start.String()[:7], " ", value, " ", c.Status, " ", c.Reason, " ", c.Source, marks)), " "))
	}
	return lines
}

const computedConfig = `
suppress_below: 5
regions:
  - {code: TT, name: T, kind: country, population: 30000}
  - {code: TT-1, name: One, kind: region, parent: TT, population: 10000}
  - {code: TT-2, name: Two, kind: region, parent: TT}
indicators:
  - {id: rate_twice, name: Chain, unit: ratio, direction: up, frequency: month, nature: stock, computed: {expression: rate * 2}}
  - {id: rate, name: Rate, unit: ratio, direction: up, frequency: month, nature: stock, computed: {expression: online / population * 1000}}
  - {id: online, name: Online, unit: count, direction: up, frequency: month, nature: stock, rollup: sum}
  - {id: started, name: Started, unit: count, direction: up, frequency: month, nature: flow, rollup: sum}
  - {id: completed, name: Completed, unit: count, direction: up, frequency: month, nature: flow, rollup: sum}
  - {id: completion, name: Completion, unit: percent, direction: up, frequency: month, nature: flow, max: 100, computed: {expression: completed / started * 100}}
  - {id: completion_mean, name: M, unit: percent, direction: up, frequency: month, nature: flow, rollup: mean, computed: {expression: completed / started * 100}}
  - {id: median, name: Median, unit: hours, direction: down, frequency: month, nature: flow, derived: {measure: processing_time_median, by: [service]}}
  - {id: median_days, name: D, unit: days, direction: down, frequency: month, nature: flow, computed: {expression: median / 24 + 0 * completed}}
sources: []
`

func reported(indicator, region, start string, value float64, change ...func(*store.Observation)) store.Observation {
	o := month(indicator, region, "", start, value)
	o.Source = "portal"
	for _, c := range change {
		c(&o)
	}
	return o
}

func as(status kpi.Status) func(*store.Observation) {
	return func(o *store.Observation) { o.Status, o.Value = status, nil }
}

func of(collection uint64) func(*store.Observation) {
	return func(o *store.Observation) { o.Collections, o.Seq = []uint64{collection}, collection }
}

// What formulas give is a number or says why not; the parent's is made of the parent's own figures where it isn't rolled up.
func TestComputed(t *testing.T) {
	simulated := func(o *store.Observation) { o.Simulated = true }
	restated := reported("completed", "TT-1", "2023-07-01", 30, of(4))
	w := &world{observations: []store.Observation{
		reported("online", "TT-1", "2023-08-01", 40), reported("online", "TT-1", "2023-09-01", 50, simulated),
		reported("online", "TT-2", "2023-09-01", 10),

		reported("started", "TT-1", "2023-07-01", 40, of(3)), restated,
		reported("started", "TT-2", "2023-07-01", 10), reported("completed", "TT-2", "2023-07-01", 10),
		reported("started", "TT-1", "2023-06-01", 0), reported("completed", "TT-1", "2023-06-01", 0),
		reported("started", "TT-1", "2023-05-01", 10), // and nobody knows how many were completed
		reported("started", "TT-1", "2023-04-01", 10), reported("completed", "TT-1", "2023-04-01", 0, as(kpi.Refused)),
		reported("started", "TT-1", "2023-03-01", 10), reported("completed", "TT-1", "2023-03-01", 12),
		reported("started", "TT-1", "2023-02-01", 0, as(kpi.NotApplicable)), reported("completed", "TT-1", "2023-02-01", 0, as(kpi.NoData)),
		reported("started", "TT-1", "2023-01-01", 10), reported("completed", "TT-1", "2023-01-01", 30,
			func(o *store.Observation) { o.Period.End = kpi.MustDate("2023-03-31") }), // a quarter among months
	}, restated: []store.Observation{restated}}
	b, err := Build(t.Context(), w, loaded(t, computedConfig), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		indicator, region string
		want              []string
	}{
		{"rate", "TT-1", []string{"2023-08 4 present computed", "2023-09 5 present computed simulated"}},
		{"rate_twice", "TT-1", []string{"2023-08 8 present computed", "2023-09 10 present computed simulated"}},
		{"rate", "TT-2", []string{"2023-09 – no_data no_data computed"}}, // its population is not known, and not 0
		{"rate_twice", "TT-2", []string{"2023-09 – no_data no_data computed"}},
		{"rate", "TT", []string{"2023-08 – no_data not_comparable computed 1 of 2 incomplete", "2023-09 2 present computed simulated"}}, // 40 of one region over the people of both
		{"completion", "TT-1", []string{
			"2023-01 – no_data mixed_frequency computed", "2023-02 – not_applicable computed", "2023-01 – no_data mixed_frequency computed",
			"2023-03 – no_data out_of_range computed", "2023-04 – refused computed", "2023-05 – no_data no_data computed",
			"2023-06 – no_data division_by_zero computed", "2023-07 75 present computed restated",
		}},
		{"completion", "TT-2", []string{"2023-07 100 present computed"}},
		{"completion", "TT", []string{ // of all applications; where one of two regions has no figures, it says so
			"2023-01 – no_data mixed_frequency computed 1 of 2 incomplete", "2023-02 – no_data computed", "2023-01 – no_data mixed_frequency computed 1 of 2 incomplete",
			"2023-03 – no_data out_of_range computed 1 of 2 incomplete", "2023-04 – refused computed 0 of 2 incomplete",
			"2023-05 – no_data no_data computed 1 of 2 incomplete", "2023-06 – no_data division_by_zero computed 1 of 2 incomplete",
			"2023-07 80 present computed restated",
		}},
		{"completion_mean", "TT", []string{
			"2023-01 – no_data mixed_frequency rollup", "2023-01 – no_data mixed_frequency rollup", "2023-03 120 present rollup 1 of 2", "2023-04 – refused rollup",
			"2023-05 – no_data no_data rollup", "2023-06 – no_data division_by_zero rollup", "2023-07 87.5 present rollup restated",
		}},
	} {
		if diff := cmp.Diff(test.want, told(b, test.indicator, test.region, "")); diff != "" {
			t.Errorf("%s of %s (-want +got):\n%s", test.indicator, test.region, diff)
		}
	}
	july := b.Series("completion", "TT-1", "").At(kpi.Month(kpi.MustDate("2023-07-01")))
	if diff := cmp.Diff([]uint64{3, 4}, july.Collections); diff != "" || july.Seq != 4 {
		t.Errorf("it can't be traced to the collections that it came from: %s", diff)
	}
}

// What is withheld can't be had by way of a formula, in any breakdown, nor can what a parent is made of.
func TestComputedOfWithheldIsWithheld(t *testing.T) {
	few := month("median", "TT-1", "", "2023-09-01", 48)
	few.Denominator = number(3)
	b, err := Build(t.Context(), &world{observations: []store.Observation{few, reported("completed", "TT-1", "2023-09-01", 0, as(kpi.NoData))}},
		loaded(t, computedConfig), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2023-09 – present suppressed computed"}, told(b, "median_days", "TT-1", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A share of sums over different regions is none: what one region withholds or lacks would lower the country's.
func TestComputedOfDifferentRegions(t *testing.T) {
	country := strings.Replace(computedConfig, "parent: TT}", "parent: TT}\n  - {code: TT-11, name: Town, kind: municipality, parent: TT-1}\n  - {code: TT-12, name: Village, kind: municipality, parent: TT-1}", 1)
	b, err := Build(t.Context(), &world{observations: []store.Observation{
		reported("started", "TT-1", "2023-08-01", 40), reported("completed", "TT-1", "2023-08-01", 30), reported("started", "TT-2", "2023-08-01", 10),
		reported("started", "TT-1", "2023-07-01", 40), reported("completed", "TT-1", "2023-07-01", 30), // of the other nothing is known
		reported("started", "TT-1", "2023-06-01", 40), reported("completed", "TT-2", "2023-06-01", 30), // one each, and not the same
		reported("started", "TT", "2023-05-01", 50), reported("completed", "TT-1", "2023-05-01", 30), // the country itself says one
		reported("started", "TT-11", "2023-04-01", 40), reported("started", "TT-12", "2023-04-01", 40), reported("completed", "TT-11", "2023-04-01", 30),
		reported("started", "TT-2", "2023-04-01", 40), reported("completed", "TT-2", "2023-04-01", 20),
	}}, loaded(t, country), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{
		"2023-04 – no_data not_comparable computed 2 of 2 incomplete", "2023-05 – no_data not_comparable computed 1 of 2 incomplete",
		"2023-06 – no_data not_comparable computed 1 of 2 incomplete", "2023-07 75 present computed 1 of 2 incomplete",
		"2023-08 – no_data not_comparable computed 1 of 2 incomplete",
	}, told(b, "completion", "TT", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A breakdown has a figure only where all inputs have that breakdown.
func TestComputedByBreakdown(t *testing.T) {
	sector := func(indicator, breakdown string, value float64) store.Observation {
		o := reported(indicator, "TT-1", "2023-09-01", value)
		o.Breakdown = breakdown
		return o
	}
	b, err := Build(t.Context(), &world{observations: []store.Observation{
		sector("started", "", 50), sector("completed", "", 40), sector("started", "tier=shared", 20), sector("completed", "tier=shared", 10),
		sector("started", "tier=regional", 30), sector("online", "tier=shared", 20),
	}}, loaded(t, computedConfig), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	for breakdown, want := range map[string][]string{"": {"2023-09 80 present computed"}, "tier=shared": {"2023-09 50 present computed"}, "tier=regional": nil} {
		if diff := cmp.Diff(want, told(b, "completion", "TT-1", breakdown)); diff != "" {
			t.Errorf("%q (-want +got):\n%s", breakdown, diff)
		}
	}
	if diff := cmp.Diff([]string{"2023-09 2 present computed"}, told(b, "rate", "TT-1", "tier=shared")); diff != "" {
		t.Errorf("a rate of a part (-want +got):\n%s", diff)
	}
	if b.Series("rate", "TT-1", "") != nil {
		t.Error("the whole of a part was made up")
	}
}

// Each computed figure can be followed to those that it was made of, and to what it lacks.
func TestExplainedComputedNamesItsInputs(t *testing.T) {
	b, err := Build(t.Context(), &world{observations: []store.Observation{
		reported("started", "TT-1", "2023-07-01", 40), reported("completed", "TT-1", "2023-07-01", 30),
		reported("started", "TT-2", "2023-07-01", 10), reported("completed", "TT-2", "2023-07-01", 0, as(kpi.NoData)),
		reported("online", "TT-2", "2023-07-01", 5), reported("started", "TT-2", "2023-04-01", 10),
		reported("completed", "TT-2", "2023-04-01", 30, func(o *store.Observation) { o.Period.End = kpi.MustDate("2023-06-30") }),
	}}, loaded(t, computedConfig), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		indicator, region, start string
		want                     []string
	}{
		{"completion", "TT-1", "2023-07-01", []string{"indicator completed TT-1 = 30", "indicator started TT-1 = 40"}},
		{"completion", "TT-2", "2023-07-01", []string{"indicator completed TT-2: no_data", "indicator started TT-2 = 10"}},
		{"completion", "TT-2", "2023-04-01", []string{"indicator completed TT-2: mixed_frequency", "indicator started TT-2 = 10"}},
		{"completion", "TT", "2023-07-01", []string{"indicator completed TT = 30", "indicator started TT = 50"}},
		{"completed", "TT", "2023-07-01", []string{"region completed TT-1 = 30", "region completed TT-2: no_data"}},
		{"rate", "TT-2", "2023-07-01", []string{"indicator online TT-2 = 5", "population TT-2: no_data"}},
	} {
		e := explained(t, b, Question{Indicator: test.indicator, Region: test.region, Period: kpi.Month(kpi.MustDate(test.start))})
		if diff := cmp.Diff(test.want, namesOf(e.Inputs)); diff != "" {
			t.Errorf("%s of %s in %s (-want +got):\n%s", test.indicator, test.region, test.start, diff)
		}
	}
}

// namesOf tells of each input what it is and its number, or why it has none.
func namesOf(inputs []Input) (list []string) {
	for _, in := range inputs {
		name := strings.Join(strings.Fields(fmt.Sprint(in.Kind, " ", in.Indicator, " ", in.Region, " ", in.Breakdown)), " ")
		if in.Value != nil {
			name += fmt.Sprintf(" = %.6g", *in.Value)
		} else {
			name += ": " + string(in.Reason)
		}
		list = append(list, name)
	}
	return list
}

// BenchmarkComputed is what ten formulas over 90 regions and 60 months add to a build: 54,000 cells.
func BenchmarkComputed(b *testing.B) {
	var text strings.Builder
	fmt.Fprintln(&text, "indicators:")
	for _, id := range []string{"started", "completed"} {
		fmt.Fprintf(&text, "  - {id: %s, name: N, unit: count, direction: up, frequency: month, nature: flow}\n", id)
	}
	for n := range 10 {
		fmt.Fprintf(&text, "  - {id: share_%d, name: S, unit: percent, direction: up, frequency: month, nature: flow, computed: {expression: completed / started * 100 + %d}}\n", n, n)
	}
	fmt.Fprintln(&text, "sources: []\nregions:")
	w := &world{}
	for n := range 90 {
		region := fmt.Sprint("TT-", n)
		fmt.Fprintf(&text, "  - {code: %s, name: R, kind: region, population: 1000}\n", region)
		for m := range 60 {
			start := kpi.MustDate("2018-01-01").AddMonths(m).String()
			w.observations = append(w.observations, reported("started", region, start, 40), reported("completed", region, start, 30))
		}
	}
	cfg := loaded(b, text.String())
	board, err := Build(b.Context(), w, cfg, 0, kpi.DateOf(noon), noon)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, region := range cfg.Regions {
			for _, i := range cfg.Formulas() {
				if list := board.computedSeries(parent{Region: region}, i, i.Formula.Compiled.Names()); len(list) != 1 || len(list[0].Cells) != 60 {
					b.Fatalf("%d series", len(list))
				}
			}
		}
	}
}

// A country of which one region has no applications and another withholds how many it has does not have none.
func TestNothingBesideWithheldIsNotZero(t *testing.T) {
	counted := strings.Replace(computedConfig, "indicators:\n", "indicators:\n  - {id: applications, name: A, unit: count, direction: up, frequency: month, nature: flow, rollup: sum, derived: {measure: applications}}\n", 1)
	w := &world{observations: []store.Observation{
		month("applications", "TT-1", "", "2023-08-01", 3), month("applications", "TT-2", "", "2023-08-01", 7),
		month("applications", "TT-1", "", "2023-09-01", 3), month("applications", "TT-2", "", "2023-09-01", 0),
		month("applications", "TT-2", "", "2023-10-01", 0),
	}}
	b, err := Build(t.Context(), w, loaded(t, counted), 0, kpi.DateOf(noon), noon)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"2023-08 7 present rollup 1 of 2 incomplete", "2023-09 – present suppressed rollup 1 of 2 incomplete", "2023-10 0 present rollup 1 of 2 incomplete",
	}
	if diff := cmp.Diff(want, told(b, "applications", "TT", "")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	e, err := b.Explain(Question{Indicator: "applications", Region: "TT", Period: kpi.Month(kpi.MustDate("2023-09-01"))})
	if err != nil {
		t.Fatal(err)
	}
	if e.Figure.Value != nil || e.Reason != kpi.ReasonSuppressed || e.Recomputed != nil {
		t.Errorf("its explanation gives %v (%s), and %v anew", e.Figure.Value, e.Reason, e.Recomputed)
	}
}
