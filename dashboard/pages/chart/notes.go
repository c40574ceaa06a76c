package chart

import (
	"fmt"
	"math"
	"unicode/utf8"

	"github.com/postup/postup/kpi"
)

// Note is a day, or some time, that something is said of beside the lines: an event, or a break in the series.
type Note struct {
	From, To  kpi.Date // the same of a single day
	Break     bool     // since this day the series is measured in another way
	Simulated bool     // the event is invented
	Word      string   // beside the mark, where there is room; "" for none
}

// Flag is a note as it is drawn: a line or, of some time, a band down the chart, and over it a mark with a number.
type Flag struct {
	Number       int    // from 1, in the order of the trajectory's notes
	Line         string // path from the mark down
	Band         *Band  // nil of a single day
	X, Y         float64
	Break        bool
	Simulated    bool
	Word, Anchor string // "" where there is no room beside the mark
	WordX        float64
}

// Band is a rectangle: a time on the chart, from top to bottom, or a column.
type Band struct{ X, Y, Width, Height float64 }

const (
	padNotes   = 16  // room over the chart for the marks of notes, which no value's label reaches
	noteY      = 9   // from the drawing's top to the marks' middle
	noteRadius = 8   // of a mark
	noteStep   = 19  // between the middles of two marks
	wordAside  = 11  // from a mark's middle to its word
	wideness   = 480 // from how wide a drawing marks may have words
)

// InSight tells whether the chart reaches the time from one day to another.
func (t *Trajectory) InSight(from, to kpi.Date) bool {
	s := t.span()
	return !t.Empty() && to >= s.from && from <= s.to
}

// flags draws the notes.
func (d *Drawing) flags(t *Trajectory, p plane) {
	days := make([]float64, len(t.Notes))
	for i, n := range t.Notes {
		from, to := p.x(max(n.From, p.from)), p.x(min(n.To, p.to))
		f := Flag{Number: i + 1, Y: noteY, Break: n.Break, Simulated: n.Simulated}
		if n.To > n.From {
			f.Band = &Band{from, p.top, max(round(to-from), 1), round(p.bottom - p.top)}
		} else {
			d.lines = append(d.lines, [2]Mark{{from, p.top}, {from, p.bottom}})
		}
		days[i] = (from + to) / 2
		d.Flags = append(d.Flags, f)
	}
	for i, x := range apart(days, noteStep, p.left, p.right) {
		f := &d.Flags[i]
		f.X, f.Line = x, fmt.Sprintf("M%g %gL%g %g", x, f.Y+noteRadius, round(days[i]), p.top)
		if f.Band == nil {
			f.Line += fmt.Sprintf("V%g", p.bottom)
		}
	}
	if d.Width >= wideness {
		d.words(t)
	}
}

// words writes what a mark has to say beside it, where neither another mark or its word nor the edge is in the way.
func (d *Drawing) words(t *Trajectory) {
	taken := 0.0
	for i, n := range t.Notes {
		f, free := &d.Flags[i], float64(d.Width)
		if i+1 < len(d.Flags) {
			free = d.Flags[i+1].X - wordAside
		}
		width := wordAside + letter*float64(utf8.RuneCountInString(n.Word))
		end := f.X + wordAside
		switch {
		case n.Word == "":
		case f.X+width <= free:
			f.Word, f.WordX, f.Anchor, end = n.Word, round(f.X+wordAside), "start", f.X+width
		case f.X-width >= taken:
			f.Word, f.WordX, f.Anchor = n.Word, round(f.X-wordAside), "end"
		}
		taken = end
	}
}

// apart moves places, which are in order, as little as that takes for any two of them to be a step apart within the limits.
// Where there is no room for all of them they are spread evenly.
func apart(places []float64, step, low, high float64) []float64 {
	out := make([]float64, len(places))
	if n := float64(len(places) - 1); n*step > high-low {
		step = (high - low) / n
	}
	for i, at := range places {
		out[i] = max(at, low+float64(i)*step)
		if i > 0 {
			out[i] = max(out[i], out[i-1]+step)
		}
	}
	limit := high
	for i := len(out) - 1; i >= 0; i-- {
		out[i] = round(math.Min(out[i], limit))
		limit = out[i] - step
	}
	return out
}
