package chart

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Label is a text at a line's end, where it covers neither a line nor another text. Kind: promise, forecast, actual.
type Label struct {
	X, Y   float64
	Text   string
	Kind   string
	Anchor string  // start, middle, end: which part of the text stands at X
	id     string  // of the series in the script's chart
	side   string  // of the point that it belongs to: right, top, bottom
	shift  float64 // down from where a label stands on that side
}

// place is where a label can stand, seen from its point.
type place struct {
	dx, dy       float64
	anchor, side string
}

const (
	letter     = 7.4 // width of a figure of the labels' type, in the drawing's units
	above      = 11  // what a line of text takes over its foot, and under it
	below      = 4
	lineHeight = above + below
)

// ends are the places of a label at a line's end, the best first; atLast those of the newest value, whose line comes from
// the left and whose forecast leads to the right.
var (
	ends = []place{
		{9, 4, "start", "right"}, {9, 4 + lineHeight, "start", "right"}, {9, 4 - lineHeight, "start", "right"},
		{0, -10, "middle", "top"}, {0, 19, "middle", "bottom"}, {9, 4 + 2*lineHeight, "start", "right"}, {9, 4 - 2*lineHeight, "start", "right"},
	}
	atLast = []place{
		{0, -12, "middle", "top"}, {0, 21, "middle", "bottom"}, {9, 4, "start", "right"}, {-2, -14, "end", "top"}, {-2, 23, "end", "bottom"},
		{0, -24, "middle", "top"}, {0, 33, "middle", "bottom"},
	}
)

// label writes the numbers at the lines' ends. Readings of one promise that end at the same number have it once, at the
// last of them.
func (d *Drawing) label(t *Trajectory, p plane, w Words) {
	for i, pr := range t.Promises {
		goal := pr.Line[len(pr.Line)-1]
		if i+1 < len(t.Promises) {
			if next := t.Promises[i+1].Line; next[len(next)-1].Value == goal.Value {
				continue
			}
		}
		d.write(fmt.Sprintf(idPromise, i), "promise", w.Promised(goal.Value, t.Unit), p.mark(goal), ends)
	}
	if f := t.Fan; d.Middle != "" {
		text := "≈\u00a0" + w.Value(f.Value, t.Unit, min(Fineness(f.High-f.Low), t.Decimals))
		d.write(idForecast, "forecast", text, Mark{p.x(f.At), p.y(p.clamp(f.Value))}, ends)
	}
	if last := t.Last(); last != nil {
		d.write(idActual, "actual", w.Value(last.Value, t.Unit, t.Decimals), p.mark(*last), atLast)
	}
}

// Places tells the script where the labels stand, and the words beside the marks of notes: "actual:top:0 promise-1:right:15
// note-1:left:0". What is not in it has none.
func (d *Drawing) Places() string {
	var places []string
	for _, l := range d.Labels {
		places = append(places, fmt.Sprintf("%s:%s:%g", l.id, l.side, l.shift))
	}
	for _, f := range d.Flags {
		if f.Word != "" {
			places = append(places, fmt.Sprintf(idEvent+":%s:0", f.Number, map[string]string{"start": "right", "end": "left"}[f.Anchor]))
		}
	}
	return strings.Join(places, " ")
}

// write puts a text at that of its places where it covers least.
func (d *Drawing) write(id, kind, text string, at Mark, places []place) {
	var best Label
	least := math.MaxInt
	usual := map[string]float64{}
	for _, pl := range places {
		if _, ok := usual[pl.side]; !ok {
			usual[pl.side] = pl.dy
		}
		l := Label{round(at.X + pl.dx), round(at.Y + pl.dy), text, kind, pl.anchor, id, pl.side, pl.dy - usual[pl.side]}
		if n := d.covered(l); n < least {
			best, least = l, n
		}
	}
	d.Labels = append(d.Labels, best)
}

// covered counts what a label would cover; a promise's ring is worse than a line, another text, or the drawing's edge, worse still.
func (d *Drawing) covered(l Label) int {
	box, n := l.box(), 0
	for _, line := range d.lines {
		if box.crosses(line[0], line[1]) {
			n++
		}
	}
	for _, other := range d.Labels {
		if box.meets(other.box()) {
			n += 1000
		}
	}
	for _, ring := range d.rings {
		if box.meets(ring) {
			n += 100
		}
	}
	if box.left < 0 || box.right > float64(d.Width) || box.top < 0 || box.bottom > float64(d.Height-padBottom)+below {
		n += 1000
	}
	return n
}

type box struct{ left, top, right, bottom float64 }

func (l Label) box() box {
	width := letter * float64(utf8.RuneCountInString(l.Text))
	left := l.X
	switch l.Anchor {
	case "middle":
		left -= width / 2
	case "end":
		left -= width
	}
	return box{left, l.Y - above, left + width, l.Y + below}
}

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// crosses tells whether a piece of a line runs through the box: what remains of it between the box's sides is not nothing.
func (b box) crosses(from, to Mark) bool {
	if max(from.X, to.X) < b.left || min(from.X, to.X) > b.right || max(from.Y, to.Y) < b.top || min(from.Y, to.Y) > b.bottom {
		return false // as most pieces of lines are
	}
	enter, leave := 0.0, 1.0
	for _, side := range [][2]float64{
		{from.X - to.X, from.X - b.left}, {to.X - from.X, b.right - from.X}, {from.Y - to.Y, from.Y - b.top}, {to.Y - from.Y, b.bottom - from.Y},
	} {
		switch slope, room := side[0], side[1]; {
		case slope == 0 && room < 0:
			return false
		case slope < 0:
			enter = max(enter, room/slope)
		case slope > 0:
			leave = min(leave, room/slope)
		}
	}
	return enter <= leave
}
