package xlsxformat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/record"
)

// header is where the names of columns are.
type header struct {
	first, last int // its rows
	merges      []merged
}

// merged is a block of cells that are shown as one, with the value of its first.
type merged struct{ left, top, right, bottom int }

// merges reads what follows the rows to the sheet's end, and gives the merged cells that the header's rows take part in.
func (r *rows) merges(first, last int) ([]merged, error) {
	const most = maxColumns
	var found []merged
	for {
		token, err := r.walk.Next()
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		tag, ok := token.(xml.StartElement)
		if !ok || tag.Name.Local != "mergeCell" {
			continue
		}
		ref := attribute(tag, "ref")
		from, to, _ := strings.Cut(ref, ":")
		var m merged
		var ok1, ok2 bool
		m.left, m.top, ok1 = parseRef(from)
		m.right, m.bottom, ok2 = parseRef(to)
		if !ok1 || !ok2 || m.right >= maxColumns {
			return nil, fmt.Errorf("the merged cells %.40q can't be", ref)
		}
		if m.top > last || m.bottom < first {
			continue
		}
		if found = append(found, m); len(found) > most {
			return nil, fmt.Errorf("over %d merged cells in the header", most)
		}
	}
}

// read reads up to the header's last row and makes names of it.
func (h *header) read(t *Reader) ([]string, error) {
	width := 0
	texts := map[int]map[int]string{} // by row and column
	for t.rows.number < h.last {
		err := t.rows.next()
		if err == io.EOF || err == nil && t.rows.number > h.last {
			return nil, fmt.Errorf("there is nothing in row %d of the sheet %q, which should hold the header; write the number of the header's row", h.last, t.sheet)
		}
		if err != nil {
			return nil, err
		}
		if !h.holds(t.rows.number) {
			continue
		}
		row, err := t.texts()
		if err != nil {
			return nil, fmt.Errorf("read the header in row %d: %w", t.rows.number, err)
		}
		texts[t.rows.number] = row
		for column := range row {
			if t.rows.number >= h.first {
				width = max(width, column+1)
			}
		}
	}
	for _, m := range h.merges {
		if texts[m.top][m.left] != "" {
			width = max(width, m.right+1)
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
		if m.top == row {
			return true
		}
	}
	return false
}

// texts are the cells of the current row that are not empty, as text.
func (t *Reader) texts() (map[int]string, error) {
	if t.rows.long {
		return nil, errors.New("it is longer than a record may be")
	}
	row := map[int]string{}
	t.buf = t.buf[:0]
	for i := range t.rows.cells {
		v, err := t.value(&t.rows.cells[i])
		if err != nil {
			return nil, err
		}
		if len(t.buf) > record.MaxBytes {
			return nil, errors.New("it is longer than a record may be")
		}
		if name := columns.Name(string(v.Bytes)); name != "" {
			row[t.rows.cells[i].column] = name
		}
	}
	return row, nil
}

// names makes the columns' names. A merged cell counts once in each column that it covers.
func (h *header) names(texts map[int]map[int]string, width int) ([]string, error) {
	covering := map[[2]int]merged{} // by row and column
	for _, m := range h.merges {
		for row := max(m.top, h.first); row <= min(m.bottom, h.last); row++ {
			for column := m.left; column <= min(m.right, width-1); column++ {
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
			case row == max(m.top, h.first):
				cells = append(cells, texts[m.top][m.left])
			}
		}
		names[column] = columns.Join(cells)
	}
	return names, nil
}
