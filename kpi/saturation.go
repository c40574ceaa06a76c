package kpi

// MethodSaturation names the saturation method.
const MethodSaturation = "saturation"

// Saturated is how far regions offer what each of them must (India, NeSDA). Nil means "can't say", and Reason why.
type Saturated struct {
	Share              *float64 // available / mandatory, 0 to 1
	Available          *float64 // over the regions that reported
	Mandatory          *float64 // likewise
	Reported, Expected int      // regions that are in it, and that should be
	Partial            bool     // fewer are in it than should be
	Over               bool     // some region has more available than mandatory: a signal for people, not an error
	Reason             Reason
}

// Saturation is available / (mandatory × regions). A part is a region: its Numerator is what it offers, mandatory what it
// must offer; where that is nil, each region's own Denominator is. The share of several regions is the mean of theirs
// weighted by what they must offer, which is the sum over the sum. A region of which a number is not known is left out
// on both sides, and makes the result partial; one that must offer nothing is left out as not concerned.
func Saturation(parts []Part, mandatory *float64, expected int) Saturated {
	s := Saturated{Expected: expected}
	available, must := 0.0, 0.0
	for _, p := range parts {
		m := mandatory
		if m == nil {
			m = p.Denominator
		}
		if m != nil && *m == 0 {
			s.Expected--
			continue
		}
		if p.Numerator == nil || m == nil || !isFinite(*p.Numerator) || !isFinite(*m) || *p.Numerator < 0 || *m < 0 {
			continue
		}
		available, must = available+*p.Numerator, must+*m
		s.Reported++
		s.Over = s.Over || *p.Numerator > *m
	}
	s.Partial = s.Reported < s.Expected
	switch {
	case s.Reported == 0 && s.Expected <= 0 && len(parts) > 0:
		s.Reason = ReasonNotApplicable
	case s.Reported == 0:
		s.Reason = ReasonNoData
	default:
		s.Available, s.Mandatory, s.Share = finite(available), finite(must), quotient(available, must)
		if s.Share == nil || s.Available == nil || s.Mandatory == nil {
			s.Share, s.Available, s.Mandatory, s.Reason = nil, nil, nil, ReasonNotComparable // too large to be added
		}
	}
	return s
}
