package kpi

import (
	"cmp"
	"math"
	"slices"
)

// finite keeps NaN and infinities from leaving a method: they are "can't say".
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// quotient is a / b, nil where that is no number.
func quotient(a, b float64) *float64 {
	if b == 0 {
		return nil
	}
	return finite(a / b)
}

// knownOn gives the points that speak of days up to today, ordered by day, whatever order they came in.
// What speaks of a later day can't be part of a judgement on this one.
func knownOn(points []Point, today Date) []Point {
	known := make([]Point, 0, len(points))
	for _, p := range points {
		if p.At <= today && !math.IsNaN(p.Value) && !math.IsInf(p.Value, 0) {
			known = append(known, p)
		}
	}
	byDay := func(a, b Point) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Period.Start, b.Period.Start), cmp.Compare(a.Value, b.Value))
	}
	if !slices.IsSortedFunc(known, byDay) { // most are
		slices.SortFunc(known, byDay)
	}
	return known
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
