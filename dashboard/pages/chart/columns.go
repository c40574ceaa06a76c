package chart

import (
	"html/template"
	"unicode/utf8"

	"github.com/postup/postup/dashboard/pages/markup"
)

// Column is what there is of one month or year: what is known, and on top of it what is missing.
type Column struct {
	Name           string // written beneath, where there is room
	Value, Missing float64
	Open           bool // Value is not all that there is: an outline
}

// Columns draws one column beside another. What it shows is said in text, for those who do not see it; colours are the style sheet's, by class.
// Nothing is drawn without columns.
func Columns(list []Column, width, height int, text string, w Words) template.HTML {
	if len(list) == 0 {
		return ""
	}
	most := 0.0
	for _, c := range list {
		most = max(most, c.Value+c.Missing)
	}
	_, high, step, decimals := scale(0, most, "count")
	p := columnsPlane{left: padLeft + 12, right: float64(width) - 6, top: 12, bottom: float64(height) - padBottom, high: high}
	p.pitch = (p.right - p.left) / float64(len(list))
	n := markup.Number
	var m markup.Markup
	m.Put(`<svg class="drawing columns" viewBox="0 0 `, n(float64(width)), ` `, n(float64(height)), `" role="img" aria-label="`, text, `">`)
	for v := 0.0; v <= high+step/2; v += step {
		at := n(p.y(v))
		m.Put(`<line class="axis" x1="`, n(p.left), `" x2="`, n(p.right), `" y1="`, at, `" y2="`, at, `"/><text x="`, n(p.left), `" dx="-8" y="`, at, `" dy="4" text-anchor="end">`, w.Number(v, decimals), `</text>`)
	}
	for i, c := range list {
		if c.Open {
			p.rect(&m, "lacking", i, 0, max(c.Value, high*leastOutline))
			continue
		}
		p.rect(&m, "known", i, 0, c.Value)
		p.rect(&m, "lacking", i, c.Value, c.Value+c.Missing)
	}
	p.names(&m, list, height)
	m.Put(`</svg>`)
	return m.HTML()
}

// leastOutline is how high an outline is at least, as a share of the axis: that something is missing is seen where nothing is known.
const leastOutline = .03

type columnsPlane struct{ left, right, top, bottom, high, pitch float64 }

func (p columnsPlane) y(v float64) float64 {
	return round(p.bottom - (p.bottom-p.top)*v/p.high)
}

func (p columnsPlane) rect(m *markup.Markup, kind string, i int, from, to float64) {
	if to <= from {
		return
	}
	n, top := markup.Number, p.y(to)
	height := max(p.y(from)-top, .5) // what is there is seen, however little
	m.Put(`<rect class="`, kind, `" x="`, n(round(p.left+p.pitch*(float64(i)+.15))), `" y="`, n(top), `" width="`, n(round(p.pitch*.7)), `" height="`, n(round(height)), `"/>`)
}

// names writes as many names as have room, the first and the last with them.
func (p columnsPlane) names(m *markup.Markup, list []Column, height int) {
	longest := 0
	for _, c := range list {
		longest = max(longest, utf8.RuneCountInString(c.Name))
	}
	room, last := letter*float64(longest+2), len(list)-1
	every := 1
	for p.pitch*float64(every) < room {
		every++
	}
	n := markup.Number
	for i, c := range list {
		if i != last && (i%every != 0 || p.pitch*float64(last-i) < room) {
			continue
		}
		x, anchor := p.left+p.pitch*(float64(i)+.5), "middle"
		if half := letter * float64(longest) / 2; x+half > p.right {
			x, anchor = p.right, "end"
		}
		m.Put(`<text x="`, n(round(x)), `" y="`, n(float64(height)), `" dy="-6" text-anchor="`, anchor, `">`, c.Name, `</text>`)
	}
}
