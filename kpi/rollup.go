package kpi

// Part is one region's share in a roll-up. Nil means that the region has no value.
type Part struct {
	Value, Numerator, Denominator *float64
}

// Rolled is a value for the parent of several regions.
type Rolled struct {
	Value, Numerator, Denominator *float64
	Reported, Expected            int
	Partial                       bool   // fewer reported than expected
	Reason                        Reason // why Value is nil
}

// RollUpSum adds the values up.
func RollUpSum(parts []Part, expected int) Rolled { return Rolled{} }

// RollUpWeighted is numerators over denominators, times scale (100 for per cent).
func RollUpWeighted(parts []Part, expected int, scale float64) Rolled { return Rolled{} }

// RollUpMean is the mean of the values, each region counting once.
func RollUpMean(parts []Part, expected int) Rolled { return Rolled{} }
