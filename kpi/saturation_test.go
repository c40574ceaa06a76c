package kpi

import (
	"math"
	"testing"
)

func offers(available ...float64) (parts []Part) {
	for _, v := range available {
		parts = append(parts, Part{Numerator: &v})
	}
	return parts
}

func TestSaturation(t *testing.T) {
	own := func(available, mandatory float64) Part { return Part{Numerator: &available, Denominator: &mandatory} }
	tests := []struct {
		name      string
		parts     []Part
		mandatory *float64
		expected  int
		share     *float64
		reported  int
		partial   bool
		over      bool
		reason    Reason
	}{
		{"one region, 42 of 56", offers(42), num(56), 1, num(0.75), 1, false, false, ""},
		{"three regions: (56 + 42 + 14) of 168", offers(56, 42, 14), num(56), 3, num(112.0 / 168), 3, false, false, ""},
		{"none available is a known zero", offers(0, 0), num(56), 2, num(0), 2, false, false, ""},
		{"what is not known is no zero: 42 of 56, partial", append(offers(42), Part{}), num(56), 2, num(0.75), 1, true, false, ""},
		{"one that has not come at all makes it partial", offers(42), num(56), 2, num(0.75), 1, true, false, ""},
		{"regions of their own size are weighted by it: 30 of 40, not the mean of 1 and 2/3", []Part{own(10, 10), own(20, 30)}, nil, 2, num(0.75), 2, false, false, ""},
		{"a region that must offer nothing is not concerned", []Part{own(0, 0), own(20, 40)}, nil, 2, num(0.5), 1, false, false, ""},
		{"nobody must offer anything", []Part{own(0, 0)}, nil, 1, nil, 0, false, false, ReasonNotApplicable},
		{"nobody reported", nil, num(56), 3, nil, 0, true, false, ReasonNoData},
		{"more than must be is kept, and told", offers(60), num(56), 1, num(60.0 / 56), 1, false, true, ""},
		{"numbers that are none are not known", offers(math.NaN(), math.Inf(1), -1), num(56), 3, nil, 0, true, false, ReasonNoData},
		{"numbers too large to be added", offers(math.MaxFloat64, math.MaxFloat64), num(56), 2, nil, 2, false, true, ReasonNotComparable},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Saturation(test.parts, test.mandatory, test.expected)
			if show(got.Share) != show(test.share) || got.Reported != test.reported || got.Partial != test.partial || got.Over != test.over || got.Reason != test.reason {
				t.Errorf("got %v of %d regions, partial %v, over %v (%s)", show(got.Share), got.Reported, got.Partial, got.Over, got.Reason)
			}
		})
	}
}

// What India's Department of Administrative Reforms and Public Grievances published in its NeSDA Way Forward reports:
// in May 2025, 1,599 of 2,016 mandatory e-services (56 in each of 36 states and union territories), "over 79 per cent";
// in January 2026, 1,735 of 2,124 (59 in each), "over 81 per cent".
func TestSaturationAsPublished(t *testing.T) {
	for _, edition := range []struct{ available, mandatory, of, atLeast, below float64 }{
		{1599, 56, 2016, 0.79, 0.80},
		{1735, 59, 2124, 0.81, 0.82},
	} {
		parts := offers(make([]float64, 36)...)
		for left := edition.available; left > 0; left-- { // spread over the regions in any way
			*parts[int(left)%36].Numerator++
		}
		got := Saturation(parts, &edition.mandatory, 36)
		if got.Mandatory == nil || *got.Mandatory != edition.of || *got.Available != edition.available {
			t.Fatalf("%v of %v, published are %v of %v", show(got.Available), show(got.Mandatory), edition.available, edition.of)
		}
		if *got.Share < edition.atLeast || *got.Share >= edition.below {
			t.Errorf("the saturation is %v, published is over %v", *got.Share, edition.atLeast)
		}
	}
}
