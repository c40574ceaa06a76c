package chart

import (
	"html/template"

	"github.com/postup/postup/dashboard/pages/markup"
)

// SVG draws it. What it shows is said in text, for those who do not see it; colours and sizes are the style sheet's, by class.
func (d *Drawing) SVG(class, text string) template.HTML {
	var m markup.Markup
	m.Grow(4096)
	n := markup.Number
	m.Put(`<svg class="drawing `, class, `" viewBox="0 0 `, n(float64(d.Width)), ` `, n(float64(d.Height)), `" role="img" aria-label="`, text, `">`)
	for _, g := range d.Grid {
		at := n(g.At)
		m.Put(`<line class="axis" x1="`, n(d.Left), `" x2="`, n(d.Right), `" y1="`, at, `" y2="`, at, `"/><text x="`, n(d.Left), `" dx="-8" y="`, at, `" dy="4" text-anchor="end">`, g.Text, `</text>`)
	}
	for _, y := range d.Years {
		m.Put(`<text x="`, n(y.At), `" y="`, n(float64(d.Height)), `" dy="-6" text-anchor="middle">`, y.Text, `</text>`)
	}
	for i := range d.Flags {
		f := &d.Flags[i]
		if b := f.Band; b != nil {
			m.Put(`<rect class="band" x="`, n(b.X), `" y="`, n(b.Y), `" width="`, n(b.Width), `" height="`, n(b.Height), `"/>`)
		}
		kind := "flag"
		if f.Break {
			kind += " break"
		}
		path(&m, kind, f.Line)
	}
	path(&m, "fan", d.Fan)
	path(&m, "mid", d.Middle)
	for class, list := range [...][]string{d.Promises, d.Goals, d.Actual, d.Simulated} {
		for _, line := range list {
			path(&m, lineClasses[class], line)
		}
	}
	for _, s := range d.Singles {
		dot(&m, "dot", s, "2.5")
	}
	for _, s := range d.Hollow {
		dot(&m, "dot hollow", s, "4")
	}
	if d.Last != nil {
		dot(&m, "dot", *d.Last, "4.5")
	}
	for _, l := range d.Labels {
		m.Put(`<text class="label `, l.Kind, `" x="`, n(l.X), `" y="`, n(l.Y), `" text-anchor="`, l.Anchor, `">`, l.Text, `</text>`)
	}
	for i := range d.Flags {
		d.Flags[i].draw(&m)
	}
	m.Put(`</svg>`)
	return m.HTML()
}

// lineClasses are the classes of a trajectory's lines, in the order in which they are drawn.
var lineClasses = [...]string{"promise", "goal", "actual", "simulated"}

func path(m *markup.Markup, class, line string) {
	if line != "" {
		m.Put(`<path class="`, class, `" d="`, line, `"/>`)
	}
}

func dot(m *markup.Markup, class string, at Mark, radius string) {
	m.Put(`<circle class="`, class, `" cx="`, markup.Number(at.X), `" cy="`, markup.Number(at.Y), `" r="`, radius, `"/>`)
}

// draw draws the flag's number, and its word where there is room.
func (f *Flag) draw(m *markup.Markup) {
	kind, x, y := "flag-mark", markup.Number(f.X), markup.Number(f.Y)
	if f.Simulated {
		kind += " invented"
	}
	m.Put(`<g class="`, kind, `">`)
	if f.Break {
		m.Put(`<rect x="`, x, `" y="`, y, `" width="15" height="15" transform="translate(-7.5 -7.5)"/>`)
	} else {
		m.Put(`<circle cx="`, x, `" cy="`, y, `" r="8"/>`)
	}
	m.Put(`<text x="`, x, `" y="`, y, `" dy="4" text-anchor="middle">`, markup.Number(float64(f.Number)), `</text>`)
	if f.Word != "" {
		m.Put(`<text class="word" x="`, markup.Number(f.WordX), `" y="`, y, `" dy="4" text-anchor="`, f.Anchor, `">`, f.Word, `</text>`)
	}
	m.Put(`</g>`)
}
