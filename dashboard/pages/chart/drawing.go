package chart

import (
	"fmt"
	"math"
	"slices"
	"strconv"
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
	Goals         []string // rings at the promises' ends, as paths: each reading has a shape of its own
	Actual        []string // one path for each run without a gap
	Singles       []Mark   // values with a gap on both sides
	Last          *Mark
	Simulated     []string // of a line that has real values, too: the stretches to, from and between invented ones
	Hollow        []Mark   // likewise: invented values with a gap on both sides, and the last one
	Flags         []Flag   // notes, which stand behind everything else
	Labels        []Label
	lines         [][2]Mark // every line, piece by piece: labels keep off them
	rings         []box     // that the goals are in: likewise
}

// Tick is a line of the grid and what is written on it.
type Tick struct {
	At   float64
	Text string
}

// Mark is a point.
type Mark struct{ X, Y float64 }

const (
	padTop, padBottom = 26, 26
	padLeft, padRight = 40, 74
)

// Draw lays a trajectory out in a rectangle of so many units; nil where there is nothing to draw.
func Draw(t *Trajectory, width, height int, w Words) *Drawing {
	if t.Empty() {
		return nil
	}
	s := t.span()
	p := plane{s, padLeft, float64(width - padRight), padTop, float64(height - padBottom)}
	if len(t.Notes) > 0 {
		p.top += padNotes
	}
	d := &Drawing{Width: width, Height: height, Left: p.left, Right: p.right}
	for v := s.low; v <= s.high+s.step/2; v += s.step {
		d.Grid = append(d.Grid, p.tick(v, t.Unit, w))
	}
	d.Years = p.years(width)
	for i, pr := range t.Promises {
		at := p.mark(pr.Line[len(pr.Line)-1])
		d.Goals = append(d.Goals, Ring(at.X, at.Y, i))
		d.rings = append(d.rings, box{at.X - 6, at.Y - 6, at.X + 6, at.Y + 6})
		if len(pr.Line) > 1 {
			d.Promises = append(d.Promises, d.line(p, pr.Line))
		}
	}
	d.forecast(t, p)
	d.actual(t, p)
	d.flags(t, p)
	d.label(t, p, w)
	return d
}

func (d *Drawing) forecast(t *Trajectory, p plane) {
	f := t.Fan
	if f == nil || f.At <= f.From.Date {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "M%s", p.at(f.From.Date, f.From.Value))
	for _, v := range f.line(highest)[1:] {
		fmt.Fprintf(&b, " L%s", p.at(v.Date, p.clamp(v.Value)))
	}
	low := f.line(lowest)[1:]
	for i := len(low) - 1; i >= 0; i-- {
		fmt.Fprintf(&b, " L%s", p.at(low[i].Date, p.clamp(low[i].Value)))
	}
	d.Fan = b.String() + "Z"
	course := f.line(middle)
	for i := range course[1:] {
		course[i+1].Value = p.clamp(course[i+1].Value)
	}
	d.Middle = d.line(p, course)
}

// Ring is the path of the mark at the end of a promise under its first, second or third reading: a circle, a diamond, a
// square. A number says no more of two readings than that they differ.
func Ring(x, y float64, reading int) string {
	switch reading % 3 {
	case 1:
		return fmt.Sprintf("M%g %gl5 5l-5 5l-5 -5Z", x, round(y-5))
	case 2:
		return fmt.Sprintf("M%g %gh7.6v7.6h-7.6Z", round(x-3.8), round(y-3.8))
	}
	return fmt.Sprintf("M%g %ga4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z", round(x-4), y)
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

func (p plane) at(d kpi.Date, v float64) string { return string(Mark{p.x(d), p.y(v)}.in(nil)) }

// in adds the point to a path.
func (m Mark) in(path []byte) []byte {
	path = strconv.AppendFloat(path, m.X, 'f', -1, 64)
	return strconv.AppendFloat(append(path, ' '), m.Y, 'f', -1, 64)
}

// line is the path through some points; what is written later keeps off it.
func (d *Drawing) line(p plane, points []kpi.DatedValue) string {
	const length = 14 // of a point in the path, about
	path := make([]byte, 0, length*len(points))
	d.lines = slices.Grow(d.lines, len(points))
	var before Mark
	for i, v := range points {
		at := p.mark(v)
		if i == 0 {
			path = append(path, 'M')
		} else {
			path = append(path, " L"...)
			d.lines = append(d.lines, [2]Mark{before, at})
		}
		path, before = at.in(path), at
	}
	return string(path)
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
