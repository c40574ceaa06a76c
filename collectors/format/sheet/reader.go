package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sort"
	"strconv"
	"unicode/utf8"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/collectors/record"
)

// ErrTooLong says that a text is longer than a record may be.
var ErrTooLong = errors.New("a text is longer than a record may be")

// replacement stands in the place of what is no text in a workbook.
const replacement = string(utf8.RuneError)

// Reader reads a sheet's records; see record.Table. Close it after the last.
type Reader struct {
	book    Book
	name    string
	rows    Rows
	header  []string
	columns []int // by selected path; -1: the table has no such column
	values  []record.Value
	buf     []byte // of the values
}

func (t *Reader) begin(o Options) error {
	sheets := t.book.Sheets()
	at, err := choose(sheets, o.Sheet)
	if err != nil {
		return err
	}
	t.name = sheets[at].Name
	head := header{first: o.Header, last: o.Header + max(o.HeaderRows, 1) - 1}
	if head.merges, err = t.verify(at, &head); err != nil {
		return fmt.Errorf("the sheet %q is not whole or can't be read: %w", t.name, err)
	}
	if t.rows, err = t.book.Rows(at, head.first, head.last); err != nil {
		return err
	}
	t.header, err = head.read(t)
	return err
}

// verify walks over the whole sheet, and gives the merged cells that the header's rows take part in.
func (t *Reader) verify(at int, head *header) ([]Merged, error) {
	r, err := t.book.Rows(at, head.first, head.last)
	if err != nil {
		return nil, err
	}
	for err == nil {
		err = r.Next()
	}
	if err == io.EOF {
		err = nil
	}
	var merges []Merged
	if err == nil {
		merges, err = r.Merges()
	}
	return merges, errors.Join(err, r.Close())
}

// Select finds the selected columns. It fails, naming the columns there are, when one is missing; the reader is closed then.
func (t *Reader) Select(sel *record.Selection) (*Reader, error) {
	found, err := columns.Find(t.header, sel)
	if err != nil {
		return nil, errors.Join(err, t.Close())
	}
	t.columns, t.values = found, make([]record.Value, len(found))
	return t, nil
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
	return "sheet " + t.name + ", row " + strconv.Itoa(t.rows.Number())
}

// Columns are the names of all columns, as the header has them.
func (t *Reader) Columns() []string { return t.header }

// Value is the cell of the i-th selected column, Null where it is empty.
func (t *Reader) Value(i int) record.Value { return t.values[i] }

// Total tells whether the row is called like one of totals.
func (t *Reader) Total() bool {
	return totals.Row(func(yield func([]byte) bool) {
		for i := range t.rows.Len() {
			if t.rows.Column(i) >= len(t.header) {
				return
			}
			if v, err := t.cell(i); err == nil && v.Kind == record.Text && !yield(v.Bytes) {
				return
			}
		}
	})
}

// Next moves to the next row that is not empty.
func (t *Reader) Next() error {
	for {
		t.buf = t.buf[:0]
		if err := t.rows.Next(); err != nil {
			return err
		}
		if t.rows.Long() {
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
	for i := range t.rows.Len() {
		if t.rows.Column(i) >= len(t.header) {
			break
		}
		v, err := t.cell(i)
		if err != nil || len(bytes.TrimSpace(v.Bytes)) > 0 {
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
		at := sort.Search(t.rows.Len(), func(i int) bool { return t.rows.Column(i) >= column })
		if at == t.rows.Len() || t.rows.Column(at) != column {
			continue
		}
		v, err := t.cell(at)
		if err != nil {
			return err
		}
		if bytes.Contains(v.Bytes, []byte(replacement)) {
			return t.bad(check.BadEncoding, "the cell "+t.place(at)+" is not text")
		}
		if len(t.buf) > record.MaxBytes {
			return t.bad(check.TooLong, "the row is longer than a record may be")
		}
		t.values[i] = v
	}
	return nil
}

// cell is what the row's i-th cell holds.
func (t *Reader) cell(i int) (v record.Value, err error) {
	v, t.buf, err = t.rows.Value(i, t.buf)
	if errors.Is(err, ErrTooLong) {
		err = t.bad(check.TooLong, "the cell "+t.place(i)+" is longer than a record may be")
	}
	return v, err
}

// place is the cell's name, such as B12.
func (t *Reader) place(i int) string {
	return columnName(t.rows.Column(i)) + strconv.Itoa(t.rows.Number())
}

func (t *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: t.Position(), Reason: reason, Detail: detail}
}

// columnName is the letters of a column that is counted from 0.
func columnName(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}
