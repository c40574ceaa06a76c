package chart

import (
	"html/template"
	"unicode/utf8"

	"github.com/postup/postup/dashboard/pages/markup"
	"github.com/postup/postup/dashboard/pages/picture"
)

// Column is what there is of one month or year: what is known, and on top of it what is missing.
type Column struct {
	Name           string // written beneath, where there is room
	Value, Missing float64
	Open           bool // Value is not all that there is: an outline
}

// ColumnsDrawing is columns as shapes, which pages and pictures write out.
type ColumnsDrawing struct {
	Width, Height int
	Left, Right   float64 // where the grid begins and ends
	Grid          []Tick  // across
	Known         []Band
	Lacking       []Band // outlines
	Names         []Label
}

// Columns draws one column beside another; nil without columns.
func Columns(list []Column, width, height int, w Words) *ColumnsDrawing {
	if len(list) == 0 {
		return nil
	}
	most := 0.0
	for _, c := range list {
		most = max(most, c.Value+c.Missing)
	}
	_, high, step, decimals := scale(0, most, "count")
	p := columnsPlane{left: padLeft + 12, right: float64(width) - 6, top: 12, bottom: float64(height) - padBottom, high: high}
	p.pitch = (p.right - p.left) / float64(len(list))
	d := &ColumnsDrawing{Width: width, Height: height, Left: p.left, Right: p.right, Names: p.names(list, height)}
	for v := 0.0; v <= high+step/2; v += step {
		d.Grid = append(d.Grid, Tick{p.y(v), w.Number(v, decimals)})
	}
	for i, c := range list {
		if c.Open {
			d.Lacking = p.rect(d.Lacking, i, 0, max(c.Value, high*leastOutline))
			continue
		}
		d.Known = p.rect(d.Known, i, 0, c.Value)
		d.Lacking = p.rect(d.Lacking, i, c.Value, c.Value+c.Missing)
	}
	return d
}

// SVG draws them. What they show is said in text, for those who do not see it; colours are the style sheet's, by class.
func (d *ColumnsDrawing) SVG(text string) template.HTML {
	n := markup.Number
	var m markup.Markup
	m.Put(`<svg class="drawing columns" viewBox="0 0 `, n(float64(d.Width)), ` `, n(float64(d.Height)), `" role="img" aria-label="`, text, `">`)
	for _, g := range d.Grid {
		at := n(g.At)
		m.Put(`<line class="axis" x1="`, n(d.Left), `" x2="`, n(d.Right), `" y1="`, at, `" y2="`, at, `"/><text x="`, n(d.Left), `" dx="-8" y="`, at, `" dy="4" text-anchor="end">`, g.Text, `</text>`)
	}
	rects(&m, "known", d.Known)
	rects(&m, "lacking", d.Lacking)
	for _, name := range d.Names {
		m.Put(`<text x="`, n(name.X), `" y="`, n(name.Y), `" dy="-6" text-anchor="`, name.Anchor, `">`, name.Text, `</text>`)
	}
	m.Put(`</svg>`)
	return m.HTML()
}

func rects(m *markup.Markup, kind string, list []Band) {
	n := markup.Number
	for _, r := range list {
		m.Put(`<rect class="`, kind, `" x="`, n(r.X), `" y="`, n(r.Y), `" width="`, n(r.Width), `" height="`, n(r.Height), `"/>`)
	}
}

// On draws them into a picture, their upper left corner at a place.
func (d *ColumnsDrawing) On(p *picture.Picture, x, y float64) {
	b := brush{p, x, y}
	for _, g := range d.Grid {
		b.Line(x+d.Left, y+g.At, x+d.Right, y+g.At, axisLook)
		b.text(d.Left-8, g.At+4, g.Text, "end", plainType)
	}
	for _, r := range d.Known {
		b.Rect(x+r.X, y+r.Y, r.Width, r.Height, picture.Look{Fill: "actual"})
	}
	for _, r := range d.Lacking {
		b.Rect(x+r.X, y+r.Y, r.Width, r.Height, picture.Look{Stroke: "nodata", Thick: .75})
	}
	for _, name := range d.Names {
		b.text(name.X, name.Y-6, name.Text, name.Anchor, plainType)
	}
}

// leastOutline is how high an outline is at least, as a share of the axis: that something is missing is seen where nothing is known.
const leastOutline = .03

type columnsPlane struct{ left, right, top, bottom, high, pitch float64 }

func (p columnsPlane) y(v float64) float64 {
	return round(p.bottom - (p.bottom-p.top)*v/p.high)
}

func (p columnsPlane) rect(list []Band, i int, from, to float64) []Band {
	if to <= from {
		return list
	}
	top := p.y(to)
	height := max(p.y(from)-top, .5) // what is there is seen, however little
	return append(list, Band{round(p.left + p.pitch*(float64(i)+.15)), top, round(p.pitch * .7), round(height)})
}

// names are as many as have room, the first and the last with them.
func (p columnsPlane) names(list []Column, height int) (names []Label) {
	longest := 0
	for _, c := range list {
		longest = max(longest, utf8.RuneCountInString(c.Name))
	}
	room, last := letter*float64(longest+2), len(list)-1
	every := 1
	for p.pitch*float64(every) < room {
		every++
	}
	for i, c := range list {
		if i != last && (i%every != 0 || p.pitch*float64(last-i) < room) {
			continue
		}
		x, anchor := p.left+p.pitch*(float64(i)+.5), "middle"
		if half := letter * float64(longest) / 2; x+half > p.right {
			x, anchor = p.right, "end"
		}
		names = append(names, Label{X: round(x), Y: float64(height), Anchor: anchor, Text: c.Name})
	}
	return names
}
