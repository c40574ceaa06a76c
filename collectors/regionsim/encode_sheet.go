package regionsim

import "time"

// paper is a table as offices lay it out on a sheet: a title, a header of two rows with merged cells, the records, a
// row of totals. Cells are texts, numbers, kpi.Date, time.Time, and nil where nothing stands.
type paper struct {
	rows   [][]any
	merged []merge
}

// merge is a rectangle of cells as one; rows and columns count from 0.
type merge struct{ row, column, rows, columns int }

const (
	paperName   = "Звіт"
	paperHeader = 2 // rows above the header
)

// lay lays a table out.
func (t *table) lay(region string) paper {
	width := len(t.columns)
	p := paper{rows: [][]any{{"Звіт області " + region + " (змодельовані дані)"}, nil, make([]any, width), make([]any, width)},
		merged: []merge{{0, 0, 1, width}}}
	for i, c := range t.columns {
		switch {
		case c.group == "":
			p.rows[paperHeader][i] = c.local
			p.merged = append(p.merged, merge{paperHeader, i, 2, 1})
			continue
		case i == 0 || t.columns[i-1].group != c.group:
			p.rows[paperHeader][i] = c.group
			p.merged = append(p.merged, merge{paperHeader, i, 1, 1})
		default:
			p.merged[len(p.merged)-1].columns++
		}
		p.rows[paperHeader+1][i] = c.local
	}
	total := make([]any, width)
	total[0] = "Всього"
	for _, row := range t.rows {
		said := make([]any, width)
		for i, c := range t.columns {
			said[i] = c.said(row[i])
			if number, ok := said[i].(float64); ok {
				sum, _ := total[i].(float64)
				total[i] = sum + number
			}
		}
		p.rows = append(p.rows, said)
	}
	p.rows = append(p.rows, total)
	return p
}

// wall is a time as offices write it: what the clock on their wall shows.
func wall(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}
