package pages

import (
	"cmp"
	"html/template"
	"strconv"

	"github.com/postup/postup/dashboard/pages/locale"
)

// figureFuncs write what stands around a chart's drawing.
func figureFuncs(l *locale.Locale) template.FuncMap {
	return template.FuncMap{
		"figure_caption": func(f *figure) template.HTML {
			m := saidPieces{Locale: l}
			if f.Heading {
				m.heading(f)
			}
			m.keys(f)
			return m.HTML()
		},
		"figure_chart": func(f *figure) template.HTML {
			m := saidPieces{Locale: l}
			if f.Drawing != nil {
				m.chart(f)
			}
			return m.HTML()
		},
		"numbers": func(title, caption string, rows []figureRow, plan bool) template.HTML {
			m := saidPieces{Locale: l}
			m.Grow(600 + 200*len(rows))
			m.numbers(title, caption, rows, plan)
			return m.HTML()
		},
	}
}

// heading is the figure's own: what is promised, the value, how it stands, under which reading, and at which pace.
func (m *saidPieces) heading(f *figure) {
	s := &f.Standing
	m.Put(`<h3>`)
	if f.Href != "" {
		m.Put(`<a href="`, f.Href, `">`, f.Title, `</a>`)
	} else {
		m.Text(f.Title)
	}
	m.Put(`</h3><p class="now"><b>`)
	if s.Latest == "" {
		m.Put(none + `</b>`)
	} else {
		m.how(s.How, s.Latest)
		m.Put(`</b> <span class="small soft">(`, s.LatestOn, `)</span>`)
	}
	m.Put(` `)
	m.mark(&s.Mark, false)
	m.tags(s.Tags)
	m.Put(`</p>`)
	m.soft(s.Mark.Why)
	if len(f.Others) > 0 {
		m.Put(`<ul class="readings">`)
		for i := range f.Others {
			m.reading(&f.Others[i])
		}
		m.reading(s)
		m.Put(`</ul>`)
	}
	if s.Pace != "" || s.Responsible != "" {
		m.Put(`<details class="told"><summary>`, m.T("chart.more"), `</summary>`)
		m.soft(s.Pace)
		m.soft(s.Responsible)
		m.Put(`</details>`)
	}
}

func (m *saidPieces) soft(text string) {
	if text != "" {
		m.Put(`<p class="soft">`, text, `</p>`)
	}
}

func (m *saidPieces) reading(s *standing) {
	m.Put(`<li><span class="soft">`, m.T("table.reading", "Reading", s.Reading), `</span> `)
	m.mark(&s.Mark, false)
	m.Put(`</li>`)
}

func (m *saidPieces) keys(f *figure) {
	if len(f.Keys) == 0 {
		return
	}
	m.Put(`<p class="small soft key">`, f.Caption, ` <span class="keys">`)
	for _, k := range f.Keys {
		m.Put(`<span class="key-`, k.Kind, `">`)
		if k.Ring != "" {
			m.Put(`<svg class="ring" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false"><path d="`, k.Ring, `"/></svg>`)
		}
		m.Text(k.Text)
		m.Put(`</span> `)
	}
	m.Put(`</span></p>`)
}

// chart is the drawing, wide and narrow, and what the script needs to draw it large.
func (m *saidPieces) chart(f *figure) {
	class := "chart"
	if f.Narrow != nil {
		class = "chart twice"
	}
	m.Put(`<div class="`, class, `" data-chart="`, f.Options, `" data-places="`, f.Drawing.Places())
	if f.Narrow != nil {
		m.Put(`" data-narrow="`, f.Narrow.Places())
	}
	m.Put(`" data-break="`, m.T("note.break"), `" data-lang="`, m.T("language.code"), `" data-unit="`, f.Unit, `" data-decimals="`, strconv.Itoa(f.Decimals), `">`)
	m.WriteString(string(f.Drawing.SVG("wide", f.Summary)))
	if f.Narrow != nil {
		m.WriteString(string(f.Narrow.SVG("narrow", f.Summary)))
	}
	m.Put(`</div>`)
}

// numbers is a figure's table.
func (m *saidPieces) numbers(title, caption string, rows []figureRow, plan bool) {
	m.Put(`<div class="scroll" tabindex="0" role="group" aria-label="`, title, `"><table><caption class="visually-hidden">`, caption, `</caption><thead><tr><th scope="col">`,
		m.T("chart.period"), `</th><th scope="col" class="n">`, m.T("chart.value"), `</th>`)
	if plan {
		m.Put(`<th scope="col" class="n">`, m.T("chart.plan"), `</th><th scope="col" class="n">`, m.T("chart.deviation"), `</th>`)
	}
	m.Put(`<th scope="col">`, m.T("chart.remarks"), `</th></tr></thead><tbody>`)
	for i := range rows {
		m.number(&rows[i], plan)
	}
	m.Put(`</tbody></table></div>`)
}

func (m *saidPieces) number(row *figureRow, plan bool) {
	m.Put(`<tr><th scope="row">`, row.Period, `</th><td class="n">`)
	m.how(row.How, cmp.Or(row.Value, none))
	m.Put(`</td>`)
	if plan {
		m.Put(`<td class="n">`, cmp.Or(row.Plan, none), `</td><td class="n">`, cmp.Or(row.Deviation, none), `</td>`)
	}
	m.Put(`<td>`)
	if row.Missing != nil {
		m.mark(row.Missing, true)
	}
	m.tags(row.Tags)
	for _, act := range row.Decided {
		m.Put(` <span class="small soft">`, act, `</span>`)
	}
	m.Put(`</td></tr>`)
}
