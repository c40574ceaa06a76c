package chart

import (
	"slices"
)

// Scatter is two values of each of several things.
type Scatter struct {
	X, Y Axis
	Dots []Dot
}

// Axis is what one of the values is.
type Axis struct {
	Name     string
	Unit     string
	Decimals int
	Middle   float64 // the median of the values: a line on the chart
}

// Dot is one thing. Texts write its values with their periods.
type Dot struct {
	Name, Short, Href string
	X, Y              float64
	XText, YText      string
	Named             bool // its short name is written beside it, where there is room
	Marked            bool // it is what the chart is about
}

// ScatterDrawing is a scatter as the shapes of an SVG.
type ScatterDrawing struct {
	Width, Height            int
	Left, Right, Top, Bottom float64
	Rows, Columns            []Tick
	MiddleX, MiddleY         float64
	Dots                     []DrawnDot
}

// DrawnDot is a dot and its label; Label.Text is "" where there is no room for it.
type DrawnDot struct {
	Dot
	At    Mark
	Label Label
}

const (
	dotRadius    = 5
	scatterAbove = 12
	scatterBelow = 28 // for the numbers
)

// around are the places of a dot's label, the best first.
var around = []place{
	{8, 4, "start", "right"}, {-8, 4, "end", "left"}, {0, -9, "middle", "top"}, {0, 17, "middle", "bottom"},
	{7, -6, "start", "right"}, {7, 14, "start", "right"}, {-7, -6, "end", "left"}, {-7, 14, "end", "left"},
}

// DrawScatter lays a scatter out; nil where there is no dot.
func DrawScatter(s *Scatter, width, height int, w Words) *ScatterDrawing {
	if len(s.Dots) == 0 {
		return nil
	}
	across, up := s.axes()
	d := &ScatterDrawing{
		Width: width, Height: height, Left: padLeft + 8, Right: float64(width - 24), Top: scatterAbove, Bottom: float64(height - scatterBelow),
	}
	x := func(v float64) float64 {
		return round(d.Left + (d.Right-d.Left)*(v-across.low)/(across.high-across.low))
	}
	p := plane{span: up, top: d.Top, bottom: d.Bottom}
	for v := across.low; v <= across.high+across.step/2; v += across.step {
		t := plane{span: across}.tick(v, s.X.Unit, w)
		d.Columns = append(d.Columns, Tick{x(v), t.Text})
	}
	for v := up.low; v <= up.high+up.step/2; v += up.step {
		d.Rows = append(d.Rows, p.tick(v, s.Y.Unit, w))
	}
	d.MiddleX, d.MiddleY = x(s.X.Middle), p.y(s.Y.Middle)
	for _, dot := range s.Dots {
		d.Dots = append(d.Dots, DrawnDot{Dot: dot, At: Mark{x(dot.X), p.y(dot.Y)}})
	}
	d.name()
	return d
}

// axes are the values that the two axes cover.
func (s *Scatter) axes() (across, up span) {
	x, y := make([]float64, len(s.Dots)), make([]float64, len(s.Dots))
	for n, d := range s.Dots {
		x[n], y[n] = d.X, d.Y
	}
	return axisOf(x, s.X.Unit), axisOf(y, s.Y.Unit)
}

func axisOf(values []float64, unit string) (s span) {
	s.low, s.high, s.step, s.gridNumbers = scale(slices.Min(values), slices.Max(values), unit)
	return s
}

// name writes short names where they cover neither a dot nor one another: those of what the chart is about first.
func (d *ScatterDrawing) name() {
	var marked, others []int
	for n, dot := range d.Dots {
		switch {
		case dot.Marked:
			marked = append(marked, n)
		case dot.Named:
			others = append(others, n)
		}
	}
	var taken []box
	for _, dot := range d.Dots {
		taken = append(taken, box{dot.At.X - dotRadius, dot.At.Y - dotRadius, dot.At.X + dotRadius, dot.At.Y + dotRadius})
	}
	for _, n := range append(marked, others...) {
		dot := &d.Dots[n]
		for _, pl := range around {
			l := Label{X: round(dot.At.X + pl.dx), Y: round(dot.At.Y + pl.dy), Text: dot.Short, Anchor: pl.anchor}
			b := l.box()
			inside := b.left >= d.Left && b.right <= float64(d.Width) && b.top >= 0 && b.bottom <= d.Bottom
			if inside && !slices.ContainsFunc(taken, b.meets) {
				dot.Label, taken = l, append(taken, b)
				break
			}
		}
	}
}
