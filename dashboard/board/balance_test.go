package board

import (
	"slices"
	"strings"
	"testing"
)

func TestBalanceSettles(t *testing.T) {
	tests := []struct {
		name   string
		months [][4]float64 // applications, completed, withdrawn, open
		want   []string     // what is hidden of each month, by the first letters
	}{
		{"large numbers are shown", [][4]float64{{50, 30, 0, 20}, {40, 40, 8, 12}}, []string{"", ""}},
		{"the withdrawn of two months hide each other behind the open between", [][4]float64{{50, 30, 3, 17}, {40, 40, 4, 13}}, []string{"wo", "w"}},
		{"the withdrawn of a month alone hide behind its applications", [][4]float64{{50, 30, 0, 20}, {40, 40, 2, 18}}, []string{"", "aw"}},
		{"few open between many are no difference of what is shown", [][4]float64{{50, 40, 0, 10}, {20, 28, 0, 2}, {30, 12, 0, 20}}, []string{"", "awo", "w"}},
		{"the newest open stay", [][4]float64{{50, 30, 0, 20}, {20, 20, 1, 19}}, []string{"", "aw"}},
		{"few applications need no more than the withdrawn", [][4]float64{{30, 20, 0, 10}, {3, 6, 0, 7}}, []string{"", "aw"}},
	}
	for _, tt := range tests {
		var b balance
		for _, n := range tt.months {
			p := func(i int) *part { return &part{counts{n[i]}, small(n[i], smallLimit)} }
			b = append(b, flows{p(0), p(1), p(2), p(3)})
		}
		b.settle(smallLimit)
		var got []string
		for _, m := range b {
			s := &strings.Builder{}
			for i, p := range []*part{m.applications, m.completed, m.withdrawn, m.open} {
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
