package odsformat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/unpack"
	"github.com/postup/postup/collectors/format/xmlparts"
	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// The sizes of the largest sheet that spreadsheet programs make.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// rows reads a sheet's rows one after another. A row or a cell that is repeated is written once in the document.
type rows struct {
	walk        *xmltokens.Walker
	closer      io.Closer
	first, last int // rows of the header
	left        int64
	number      int // of the row, from 1
	again       int // how often the row is repeated yet
	passed      int // rows up to the one that is read next
	cells       []cell
	buf         []byte // the texts of the cells
	long        bool   // the row is longer than a record may be: not all of its cells are there
	merges      []sheet.Merged
}

// cell is one that holds anything.
type cell struct {
	column int // from 0
	value  record.Value
}

// find moves to the rows of a sheet.
func (r *rows) find(number int) error {
	var around []string
	for seen := 0; ; {
		token, err := r.walk.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "table" && slices.Equal(around, sheetsIn) {
				if seen == number {
					return nil
				}
				seen++
				if err := r.walk.Skip(); err != nil {
					return err
				}
				continue
			}
			around = append(around, t.Name.Local)
		case xml.EndElement:
			around = around[:len(around)-1]
		}
	}
}

// Close ends the reading.
func (r *rows) Close() error { return r.closer.Close() }

// Number is the row's, from 1.
func (r *rows) Number() int { return r.number }

// Long tells that not all of the row's cells are there.
func (r *rows) Long() bool { return r.long }

// Len is how many cells the row has.
func (r *rows) Len() int { return len(r.cells) }

// Column is that of the i-th cell.
func (r *rows) Column(i int) int { return r.cells[i].column }

// Value is what the i-th cell holds.
func (r *rows) Value(i int, buf []byte) (record.Value, []byte, error) {
	return r.cells[i].value, buf, nil
}

// Merges are the merged cells of the header.
func (r *rows) Merges() ([]sheet.Merged, error) { return r.merges, nil }

// Next moves to the next row that holds anything, io.EOF after the last.
func (r *rows) Next() error {
	if r.again > 0 {
		r.again--
		r.number++
		return r.spend()
	}
	for {
		token, err := r.walk.Next()
		if err == io.EOF {
			return errors.New("the document ends within a sheet")
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "table-row":
				if held, err := r.row(t); err != nil || held {
					return err
				}
			case "table-header-rows", "table-rows", "table-row-group":
			default:
				if err := r.walk.Skip(); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if t.Name.Local == "table" {
				return io.EOF
			}
		}
	}
}

// spend keeps what repetition makes of few bytes within what the document may unpack to.
func (r *rows) spend() error {
	const each = 16 // bytes that a cell takes at least in a document that writes all of them
	if r.left -= int64(len(r.buf) + each*len(r.cells)); r.left < 0 {
		return fmt.Errorf("%w: its repeated rows and cells are more than its source's max_bytes", unpack.ErrTooLarge)
	}
	return nil
}

// row reads the row that began, and tells whether it holds anything.
func (r *rows) row(tag xml.StartElement) (held bool, err error) {
	times, err := repeated(tag, "number-rows-repeated")
	if err != nil {
		return false, err
	}
	r.number, r.cells, r.buf, r.long = r.passed+1, r.cells[:0], r.buf[:0], false
	column := 0
	for {
		token, err := r.walk.Next()
		if err != nil {
			return false, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local == "table-cell" || t.Name.Local == "covered-table-cell" {
				column, err = r.cell(t, column)
			} else {
				err = r.walk.Skip()
			}
			if err != nil {
				return false, err
			}
		case xml.EndElement:
			return r.end(times)
		}
	}
}

// end counts the row that ended.
func (r *rows) end(times int) (held bool, err error) {
	r.passed = min(r.passed+times, maxRows+1)
	if len(r.cells) == 0 && !r.long {
		return false, nil
	}
	if r.number+times-1 > maxRows {
		return false, fmt.Errorf("there are over %d rows", maxRows)
	}
	r.again = times - 1
	return true, r.spend()
}

// cell reads the cell that began in a column, and gives the column after it.
func (r *rows) cell(tag xml.StartElement, column int) (after int, err error) {
	times, err := repeated(tag, "number-columns-repeated")
	if err != nil {
		return 0, err
	}
	if err := r.merge(tag, column); err != nil {
		return 0, err
	}
	value, err := r.value(tag)
	if err != nil {
		return 0, err
	}
	if tag.Name.Local == "covered-table-cell" || value.Kind == record.Null {
		return min(column+times, maxColumns), nil
	}
	if column+times > maxColumns {
		return 0, fmt.Errorf("row %d has over %d columns", r.number, maxColumns)
	}
	for range times {
		r.cells = append(r.cells, cell{column, value})
		column++
	}
	return column, nil
}

// merge notes a merged cell of the header.
func (r *rows) merge(tag xml.StartElement, column int) error {
	wide, err := repeated(tag, "number-columns-spanned")
	if err != nil {
		return err
	}
	high, err := repeated(tag, "number-rows-spanned")
	if err != nil {
		return err
	}
	m := sheet.Merged{Left: column, Top: r.number, Right: column + wide - 1, Bottom: r.number + high - 1}
	if wide == 1 && high == 1 || !m.Touches(r.first, r.last) {
		return nil
	}
	if m.Right >= maxColumns || m.Bottom > maxRows {
		return fmt.Errorf("the merged cell in row %d can't be", r.number)
	}
	if len(r.merges) == sheet.MaxMerged {
		return fmt.Errorf("over %d merged cells in the header", sheet.MaxMerged)
	}
	r.merges = append(r.merges, m)
	return nil
}

// repeated is a number of times, at least one.
func repeated(tag xml.StartElement, name string) (int, error) {
	v := xmlparts.Attribute(tag, name)
	if v == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 1<<30 {
		return 0, fmt.Errorf("%s is %.20q, which is no number of times", name, v)
	}
	return n, nil
}
