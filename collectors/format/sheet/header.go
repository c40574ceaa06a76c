package sheet

import (
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/record"
)

// header is where the names of columns are.
type header struct {
	first, last int // its rows
	merges      []Merged
}

// Merged is a block of cells that are shown as one, with the value of its first: columns from 0, rows from 1.
type Merged struct{ Left, Top, Right, Bottom int }

// MaxMerged bounds the merged cells of a header.
const MaxMerged = 1 << 14

// Touches tells whether any of the rows from first to last takes part.
func (m Merged) Touches(first, last int) bool { return m.Top <= last && m.Bottom >= first }

// read reads up to the header's last row and makes names of it.
func (h *header) read(t *Reader) ([]string, error) {
	width := 0
	texts := map[int]map[int]string{} // by row and column
	for t.rows.Number() < h.last {
		err := t.rows.Next()
		if err == io.EOF || err == nil && t.rows.Number() > h.last {
			return nil, fmt.Errorf("there is nothing in row %d of the sheet %q, which should hold the header; write the number of the header's row", h.last, t.name)
		}
		if err != nil {
			return nil, err
		}
		if !h.holds(t.rows.Number()) {
			continue
		}
		row, err := t.texts()
		if err != nil {
			return nil, fmt.Errorf("read the header in row %d: %w", t.rows.Number(), err)
		}
		texts[t.rows.Number()] = row
		for column := range row {
			if t.rows.Number() >= h.first {
				width = max(width, column+1)
			}
		}
	}
	for _, m := range h.merges {
		if texts[m.Top][m.Left] != "" {
			width = max(width, m.Right+1)
		}
	}
	return h.names(texts, width)
}

// holds tells whether a row's texts are needed: it is one of the header's, or merged cells reach from it into these.
func (h *header) holds(row int) bool {
	if row >= h.first {
		return true
	}
	for _, m := range h.merges {
		if m.Top == row {
			return true
		}
	}
	return false
}

// texts are the cells of the current row that are not empty, as text.
func (t *Reader) texts() (map[int]string, error) {
	if t.rows.Long() {
		return nil, errors.New("it is longer than a record may be")
	}
	row := map[int]string{}
	t.buf = t.buf[:0]
	for i := range t.rows.Len() {
		v, err := t.cell(i)
		if err != nil {
			return nil, err
		}
		if len(t.buf) > record.MaxBytes {
			return nil, errors.New("it is longer than a record may be")
		}
		if name := columns.Name(string(v.Bytes)); name != "" {
			row[t.rows.Column(i)] = name
		}
	}
	return row, nil
}

// names makes the columns' names. A merged cell counts once in each column that it covers.
func (h *header) names(texts map[int]map[int]string, width int) ([]string, error) {
	covering := map[[2]int]Merged{} // by row and column
	for _, m := range h.merges {
		for row := max(m.Top, h.first); row <= min(m.Bottom, h.last); row++ {
			for column := m.Left; column <= min(m.Right, width-1); column++ {
				at := [2]int{row, column}
				if _, twice := covering[at]; twice {
					return nil, fmt.Errorf("merged cells overlap in %s%d", columnName(column), row)
				}
				covering[at] = m
			}
		}
	}
	names := make([]string, width)
	for column := range names {
		var cells []string
		for row := h.first; row <= h.last; row++ {
			m, is := covering[[2]int{row, column}]
			switch {
			case !is:
				cells = append(cells, texts[row][column])
			case row == max(m.Top, h.first):
				cells = append(cells, texts[m.Top][m.Left])
			}
		}
		names[column] = columns.Join(cells)
	}
	return names, nil
}
