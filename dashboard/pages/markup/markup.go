// Package markup writes HTML and SVG piece by piece, for what pages have too much of to leave it to templates.
package markup

import (
	"html/template"
	"strconv"
	"strings"
)

// Markup is in the making: what is put in as text is escaped.
type Markup struct{ strings.Builder }

// Put adds markup and text in turns, beginning with markup. An attribute's text must stand in double quotes.
func (m *Markup) Put(turns ...string) {
	for i, s := range turns {
		if i%2 == 0 {
			m.WriteString(s)
		} else {
			m.Text(s)
		}
	}
}

// Text adds text.
func (m *Markup) Text(s string) {
	if special(s) {
		s = template.HTMLEscapeString(s)
	}
	m.WriteString(s)
}

// special tells whether a text has what markup would take for its own.
func special(s string) bool {
	for i := range len(s) {
		switch s[i] {
		case '&', '<', '>', '"', '\'', 0:
			return true
		}
	}
	return false
}

// HTML is what was put together.
func (m *Markup) HTML() template.HTML { return template.HTML(m.String()) } //nolint:gosec // texts are escaped as they are put in

// Number writes a coordinate or a length.
func Number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
