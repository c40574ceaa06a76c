package chart

import (
	"strconv"

	"github.com/postup/postup/dashboard/pages/picture"
)

// How charts look in a picture, which has no style sheet: as the pages' style sheet has it.
var (
	axisLook  = picture.Look{Stroke: "rule", Thick: 1}
	plainType = picture.Type{Size: 12, Paint: "soft"}
	pathLooks = map[string]picture.Look{
		"fan":       {Fill: "fan"},
		"mid":       {Stroke: "actual", Thick: 1.6, Dash: []float64{0.1, 5}, Round: true},
		"promise":   {Stroke: "promise", Thick: 1.25},
		"goal":      {Fill: "paper", Stroke: "promise", Thick: 1.5},
		"actual":    {Stroke: "actual", Thick: 2.75, Round: true},
		"simulated": {Stroke: "actual", Thick: 2.25, Dash: []float64{7, 4}},
		"flag":      {Stroke: "soft", Thick: 1},
		"break":     {Stroke: "soft", Thick: 1, Dash: []float64{5, 3}},
	}
)

// LookOf is how a line of a trajectory is drawn: actual, promise, goal, or mid for the forecast.
func LookOf(kind string) picture.Look { return pathLooks[kind] }

// brush draws a chart's shapes where it stands within a picture.
type brush struct {
	*picture.Picture
	x, y float64
}

func (b brush) path(class, line string) {
	b.Path(picture.Place{X: b.x, Y: b.y, Scale: 1}, line, pathLooks[class])
}

func (b brush) text(x, y float64, text, anchor string, as picture.Type) {
	as.Anchor = anchor
	b.Write(b.x+x, b.y+y, text, as)
}

func (b brush) dot(at Mark, radius float64) {
	b.Circle(b.x+at.X, b.y+at.Y, radius, picture.Look{Fill: "actual"})
}

// On draws it into a picture, its upper left corner at a place: the same as SVG does for a page.
func (d *Drawing) On(p *picture.Picture, x, y float64) {
	b := brush{p, x, y}
	for _, g := range d.Grid {
		b.Line(x+d.Left, y+g.At, x+d.Right, y+g.At, axisLook)
		b.text(d.Left-8, g.At+4, g.Text, "end", plainType)
	}
	for _, year := range d.Years {
		b.text(year.At, float64(d.Height)-6, year.Text, "middle", plainType)
	}
	for i := range d.Flags {
		d.Flags[i].stem(b)
	}
	b.path("fan", d.Fan)
	b.path("mid", d.Middle)
	for class, list := range [...][]string{d.Promises, d.Goals, d.Actual, d.Simulated} {
		for _, line := range list {
			b.path(lineClasses[class], line)
		}
	}
	for _, s := range d.Hollow {
		b.Circle(x+s.X, y+s.Y, 4, picture.Look{Fill: "paper", Stroke: "actual", Thick: 1.75})
	}
	for _, s := range d.Singles {
		b.dot(s, 2.5)
	}
	if d.Last != nil {
		b.dot(*d.Last, 4.5)
	}
	for _, l := range d.Labels {
		paint := picture.Paint("actual")
		if l.Kind == "promise" {
			paint = "ink"
		}
		b.text(l.X, l.Y, l.Text, l.Anchor, picture.Type{Size: 12, Bold: true, Paint: paint})
	}
	for i := range d.Flags {
		d.Flags[i].mark(b)
	}
}

// stem draws what is behind everything else: a note's time, and the line down from its mark.
func (f *Flag) stem(b brush) {
	if f.Band != nil {
		b.Rect(b.x+f.Band.X, b.y+f.Band.Y, f.Band.Width, f.Band.Height, picture.Look{Fill: "wash"})
	}
	if f.Break {
		b.path("break", f.Line)
	} else {
		b.path("flag", f.Line)
	}
}

// mark draws the note's number, and its word where there is room.
func (f *Flag) mark(b brush) {
	NoteMark(b.Picture, b.x+f.X, b.y+f.Y, f.Number, f.Break, f.Simulated)
	b.text(f.WordX, f.Y+4, f.Word, f.Anchor, plainType)
}

// NoteMark draws the mark of a note: its number in a square where it is a break, else in a circle, which is dashed where it is invented.
func NoteMark(p *picture.Picture, x, y float64, number int, isBreak, invented bool) {
	look := picture.Look{Fill: "paper", Stroke: "soft", Thick: 1}
	if isBreak {
		p.Rect(x-7.5, y-7.5, 15, 15, look)
	} else {
		if invented {
			look.Dash = []float64{2.5, 2}
		}
		p.Circle(x, y, noteRadius, look)
	}
	p.Write(x, y+4, strconv.Itoa(number), picture.Type{Size: 11, Bold: true, Paint: "ink", Anchor: "middle"})
}
