package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A service is online in a region only where it is known to be online in all its municipalities; an unknown one may turn a yes into
// "can't say", and never into a no.
func TestParts(t *testing.T) {
	yes, no := num(1), num(0)
	for _, test := range []struct {
		name            string
		parts           []*float64
		all, any, share *float64
	}{
		{"all online", []*float64{yes, yes}, yes, yes, yes},
		{"one of four is not", []*float64{yes, yes, no, yes}, no, yes, num(0.75)},
		{"none is", []*float64{no, no}, no, no, no},
		{"one is not known, the others are", []*float64{yes, nil}, nil, yes, yes},
		{"one is not known, the others are not", []*float64{no, nil}, no, nil, no},
		{"one of each", []*float64{nil, yes, no}, no, yes, num(0.5)},
		{"nothing is known", []*float64{nil, nil}, nil, nil, nil},
		{"one part", []*float64{yes}, yes, yes, yes},
		{"no part", nil, nil, nil, nil},
		{"one is no number, the others are online", []*float64{yes, num(math.NaN()), num(math.Inf(1))}, nil, yes, yes},
		{"one is no number, the others are not online", []*float64{num(math.Inf(-1)), no, num(math.NaN())}, no, nil, no},
		{"only what is no number", []*float64{num(math.NaN()), num(math.Inf(1))}, nil, nil, nil},
		{"parts that are shares themselves", []*float64{num(0.5), num(0.75)}, num(0.5), num(0.75), num(0.625)},
	} {
		for method, got := range map[string][2]*float64{"all": {test.all, AllOf(test.parts)}, "any": {test.any, AnyOf(test.parts)}, "share": {test.share, ShareOf(test.parts)}} {
			if diff := cmp.Diff(got[0], got[1], near); diff != "" {
				t.Errorf("%s, %s (-want +got):\n%s", test.name, method, diff)
			}
		}
	}
}
