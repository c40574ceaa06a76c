package pages

import (
	"html/template"
	"strconv"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
)

// heatCells writes a region's row of the table. A full comparison has thousands of cells: a template would take longer over them
// than all the rest of the page takes.
func (r *request) heatCells(t *comparison, columns []*compared, writers []func(float64) string, n int) template.HTML {
	var m pieces
	m.Grow(160 * len(columns))
	query := strings.TrimPrefix(r.link("/"), "/") // the same for every cell
	for k, c := range columns {
		cell := c.cells[n]
		if cell == nil {
			m.Put(`<td class="n">`)
			m.mark(r.lastOf(t, c.Indicator, t.regions[n]), false)
			m.Put(`</td>`)
			continue
		}
		address := explain.Address(board.SeriesKey{Indicator: cell.Indicator, Region: cell.Region}, cell.Period) + query
		m.Put(`<td class="n`)
		if fifth := c.heat(cell); fifth > 0 {
			m.Put(` heat-` + strconv.Itoa(fifth))
		}
		m.Put(`">`)
		m.how(address, writers[k](*cell.Value))
		if cell.Period != c.newest {
			m.Put(` <span class="why">`, r.Period(cell.Period), `</span>`)
		}
		m.Put("</td>")
	}
	return m.HTML()
}

// writers write the values of columns as value does, each with what its indicator's values have in common made once.
func (r *request) writers(columns []*compared) []func(float64) string {
	list := make([]func(float64) string, len(columns))
	for n, c := range columns {
		list[n] = r.writer(c.Indicator)
	}
	return list
}

func (r *request) writer(i *config.Indicator) func(float64) string {
	m := measureOf(i)
	if m.unit != "percent" {
		return func(v float64) string { return r.value(i, v) }
	}
	before, after, _ := strings.Cut(r.T("unit.percent", "N", "{n}"), "{n}")
	return func(v float64) string { return before + r.Number(v*m.scale, m.decimals) + after }
}
