package kpi

import (
	"cmp"
	"math"
	"slices"
)

// Ranks gives each score its competition rank (1, 2, 2, 4), the highest first; 0 where there is no score. Scores that only
// rounding tells apart share a rank: no region stands before another by the order in which its parts were added up.
func Ranks(scores []*float64) []int {
	column := make([]float64, len(scores))
	for i, s := range scores {
		column[i] = orMissing(s)
	}
	var r ranker
	ranks := make([]int, len(scores))
	r.rank(column, ranks)
	return ranks
}

// Movement is by how many places a region rose since it had the previous rank, negative where it fell; nil where it has no
// rank now or had none.
func Movement(previous, rank int) *int {
	if previous <= 0 || rank <= 0 {
		return nil
	}
	rose := previous - rank
	return &rose
}

// ranker ranks column after column in the same memory.
type ranker struct {
	order []int
}

// rank puts the competition ranks of scores into ranks, of the same length: 1 is the highest, 0 what is no number.
func (r *ranker) rank(scores []float64, ranks []int) {
	r.order = r.order[:0]
	largest := 0.0
	for i, s := range scores {
		ranks[i] = 0
		if present(s) {
			r.order = append(r.order, i)
			largest = max(largest, math.Abs(s))
		}
	}
	slices.SortFunc(r.order, func(a, b int) int { return cmp.Compare(scores[b], scores[a]) })
	room := roundingRoom * largest
	first := 0 // place of the first of those that share a rank; each is held against it, so that small steps don't add up
	for place, i := range r.order {
		if scores[r.order[first]]-scores[i] > room {
			first = place
		}
		ranks[i] = first + 1
	}
}
