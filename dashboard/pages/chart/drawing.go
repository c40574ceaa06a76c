package chart

import (
	"fmt"
	"math"
	"strings"

	"github.com/postup/postup/kpi"
)

// Words writes what stands in a drawing, in the visitor's language.
type Words interface {
	Number(v float64, decimals int) string
	Value(v float64, unit string, decimals int) string
	Promised(v float64, unit string) string
}

// Drawing is a trajectory as the shapes of an SVG; templates write it out.
type Drawing struct {
	Width, Height int
	Left, Right   float64 // where the grid begins and ends
	Grid          []Tick  // across
	Years         []Tick  // down
	Fan, Middle   string  // paths, "" where there is no forecast
	Promises      []string
	Goals         []Mark
	Actual        []string // one path for each run without a gap
	Singles       []Mark   // values with a gap on both sides
	Last          *Mark
	Labels        []Label
}

// Tick is a line of the grid and what is written on it.
type Tick struct {
	At   float64
	Text string
}

// Mark is a point.
type Mark struct{ X, Y float64 }

// Label is a text beside a line's end. Kind: promise, forecast, actual.
type Label struct {
	X, Y float64
	Text string
	Kind string
}

const (
	padTop, padBottom = 26, 26
	padLeft, padRight = 40, 74
	labelGap          = 16 // least distance between two labels, so that none covers another
)

// Draw lays a trajectory out in a rectangle of so many units; nil where there is nothing to draw.
func Draw(t *Trajectory, width, height int, w Words) *Drawing {
	if t.Empty() {
		return nil
	}
	s := t.span()
	p := plane{s, padLeft, float64(width - padRight), padTop, float64(height - padBottom)}
	d := &Drawing{Width: width, Height: height, Left: p.left, Right: p.right}
	for v := s.low; v <= s.high+s.step/2; v += s.step {
		text := w.Number(v, s.gridNumbers)
		if t.Unit == "percent" {
			text = w.Value(v, t.Unit, s.gridNumbers)
		}
		d.Grid = append(d.Grid, Tick{p.y(v), text})
	}
	d.Years = p.years(width)
	for _, pr := range t.Promises {
		goal := pr.Line[len(pr.Line)-1]
		d.Goals = append(d.Goals, p.mark(goal))
		if len(pr.Line) > 1 {
			d.Promises = append(d.Promises, p.path(pr.Line))
		}
		d.Labels = append(d.Labels, Label{p.x(goal.Date) + 9, p.y(goal.Value) + 4, w.Promised(goal.Value, t.Unit), "promise"})
	}
	d.forecast(t, p, w)
	d.actual(t, p, w)
	d.spread()
	return d
}

func (d *Drawing) forecast(t *Trajectory, p plane, w Words) {
	f := t.Fan
	if f == nil || f.At <= f.From.Date {
		return
	}
	d.Fan = fmt.Sprintf("M%s L%s L%sZ", p.at(f.From.Date, f.From.Value), p.at(f.At, p.clamp(f.High)), p.at(f.At, p.clamp(f.Low)))
	d.Middle = fmt.Sprintf("M%s L%s", p.at(f.From.Date, f.From.Value), p.at(f.At, p.clamp(f.Value)))
	text := "≈\u00a0" + w.Value(f.Value, t.Unit, min(Fineness(f.High-f.Low), t.Decimals))
	d.Labels = append(d.Labels, Label{p.x(f.At) + 9, p.y(p.clamp(f.Value)) + 4, text, "forecast"})
}

// Fineness is how many decimals an estimate deserves whose interval is so wide.
func Fineness(width float64) int {
	switch width = math.Abs(width); {
	case width >= 2:
		return 0
	case width >= 0.2:
		return 1
	}
	return 2
}

func (d *Drawing) actual(t *Trajectory, p plane, w Words) {
	var run []kpi.DatedValue
	flush := func() {
		if len(run) == 1 {
			d.Singles = append(d.Singles, p.mark(run[0]))
		}
		if len(run) > 1 {
			d.Actual = append(d.Actual, p.path(run))
		}
		run = run[:0]
	}
	for _, a := range t.Actual {
		if a.Value == nil {
			flush()
			continue
		}
		run = append(run, kpi.DatedValue{Date: a.Day, Value: *a.Value})
	}
	flush()
	if last := t.Last(); last != nil {
		m := p.mark(*last)
		d.Last = &m
		d.Labels = append(d.Labels, Label{m.X, m.Y - 12, w.Value(last.Value, t.Unit, t.Decimals), "actual"})
	}
}

// spread moves the labels at the right apart, so that "90 %" and "≈ 88 %" do not cover each other.
func (d *Drawing) spread() {
	var ends []*Label
	for i := range d.Labels {
		if d.Labels[i].Kind != "actual" {
			ends = append(ends, &d.Labels[i])
		}
	}
	for i := 1; i < len(ends); i++ {
		for j := range i {
			a, b := ends[j], ends[i]
			if a.Text == b.Text && a.Kind == b.Kind && math.Abs(a.Y-b.Y) < 1 {
				a.Text = "" // two readings of the same number: the later one carries the label
				continue
			}
			if a.Text == "" || math.Abs(a.Y-b.Y) >= labelGap || math.Abs(a.X-b.X) > 60 {
				continue
			}
			if b.Y >= a.Y {
				b.Y = a.Y + labelGap
			} else {
				b.Y = a.Y - labelGap
			}
		}
	}
}

// plane turns days and values into places.
type plane struct {
	span
	left, right, top, bottom float64
}

func (p plane) x(d kpi.Date) float64 {
	return round(p.left + (p.right-p.left)*float64(d-p.from)/float64(p.to-p.from))
}

func (p plane) y(v float64) float64 {
	return round(p.bottom - (p.bottom-p.top)*(v-p.low)/(p.high-p.low))
}

func (p plane) clamp(v float64) float64 { return min(max(v, p.low), p.high) }

func (p plane) mark(v kpi.DatedValue) Mark { return Mark{p.x(v.Date), p.y(v.Value)} }

func (p plane) at(d kpi.Date, v float64) string { return fmt.Sprintf("%g %g", p.x(d), p.y(v)) }

func (p plane) path(points []kpi.DatedValue) string {
	var b strings.Builder
	for i, v := range points {
		b.WriteString(map[bool]string{true: "M", false: " L"}[i == 0])
		b.WriteString(p.at(v.Date, v.Value))
	}
	return b.String()
}

// years are the first days of the years in sight, thinned out so that their names do not touch; of half-years where the
// chart holds few years.
func (p plane) years(width int) []Tick {
	first, last := p.from.Time().Year(), p.to.Time().Year()
	every := 1
	for (last-first)/every > max(2, (width-padLeft-padRight)/52) {
		every++
	}
	var ticks []Tick
	halves := p.to-p.from < 900
	for year := first; year <= last+1; year += every {
		day := kpi.MustDate(fmt.Sprintf("%04d-01-01", year))
		if day >= p.from && day <= p.to {
			ticks = append(ticks, Tick{p.x(day), fmt.Sprint(year)})
		}
		if july := day.AddMonths(6); halves && july >= p.from && july <= p.to {
			ticks = append(ticks, Tick{p.x(july), fmt.Sprintf("07.%d", year)})
		}
	}
	return ticks
}

func round(v float64) float64 { return math.Round(v*10) / 10 }
