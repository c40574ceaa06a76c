package kpi

import (
	"math"
	"testing"
)

func TestGrowthWithTarget(t *testing.T) {
	// From 100 in 2015 to 200 in 2030: 2^(1/15) − 1 = 4.7294 % a year is required.
	required := math.Pow(2, 1.0/15) - 1
	target := func(change ...func(*Target)) Target {
		t := Target{Direction: Up, Comparison: AtLeast, Value: num(200), Frequency: Yearly}
		for _, c := range change {
			c(&t)
		}
		return t
	}
	down := func(t *Target) { t.Direction, t.Comparison, t.Value = Down, AtMost, num(50) }
	own := func(on string, v float64) func(*Target) {
		return func(t *Target) { t.Baseline, t.Start, t.BaseValue = BaselineValue, day(on), v }
	}
	at := func(share float64) float64 { return 100 * math.Pow(1+share*required, 5) } // five years at a share of what is required
	tests := []struct {
		name   string
		target Target
		points []Point
		state  State
		reason Reason
		p      float64
		score  float64
	}{
		{"as required", target(), []Point{year(2015, 100), year(2020, at(1))}, Substantial, "", 1, 2.8572},
		{"P = 0.95", target(), []Point{year(2015, 100), year(2020, at(0.95))}, Substantial, "", 0.95, 2.500055},
		{"P = 0.6", target(), []Point{year(2015, 100), year(2020, at(0.6))}, Moderate, "", 0.6, 0.00004},
		{"P = 0.3", target(), []Point{year(2015, 100), year(2020, at(0.3))}, Limited, "", 0.3, -1.24999},
		{"no change", target(), []Point{year(2015, 100), year(2020, 100)}, Limited, "", 0, -2.5},
		{"P = −0.5", target(), []Point{year(2015, 100), year(2020, at(-0.5))}, Deterioration, "", -0.5, -4.58335},
		{"far the wrong way", target(), []Point{year(2015, 100), year(2020, at(-3))}, Deterioration, "", -3, -5},
		{"twice as fast", target(), []Point{year(2015, 100), year(2020, at(2))}, Substantial, "", 2, 5},
		{"there already", target(), []Point{year(2015, 100), year(2020, 200)}, Achieved, "", 0.1486983549970351 / required, 5},
		{"the next year that has data", target(), []Point{year(2013, 1), year(2017, 100), year(2022, 100)}, Limited, "", 0, -2.5},
		{"down as required", target(down), []Point{year(2015, 100), year(2020, 100*math.Pow(0.5, 5.0/15))}, Substantial, "", 1, 2.8572},
		{"down, but rising", target(down), []Point{year(2015, 100), year(2020, 105)}, Deterioration, "", (math.Pow(1.05, 0.2) - 1) / (math.Pow(0.5, 1.0/15) - 1), -3.40477},
		{"target zero stands for 0.001", target(down, func(t *Target) { t.Value = num(0) }), []Point{year(2015, 100), year(2020, 50)},
			Limited, "", (math.Pow(0.5, 0.2) - 1) / (math.Pow(0.00001, 1.0/15) - 1), -1.49340},
		{"negative values grow the other way", target(func(t *Target) { t.Value = num(-50) }), []Point{year(2015, -100), year(2020, -100*math.Pow(0.5, 5.0/15))}, Substantial, "", 1, 2.8572},
		{"nothing known", target(), nil, NotAvailable, ReasonNoData, 0, 0},
		{"nothing since the base year", target(), []Point{year(2013, 1)}, NotAvailable, ReasonNoBaseline, 0, 0},
		{"less than a year", target(), []Point{year(2015, 1)}, NotAvailable, ReasonTooFewPeriods, 0, 0},
		{"eleven months", target(own("2019-12-31", 1)), []Point{month("2020-11-01", 2)}, NotAvailable, ReasonTooFewPeriods, 0, 0},
		{"twelve months", target(own("2019-12-31", 100), down), []Point{month("2020-12-01", 100)}, Limited, "", 0, -2.5},
		{"a target within the year", target(own("2019-12-31", 100), func(t *Target) { t.Deadline = day("2020-06-30") }), []Point{month("2023-12-01", 150)},
			NotAvailable, ReasonTooFewPeriods, 0, 0},
		{"a change of sign", target(), []Point{year(2015, -5), year(2020, 5)}, NotAvailable, ReasonSignChange, 0, 0},
		{"a target on the other side of zero", target(), []Point{year(2015, -5), year(2020, -4)}, NotAvailable, ReasonSignChange, 0, 0},
		{"a target that equals the base", target(), []Point{year(2015, 200), year(2020, 199)}, NotAvailable, ReasonDivisionByZero, 0, 0},
		{"months and years", target(), []Point{year(2015, 200), month("2020-05-01", 199)}, NotAvailable, ReasonMixedFrequency, 0, 0},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Growth(test.target, test.points, day("2024-06-30"), GrowthOptions{})
			if got.State != test.state || got.Reason != test.reason {
				t.Fatalf("%s (%s), want %s (%s)", got.State, got.Reason, test.state, test.reason)
			}
			if test.state == NotAvailable {
				if got.Ratio != nil || got.Score != nil {
					t.Errorf("not available, and yet P = %v, score %v", show(got.Ratio), show(got.Score))
				}
				return
			}
			if math.Abs(*got.Ratio-test.p) > 1e-9 || math.Abs(*got.Score-test.score) > 5e-4 {
				t.Errorf("P = %v, score %v; want %v, %v", *got.Ratio, *got.Score, test.p, test.score)
			}
		})
	}
}

func TestGrowthWithoutTarget(t *testing.T) {
	limit := num(50)
	grown := func(b, share float64) []Point { return []Point{year(2015, b), year(2020, b*math.Pow(1+share, 5))} }
	half := 1 - math.Pow(0.5, 4.44) // c where the base is half the limit, or one and a half of it
	tests := []struct {
		name   string
		points []Point
		limit  *float64
		state  State
		score  float64
	}{
		{"1.5 % a year", grown(100, 0.015), nil, Substantial, 2.5},
		{"2 % a year", grown(100, 0.02), nil, Substantial, 5},
		{"3 % a year", grown(100, 0.03), nil, Substantial, 5},
		{"1 % a year", grown(100, 0.01), nil, Moderate, 1.25},
		{"0.5 % a year", grown(100, 0.005), nil, Moderate, 0},
		{"0.1 % a year", grown(100, 0.001), nil, Limited, -2},
		{"none", grown(100, 0), nil, Limited, -2.5},
		{"−1 % a year", grown(100, -0.01), nil, Deterioration, -3.75},
		{"−5 % a year", grown(100, -0.05), nil, Deterioration, -5},
		{"a base of twice the limit is not limited", grown(100, 0.01), limit, Moderate, 1.25},
		{"a base at the limit has nothing left to gain", grown(50, 0), limit, Substantial, 5},
		{"a base at the limit can lose", grown(50, -0.01), limit, Deterioration, -3.75},
		{"a base of half the limit", grown(25, 0.01), limit, Moderate, 250*0.01/half - 1.25},
		{"a base of one and a half", grown(75, 0.01), limit, Moderate, 250*0.01/half - 1.25},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Growth(Target{Direction: Up, Frequency: Yearly}, test.points, day("2024-06-30"), GrowthOptions{Limit: test.limit})
			if got.State != test.state || got.Score == nil || math.Abs(*got.Score-test.score) > 1e-6 {
				t.Errorf("%s (%s), score %v; want %s, %v", got.State, got.Reason, show(got.Score), test.state, test.score)
			}
		})
	}
}

func TestGrowthBase(t *testing.T) {
	// A dated baseline of the target's own goes before the base year; of a year of months the last counts.
	own := Target{Direction: Up, Baseline: BaselineValue, Start: day("2018-12-31"), BaseValue: 7}
	if got := Growth(own, []Point{year(2015, 1), year(2020, 8)}, day("2021-01-01"), GrowthOptions{}); got.Baseline.Value != 7 || got.BaselineKind != BaselineValue {
		t.Errorf("base %v (%s), want the target's own 7", got.Baseline, got.BaselineKind)
	}
	monthly := []Point{month("2015-03-01", 1), month("2015-11-01", 2), month("2016-11-01", 3)}
	if got := Growth(Target{Direction: Up}, monthly, day("2021-01-01"), GrowthOptions{}); got.Baseline.Value != 2 {
		t.Errorf("base %v, want November 2015", got.Baseline)
	}
	if got := Growth(Target{Direction: Up}, monthly, day("2021-01-01"), GrowthOptions{BaseYear: 2016}); got.Baseline.Value != 3 {
		t.Errorf("base %v, want 2016", got.Baseline)
	}
}

func TestGrowthIsNotAchievedBeforeItBegins(t *testing.T) {
	// A value from before the promise would be praised with the best score.
	target := Target{Direction: Up, Value: num(80), Deadline: day("2030-12-31"), Baseline: BaselineValue, Start: day("2018-12-31"), BaseValue: 40, Frequency: Yearly}
	for _, points := range [][]Point{{year(2016, 90)}, {year(2016, 90), year(2018, 85)}} {
		got := Growth(target, points, day("2021-01-01"), GrowthOptions{})
		if got.State != NotAvailable || got.Score != nil || got.Reason != ReasonTooFewPeriods {
			t.Errorf("%s (%s), score %v; want %s (%s)", got.State, got.Reason, show(got.Score), NotAvailable, ReasonTooFewPeriods)
		}
	}
}

func TestMeanScore(t *testing.T) {
	achieved := Scored{State: Achieved, Score: num(5)}
	limited := Scored{State: Limited, Score: num(-1)}
	missing := Scored{State: NotAvailable}
	tests := []struct {
		name  string
		parts []Scored
		state State
		score *float64
	}{
		{"none", nil, NotAvailable, nil},
		{"none that can answer", []Scored{missing}, NotAvailable, nil},
		{"all achieved", []Scored{achieved, achieved}, Achieved, num(5)},
		{"one of them not", []Scored{achieved, limited}, Moderate, num(2)},
		{"one of them unknown is not all", []Scored{achieved, missing}, Substantial, num(5)},
		{"groups are averaged first", []Scored{{Parts: []Scored{limited, limited, limited}}, achieved}, Moderate, num(2)},
		{"limited", []Scored{limited}, Limited, num(-1)},
		{"deterioration", []Scored{{State: Deterioration, Score: num(-4)}}, Deterioration, num(-4)},
	}
	for _, test := range tests {
		got := MeanScore(test.parts)
		if got.State != test.state || show(got.Score) != show(test.score) {
			t.Errorf("%s: %s %v, want %s %v", test.name, got.State, show(got.Score), test.state, show(test.score))
		}
	}
}

// What was nothing and still is has not grown, whichever way is better: 0 is not taken for a fall from what stands for it.
func TestNothingThatStaysNothingHasNotGrown(t *testing.T) {
	for _, direction := range []Direction{Up, Down} {
		p := Growth(Target{Direction: direction, Frequency: Yearly}, []Point{year(2015, 0), year(2020, 0)}, day("2021-01-01"), GrowthOptions{})
		if p.State != Limited || p.Ratio == nil || *p.Ratio != 0 || p.Score == nil || *p.Score != -2.5 {
			t.Errorf("%s: %s, P %v, score %v; want limited, 0, -2.5", direction, p.State, text(p.Ratio), text(p.Score))
		}
	}
}
