// Package chart makes a trajectory twice from the same figures: as a small drawing that needs no script, and as options
// for the script that draws it large. Thin and dark is what was promised, thick is what happened, the fan is where it leads.
package chart

import (
	"math"

	"github.com/postup/postup/kpi"
)

// Trajectory is what happened, what was promised and where it leads.
type Trajectory struct {
	Unit     string // percent, count, …
	Decimals int
	Actual   []Point   // ordered by day; a value that is missing is a gap, never a zero
	Promises []Promise // one a reading of the deadline
	Fan      *Fan      // nil where no forecast can be made
	Notes    []Note    // in order of their days, and all in sight
}

// Point is a day and the value on it; nil where there is none.
type Point struct {
	Day       kpi.Date
	Value     *float64
	Simulated bool // the value is invented
}

// Promise is a line that was promised, through its plan values; its last point is the goal. A promise without a
// starting value has only the goal: no line is drawn then, since none was promised.
type Promise struct {
	Name string // of the reading, "" where there is one
	Line []kpi.DatedValue
}

// Fan is a forecast with its 80 % interval, from the last value on.
type Fan struct {
	From             kpi.DatedValue
	At               kpi.Date
	Low, Value, High float64
	Between          []FanPoint // where the course is no straight line, ordered by day
}

// FanPoint is the forecast on a day between.
type FanPoint struct {
	Day              kpi.Date
	Low, Value, High float64
}

// line is the course to one of the fan's ends.
func (f *Fan) line(end func(FanPoint) float64) []kpi.DatedValue {
	line := []kpi.DatedValue{f.From}
	for _, p := range append(f.Between[:len(f.Between):len(f.Between)], FanPoint{f.At, f.Low, f.Value, f.High}) {
		line = append(line, kpi.DatedValue{Date: p.Day, Value: end(p)})
	}
	return line
}

func lowest(p FanPoint) float64  { return p.Low }
func middle(p FanPoint) float64  { return p.Value }
func highest(p FanPoint) float64 { return p.High }

// Empty tells that there is nothing to draw: neither a value nor a promised number.
func (t *Trajectory) Empty() bool { return t.Last() == nil && len(t.Promises) == 0 }

// Last is the newest value; nil where there is none.
func (t *Trajectory) Last() *kpi.DatedValue {
	p := t.lastPoint()
	if p == nil {
		return nil
	}
	last := p.dated()
	return &last
}

func (t *Trajectory) lastPoint() *Point {
	for i := len(t.Actual) - 1; i >= 0; i-- {
		if t.Actual[i].Value != nil {
			return &t.Actual[i]
		}
	}
	return nil
}

// Mixed tells whether some values are real and others are invented: they look different then.
func (t *Trajectory) Mixed() bool {
	var real, simulated bool
	for _, p := range t.Actual {
		if p.Value != nil {
			real, simulated = real || !p.Simulated, simulated || p.Simulated
		}
	}
	return real && simulated
}

// Known is how many values there are.
func (t *Trajectory) Known() int {
	n := 0
	for _, p := range t.Actual {
		if p.Value != nil {
			n++
		}
	}
	return n
}

// span is the rectangle that the chart covers: days across, values up.
type span struct {
	from, to    kpi.Date
	low, high   float64
	step        float64 // between the lines of the grid
	gridNumbers int     // decimals of the grid's numbers
}

func (t *Trajectory) span() span {
	var s span
	low, high := math.Inf(1), math.Inf(-1)
	see := func(d kpi.Date, values ...float64) {
		if s.from.IsZero() || d < s.from {
			s.from = d
		}
		s.to = max(s.to, d)
		for _, v := range values {
			low, high = min(low, v), max(high, v)
		}
	}
	for _, p := range t.Actual {
		if p.Value != nil {
			see(p.Day, *p.Value)
		}
	}
	for _, p := range t.Promises {
		for _, v := range p.Line {
			see(v.Date, v.Value)
		}
	}
	if t.Fan != nil {
		see(t.Fan.At, t.Fan.Low, t.Fan.Value, t.Fan.High)
	}
	if s.to-s.from < 180 { // a single point still gets a stretch of time around it
		s.from = s.to.AddDays(-180)
	}
	s.low, s.high, s.step, s.gridNumbers = scale(low, high, t.Unit)
	return s
}

// scale chooses round limits. Shares that stay within 0 to 100 are drawn on the whole of it, everything else from 0 up
// unless it is negative: a length that does not begin at 0 would lie.
func scale(low, high float64, unit string) (from, to, step float64, decimals int) {
	if unit == "percent" && low >= 0 && high <= 100 {
		return 0, 100, 25, 0
	}
	low, high = min(low, 0), max(high, 0)
	if high == low {
		high = low + 1
	}
	raw := (high - low) / 4
	p := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5, 10} {
		if step = m * p; step >= raw {
			break
		}
	}
	if unit == "count" { // of which there are no halves
		step = max(step, 1)
	}
	from, to = math.Floor(low/step+1e-9)*step, math.Ceil(high/step-1e-9)*step
	for decimals = 0; decimals < 3 && math.Abs(step*math.Pow(10, float64(decimals))-math.Round(step*math.Pow(10, float64(decimals)))) > 1e-6; decimals++ {
	}
	return from, to, step, decimals
}
