package pages

import (
	"maps"
	"slices"
	"testing"

	"github.com/postup/postup/kpi"
)

// Whoever moved by as much has the same colour, and where that would be very many nobody has one.
func TestColoursOfPlacesDoNotChooseAmongEqual(t *testing.T) {
	for _, test := range []struct {
		then, now []int
		up, down  []int
	}{
		{[]int{1, 2, 3, 4}, []int{2, 1, 4, 3}, []int{1, 3}, []int{0, 2}},
		{[]int{1, 2, 3, 4, 5}, []int{2, 3, 4, 1, 5}, []int{3}, []int{0, 1, 2}},
		{[]int{1, 2, 3, 4, 5}, []int{2, 3, 4, 5, 1}, []int{4}, nil}, // four fell by as much
		{[]int{1, 2, 3, 4, 5}, []int{3, 1, 2, 5, 4}, []int{1, 2, 4}, []int{0}},
		{[]int{1, 2}, []int{1, 2}, nil, nil},
		{[]int{1, 2, 0}, []int{1, 0, 2}, nil, nil}, // there is no telling how who had no place moved
	} {
		s := &placings{periods: make([]kpi.Period, 2), ranks: [][]int{test.then, test.now}}
		order := make([]int, len(test.then))
		for n := range order {
			order[n] = n
		}
		kinds := s.movedMost(order)
		for kind, want := range map[string][]int{"up": test.up, "down": test.down} {
			got := slices.DeleteFunc(slices.Sorted(maps.Keys(kinds)), func(n int) bool { return kinds[n] != kind })
			if !slices.Equal(got, want) {
				t.Errorf("from %v to %v: %s are %v, want %v", test.then, test.now, kind, got, want)
			}
		}
		if risen, _ := s.furthest(order, 1); len(risen) <= mostMoved && !slices.Equal(risen, test.up) {
			t.Errorf("from %v to %v: told of are %v, and coloured %v", test.then, test.now, risen, test.up)
		}
	}
}
