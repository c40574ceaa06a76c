package pages

import (
	"html/template"

	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/dashboard/pages/markup"
)

// What pages have hundreds of is written here: as templates these few pieces take most of a page's time.

// pieces is markup with what pages have many of.
type pieces struct{ markup.Markup }

// how adds a text that leads to where it is explained, or the text alone.
func (m *pieces) how(href, text string) {
	if href == "" {
		m.Text(text)
		return
	}
	m.Put(`<a class="how" href="`, href, `">`, text, `</a>`)
}

// mark adds a state's shape and word, and what is behind it where that is asked for.
func (m *pieces) mark(of *mark, why bool) {
	m.Put(`<span class="st st-`, of.Kind, `"><svg class="sym" aria-hidden="true" focusable="false"><use href="#m-`, of.Kind, `"/></svg><span>`, of.Word, `</span></span>`)
	if why && of.Why != "" {
		m.Put(` <span class="why">`, of.Why, `</span>`)
	}
}

func (m *pieces) tags(tags []string) {
	for _, tag := range tags {
		m.Put(` <span class="tag">`, tag, `</span>`)
	}
}

const none = "–" // where a table has nothing to say

// pieces are the functions that templates write them by.
var pieceFuncs = template.FuncMap{
	"how": func(href, text string) template.HTML {
		var m pieces
		m.how(href, text)
		return m.HTML()
	},
	"mark": func(of mark) template.HTML {
		var m pieces
		m.mark(&of, false)
		return m.HTML()
	},
	"why": func(of any) template.HTML {
		var m pieces
		switch of := of.(type) {
		case mark:
			m.mark(&of, true)
		case *mark:
			m.mark(of, true)
		}
		return m.HTML()
	},
	"tags": func(tags []string) template.HTML {
		var m pieces
		m.tags(tags)
		return m.HTML()
	},
	"drawing": func(d *chart.Drawing, class, text string) template.HTML {
		if d == nil {
			return ""
		}
		return d.SVG(class, text)
	},
	"tally": func(counts []tally) template.HTML {
		var m pieces
		m.Grow(200 * len(counts))
		m.tally(counts)
		return m.HTML()
	},
	"way": func(w *way) template.HTML {
		var m pieces
		m.bar(w)
		return m.HTML()
	},
}

// tally adds how many promises stand where.
func (m *pieces) tally(counts []tally) {
	if len(counts) == 0 {
		return
	}
	m.Put(`<ul class="tally">`)
	for i := range counts {
		m.Put(`<li><b>`, counts[i].Count, `</b> `)
		m.mark(&counts[i].Mark, false)
		m.Put(`</li>`)
	}
	m.Put(`</ul>`)
}

// partRow adds the scores of an index's parts in a region.
func (m *pieces) partRow(row *compositeRow, parts []string) {
	m.Put(`<tr role="row"><th role="rowheader" scope="row">`, row.Name, `</th>`)
	for n, score := range row.Parts {
		m.Put(`<td role="cell" class="n" data-label="`, parts[n], `"><span>`)
		if score == "" {
			m.Put(none)
		} else {
			m.how(row.How+"#inputs-title", score)
		}
		m.Put(`</span></td>`)
	}
	m.Put(`</tr>`)
}
