package kpi

// Part is one region's share in a roll-up. Nil means that the region has no such number.
type Part struct {
	Value, Numerator, Denominator *float64
	Weight                        *float64 // what RollUpByWeight weighs it by, such as how many people live there
}

// Rolled is a value for the parent of several regions.
type Rolled struct {
	Value, Numerator, Denominator *float64
	Reported, Expected            int    // regions that are in it, and that should be
	Partial                       bool   // fewer are in it than should be
	Reason                        Reason // why Value is nil
}

// RollUpSum adds values up; numerators and denominators too, where every region in it has them.
func RollUpSum(parts []Part, expected int) Rolled {
	in := having(parts, func(p Part) bool { return p.Value != nil && finite(*p.Value) != nil })
	r := rolled(in, expected)
	if r.Reported > 0 {
		r.setValue(total(in, func(p Part) *float64 { return p.Value }))
	}
	return r
}

// RollUpWeighted is the sum of numerators over the sum of denominators, times scale: 100 for per cent, 1 for ratios.
// A region without a numerator brings its value times its denominator. One that lacks a denominator can't be
// weighed, and counts as not reported.
func RollUpWeighted(parts []Part, expected int, scale float64) Rolled {
	in := having(weighable(parts, scale), func(p Part) bool {
		return p.Numerator != nil && finite(*p.Numerator) != nil && p.Denominator != nil && finite(*p.Denominator) != nil
	})
	r := rolled(in, expected)
	switch {
	case r.Reported == 0:
	case r.Numerator == nil || r.Denominator == nil:
		r.Reason = ReasonNotComparable
	case *r.Denominator == 0:
		r.Reason = ReasonDivisionByZero
	default:
		r.setValue(quotient(*r.Numerator*scale, *r.Denominator))
	}
	return r
}

// RollUpByWeight is the mean of the values, each counting by its weight: Σ w·v / Σ w. A region whose weight is not known, or is
// negative, can't be weighed, and counts as not reported; one of weight 0 is in it, and changes nothing.
func RollUpByWeight(parts []Part, expected int) Rolled {
	weighed := make([]Part, 0, len(parts))
	for _, p := range parts {
		if p.Weight != nil && *p.Weight >= 0 {
			weighed = append(weighed, Part{Value: p.Value, Denominator: p.Weight})
		}
	}
	r := RollUpWeighted(weighed, expected, 1)
	r.Numerator, r.Denominator = nil, nil
	return r
}

// RollUpMean is the mean of the values, each region counting once.
func RollUpMean(parts []Part, expected int) Rolled {
	r := RollUpSum(parts, expected)
	r.Numerator, r.Denominator = nil, nil
	if r.Value != nil {
		r.Value = quotient(*r.Value, float64(r.Reported))
	}
	return r
}

// weighable gives the parts that have a value, with the numerator that follows from it where it is missing.
func weighable(parts []Part, scale float64) []Part {
	result := make([]Part, 0, len(parts))
	for _, p := range parts {
		if p.Value == nil {
			continue
		}
		if p.Numerator == nil && p.Denominator != nil && scale != 0 {
			p.Numerator = finite(*p.Value * *p.Denominator / scale)
		}
		result = append(result, p)
	}
	return result
}

func having(parts []Part, ok func(Part) bool) []Part {
	result := make([]Part, 0, len(parts))
	for _, p := range parts {
		if ok(p) {
			result = append(result, p)
		}
	}
	return result
}

func rolled(in []Part, expected int) Rolled {
	r := Rolled{Reported: len(in), Expected: expected, Partial: len(in) < expected}
	if len(in) == 0 {
		r.Reason = ReasonNoData
		return r
	}
	r.Numerator = total(in, func(p Part) *float64 { return p.Numerator })
	r.Denominator = total(in, func(p Part) *float64 { return p.Denominator })
	return r
}

// total adds one number of each part up, nil where a part has none.
func total(parts []Part, of func(Part) *float64) *float64 {
	sum := 0.0
	for _, p := range parts {
		v := of(p)
		if v == nil {
			return nil
		}
		sum += *v
	}
	return finite(sum)
}

func (r *Rolled) setValue(v *float64) {
	if r.Value = v; v == nil {
		r.Reason = ReasonNotComparable // numbers so large that their sum is none
	}
}
