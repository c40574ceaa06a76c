package board

import (
	"math"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const methodsYAML = `
regions:
  - {code: TT, name: T, kind: country}
  - {code: TT-1, name: One, kind: region, parent: TT}
  - {code: TT-2, name: Two, kind: region, parent: TT}
  - {code: TT-3, name: Three, kind: region, parent: TT}
sectors: [{id: health, name: H}, {id: transport, name: R}]
indicators:
  - {id: curve, name: C, unit: percent, direction: up, frequency: year, nature: stock, max: 100, forecast: {method: logistic}}
  - {id: anew, name: A, unit: count, direction: up, frequency: year, nature: stock, breaks: [{on: 2023-01-01, note: Counted by another form}]}
  - {id: services, name: S, unit: percent, direction: up, frequency: year, nature: stock, rollup: weighted}
  - {id: apart, name: A, unit: percent, direction: up, frequency: year, nature: stock}
  - {id: moved, name: M, unit: count, direction: up, frequency: year, nature: flow}
programmes:
  - id: plan
    name: P
    region: TT
    promise: {on: {date: 2020-02-01}}
    targets:
      - {id: share, name: S, indicator: curve, value: 80, comparison: at_least, deadline: {date: 2025-12-31}}
      - {id: counted, name: C, indicator: anew, value: 100, comparison: at_least, deadline: {date: 2025-12-31}, baseline: {kind: value, value: 0, date: 2020-12-31}}
      - {id: saturated, name: S, indicator: services, applies_to: {regions: [TT, TT-1]}, value: 75, comparison: at_least, deadline: {date: 2025-12-31}, method: saturation, saturation: {mandatory: 56}}
      - {id: own, name: O, indicator: services, value: 75, comparison: at_least, deadline: {date: 2025-12-31}, method: saturation}
      - {id: within, name: W, indicator: apart, value: 75, comparison: at_least, deadline: {date: 2025-12-31}, method: saturation}
      - id: grown
        name: G
        indicator: moved
        method: growth
        growth:
          series:
            - {breakdown: "sector=health"}
            - series: [{breakdown: "sector=transport"}, {breakdown: "tier=regional"}, {breakdown: "tier=shared"}]
      - id: whole
        name: W
        indicator: moved
        value: 50
        comparison: at_least
        deadline: {date: 2024-12-31}
        plan:
          - {start: 2022-01-01, end: 2022-12-31, value: 10, act: Resolution 1}
          - {start: 2023-01-01, end: 2023-12-31, value: 30}
      - {id: part1, name: A, indicator: moved, breakdown: "sector=health", value: 20, comparison: at_least, sum_to: whole}
      - {id: part2, name: B, indicator: moved, breakdown: "sector=transport", value: 30, comparison: at_least, sum_to: whole}
sources: []
`

// yearly is a present observation of a calendar year.
func yearly(indicator, region, breakdown string, y int, value float64) store.Observation {
	start, _ := kpi.NewDate(y, 1, 1)
	end, _ := kpi.NewDate(y, 12, 31)
	return store.Observation{
		Indicator: indicator, Region: region, Breakdown: breakdown, Period: kpi.Period{Start: start, End: end},
		Status: kpi.Present, Value: &value, Origin: store.Origin{Seq: 1, Source: "derived"},
	}
}

// methodsBoard is the board of the first of July 2024.
func methodsBoard(t *testing.T, w *world) *Board {
	t.Helper()
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(methodsYAML)}}, "", nil, config.WithKinds(map[string]func(ast.Node) error{}))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Build(t.Context(), w, cfg, 0, kpi.MustDate("2024-07-01"), noon)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// judgedOn is the target's only row for a region, on the first of July 2024.
func judgedOn(t *testing.T, w *world, target, region string) *Progress {
	t.Helper()
	for _, p := range methodsBoard(t, w).ProgressOf("plan", region) {
		if p.Target.ID == target {
			return p
		}
	}
	t.Fatalf("no row of %s for %s", target, region)
	return nil
}

func TestForecastByTheIndicatorsMethod(t *testing.T) {
	// Odds of 1/4, 1/2, 1 and 2: two years on they are 8.
	p := judgedOn(t, &world{observations: []store.Observation{
		yearly("curve", "TT", "", 2020, 20), yearly("curve", "TT", "", 2021, 100.0/3), yearly("curve", "TT", "", 2022, 50), yearly("curve", "TT", "", 2023, 200.0/3),
	}}, "share", "TT")
	if p.Forecast == nil || p.Forecast.Method != kpi.MethodLogistic || math.Abs(p.Forecast.Value-800.0/9) > 1e-9 {
		t.Errorf("the forecast is %+v, want 88.9 by the logistic method", p.Forecast)
	}
}

func TestABreakOfAnIndicatorPartsItsRows(t *testing.T) {
	p := judgedOn(t, &world{observations: []store.Observation{yearly("anew", "TT", "", 2022, 90), yearly("anew", "TT", "", 2023, 120)}}, "counted", "TT")
	if p.State != kpi.Unknown || p.Progress.Reason != kpi.ReasonNotComparable || p.Latest == nil || p.Latest.Value != 120 {
		t.Errorf("%s (%s) with %v: what is counted anew must not be held against the old baseline", p.State, p.Progress.Reason, p.Latest)
	}
}

func share(region string, y int, available, of float64) store.Observation {
	o := yearly("services", region, "", y, 100*available/of)
	o.Numerator, o.Denominator = &available, &of
	return o
}

// A region that has no figure itself is judged by those within it; each of these values can be explained.
func TestSaturationOfThoseWithinIsExplained(t *testing.T) {
	w := &world{}
	for _, o := range []store.Observation{share("TT-1", 2022, 10, 50), share("TT-1", 2023, 42, 50), share("TT-2", 2023, 14, 40)} {
		o.Indicator = "apart"
		w.observations = append(w.observations, o)
	}
	b := methodsBoard(t, w)
	explained := func(year string) Judgement {
		t.Helper()
		period, err := ParsePeriod(year)
		if err != nil {
			t.Fatal(err)
		}
		e, err := b.Explain(Question{Indicator: "apart", Region: "TT", Period: period, Target: "within"})
		if err != nil || e.Cell != nil || len(e.Judgements) != 1 {
			t.Fatalf("%s: %+v (%v), want one judgement without a cell", year, e, err)
		}
		return e.Judgements[0]
	}
	newest := explained("2023")
	if i := slices.IndexFunc(newest.Inputs, func(in Input) bool { return in.Kind == InputLatest }); newest.Result.State != kpi.Unknown || math.Abs(*newest.Inputs[i].Value-100*56.0/90) > 1e-9 {
		t.Errorf("the newest is %+v, want 56 of 90 and a state", newest.Inputs[i])
	}
	before := explained("2022")
	available := slices.DeleteFunc(slices.Clone(before.Inputs), func(in Input) bool { return in.Numerator == nil })
	if before.Result.State != "" || len(before.Results) != 1 || *before.Results[0].Value != 20 || len(available) != 1 || *available[0].Numerator != 10 || *available[0].Weight != 50 {
		t.Errorf("the one before is %+v of %+v, want 10 of 50 without a state", before.Results, before.Inputs)
	}
	if _, err := b.Explain(Question{Indicator: "apart", Region: "TT", Period: kpi.Month(kpi.MustDate("2022-01-01")), Target: "within"}); err == nil {
		t.Error("a month of which nothing is known is explained")
	}
}

// A score of several series follows from what is told of each: its start, its latest value and the limit.
func TestScoresOfSeriesAreExplained(t *testing.T) {
	w := &world{}
	for breakdown, values := range map[string][2]float64{"sector=health": {100, 110}, "sector=transport": {100, 101}, "tier=regional": {0, 0}} {
		w.observations = append(w.observations, yearly("moved", "TT", breakdown, 2020, values[0]), yearly("moved", "TT", breakdown, 2022, values[1]))
	}
	w.observations = append(w.observations, yearly("moved", "TT", "", 2022, 300))
	e, err := methodsBoard(t, w).Explain(Question{Indicator: "moved", Region: "TT", Period: yearly("moved", "TT", "", 2022, 0).Period, Target: "grown"})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(e.Judgements, func(j Judgement) bool { return j.Method.ID == kpi.MethodGrowth })
	if i < 0 {
		t.Fatalf("no growth is explained: %+v", e.Judgements)
	}
	from, to, sum := map[string]float64{}, map[string]float64{}, 0.0
	for _, in := range e.Judgements[i].Inputs {
		switch in.Kind {
		case InputBaseline:
			from[in.Breakdown] = *in.Value
		case InputLatest:
			to[in.Breakdown] = *in.Value
		case InputSeries:
			if in.Value == nil {
				continue
			}
			want := -2.5 // nothing has grown
			if b := from[in.Breakdown]; b > 0 {
				want = min(5, 500*(math.Sqrt(to[in.Breakdown]/b)-1)-5)
				if p := math.Sqrt(to[in.Breakdown]/b) - 1; p < 0.005 {
					want = 500*p - 2.5
				}
			}
			if math.Abs(*in.Value-want) > 1e-9 {
				t.Errorf("%s has the score %v, and from %v to %v makes %v", in.Breakdown, *in.Value, from[in.Breakdown], to[in.Breakdown], want)
			}
			sum += *in.Value * *in.Weight
		}
	}
	if result := e.Judgements[i].Results[0]; len(from) != 3 || math.Abs(*result.Value-sum) > 1e-9 {
		t.Errorf("the score is %v, and its parts (%d) make %v", *result.Value, len(from), sum)
	}
}

func TestSaturationOfARegionAndOfThoseWithin(t *testing.T) {
	w := &world{observations: []store.Observation{
		share("TT-1", 2023, 42, 50), share("TT-2", 2023, 14, 40), share("TT-3", 2023, 56, 56), share("TT-1", 2022, 28, 50),
	}}
	tests := []struct {
		target, region string
		value          float64
		state          kpi.State
		partial        bool
	}{
		{"saturated", "TT-1", 75, kpi.Achieved, false},             // 42 of 56
		{"saturated", "TT", 100 * 112.0 / 168, kpi.Unknown, false}, // 42 + 14 + 56 of 3 · 56
		{"own", "TT", 100 * 112.0 / 146, kpi.Achieved, false},      // of 50 + 40 + 56
	}
	for _, test := range tests {
		p := judgedOn(t, w, test.target, test.region)
		if p.Latest == nil || math.Abs(p.Latest.Value-test.value) > 1e-9 || p.State != test.state || p.Partial != test.partial || p.Method != kpi.MethodSaturation {
			t.Errorf("%s of %s by %s: %v, %s (%s), partial %v; want %v, %s", test.target, test.region, p.Method, p.Latest, p.State, p.Progress.Reason, p.Partial, test.value, test.state)
		}
	}
	// One region has not reported: it is left out, which is marked, and not counted as nothing.
	p := judgedOn(t, &world{observations: []store.Observation{share("TT-1", 2023, 42, 50), share("TT-2", 2023, 42, 40)}}, "saturated", "TT")
	if p.Latest == nil || p.Latest.Value != 75 || !p.Partial {
		t.Errorf("84 of 2 · 56 is %v, partial %v; want 75, marked partial", p.Latest, p.Partial)
	}
	if p = judgedOn(t, &world{}, "saturated", "TT"); p.Latest != nil || p.Progress.Reason != kpi.ReasonNoData {
		t.Errorf("nothing reported is %v (%s), want no data", p.Latest, p.Progress.Reason)
	}
}

func TestGrowthIsTheMeanOfItsSeries(t *testing.T) {
	grown := func(breakdown string, by float64) []store.Observation {
		return []store.Observation{yearly("moved", "TT", breakdown, 2015, 100), yearly("moved", "TT", breakdown, 2020, 100*math.Pow(1+by, 5))}
	}
	var list []store.Observation
	list = append(list, grown("sector=health", 0.02)...)     // 5
	list = append(list, grown("sector=transport", 0.005)...) // 0
	list = append(list, grown("tier=regional", -0.02)...)    // −5; of the group of three −2.5, for the third has no data
	p := judgedOn(t, &world{observations: list}, "grown", "TT")
	if p.Growth == nil || p.Growth.Score == nil || math.Abs(*p.Growth.Score-1.25) > 1e-6 || p.Growth.State != kpi.Moderate {
		t.Fatalf("growth is %+v, want the mean of 5 and −2.5: 1.25, moderate", p.Growth)
	}
	if n := len(p.GrowthParts); n != 2 || len(p.GrowthParts[1].Parts) != 3 || p.GrowthParts[1].Parts[2].Reason != kpi.ReasonNoData {
		t.Errorf("its parts are %+v", p.GrowthParts)
	}
	p = judgedOn(t, &world{}, "grown", "TT")
	if p.Growth.State != kpi.NotAvailable || p.Growth.Reason != kpi.ReasonNoData {
		t.Errorf("of nothing growth is %s (%s)", p.Growth.State, p.Growth.Reason)
	}
}

func TestPlanWithItsRevisions(t *testing.T) {
	revised := func(y int, value float64, act, on string, seq uint64) store.TargetValue {
		o := yearly("", "", "", y, value)
		return store.TargetValue{
			Target: "whole", Region: "TT", Period: o.Period, Plan: true, Status: kpi.Present, Value: &value, Act: act,
			DecidedOn: kpi.MustDate(on), Origin: store.Origin{Seq: seq, Source: "acts"},
		}
	}
	p := judgedOn(t, &world{
		observations: []store.Observation{yearly("moved", "TT", "", 2022, 8), yearly("moved", "TT", "", 2023, 30)},
		targets: []store.TargetValue{
			revised(2023, 25, "Resolution 7", "2022-11-01", 1), revised(2023, 40, "Resolution 9", "2023-03-01", 2),
			revised(2023, 5, "Resolution 20", "2024-12-01", 3), // not decided yet
			revised(2025, 60, "Resolution 9", "2023-03-01", 4),
		},
	}, "whole", "TT")
	type row struct {
		Year                   int
		Act, On                string
		Value, Fact, Deviation *float64
		Earlier                []string
	}
	var got []row
	for _, planned := range p.Planned {
		r := row{
			Year: planned.Period.End.Time().Year(), Act: planned.Act.In("uk"), On: planned.DecidedOn.String(),
			Value: planned.Value, Fact: planned.Fact, Deviation: planned.Deviation,
		}
		for _, e := range planned.Earlier {
			r.Earlier = append(r.Earlier, e.DecidedOn.String()+" "+e.Act.In("en"))
		}
		got = append(got, r)
	}
	want := []row{
		{Year: 2022, Act: "Resolution 1", On: "2020-02-01", Value: number(10), Fact: number(8), Deviation: number(-2)},
		{Year: 2023, Act: "Resolution 9", On: "2023-03-01", Value: number(40), Fact: number(30), Deviation: number(-10), Earlier: []string{"2022-11-01 Resolution 7", "2020-02-01 "}},
		{Year: 2025, Act: "Resolution 9", On: "2023-03-01", Value: number(60)},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the plan (-want +got):\n%s", diff)
	}
	if len(p.Progress.Plan) != 3 || p.Progress.Plan[1].Plan != 40 {
		t.Errorf("the method was asked by %+v, want what is in force", p.Progress.Plan)
	}
}

func TestPartsOfATargetAreHeldAgainstTheWhole(t *testing.T) {
	year := func(y int, whole, health, transport float64) []store.Observation {
		return []store.Observation{
			yearly("moved", "TT", "", y, whole), yearly("moved", "TT", "sector=health", y, health), yearly("moved", "TT", "sector=transport", y, transport),
		}
	}
	w := &world{observations: append(year(2022, 30, 10, 20), year(2023, 50, 20, 27)[:2]...)}
	if p := judgedOn(t, w, "whole", "TT"); p.Sum == nil || *p.Sum.Difference != 0 || p.Sum.Period.End.String() != "2022-12-31" {
		t.Errorf("the sum is %+v, want that of 2022, since a part of 2023 is not known", p.Sum)
	}
	w = &world{observations: append(year(2022, 30, 10, 20), year(2023, 50, 20, 27)...)}
	if p := judgedOn(t, w, "whole", "TT"); p.Sum == nil || *p.Sum.Difference != -3 || *p.Sum.Parts != 47 {
		t.Errorf("the sum is %+v, want 47, 3 less than 50", p.Sum)
	}
	if p := judgedOn(t, w, "part1", "TT"); p.Sum != nil {
		t.Errorf("a target without parts has the sum %+v", p.Sum)
	}
}
