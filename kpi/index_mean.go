package kpi

import "math"

// mean is a weighted mean that an aggregation asks for: parts are taken into a space where they can be added, and their
// mean is taken out again.
type mean struct {
	by    Aggregation
	power float64 // of the generalised mean, else 0
}

// In the columns of an index two numbers stand for none. What is missing is left out and the weights of the others are
// re-scaled. What is there but can't be put together (0 in a geometric mean) makes every group above it unsayable: left out,
// the worst value would raise its region.
var (
	missing   = math.NaN()
	unsayable = math.Inf(1)
)

// present tells whether a column's value is a number.
func present(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

// orMissing is the number, or missing where there is none.
func orMissing(v *float64) float64 {
	if v == nil || !present(*v) {
		return missing
	}
	return *v
}

// in takes a value to where it is added; what the mean can't take is unsayable.
func (m mean) in(v float64) float64 {
	if m.by == Arithmetic || !present(v) {
		return v
	}
	if v <= 0 {
		return unsayable
	}
	switch m.by {
	case Geometric:
		return math.Log(v)
	case Harmonic:
		return 1 / v
	}
	return math.Pow(v, m.power)
}

// out takes a mean back to the scale of the values.
func (m mean) out(v float64) float64 {
	if m.by == Arithmetic || !present(v) {
		return v
	}
	switch m.by {
	case Geometric:
		v = math.Exp(v)
	case Harmonic:
		v = 1 / v
	default:
		v = math.Pow(v, 1/m.power)
	}
	if v == 0 || !present(v) { // so large a power that nothing of the values is left
		return unsayable
	}
	return v
}

// hand takes a group's mean from its own space to that of the mean above.
func (m mean) hand(v float64, above mean) float64 {
	if m == above {
		return v
	}
	return above.in(m.out(v))
}
