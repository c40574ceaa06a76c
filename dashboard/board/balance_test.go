package board

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestBalanceSettles(t *testing.T) {
	any := math.Inf(1)
	tests := []struct {
		name   string
		months [][4]float64 // applications, completed, withdrawn, open
		most   float64      // that can have been withdrawn in a month
		want   []string     // what is hidden of each month, by the first letters
	}{
		{"large numbers are shown", [][4]float64{{50, 30, 0, 20}, {40, 40, 8, 12}}, any, []string{"", ""}},
		{"the withdrawn of two months hide each other behind the open between", [][4]float64{{50, 30, 3, 17}, {40, 40, 4, 13}}, any, []string{"wo", "w"}},
		{"the withdrawn of a month alone hide behind its applications", [][4]float64{{50, 30, 0, 20}, {40, 40, 2, 18}}, any, []string{"", "aw"}},
		{"few open between many are no difference of what is shown", [][4]float64{{50, 40, 0, 10}, {20, 28, 0, 2}, {30, 12, 0, 20}}, any, []string{"", "awo", "w"}},
		{"the newest open stay", [][4]float64{{50, 30, 0, 20}, {20, 20, 1, 19}}, any, []string{"", "aw"}},
		{"where nobody withdrew few open need a month's cell on either side", [][4]float64{{50, 40, 0, 10}, {20, 28, 0, 2}, {30, 12, 0, 20}, {30, 12, 0, 38}}, 0, []string{"", "awo", "cw", ""}},
		{"where nobody withdrew few that are open now need one before", [][4]float64{{50, 40, 0, 10}, {20, 28, 0, 2}}, 0, []string{"", "awo"}},
		{"where nobody withdrew few applications need the completed", [][4]float64{{50, 40, 0, 10}, {3, 7, 0, 6}}, 0, []string{"", "acw"}},
		{"few applications need no more than the withdrawn", [][4]float64{{30, 20, 0, 10}, {3, 6, 0, 7}}, any, []string{"", "aw"}},
	}
	for _, tt := range tests {
		var b balance
		for _, n := range tt.months {
			p := func(i int) *part {
				return &part{counts: counts{n[i]}, hidden: small(n[i], smallLimit), most: tt.most}
			}
			b = append(b, flows{p(0), p(1), p(2), p(3)})
		}
		b.settle(smallLimit)
		var got []string
		for _, m := range b {
			s := &strings.Builder{}
			for i, p := range m {
				if p.hidden {
					s.WriteByte("acwo"[i])
				}
			}
			got = append(got, s.String())
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: hidden are %q, want %q", tt.name, got, tt.want)
		}
	}
}
