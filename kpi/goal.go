package kpi

import (
	"math"
	"sort"
)

// goal is a target that a straight course is held against.
type goal struct {
	from       float64 // where the course starts
	value      float64
	comparison Comparison
}

// metBy tells whether a course that has come to v meets the goal. What only rounding keeps from it does meet it,
// but "more than" stays more than. A course jumps over a single value, so Equal asks whether it has arrived there.
func (g goal) metBy(v float64) bool {
	room := roundingRoom * max(math.Abs(v), math.Abs(g.value))
	switch g.comparison {
	case AtLeast:
		return v >= g.value-room
	case AtMost:
		return v <= g.value+room
	case MoreThan:
		return v > g.value+room
	case LessThan:
		return v < g.value-room
	case Equal:
		if g.from <= g.value {
			return v >= g.value-room
		}
		return v <= g.value+room
	}
	return false
}

// reachedOn is the first day from start on which the course meets the goal, none if that is not within the horizon.
func (g goal) reachedOn(start Date, slope float64, a axis) Date {
	begin := a.position(start)
	met := func(i int) bool { return g.metBy(g.from + slope*a.periods(a.position(start.AddDays(i))-begin)) }
	if i := sort.Search(horizonDays, met); i < horizonDays {
		return start.AddDays(i)
	}
	return 0
}

// probability is the share of courses that meet the goal when so many periods have passed.
func (g goal) probability(slopes []float64, ahead float64) *float64 {
	met := 0
	for _, slope := range slopes {
		if g.metBy(g.from + slope*ahead) {
			met++
		}
	}
	return quotient(float64(met), float64(len(slopes)))
}
