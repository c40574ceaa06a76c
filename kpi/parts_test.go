package kpi

import (
	"math"
	"testing"
)

func TestPartsSum(t *testing.T) {
	list := func(values ...float64) (parts []*float64) {
		for _, v := range values {
			parts = append(parts, &v)
		}
		return parts
	}
	tests := []struct {
		name       string
		whole      *float64
		parts      []*float64
		sum, apart *float64
		reason     Reason
	}{
		{"20 municipal, 23 regional and 7 shared make 50", num(50), list(20, 23, 7), num(50), num(0), ""},
		{"they lack 3", num(50), list(20, 20, 7), num(47), num(-3), ""},
		{"they are 3 more", num(50), list(23, 23, 7), num(53), num(3), ""},
		{"rounding is no difference", num(0.3), list(0.1, 0.2), num(0.30000000000000004), num(0), ""},
		{"nothing is made of nothing", num(0), list(0, 0), num(0), num(0), ""},
		{"negative parts", num(-5), list(-7, 2), num(-5), num(0), ""},
		{"a part that is missing is not nothing", num(50), append(list(20, 23), nil), nil, nil, ReasonNoData},
		{"the whole is not known", nil, list(20, 23), nil, nil, ReasonNoData},
		{"there are no parts", num(50), nil, nil, nil, ReasonNoData},
		{"a number that is none", num(50), list(20, math.NaN()), nil, nil, ReasonNoData},
		{"too large to be added", num(0), list(math.MaxFloat64, math.MaxFloat64), nil, nil, ReasonNotComparable},
	}
	for _, test := range tests {
		got := PartsSum(test.whole, test.parts)
		if show(got.Parts) != show(test.sum) || show(got.Difference) != show(test.apart) || got.Reason != test.reason {
			t.Errorf("%s: %v, apart %v (%s); want %v, %v (%s)", test.name, show(got.Parts), show(got.Difference), got.Reason,
				show(test.sum), show(test.apart), test.reason)
		}
	}
}
