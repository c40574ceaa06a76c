package picture

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"html/template"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/dashboard/pages/markup"
)

// SVG writes the picture for a theme, with the typeface in it. Style is what a content security policy must allow for it: the hash of the
// picture's own style sheet.
func (p *Picture) SVG(theme string) (svg []byte, style string) {
	var m markup.Markup
	m.Grow(128 << 10)
	n := short
	width, height := n(p.Width), n(p.Height)
	m.Put(`<svg xmlns="http://www.w3.org/2000/svg" width="`, width, `" height="`, height, `" viewBox="0 0 `, width, ` `, height,
		`" lang="`, p.Lang, `" role="img" aria-labelledby="title desc"><title id="title">`, p.Title, `</title><desc id="desc">`, p.Text, `</desc><metadata>`, p.Origin, `</metadata>`)
	sheet := p.sheet(theme)
	m.Put(`<style>`)
	m.WriteString(sheet)
	m.Put(`</style>`)
	p.patterns(&m, theme)
	m.Put(`<rect width="`, width, `" height="`, height, `" class="f-paper" fill="`, Paint("paper").in(theme), `"/>`)
	for i := range p.shapes {
		p.shapes[i].write(&m, theme)
	}
	m.Put("</svg>\n")
	hash := sha256.Sum256([]byte(sheet))
	return []byte(m.String()), "sha256-" + base64.StdEncoding.EncodeToString(hash[:])
}

// Inline writes the picture from so far left on as part of a page, whose style sheet gives it its typeface and, by class, its colours. Who does not
// see it needs the same in words beside it.
func (p *Picture) Inline(class string, left float64) template.HTML {
	var m markup.Markup
	m.Grow(16 << 10)
	m.Put(`<svg class="`, class, `" viewBox="`, short(left), ` 0 `, short(p.Width-2*left), ` `, short(p.Height), `" aria-hidden="true" focusable="false">`)
	for i := range p.shapes {
		p.shapes[i].write(&m, Light)
	}
	m.Put(`</svg>`)
	return m.HTML()
}

// sheet has the typeface and, where the picture follows the reader's system, the colours in the dark: those in the light are attributes,
// which every program understands.
func (p *Picture) sheet(theme string) string {
	var b strings.Builder
	var texts, families []string
	for i := range p.shapes {
		texts = append(texts, p.shapes[i].text)
	}
	for i, file := range p.letters.needed(texts) {
		family := fmt.Sprintf("Golos Text %d", i+1)
		fmt.Fprintf(&b, `@font-face{font-family:"%s";font-weight:400 900;src:url(data:font/woff2;base64,%s) format("woff2")}`, family, base64.StdEncoding.EncodeToString(file))
		families = append(families, `"`+family+`"`)
	}
	fmt.Fprintf(&b, `text{font-family:%s,"Golos Text",sans-serif}`, strings.Join(families, ","))
	if theme == Auto {
		b.WriteString("@media (prefers-color-scheme:dark){")
		for _, paint := range slices.Sorted(maps.Keys(colours)) {
			dark, opacity := opaque(paint.in(Dark))
			fmt.Fprintf(&b, ".f-%s{fill:%s}.s-%s{stroke:%s}", paint, dark, paint, dark)
			if opacity < 1 {
				fmt.Fprintf(&b, ".f-%s{fill-opacity:%.3g}", paint, opacity)
			}
		}
		b.WriteString("}")
	}
	return b.String()
}

// tile is how a pattern repeats: as lines, or as a dot, within a square that is turned.
type tile struct {
	paint Paint
	size  float64
	lines string
	dot   bool
}

var tiles = []tile{
	{paint: Hatch, size: 6, lines: "M0 0V6"},
	{paint: Crosshatch, size: 7, lines: "M0 0V7M0 0H7"},
	{paint: Dotted, size: 6, dot: true},
}

// patterns writes those that the picture is painted with.
func (p *Picture) patterns(m *markup.Markup, theme string) {
	line := Paint("nodata").in(theme)
	for _, t := range tiles {
		if !slices.ContainsFunc(p.shapes, func(s shape) bool { return s.Fill == t.paint }) {
			continue
		}
		size := markup.Number(t.size)
		m.Put(`<pattern id="`, string(t.paint), `" width="`, size, `" height="`, size, `" patternUnits="userSpaceOnUse"`)
		if t.dot {
			m.Put(`><circle cx="2" cy="2" r="1" class="f-nodata" fill="`, line, `"/></pattern>`)
			continue
		}
		m.Put(` patternTransform="rotate(45)"><path d="`, t.lines, `" fill="none" class="s-nodata" stroke="`, line, `" stroke-width="1.4" stroke-opacity=".7"/></pattern>`)
	}
}

// short writes a number as finely as an eye sees it.
func short(v float64) string { return markup.Number(math.Round(v*100) / 100) }

func (s *shape) write(m *markup.Markup, theme string) {
	n := short
	if s.text != "" {
		m.Put(`<text x="`, n(s.X), `" y="`, n(s.Y), `" font-size="`, n(s.size), `"`)
		if s.bold {
			m.Put(` font-weight="600"`)
		}
		if s.anchor != "" && s.anchor != "start" {
			m.Put(` text-anchor="`, s.anchor, `"`)
		}
		s.paints(m, theme)
		m.Put(`>`, s.text, `</text>`)
		return
	}
	m.Put(`<path d="`, s.path, `"`)
	if s.X != 0 || s.Y != 0 || s.Scale != 1 {
		m.Put(` transform="translate(`, n(s.X), ` `, n(s.Y), `)`)
		if s.Scale != 1 {
			m.Put(` scale(`, markup.Number(math.Round(s.Scale*1e5)/1e5), `)`)
		}
		m.Put(`"`)
	}
	s.paints(m, theme)
	m.Put(`/>`)
}

// paints writes how a shape looks, as attributes; classes are for what the style sheet changes in the dark.
func (s *shape) paints(m *markup.Markup, theme string) {
	var classes []string
	switch fill, opacity := opaque(s.Fill.in(theme)); {
	case s.Fill == "":
		m.Put(` fill="none"`)
	case s.Fill.isPattern():
		m.Put(` fill="url(#`, string(s.Fill), `)"`)
	default:
		classes = append(classes, "f-"+string(s.Fill))
		m.Put(` fill="`, fill, `"`)
		if opacity < 1 {
			m.Put(` fill-opacity="`, fmt.Sprintf("%.3g", opacity), `"`)
		}
	}
	if s.Stroke != "" {
		classes = append(classes, "s-"+string(s.Stroke))
		m.Put(` stroke="`, s.Stroke.in(theme), `" stroke-width="`, markup.Number(s.Thick), `"`)
		if len(s.Dash) > 0 {
			lengths := make([]string, len(s.Dash))
			for i, d := range s.Dash {
				lengths[i] = markup.Number(d)
			}
			m.Put(` stroke-dasharray="`, strings.Join(lengths, " "), `"`)
		}
		if s.Round {
			m.Put(` stroke-linecap="round" stroke-linejoin="round"`)
		}
	}
	if s.Holes {
		m.Put(` fill-rule="evenodd"`)
	}
	if s.Veil > 0 {
		m.Put(` opacity="`, short(1-s.Veil), `"`)
	}
	if len(classes) > 0 {
		m.Put(` class="`, strings.Join(classes, " "), `"`)
	}
}
