package xlsformat

import (
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// maxColumns is that of the widest sheet that any spreadsheet program makes; Excel's own old ones have 256.
const maxColumns = 1 << 14

// rows reads a sheet's rows one after another. The sheet is a list of cells in the order of their rows.
type rows struct {
	*records
	book        *book
	first, last int // rows of the header
	number      int // of the row, from 1
	cells       []cell
	buf         []byte
	long        bool
	waiting     bool // a record was read that belongs to the next row
	ended       bool
	merges      []sheet.Merged
}

// cell is one that holds anything.
type cell struct {
	column int // from 0
	shared int // number of a text that cells share; -1: value is the cell's own
	value  record.Value
}

// Close ends the reading.
func (r *rows) Close() error { return nil }

// Number is the row's, from 1.
func (r *rows) Number() int { return r.number }

// Long tells that not all of the row's cells are there.
func (r *rows) Long() bool { return r.long }

// Len is how many cells the row has.
func (r *rows) Len() int { return len(r.cells) }

// Column is that of the i-th cell.
func (r *rows) Column(i int) int { return r.cells[i].column }

// Value is what the i-th cell holds. Texts that cells share are read into buf.
func (r *rows) Value(i int, buf []byte) (record.Value, []byte, error) {
	c := &r.cells[i]
	if c.shared < 0 {
		return c.value, buf, nil
	}
	return r.book.texts.Value(c.shared, buf)
}

// Merges are the merged cells of the header.
func (r *rows) Merges() ([]sheet.Merged, error) { return r.merges, nil }

// Next moves to the next row that holds anything, io.EOF after the last.
func (r *rows) Next() error {
	r.cells, r.buf, r.long = r.cells[:0], r.buf[:0], false
	before := r.number
	for !r.ended {
		if !r.waiting {
			if err := r.records.next(); err != nil {
				return err
			}
		}
		r.waiting = false
		switch r.kind {
		case recEOF:
			r.ended = true
		case recBOF: // of a chart in the sheet
			if err := r.pass(); err != nil {
				return err
			}
		case recMergedCells:
			if err := r.merged(); err != nil {
				return err
			}
		case recNumber, recRK, recMulRK, recLabelSST, recLabel, recRString, recBoolErr, recFormula:
			if next, err := r.take(before); err != nil {
				return fmt.Errorf("row %d: %w", r.number, err)
			} else if next {
				return r.order()
			}
		}
	}
	if len(r.cells) == 0 {
		return io.EOF
	}
	return r.order()
}

// take adds the record's cells to the row, or tells that they belong to the next one.
func (r *rows) take(before int) (next bool, err error) {
	if err := r.has(6); err != nil {
		return false, err
	}
	row := r.u16(0) + 1
	switch {
	case len(r.cells) == 0 && row > before:
		r.number = row
	case row > r.number && len(r.cells) > 0:
		r.waiting = true
		return true, nil
	case row != r.number || row == before:
		return false, errors.New("its cells do not stand in the order of their rows; open the workbook in a spreadsheet program and save it")
	}
	if len(r.cells) > maxColumns {
		return false, errors.New("it has more cells than columns")
	}
	return false, r.read()
}

// order puts the row's cells in the order of their columns.
func (r *rows) order() error {
	byColumn := func(a, b cell) int { return a.column - b.column }
	if !slices.IsSortedFunc(r.cells, byColumn) {
		slices.SortStableFunc(r.cells, byColumn)
	}
	for i := range r.cells {
		if i > 0 && r.cells[i].column == r.cells[i-1].column {
			return fmt.Errorf("row %d: a cell stands twice", r.number)
		}
		if r.cells[i].column >= maxColumns {
			return fmt.Errorf("row %d has over %d columns", r.number, maxColumns)
		}
	}
	return nil
}

// pass walks to the end of a part within the sheet.
func (r *rows) pass() error {
	for depth := 1; depth > 0; {
		if err := r.records.next(); err != nil {
			return err
		}
		switch r.kind {
		case recBOF:
			depth++
		case recEOF:
			depth--
		}
	}
	return nil
}

// merged notes the merged cells of the header.
func (r *rows) merged() error {
	const each = 8
	if err := r.has(2); err != nil {
		return err
	}
	count := r.u16(0)
	if err := r.has(2 + count*each); err != nil {
		return err
	}
	for at := 2; at < 2+count*each; at += each {
		m := sheet.Merged{Top: r.u16(at) + 1, Bottom: r.u16(at+2) + 1, Left: r.u16(at + 4), Right: r.u16(at + 6)}
		if !m.Touches(r.first, r.last) {
			continue
		}
		if m.Right >= maxColumns || len(r.merges) == sheet.MaxMerged {
			return errors.New("the merged cells in the header can't be")
		}
		r.merges = append(r.merges, m)
	}
	return nil
}
