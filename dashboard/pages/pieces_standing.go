package pages

import (
	"cmp"
	"html/template"
	"slices"
	"strconv"

	"github.com/postup/postup/dashboard/pages/locale"
)

// saidPieces are pieces that say something in a language.
type saidPieces struct {
	pieces
	*locale.Locale
}

// standingFuncs write where promises stand: rows of tables that become lists on a narrow screen; roles keep them tables for screen readers.
func standingFuncs(l *locale.Locale) template.FuncMap {
	return template.FuncMap{
		"standing_rows": func(rows []standing) []template.HTML { return inParts(l, rows, 1400, (*saidPieces).row) },
		"region_rows": func(t *regionTable) []template.HTML {
			return inParts(l, t.Rows, 300+500*len(t.Targets), func(m *saidPieces, row *regionRow) { m.region(row, t.Targets) })
		},
		"change_rows": func(rows []written) []template.HTML { return inParts(l, rows, 800, (*saidPieces).change) },
		"rank_rows":   func(rows []compositeRow) []template.HTML { return inParts(l, rows, 900, (*saidPieces).ranked) },
		"part_rows": func(rows []compositeRow, parts []string) []template.HTML {
			return inParts(l, rows, 160+100*len(parts), func(m *saidPieces, row *compositeRow) { m.partRow(row, parts) })
		},
		"target_rows": func(readings []standing) template.HTML {
			m := saidPieces{Locale: l}
			m.Grow(900 * len(readings))
			for i := range readings {
				m.target(&readings[i])
			}
			return m.HTML()
		},
	}
}

// inParts writes the rows of a table a few at a time, each of about so many bytes: what is small is written into room that was used before.
func inParts[Row any](l *locale.Locale, rows []Row, roomEach int, write func(*saidPieces, *Row)) []template.HTML {
	each := max(1, 16<<10/roomEach)
	parts := make([]template.HTML, 0, len(rows)/each+1)
	for some := range slices.Chunk(rows, each) {
		m := saidPieces{Locale: l}
		m.Grow(roomEach * len(some))
		for i := range some {
			write(&m, &some[i])
		}
		parts = append(parts, m.HTML())
	}
	return parts
}

// aside adds what is said behind something, where there is any.
func (m *saidPieces) aside(class, text string) {
	if text != "" {
		m.Put(` <span class="`, class, `">`, text, `</span>`)
	}
}

func (m *saidPieces) row(s *standing) {
	region := s.Region
	if region != "" {
		region = "(" + region + ")"
	}
	if s.Rows > 0 {
		m.Put(`<tr role="row"><th role="rowheader" scope="row"><a href="`, s.Href, `">`, s.Name, `</a>`)
		m.aside("soft", region)
		m.tags(s.Tags)
		m.aside("told", s.Sentence)
		m.aside("reading", s.Responsible)
	} else { // a further reading of the same promise
		m.Put(`<tr role="row" class="again"><th role="rowheader" scope="row"><span class="visually-hidden">`, s.Name, ` `, region, `</span>`)
	}
	if s.Reading != "" {
		m.aside("reading", m.T("table.reading", "Reading", s.Reading))
	}
	m.Put(`</th>`)
	m.cells(s)
	m.Put(`</tr>`)
}

// target adds how a promise stands where the page is about it: its name stands above.
func (m *saidPieces) target(s *standing) {
	m.Put(`<tr role="row"><th role="rowheader" scope="row">`)
	switch {
	case s.Reading != "":
		m.Text(m.T("table.reading", "Reading", s.Reading))
	default:
		m.Text(cmp.Or(s.Deadline, m.T("by.none")))
	}
	if s.Region != "" {
		m.aside("soft", "("+s.Region+")")
	}
	m.tags(s.Tags)
	m.Put(`</th>`)
	m.cells(s)
	m.Put(`</tr>`)
}

func (m *saidPieces) cells(s *standing) {
	m.Put(`<td role="cell" data-label="`, m.T("table.way"), `">`)
	if s.Everywhere != "" {
		m.Put(`<span class="now">`, s.Everywhere)
		m.promised(s)
		m.Put(`</span>`)
	} else {
		m.way(s)
	}
	m.Put(`</td><td role="cell" data-label="`, m.T("table.state"), `">`)
	if s.Everywhere != "" {
		m.tally(s.Tally)
	} else {
		m.mark(&s.Mark, true)
	}
	m.Put(`</td><td role="cell" data-label="`, m.T("table.expected"), `">`)
	switch {
	case s.Everywhere != "":
		m.Put(`<a href="`, s.ByRegion, `">`, m.T("table.by_region"), `</a>`)
	case s.Forecast == "":
		m.Put(none)
		m.aside("why", s.NoForecast)
	default:
		m.Text(s.Forecast)
		if s.ReachedOn != "" {
			m.aside("why", m.T("forecast.reached_on", "Date", s.ReachedOn))
		}
	}
	m.Put(`</td>`)
}

func (m *saidPieces) promised(s *standing) {
	if s.Promised != "" {
		m.aside("why", m.T("table.promised", "Value", s.Promised))
	}
}

func (m *saidPieces) way(s *standing) {
	switch {
	case s.Latest == "" && s.Unmeasured != "":
		m.Put(`<span class="why">`, s.Unmeasured, `</span>`)
		return
	case s.Latest == "":
		m.Put(`<span class="now">` + none)
		m.promised(s)
		m.Put(`</span>`)
		return
	}
	m.Put(`<span class="now"><b>`)
	m.how(s.How, s.Latest)
	m.Put(`</b>`)
	if s.Sentence == "" {
		m.aside("why", "("+s.LatestOn+")")
		m.promised(s)
	}
	m.Put(`</span>`)
	if s.Way != nil {
		m.bar(s.Way)
	}
	if s.WayText != "" {
		m.Put(`<span class="why">`, s.WayText, `</span>`)
	}
}

// region adds how a programme's promises stand in a region, one by one, or how many of them where.
func (m *saidPieces) region(row *regionRow, heads []columnHead) {
	m.Put(`<tr role="row"><th role="rowheader" scope="row"><a href="`, row.Href, `">`, row.Name, `</a></th>`)
	for i := range row.Cells {
		s := &row.Cells[i]
		m.Put(`<td role="cell" data-label="`, heads[i].Name, `"><span class="cell"><b>`)
		m.how(s.How, cmp.Or(s.Latest, none))
		m.Put(`</b>`)
		if s.LatestOn != "" {
			m.aside("why", "("+s.LatestOn+")")
		}
		if s.Way != nil {
			m.bar(s.Way)
		}
		m.mark(&s.Mark, false)
		m.Put(`</span></td>`)
	}
	if len(row.Cells) == 0 {
		m.Put(`<td role="cell" data-label="`, m.T("table.state"), `">`)
		m.tally(row.Tally)
		m.Put(`</td>`)
	}
	m.Put(`</tr>`)
}

// change adds a row of what has changed: what, as it was and as it is, and when.
func (m *saidPieces) change(row *written) {
	m.Put(`<tr role="row"><th role="rowheader" scope="row"><a href="`, row.Href, `">`, row.Name, `</a>`)
	m.aside("reading", row.Kind)
	m.tags(row.Tags)
	m.Put(`</th><td role="cell" data-label="`, m.T("changed.was"), `">`)
	m.side(&row.Was)
	m.Put(`</td><td role="cell" data-label="`, m.T("changed.is"), `">`)
	m.side(&row.Is)
	m.Put(`</td><td role="cell" data-label="`, m.T("changed.when"), `">`, row.When, `</td></tr>`)
}

func (m *pieces) side(s *side) {
	m.Put(`<span class="cell">`)
	switch {
	case s.Value != "":
		m.Put(`<b>`)
		m.how(s.How, s.Value)
		m.Put(`</b>`)
	case s.Mark == nil:
		m.Put(`<b>` + none + `</b>`)
	}
	if s.Mark != nil {
		m.mark(s.Mark, true)
	}
	m.Put(`</span>`)
	if s.Note != "" {
		m.Put(`<span class="why">`, s.Note, `</span>`)
	}
}

// bar draws the value beside what was promised.
func (m *pieces) bar(w *way) {
	m.Put(`<svg class="way way-`, w.Kind, `" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">`+
		`<rect class="track" width="1000" y="2" height="8"/>`)
	if w.Falling {
		m.Put(`<rect class="good" width="`, strconv.Itoa(w.Goal), `" y="2" height="8"/><rect class="done" x="`, strconv.Itoa(w.Point()), `" width="16" height="12"/>`)
	} else {
		m.Put(`<rect class="done" width="`, strconv.Itoa(w.Length), `" y="2" height="8"/>`)
	}
	if w.HasIdeal {
		m.Put(`<rect class="ideal" x="`, strconv.Itoa(w.Ideal), `" width="4" height="12"/>`)
	}
	m.Put(`<rect class="aim" x="`, strconv.Itoa(w.Goal), `" width="5" height="12"/></svg>`)
}

// ranked adds a region's place in an index.
func (m *saidPieces) ranked(row *compositeRow) {
	m.Put(`<tr role="row"><th role="rowheader" scope="row"><a href="`, row.Href, `">`, row.Name, `</a>`)
	m.aside("why", row.Coverage)
	m.Put(`</th><td role="cell" data-label="`, m.T("index.rank"), `">`)
	if row.Absent != nil {
		m.mark(row.Absent, true)
	} else {
		m.Put(`<span class="cell ranged"><span><b>`, row.Rank, `</b>`)
		m.aside("why", row.Range)
		m.Put(`</span>`)
		if s := row.Span; s != nil {
			m.Put(`<svg class="range" viewBox="0 0 1000 18" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="base" y="8.5" width="1000" height="1"/>`+
				`<rect class="span" x="`, strconv.Itoa(s.Low), `" width="`, strconv.Itoa(s.Length), `" y="7" height="4"/><rect class="median" x="`, strconv.Itoa(s.Rank), `" width="9" y="2" height="14"/></svg>`)
		}
		m.Put(`</span>`)
	}
	m.Put(`</td><td role="cell" class="n" data-label="`, m.T("index.score"), `"><b>`)
	m.how(row.How, cmp.Or(row.Score, none))
	m.Put(`</b></td><td role="cell" data-label="`, m.T("index.moved"), `"><span>`, cmp.Or(row.Moved, none), `</span></td></tr>`)
}
