package pages

import (
	"iter"

	"github.com/postup/postup/dashboard/board"
)

// group is one promise for one region: a row of progress for each reading of its deadline, in order.
type group []*board.Progress

// groups parts progress into promises.
func groups(list []*board.Progress) iter.Seq[group] {
	return func(yield func(group) bool) {
		for i, j := 0, 0; i < len(list); i = j {
			for j = i; j < len(list) && samePromise(list[i], list[j]); j++ {
			}
			if !yield(list[i:j:j]) {
				return
			}
		}
	}
}

// samePromise tells whether two are readings of one promise for one region.
func samePromise(x, y *board.Progress) bool {
	return x.Target == y.Target && x.Region == y.Region && x.Breakdown == y.Breakdown
}

// last is the most lenient reading.
func (g group) last() *board.Progress { return g[len(g)-1] }

// byTarget parts progress by what was promised.
func byTarget(list []*board.Progress) [][]*board.Progress {
	var out [][]*board.Progress
	for i, j := 0, 0; i < len(list); i = j {
		for j = i; j < len(list) && list[j].Target == list[i].Target; j++ {
		}
		out = append(out, list[i:j:j])
	}
	return out
}

// regionsOf counts the regions that one promise was made to.
func regionsOf(of []*board.Progress) int {
	n := 0
	for i := range of {
		if i == 0 || of[i].Region != of[i-1].Region {
			n++
		}
	}
	return n
}
