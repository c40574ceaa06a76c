package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRollUp(t *testing.T) {
	share := func(n, d float64) Part { return Part{Value: num(100 * n / d), Numerator: num(n), Denominator: num(d)} }
	value := func(v float64) Part { return Part{Value: num(v)} }
	weighted := func(parts []Part, expected int) Rolled { return RollUpWeighted(parts, expected, 100) }
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
		{"mean", RollUpMean, []Part{value(1), value(2), {}}, 3, Rolled{Value: num(1.5), Reported: 2, Expected: 3, Partial: true}},
	}
	for _, test := range tests {
		if diff := cmp.Diff(test.want, test.rollUp(test.parts, test.expected), near); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
}
