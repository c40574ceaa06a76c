package pages

import (
	"cmp"
	"html/template"
	"strings"
)

// What pages have hundreds of is written here: as templates these few pieces take most of a page's time.

// markup is HTML in the making.
type markup struct{ strings.Builder }

// put adds markup and text in turns, beginning with markup; texts are escaped.
func (m *markup) put(turns ...string) {
	for i, s := range turns {
		if i%2 == 0 {
			m.WriteString(s)
		} else {
			m.text(s)
		}
	}
}

func (m *markup) text(s string) {
	if strings.ContainsAny(s, `&<>"'`+"\x00") {
		s = template.HTMLEscapeString(s)
	}
	m.WriteString(s)
}

// how adds a text that leads to where it is explained, or the text alone.
func (m *markup) how(href, text string) {
	if href == "" {
		m.text(text)
		return
	}
	m.put(`<a class="how" href="`, href, `">`, text, `</a>`)
}

// mark adds a state's shape and word, and what is behind it where that is asked for.
func (m *markup) mark(of *mark, why bool) {
	m.put(`<span class="st st-`, of.Kind, `"><svg class="sym" aria-hidden="true" focusable="false"><use href="#m-`, of.Kind, `"/></svg><span>`, of.Word, `</span></span>`)
	if why && of.Why != "" {
		m.put(` <span class="why">`, of.Why, `</span>`)
	}
}

func (m *markup) tags(tags []string) {
	for _, tag := range tags {
		m.put(` <span class="tag">`, tag, `</span>`)
	}
}

func (m *markup) html() template.HTML { return template.HTML(m.String()) } //nolint:gosec // texts are escaped as they are put in

const none = "–" // where a table has nothing to say

// pieces are the functions that templates write them by.
var pieces = template.FuncMap{
	"how": func(href, text string) template.HTML {
		var m markup
		m.how(href, text)
		return m.html()
	},
	"mark": func(of mark) template.HTML {
		var m markup
		m.mark(&of, false)
		return m.html()
	},
	"why": func(of any) template.HTML {
		var m markup
		switch of := of.(type) {
		case mark:
			m.mark(&of, true)
		case *mark:
			m.mark(of, true)
		}
		return m.html()
	},
	"tags": func(tags []string) template.HTML {
		var m markup
		m.tags(tags)
		return m.html()
	},
	"counts":      countsHTML,
	"figure_rows": figureRowsHTML,
	"part_rows":   partRowsHTML,
}

// countsHTML is how many promises stand where.
func countsHTML(counts []tally) template.HTML {
	var m markup
	m.Grow(200 * len(counts))
	for i := range counts {
		m.put(`<li><b>`, counts[i].Count, `</b> `)
		m.mark(&counts[i].Mark, false)
		m.put(`</li>`)
	}
	return m.html()
}

// figureRowsHTML are the periods of a figure's table.
func figureRowsHTML(rows []figureRow, plan bool) template.HTML {
	var m markup
	m.Grow(200 * len(rows))
	for i := range rows {
		row := &rows[i]
		m.put(`<tr><th scope="row">`, row.Period, `</th><td class="n">`)
		m.how(row.How, cmp.Or(row.Value, none))
		m.put(`</td>`)
		if plan {
			m.put(`<td class="n">`, cmp.Or(row.Plan, none), `</td><td class="n">`, cmp.Or(row.Deviation, none), `</td>`)
		}
		m.put(`<td>`)
		if row.Missing != nil {
			m.mark(row.Missing, true)
		}
		m.tags(row.Tags)
		for _, act := range row.Decided {
			m.put(` <span class="small soft">`, act, `</span>`)
		}
		m.put(`</td></tr>`)
	}
	return m.html()
}

// partRowsHTML are the scores of an index's parts, region by region.
func partRowsHTML(rows []compositeRow, parts []string) template.HTML {
	var m markup
	m.Grow(len(rows) * (100 + 200*len(parts)))
	for i := range rows {
		row := &rows[i]
		m.put(`<tr role="row"><th role="rowheader" scope="row">`, row.Name, `</th>`)
		for n, score := range row.Parts {
			m.put(`<td role="cell" class="n" data-label="`, parts[n], `"><span>`)
			if score == "" {
				m.put(none)
			} else {
				m.how(row.How+"#inputs-title", score)
			}
			m.put(`</span></td>`)
		}
		m.put(`</tr>`)
	}
	return m.html()
}
