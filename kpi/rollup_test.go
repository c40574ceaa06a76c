package kpi

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRollUp(t *testing.T) {
	share := func(n, d float64) Part { return Part{Value: num(100 * n / d), Numerator: num(n), Denominator: num(d)} }
	value := func(v float64) Part { return Part{Value: num(v)} }
	weighted := func(parts []Part, expected int) Rolled { return RollUpWeighted(parts, expected, 100) }
	weight := func(v, w float64) Part { return Part{Value: num(v), Weight: num(w)} }
	huge := Part{Value: num(1), Numerator: num(math.MaxFloat64), Denominator: num(math.MaxFloat64)}
	tests := []struct {
		name     string
		rollUp   func([]Part, int) Rolled
		parts    []Part
		expected int
		want     Rolled
	}{
		{"sum", RollUpSum, []Part{value(1), value(2)}, 2, Rolled{Value: num(3), Reported: 2, Expected: 2}},
		{"one of three has no value: partial, never a zero", RollUpSum, []Part{value(1), {}, value(2)}, 3,
			Rolled{Value: num(3), Reported: 2, Expected: 3, Partial: true}},
		{"none reported", RollUpSum, []Part{{}}, 1, Rolled{Expected: 1, Partial: true, Reason: ReasonNoData}},
		{"no number is no value", RollUpSum, []Part{value(math.NaN()), value(2)}, 2, Rolled{Value: num(2), Reported: 1, Expected: 2, Partial: true}},
		{"too large to add", RollUpSum, []Part{value(math.MaxFloat64), value(math.MaxFloat64)}, 2, Rolled{Reported: 2, Expected: 2, Reason: ReasonNotComparable}},
		{"weighted: 1 of 10 and 90 of 90", weighted, []Part{share(1, 10), share(90, 90)}, 2,
			Rolled{Value: num(91), Numerator: num(91), Denominator: num(100), Reported: 2, Expected: 2}},
		{"a numerator follows from value and denominator", weighted, []Part{{Value: num(50), Denominator: num(10)}}, 1,
			Rolled{Value: num(50), Numerator: num(5), Denominator: num(10), Reported: 1, Expected: 1}},
		{"what can't be weighed is not in it", weighted, []Part{share(1, 10), value(99)}, 2,
			Rolled{Value: num(10), Numerator: num(1), Denominator: num(10), Reported: 1, Expected: 2, Partial: true}},
		{"of nothing", weighted, []Part{{Value: num(0), Numerator: num(0), Denominator: num(0)}}, 1,
			Rolled{Numerator: num(0), Denominator: num(0), Reported: 1, Expected: 1, Reason: ReasonDivisionByZero}},
		{"nothing to weigh", weighted, nil, 2, Rolled{Expected: 2, Partial: true, Reason: ReasonNoData}},
		{"one region", weighted, []Part{share(3, 4)}, 1, Rolled{Value: num(75), Numerator: num(3), Denominator: num(4), Reported: 1, Expected: 1}},
		{"a region of which nothing is asked weighs nothing", weighted, []Part{share(3, 4), {Value: num(0), Numerator: num(0), Denominator: num(0)}}, 2,
			Rolled{Value: num(75), Numerator: num(3), Denominator: num(4), Reported: 2, Expected: 2}},
		{"too large to weigh", weighted, []Part{huge, huge}, 2, Rolled{Reported: 2, Expected: 2, Reason: ReasonNotComparable}},
		{"by people: 10 for 3 million and 30 for 1 million", RollUpByWeight, []Part{weight(10, 3e6), weight(30, 1e6)}, 2, Rolled{Value: num(15), Reported: 2, Expected: 2}},
		{"whose people nobody knows can't be weighed", RollUpByWeight, []Part{weight(10, 3e6), value(30), weight(5, -1)}, 3,
			Rolled{Value: num(10), Reported: 1, Expected: 3, Partial: true}},
		{"weights of zero", RollUpByWeight, []Part{weight(10, 0), weight(30, 0)}, 2, Rolled{Reported: 2, Expected: 2, Reason: ReasonDivisionByZero}},
		{"one weight of zero", RollUpByWeight, []Part{weight(10, 0), weight(30, 5)}, 2, Rolled{Value: num(30), Reported: 2, Expected: 2}},
		{"one region by its people", RollUpByWeight, []Part{weight(10, 7)}, 1, Rolled{Value: num(10), Reported: 1, Expected: 1}},
		{"no region", RollUpByWeight, nil, 0, Rolled{Reason: ReasonNoData}},
		{"no value to weigh", RollUpByWeight, []Part{{Weight: num(5)}}, 1, Rolled{Expected: 1, Partial: true, Reason: ReasonNoData}},
		{"mean", RollUpMean, []Part{value(1), value(2), {}}, 3, Rolled{Value: num(1.5), Reported: 2, Expected: 3, Partial: true}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.rollUp(test.parts, test.expected), near); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}

// A national figure does not depend on the order of the regions, nor on the unit that volumes, people or values are counted in, and
// whatever regions send, it is a number or says why not.
func TestRollUpProperties(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 13))
	odd := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	number := func(wild bool) *float64 {
		switch {
		case r.IntN(8) == 0:
			return nil
		case wild && r.IntN(4) == 0:
			return num(odd[r.IntN(len(odd))])
		}
		return num(math.Round(r.Float64() * 1000))
	}
	methods := map[string]func([]Part, int) Rolled{
		"sum": RollUpSum, "mean": RollUpMean, "weight": RollUpByWeight,
		"weighted": func(p []Part, n int) Rolled { return RollUpWeighted(p, n, 1) },
	}
	for round := range rounds {
		wild := round%2 == 0
		parts := make([]Part, r.IntN(7))
		for i := range parts {
			parts[i] = Part{number(wild), number(wild), number(wild), number(wild)}
		}
		for name, rollUp := range methods {
			got := rollUp(parts, len(parts))
			if (got.Value == nil) == (got.Reason == ReasonNone) || got.Value != nil && finite(*got.Value) == nil {
				t.Fatalf("%s of %v gives %+v", name, parts, got)
			}
			if wild {
				continue // sums of huge numbers depend on their order
			}
			shuffled, scaled := slices.Clone(parts), make([]Part, len(parts))
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			if diff := cmp.Diff(got, rollUp(shuffled, len(parts)), near); diff != "" {
				t.Fatalf("%s depends on the order of the regions: %s", name, diff)
			}
			for i, p := range parts {
				scaled[i] = Part{p.Value, times(p.Numerator, 7), times(p.Denominator, 7), times(p.Weight, 7)}
			}
			if diff := cmp.Diff(got.Value, rollUp(scaled, len(parts)).Value, near); diff != "" {
				t.Fatalf("%s depends on the unit of volumes and people: %s", name, diff)
			}
			for i, p := range parts {
				scaled[i] = Part{times(p.Value, 7), times(p.Numerator, 7), p.Denominator, p.Weight}
			}
			if diff := cmp.Diff(times(got.Value, 7), rollUp(scaled, len(parts)).Value, near); diff != "" {
				t.Fatalf("%s depends on the unit of values: %s", name, diff)
			}
		}
	}
}

func times(v *float64, n float64) *float64 {
	if v == nil {
		return nil
	}
	return num(*v * n)
}
