package kpi

import "slices"

// fewPeriods is up to how many points a trend needs no memory of its own: more than a forecast takes unless it is told to.
const fewPeriods = 16

// trend is a Theil–Sen line with all pairwise slopes in order.
type trend struct {
	Trend
	slopes []float64
}

// trendOf fits ordered points, straightened by the course that they follow, and is false where they speak of fewer than
// least different days. The slopes are written into space, as far as it goes.
func trendOf(points []Point, a axis, c course, least int, space []float64) (trend, bool) {
	var xs, ys, ordered [fewPeriods]float64
	x, y := xs[:0], ys[:0]
	days, first := 0, 0.0
	for i, p := range points {
		at := a.position(p.At)
		if i == 0 {
			first = at
		}
		x, y = append(x, a.periods(at-first)), append(y, c.straight(p.Value))
		if i == 0 || p.At != points[i-1].At {
			days++
		}
	}
	slopes := pairwiseSlopes(x, y, space)
	if days < least || len(slopes) == 0 {
		return trend{}, false
	}
	t := trend{slopes: slopes, Trend: Trend{
		Slope: percentile(slopes, 0.5), SlopeLow: percentile(slopes, 0.1), SlopeHigh: percentile(slopes, 0.9),
	}}
	values := append(ordered[:0], y...)
	slices.Sort(values)
	midX, midY := percentile(x, 0.5), percentile(values, 0.5) // days are in order
	for i := range x {
		y[i] -= midY + t.Slope*(x[i]-midX) // from here on what is left of a value
	}
	slices.Sort(y)
	t.ResidualLow, t.ResidualHigh = percentile(y, 0.1), percentile(y, 0.9)
	return t, true
}

// pairwiseSlopes are the slopes between every two points that lie apart, in order.
func pairwiseSlopes(x, y, space []float64) []float64 {
	slopes := space[:0]
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			if run := x[j] - x[i]; run != 0 {
				if slope := (y[j] - y[i]) / run; isFinite(slope) {
					slopes = append(slopes, slope)
				}
			}
		}
	}
	slices.Sort(slopes)
	return slopes
}

// percentile interpolates straight between the ranks of ordered values.
func percentile(ordered []float64, q float64) float64 {
	rank := q * float64(len(ordered)-1)
	low := int(rank)
	if low+1 >= len(ordered) {
		return ordered[len(ordered)-1]
	}
	part := rank - float64(low)
	return ordered[low]*(1-part) + ordered[low+1]*part
}
