package kpi

import (
	"math"
	"testing"
)

// rounded is 0.3 but for rounding: 0.30000000000000004.
var rounded = func(a, b float64) float64 { return a + b }(0.1, 0.2)

// column makes the values of an indicator, NaN where there is none.
func column(values ...float64) []*float64 {
	result := make([]*float64, len(values))
	for i, v := range values {
		result[i] = finite(v)
	}
	return result
}

// alone is an index of one indicator.
func alone(n Node) Index {
	n.ID, n.Weight = "indicator", 1
	if n.Direction == "" {
		n.Direction = Up
	}
	return Index{Root: Node{ID: "index", Children: []Node{n}}}
}

func scoresOf(s Scores) []float64 {
	result := make([]float64, len(s.Regions))
	for i, r := range s.Regions {
		result[i] = orMissing(r.Score)
	}
	return result
}

// sameScores fails where scores differ by more than 1e-9; NaN is no score.
func sameScores(t *testing.T, what string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d scores, want %d", what, len(got), len(want))
	}
	for i := range want {
		if math.IsNaN(got[i]) != math.IsNaN(want[i]) || math.Abs(got[i]-want[i]) > 1e-9 {
			t.Errorf("%s: region %d has %v, want %v", what, i, got[i], want[i])
		}
	}
}

func TestNormalisationsByHand(t *testing.T) {
	none := math.NaN()
	tests := map[string]struct {
		node   Node
		values []*float64
		want   []float64
	}{
		"min–max":                        {Node{}, column(1, 2, 5), []float64{0, 25, 100}},
		"min–max, fewer is better":       {Node{Direction: Down}, column(1, 2, 5), []float64{100, 75, 0}},
		"min–max of one region":          {Node{}, column(4), []float64{none}},
		"min–max of equal values":        {Node{}, column(4, 4, none), []float64{none, none, none}},
		"goalposts clamp":                {Node{Normalisation: Goalposts, Min: num(0), Max: num(10)}, column(-1, 1, 11), []float64{0, 10, 100}},
		"goalposts, fewer is better":     {Node{Normalisation: Goalposts, Min: num(0), Max: num(10), Direction: Down}, column(-1, 1, 11), []float64{100, 90, 0}},
		"goalposts of one region":        {Node{Normalisation: Goalposts, Min: num(0), Max: num(10)}, column(5), []float64{50}},
		"distance to a target":           {Node{Normalisation: DistanceToTarget, Target: num(10)}, column(0, 5, 11), []float64{0, 50, 100}},
		"distance, fewer is better":      {Node{Normalisation: DistanceToTarget, Target: num(0), Direction: Down}, column(-1, 1, 10), []float64{100, 90, 0}},
		"distance from a fixed end":      {Node{Normalisation: DistanceToTarget, Target: num(10), Min: num(2)}, column(1, 4, 6), []float64{0, 25, 50}},
		"all have reached the target":    {Node{Normalisation: DistanceToTarget, Target: num(10)}, column(10, 12, none), []float64{100, 100, none}},
		"z-score":                        {Node{Normalisation: ZScore}, column(1, 2, 3), []float64{-1, 0, 1}},
		"z-score of equal values":        {Node{Normalisation: ZScore}, column(2, 2), []float64{none, none}},
		"percentile rank":                {Node{Normalisation: PercentileRank}, column(7, 3, 3, none, 9), []float64{200.0 / 3, 0, 0, none, 100}},
		"percentile rank, one region":    {Node{Normalisation: PercentileRank}, column(7, none), []float64{none, none}},
		"Borda":                          {Node{Normalisation: Borda}, column(7, 3, 9, 9), []float64{1, 0, 2, 2}},
		"Borda, fewer is better":         {Node{Normalisation: Borda, Direction: Down}, column(7, 3, 9, 9), []float64{2, 3, 0, 0}},
		"rounding is no spread":          {Node{}, column(rounded, 0.3), []float64{none, none}},
		"what is no number is missing":   {Node{}, column(1, math.Inf(1), 2), []float64{0, none, 100}},
		"numbers too large to compare":   {Node{}, column(-math.MaxFloat64, math.MaxFloat64), []float64{none, none}},
		"numbers too large for their sd": {Node{Normalisation: ZScore}, column(0, 1e300), []float64{none, none}},
	}
	for name, test := range tests {
		x := alone(test.node)
		if problems := x.Check(); problems != nil {
			t.Errorf("%s: %v", name, problems)
		}
		sameScores(t, name, scoresOf(x.Score([][]*float64{test.values})), test.want)
	}
}
