// Package xlsxformat decodes a sheet of an XLSX workbook: a header, and rows of cells. Values are taken as they are stored:
// formulas are never computed, numbers never rounded as they are shown, links never followed. The workbook lies on disk while
// it is read and the sheet is never held in memory: it is walked over once to see that it is whole, and once to read it.
package xlsxformat

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// Options say where in the workbook the table is.
type Options struct {
	Sheet      string // name or number of the sheet; "": the first that is not hidden
	Header     int    // number of the first header row, as the sheet counts
	HeaderRows int    // how many rows the header takes; 0: one
	MaxBytes   int64  // that any part of the workbook may unpack to
}

// Reader reads a sheet's records; see record.Reader. Close it after the last.
type Reader struct {
	book    *book
	sheet   string
	rows    *rows
	header  []string
	columns []int // by selected path; -1: the table has no such column
	values  []record.Value
	buf     []byte // of the values
	label   []byte // the row's first cell that is not empty
}

// New walks over the sheet, and reads its header. It fails, naming the columns there are, when a selected one is missing.
func New(r io.Reader, o Options, sel *record.Selection) (*Reader, error) {
	t, err := begin(r, o)
	if err != nil {
		return nil, err
	}
	if t.columns, err = columns.Find(t.header, sel); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.values = make([]record.Value, len(t.columns))
	return t, nil
}

// Columns reads the names of a sheet's columns.
func Columns(r io.Reader, o Options) ([]string, error) {
	t, err := begin(r, o)
	if err != nil {
		return nil, err
	}
	return t.header, t.Close()
}

func begin(r io.Reader, o Options) (*Reader, error) {
	b, err := open(r, o.MaxBytes)
	if err != nil {
		return nil, err
	}
	t := &Reader{book: b}
	if err := t.begin(o); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

func (t *Reader) begin(o Options) error {
	s, err := t.book.choose(o.Sheet)
	if err != nil {
		return err
	}
	t.sheet = s.name
	head := header{first: o.Header, last: o.Header + max(o.HeaderRows, 1) - 1}
	if head.merges, err = t.verify(s, head.first, head.last); err != nil {
		return fmt.Errorf("the sheet %q is not whole or can't be read: %w", s.name, err)
	}
	if t.rows, err = t.book.rows(s); err != nil {
		return err
	}
	t.header, err = head.read(t)
	return err
}

// verify walks over the whole sheet, and gives the merged cells that the header's rows take part in.
func (t *Reader) verify(s sheet, first, last int) ([]merged, error) {
	r, err := t.book.rows(s)
	if err != nil {
		return nil, err
	}
	for err == nil {
		err = r.next()
	}
	if err == io.EOF {
		err = nil
	}
	var merges []merged
	if err == nil {
		merges, err = r.merges(first, last)
	}
	return merges, errors.Join(err, r.Close())
}

// Close gives up the workbook.
func (t *Reader) Close() (err error) {
	if t.rows != nil {
		err = t.rows.Close()
	}
	return errors.Join(err, t.book.Close())
}

// Position is "sheet Services, row 12", as the sheet counts its rows.
func (t *Reader) Position() string {
	return "sheet " + t.sheet + ", row " + strconv.Itoa(t.rows.number)
}

// Columns are the names of all columns, as the header has them.
func (t *Reader) Columns() []string { return t.header }

// Value is the cell of the i-th selected column, Null where it is empty.
func (t *Reader) Value(i int) record.Value { return t.values[i] }

// Label is the text of the row's first cell that is not empty.
func (t *Reader) Label() []byte { return t.label }

// Next moves to the next row that is not empty.
func (t *Reader) Next() error {
	for {
		t.buf = t.buf[:0]
		if err := t.rows.next(); err != nil {
			return err
		}
		if t.rows.long {
			return t.bad(check.TooLong, "the row is longer than a record may be")
		}
		if empty, err := t.empty(); err != nil {
			return err
		} else if !empty {
			return t.take()
		}
	}
}

// empty tells whether nothing stands in the table's columns.
func (t *Reader) empty() (bool, error) {
	for i := range t.rows.cells {
		c := &t.rows.cells[i]
		if c.column >= len(t.header) {
			break
		}
		v, err := t.value(c)
		if err != nil || len(bytes.TrimSpace(v.Bytes)) > 0 {
			t.label = append(t.label[:0], v.Bytes...)
			return false, err
		}
	}
	return true, nil
}

// take reads the selected cells.
func (t *Reader) take() error {
	t.buf = t.buf[:0]
	for i, column := range t.columns {
		t.values[i] = record.Value{}
		if column < 0 {
			continue
		}
		t.values[i].Kind = record.Null
		at, found := slices.BinarySearchFunc(t.rows.cells, column, func(c cell, column int) int { return cmp.Compare(c.column, column) })
		if !found {
			continue
		}
		v, err := t.value(&t.rows.cells[at])
		if err != nil {
			return err
		}
		if bytes.Contains(v.Bytes, []byte(xmltokens.Replacement)) {
			return t.bad(check.BadEncoding, "the cell "+columnName(column)+strconv.Itoa(t.rows.number)+" is not text")
		}
		if len(t.buf) > record.MaxBytes {
			return t.bad(check.TooLong, "the row is longer than a record may be")
		}
		t.values[i] = v
	}
	return nil
}

func (t *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: t.Position(), Reason: reason, Detail: detail}
}
