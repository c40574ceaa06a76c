package kpi

import (
	"math"
	"testing"
)

// What "Progress Measurement Methodology for the Sustainable Development Goals" (Statistics Canada, in the documentation
// of Open SDG 2.4) publishes of its scores: where the pieces of figures 1 and 2 begin and end. Its factors are rounded to
// four decimals, so what follows from them is within as much of the published points.
func TestGrowthScoresAsPublished(t *testing.T) {
	at := func(target *float64, p float64) Progress {
		t := Target{Direction: Up, Comparison: AtLeast, Value: target, Frequency: Yearly}
		rate := p
		if target != nil {
			rate = p * (math.Pow(*target/100, 1.0/15) - 1)
		}
		return Growth(t, []Point{year(2015, 100), year(2020, 100*math.Pow(1+rate, 5))}, day("2024-06-30"), GrowthOptions{})
	}
	goal := num(500) // far enough not to be reached by 2020
	tests := []struct {
		name   string
		target *float64
		p      float64
		state  State
		score  float64
		within float64
	}{
		{"figure 1: at −2 % a year the score is −5", nil, -0.02, Deterioration, -5, 1e-9},
		{"figure 1: below it stays −5", nil, -0.03, Deterioration, -5, 1e-9},
		{"figure 1: at none −2.5", nil, 0, Limited, -2.5, 1e-9},
		{"figure 1: at 0.5 % 0", nil, 0.005, Moderate, 0, 1e-9},
		{"figure 1: at 1.5 % 2.5", nil, 0.015, Substantial, 2.5, 1e-9},
		{"figure 1: at 2 % 5", nil, 0.02, Substantial, 5, 1e-9},
		{"figure 1: above it stays 5", nil, 0.03, Substantial, 5, 1e-9},
		{"figure 2: at −60 % of what is required −5", goal, -0.6, Deterioration, -5, 1e-3},
		{"figure 2: below it stays −5", goal, -0.8, Deterioration, -5, 1e-9},
		{"figure 2: at 60 % 0", goal, 0.6, Moderate, 0, 1e-3},
		{"figure 2: at 95 % 2.5", goal, 0.95, Substantial, 2.5, 1e-3},
		{"figure 2: at 130 % 5", goal, 1.3, Substantial, 5, 1e-3},
		{"figure 2: above it stays 5", goal, 1.5, Substantial, 5, 1e-9},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := at(test.target, test.p)
			if got.State != test.state || got.Score == nil || math.Abs(*got.Score-test.score) > test.within {
				t.Errorf("%s, score %v; published %s, %v", got.State, show(got.Score), test.state, test.score)
			}
			if math.Abs(*got.Ratio-test.p) > 1e-9 {
				t.Errorf("P = %v, want %v", *got.Ratio, test.p)
			}
		})
	}
}

// The same text: an indicator with an overall score of +1 is "Progress made but acceleration needed" (moderate); a score of
// 2.5 or more is "On track"; "target achieved" is only said where all series achieve it; a series that does counts 5.
func TestAggregateStatusAsPublished(t *testing.T) {
	of := func(score float64) Scored { return Scored{State: Limited, Score: &score} }
	for _, test := range []struct {
		parts []Scored
		state State
		score float64
	}{
		{[]Scored{of(1)}, Moderate, 1},
		{[]Scored{of(2.5)}, Substantial, 2.5},
		{[]Scored{of(0)}, Moderate, 0},
		{[]Scored{of(-2.5)}, Limited, -2.5},
		{[]Scored{of(-2.6)}, Deterioration, -2.6},
		{[]Scored{{State: Achieved, Score: num(5)}, {State: Achieved, Score: num(5)}}, Achieved, 5},
		{[]Scored{{State: Achieved, Score: num(5)}, of(4)}, Substantial, 4.5},
		// Of 1.4.1: access to basic education is itself of several series, which are averaged before: ((−1 + 3)/2 + 4)/2.
		{[]Scored{{Parts: []Scored{of(-1), of(3)}}, of(4)}, Substantial, 2.5},
	} {
		if got := MeanScore(test.parts); got.State != test.state || *got.Score != test.score {
			t.Errorf("%v: %s %v, published %s %v", test.parts, got.State, show(got.Score), test.state, test.score)
		}
	}
}

// The series that sdg-build, the code of Open SDG, is tested with: indicator 3.3.3 (1.55 in
// 2015 and 1.82 in 2019, to fall to 0 by 2030). By its formulas, written out: a target of 0 counts as 0.001.
func TestGrowthOfThePublishedSeries(t *testing.T) {
	var points []Point
	for i, v := range []float64{1.51, 1.51, 1.38, 1.4, 1.27, 1.55, 1.69, 1.65, 1.62, 1.82} {
		points = append(points, year(2010+i, v))
	}
	target := Target{Direction: Down, Comparison: AtMost, Value: num(0), Frequency: Yearly}
	got := Growth(target, points, day("2020-06-30"), GrowthOptions{})
	observed, required := math.Pow(1.82/1.55, 1.0/4)-1, math.Pow(0.001/1.55, 1.0/15)-1
	want := -observed / math.Abs(required)
	if got.State != Deterioration || math.Abs(*got.Ratio-want) > 1e-9 || math.Abs(*got.Score-(4.1667*want-2.5)) > 1e-9 {
		t.Errorf("%s, P = %v, score %v; want deterioration, %v, %v", got.State, show(got.Ratio), show(got.Score), want, 4.1667*want-2.5)
	}
	if got.Baseline.Value != 1.55 || got.Latest.Value != 1.82 {
		t.Errorf("from %v to %v, want 2015 to 2019", got.Baseline, got.Latest)
	}
}

func TestTheLimitAsPublished(t *testing.T) {
	// c = 1 − (b/L)^4.44 below a maximum, 1 − ((2L − b)/L)^4.44 above a minimum, 1 from twice a minimum on: the same at equal
	// distances from either, and 0 at the limit, where what is kept is on track with a score of 5.
	for _, test := range []struct{ base, limit, c float64 }{
		{50, 100, 1 - math.Pow(0.5, 4.44)},
		{95, 100, 1 - math.Pow(0.95, 4.44)},
		{105, 100, 1 - math.Pow(0.95, 4.44)},
		{150, 100, 1 - math.Pow(0.5, 4.44)},
		{200, 100, 1}, {1000, 100, 1}, {100, 100, 0}, {-95, -100, 1 - math.Pow(0.95, 4.44)}, {5, 0, 1}, {-5, 10, 1},
	} {
		if got := room(test.base, &test.limit); math.Abs(got-test.c) > 1e-12 {
			t.Errorf("b = %v, L = %v: c = %v, want %v", test.base, test.limit, got, test.c)
		}
	}
}
