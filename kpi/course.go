package kpi

import "math"

// The outermost shares of its ceiling that the logistic method tells apart from nothing and from the whole: beyond them
// the logarithm runs off.
const (
	leastShare = 0.001
	mostShare  = 0.999
)

// course is the curve that values follow. The zero course is straight; one with a ceiling L is logistic: ln(y / (L − y))
// is straight instead of y. It runs through the last observation.
type course struct {
	ceiling float64
	start   float64 // the last observation, straightened
	shift   float64 // what the last observation lies off the curve, where it is beyond the outermost shares
}

func courseThrough(last, ceiling float64) course {
	c := course{ceiling: ceiling}
	c.start = c.straight(last)
	c.shift = last - c.curved(c.start)
	return c
}

// straight turns a value into what changes evenly.
func (c course) straight(y float64) float64 {
	if c.ceiling == 0 {
		return y
	}
	share := min(max(y/c.ceiling, leastShare), mostShare)
	return math.Log(share / (1 - share))
}

func (c course) curved(z float64) float64 {
	if c.ceiling == 0 {
		return z
	}
	return c.ceiling / (1 + math.Exp(-z))
}

// value is the course's when what changes evenly has come to z.
func (c course) value(z float64) float64 {
	if c.ceiling == 0 {
		return z
	}
	return min(max(c.curved(z)+c.shift, 0), c.ceiling)
}

// slope is the course's at the last observation, in the value's own unit a period.
func (c course) slope(even float64) float64 {
	if c.ceiling == 0 {
		return even
	}
	share := min(max(c.curved(c.start)/c.ceiling, leastShare), mostShare)
	return even * share * (1 - share) * c.ceiling
}

// goal is a target for the straightened course, and what can be said of it without the course: ok is false where the
// course has no say.
func (c course) goal(last, target float64, comparison Comparison) (g goal, met, ok bool) {
	g = goal{from: c.start, value: c.straight(target), comparison: comparison}
	switch {
	case c.ceiling == 0:
		return g, g.metBy(g.from), true
	case comparison.Holds(last, target):
		return g, true, true
	case target < 0, target > c.ceiling, !comparison.Holds(0, target) && !comparison.Holds(c.ceiling, target) && comparison != Equal:
		return goal{}, false, true // no share comes there, and no course meets the empty goal
	}
	return g, false, g.value != g.from // else both lie within the outermost thousandth, which the method can't tell apart
}
