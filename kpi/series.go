package kpi

import (
	"cmp"
	"math"
	"slices"
)

// finite keeps NaN and infinities from leaving a method: they are "can't say".
func finite(v float64) *float64 {
	if !isFinite(v) {
		return nil
	}
	return &v
}

func isFinite(v float64) bool { return v-v == 0 } // what is no number differs from itself

// quotient is a / b, nil where that is no number.
func quotient(a, b float64) *float64 {
	if b == 0 {
		return nil
	}
	return finite(a / b)
}

// knownOn gives the points that speak of days up to today, ordered by day, whatever order they came in.
// What speaks of a later day can't be part of a judgement on this one.
// Points that come in order, as a board's do, are not copied, and must not be changed.
func knownOn(points []Point, today Date) []Point {
	if inOrder(points) {
		n := len(points)
		for n > 0 && points[n-1].At > today {
			n--
		}
		return points[:n:n]
	}
	var known []Point
	for _, p := range points {
		if p.At <= today && isFinite(p.Value) {
			known = append(known, p)
		}
	}
	slices.SortFunc(known, comparePoints)
	return known
}

// inOrder tells that nothing is to be left out of the points or moved.
func inOrder(points []Point) bool {
	for i := range points {
		if !isFinite(points[i].Value) || i > 0 && points[i-1].At >= points[i].At && comparePoints(points[i-1], points[i]) > 0 {
			return false
		}
	}
	return true
}

func comparePoints(a, b Point) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Value, b.Value))
}

// mixed tells that the points are not of one frequency, so that they can't be held against one another.
// Periods that all begin on one day are one series too: a year to date, counted month by month.
// Irregular periods are alike where their lengths differ by less than a twentieth: half-years are.
func mixed(points []Point) bool {
	if len(points) < 2 {
		return false
	}
	first := points[0].Period
	sameStart, alike := true, true
	for _, p := range points[1:] {
		sameStart = sameStart && p.Period.Start == first.Start
		alike = alike && sameLength(p.Period, first)
	}
	return !sameStart && !alike
}

func sameLength(a, b Period) bool {
	f := FrequencyOf(a)
	if f != FrequencyOf(b) {
		return false
	}
	difference := math.Abs(float64(a.Days() - b.Days()))
	return f != "" || difference*20 < float64(max(a.Days(), b.Days()))
}

// after gives the points that speak of days after d, all of them where there is no such day. Points are ordered.
func after(points []Point, d Date) []Point {
	if d.IsZero() {
		return points
	}
	i, _ := slices.BinarySearchFunc(points, d, func(p Point, d Date) int {
		if p.At <= d {
			return -1
		}
		return 1
	})
	return points[i:]
}
