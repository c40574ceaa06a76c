package kpi

import "math"

// Summed is what the parts of a whole come to. Nil means "can't say", and Reason why.
type Summed struct {
	Parts      *float64 // the sum
	Difference *float64 // the sum less the whole; within rounding it is 0
	Reason     Reason
}

// PartsSum holds the sum of parts against their whole, of one period. All must be known: what is missing is not nothing.
func PartsSum(whole *float64, parts []*float64) Summed {
	sum, largest := 0.0, 0.0
	for _, p := range parts {
		if p == nil || !isFinite(*p) {
			return Summed{Reason: ReasonNoData}
		}
		sum, largest = sum+*p, max(largest, math.Abs(*p))
	}
	if len(parts) == 0 || whole == nil || !isFinite(*whole) {
		return Summed{Reason: ReasonNoData}
	}
	s := Summed{Parts: finite(sum), Difference: finite(sum - *whole)}
	if s.Parts == nil || s.Difference == nil {
		return Summed{Reason: ReasonNotComparable} // numbers so large that their sum is none
	}
	if math.Abs(*s.Difference) <= roundingRoom*max(largest, math.Abs(*whole)) {
		*s.Difference = 0
	}
	return s
}
