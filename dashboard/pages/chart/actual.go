package chart

import (
	"slices"

	"github.com/postup/postup/kpi"
)

// actual draws what happened: a path for each run of values without a gap. Where some are real and others invented, what leads to an invented one
// or away from it is a path of its own.
func (d *Drawing) actual(t *Trajectory, p plane) {
	mixed := t.Mixed()
	for _, run := range runs(t.Actual) {
		if len(run) == 1 {
			if at := p.mark(run[0].dated()); mixed && run[0].Simulated {
				d.Hollow = append(d.Hollow, at)
			} else {
				d.Singles = append(d.Singles, at)
			}
			continue
		}
		for _, part := range stretches(run, mixed) {
			line := d.line(p, dates(part))
			if mixed && invented(part) {
				d.Simulated = append(d.Simulated, line)
			} else {
				d.Actual = append(d.Actual, line)
			}
		}
	}
	last := t.Last()
	if last == nil {
		return
	}
	m := p.mark(*last)
	d.Last = &m
	if mixed && t.lastPoint().Simulated {
		d.Last, d.Hollow = nil, append(d.Hollow, m)
	}
}

// runs are values without a gap between them.
func runs(points []Point) (all [][]Point) {
	from := 0
	for i := 0; i <= len(points); i++ {
		if i < len(points) && points[i].Value != nil {
			continue
		}
		if i > from {
			all = append(all, points[from:i])
		}
		from = i + 1
	}
	return all
}

// stretches parts a run where real values give way to invented ones, and the other way round. The value where two stretches meet is in both.
func stretches(run []Point, mixed bool) (all [][]Point) {
	from := 0
	for i := 1; i+1 < len(run); i++ {
		if mixed && invented(run[i-1:i+1]) != invented(run[i:i+2]) {
			all = append(all, run[from:i+1])
			from = i
		}
	}
	return append(all, run[from:])
}

// invented tells whether any value is.
func invented(points []Point) bool {
	return slices.ContainsFunc(points, func(p Point) bool { return p.Simulated })
}

func (p Point) dated() kpi.DatedValue { return kpi.DatedValue{Date: p.Day, Value: *p.Value} }

func dates(points []Point) []kpi.DatedValue {
	list := make([]kpi.DatedValue, len(points))
	for i, p := range points {
		list[i] = p.dated()
	}
	return list
}
