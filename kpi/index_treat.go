package kpi

import (
	"math"
	"slices"
)

// When outliers are treated, and how many points are moved at most. Source: COINr, Treat, its defaults.
const (
	skewnessBelow = 2.0
	kurtosisBelow = 3.5
	winsoriseMax  = 5
	logOffset     = 0.01 // share of the range, so that the least value has a logarithm
)

// Treatment is what was done about an indicator's outliers. A column passes if its skewness is below 2 either way, or its
// excess kurtosis below 3.5; fewer than four values, or equal ones, pass.
type Treatment struct {
	Before, After Shape
	Winsorised    []int // regions whose value was moved to the next one, by place
	Logarithm     bool  // all values were replaced: ln(x − min + 0.01 · range), mirrored where the tail is to the left
	Passes        bool  // after what was done
}

// Shape is what decides whether values have outliers; nil: they have no such number.
type Shape struct {
	Skewness, Kurtosis *float64 // of a sample, type 2; the kurtosis is that above a normal distribution's
}

func shapeOf(values []float64) Shape {
	m := momentsOf(values)
	return Shape{m.skewness(), m.kurtosis()}
}

func (s Shape) passes() bool {
	return s.Skewness == nil || s.Kurtosis == nil || math.Abs(*s.Skewness) < skewnessBelow || *s.Kurtosis < kurtosisBelow
}

// treat gives the values without outliers, in memory of their own if any changed. If moving the outermost ones isn't enough,
// all of them as they came are replaced by logarithms.
func treat(values []float64) ([]float64, *Treatment) {
	t := &Treatment{Before: shapeOf(values)}
	t.After = t.Before
	if t.Passes = t.Before.passes() || spread(ends(values)) != ReasonNone; t.Passes { // rounding has a shape, too
		return values, t
	}
	treated, moved := winsorise(values)
	t.After = shapeOf(treated)
	if t.Passes = t.After.passes(); t.Passes {
		t.Winsorised = moved
		return treated, t
	}
	treated, t.Logarithm = logarithm(values, *t.Before.Skewness < 0), true
	t.After = shapeOf(treated)
	t.Passes = t.After.passes()
	return treated, t
}

// winsorise moves the outermost values to the next ones on the side of the skew, until the column passes or five points were
// moved; those that are equal move together. It never makes all values equal.
func winsorise(values []float64) (treated []float64, moved []int) {
	treated = slices.Clone(values)
	var highest, lowest []int
	for len(highest)+len(lowest) < winsoriseMax {
		shape := shapeOf(treated)
		if shape.passes() {
			break
		}
		low, high := ends(treated)
		end, other, at := high, low, &highest
		if *shape.Skewness < 0 {
			end, other, at = low, high, &lowest
		}
		next := other
		for _, v := range treated {
			if v != end && math.Abs(v-other) > math.Abs(next-other) {
				next = v
			}
		}
		if spread(min(next, other), max(next, other)) != ReasonNone {
			break
		}
		*at = move(treated, end, next)
	}
	moved = append(highest, lowest...)
	slices.Sort(moved)
	return treated, moved
}

// move puts one value in the place of another and says where that stood.
func move(values []float64, from, to float64) (at []int) {
	for i, v := range values {
		if v == from {
			values[i] = to
			at = append(at, i)
		}
	}
	return at
}

// logarithm pulls a long tail in: to the right as COINr does, to the left by the mirror image of that.
func logarithm(values []float64, left bool) []float64 {
	low, high := ends(values)
	offset := logOffset * (high - low)
	result := make([]float64, len(values))
	for i, v := range values {
		if left {
			result[i] = -math.Log(high - v + offset)
		} else {
			result[i] = math.Log(v - low + offset)
		}
	}
	return result
}
