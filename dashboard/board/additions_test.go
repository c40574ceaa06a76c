package board

import (
	"slices"
	"testing"
)

const smallLimit = 5

func TestAdditionSettles(t *testing.T) {
	tests := []struct {
		name   string
		total  float64 // 0: nobody published it
		parts  []float64
		hidden []bool // of the parts, then the total
		want   []bool
	}{
		{"nothing hidden stays so", 30, []float64{10, 20}, []bool{false, false, false}, []bool{false, false, false}},
		{"the only part with anything in it takes the total", 7, []float64{7}, []bool{true, false}, []bool{true, true}},
		{"a part that is withheld alone takes the next", 42, []float64{2, 30, 10}, []bool{true, false, false, false}, []bool{true, false, true, false}},
		{"the parts of a withheld total are not all shown", 12, []float64{7, 5}, []bool{false, false, true}, []bool{false, true, true}},
		{"two hidden parts of one each need company", 18, []float64{1, 1, 7, 9}, []bool{true, true, false, false, false}, []bool{true, true, true, false, false}},
		{"two hidden parts that make enough are safe", 14, []float64{3, 4, 7}, []bool{true, true, false, false}, []bool{true, true, false, false}},
		{"five hidden parts that make five are one each", 14, []float64{1, 1, 1, 1, 1, 9}, []bool{true, true, true, true, true, false, false}, []bool{true, true, true, true, true, true, false}},
		{"nor are two that make five, of which one can be four", 5, []float64{1, 4}, []bool{true, true, false}, []bool{true, true, true}},
		{"a total that nobody published is taken for known", 0, []float64{3, 9, 20}, []bool{true, false, false}, []bool{true, true, false}},
	}
	for _, tt := range tests {
		var a addition
		for i, n := range tt.parts {
			a.terms = append(a.terms, term{&part{counts: counts{n}, hidden: tt.hidden[i]}, n, 1})
		}
		if tt.total > 0 {
			a.terms = append(a.terms, term{&part{counts: counts{tt.total}, hidden: tt.hidden[len(tt.parts)]}, tt.total, -1})
		}
		a.settle(smallLimit)
		var got []bool
		for _, x := range a.terms {
			got = append(got, x.hidden)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: hidden are %v, want %v", tt.name, got, tt.want)
		}
	}
}

// An indicator of mass services beside the same of all: what is left is the rest, of which no list gives the sum.
func TestDifferencesOfSumsAreSettled(t *testing.T) {
	a, b, c, d := &part{counts: counts{3}, hidden: true}, &part{counts: counts{4}, hidden: true}, &part{counts: counts{2}, hidden: true}, &part{counts: counts{9}, hidden: false}
	times := func(n float64, list ...*part) (terms []term) {
		for _, p := range list {
			terms = append(terms, term{p, p.counts[0], n})
		}
		return terms
	}
	all, mass := &part{counts: counts{18}, hidden: false}, &part{counts: counts{7}, hidden: false}
	group := []addition{{terms: append(times(1, a, b, c, d), times(-1, all)...)}, {terms: append(times(1, a, b), times(-1, mass)...)}}
	for i := range group {
		group[i].settle(smallLimit)
	}
	if d.hidden || mass.hidden || all.hidden {
		t.Fatal("each sum by itself gives nothing away")
	}
	for _, combined := range combine(group) {
		combined.settle(smallLimit)
	}
	if !d.hidden && !mass.hidden && !all.hidden {
		t.Error("all less the mass ones are the two applications that are withheld")
	}
}
