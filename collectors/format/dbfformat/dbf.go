// Package dbfformat decodes tables of dBase, FoxPro and Clipper (.dbf): a header that describes the fields, and records of one length.
// Deleted records are none. What memo fields hold lies in another file and is not read.
package dbfformat

import (
	"bufio"
	"fmt"
	"io"
	"strconv"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/collectors/record"
)

// Options say how the table is written.
type Options struct {
	Encoding string // of its texts, see package charset; "": what the table says of itself, else utf-8
}

// Marks before a record.
const (
	markDeleted = '*'
	markEnd     = 0x1A
)

// Reader reads a table's records; see record.Table.
type Reader struct {
	in      *bufio.Reader
	table   table
	names   []string
	columns []int // by selected path; -1: the table has no such column
	number  int   // of the record, from 1, deleted ones counted
	row     []byte
	values  []record.Value
}

// New reads the header. It fails, naming the columns there are, when a selected one is missing.
func New(r io.Reader, o Options, sel *record.Selection) (*Reader, error) {
	t, err := begin(r, o)
	if err != nil {
		return nil, err
	}
	if t.columns, err = columns.Find(t.names, sel); err != nil {
		return nil, err
	}
	t.values = make([]record.Value, len(t.columns))
	return t, nil
}

// Columns reads the names of a table's columns.
func Columns(r io.Reader, o Options) ([]string, error) {
	t, err := begin(r, o)
	if err != nil {
		return nil, err
	}
	return t.names, nil
}

func begin(r io.Reader, o Options) (*Reader, error) {
	t := &Reader{in: bufio.NewReaderSize(r, 64<<10)}
	if err := t.table.read(t.in, o.Encoding); err != nil {
		return nil, err
	}
	for _, f := range t.table.fields {
		t.names = append(t.names, f.name)
	}
	t.row = make([]byte, t.table.length)
	return t, nil
}

// Verify walks over the table, which must hold as many records as it says: neither less, where it was cut, nor more.
func Verify(r io.Reader, o Options) error {
	t, err := begin(r, o)
	if err != nil {
		return err
	}
	whole := int64(t.table.count) * int64(t.table.length)
	n, err := io.CopyN(io.Discard, t.in, whole)
	if err == io.EOF {
		return fmt.Errorf("the table was cut: it says that it has %d records, and there are %d", t.table.count, n/int64(t.table.length))
	}
	if err != nil {
		return err
	}
	if rest, err := t.in.Peek(t.table.length); err == nil && (rest[0] == ' ' || rest[0] == markDeleted) {
		return fmt.Errorf("the table says that it has %d records, and there are more; open it in the program that wrote it and save it", t.table.count)
	} else if err != nil && err != io.EOF {
		return err
	}
	return nil
}

// Columns are the names of all columns.
func (t *Reader) Columns() []string { return t.names }

// Position is "record 12", as the table counts its records.
func (t *Reader) Position() string { return "record " + strconv.Itoa(t.number) }

// Value is the field of the i-th selected column, Null where it is empty.
func (t *Reader) Value(i int) record.Value { return t.values[i] }

// Total tells whether the record is called like a row of totals.
func (t *Reader) Total() bool {
	return totals.Row(func(yield func([]byte) bool) {
		for i := range t.table.fields {
			if v, ok := t.table.value(i, t.row); ok && v.Kind == record.Text && !yield(v.Bytes) {
				return
			}
		}
	})
}

// Next moves to the next record that is not deleted.
func (t *Reader) Next() error {
	for t.number < t.table.count {
		if _, err := io.ReadFull(t.in, t.row); err != nil {
			return fmt.Errorf("read record %d: %w", t.number+1, err)
		}
		t.number++
		switch t.row[0] {
		case markDeleted:
		case ' ':
			return t.take()
		default:
			return t.bad(check.BadRecord, "it begins with neither of the marks of records")
		}
	}
	return io.EOF
}

// take reads the selected fields.
func (t *Reader) take() error {
	for i, column := range t.columns {
		t.values[i] = record.Value{}
		if column < 0 {
			continue
		}
		v, ok := t.table.value(column, t.row)
		if !ok {
			detail := "the field " + t.names[column] + " is not text in the table's encoding, " + t.table.encoding
			if t.table.guessed {
				detail = "the field " + t.names[column] + " is not text, and the table does not say in which encoding it is; set format.encoding, such as cp866 or windows-1251"
			}
			return t.bad(check.BadEncoding, detail)
		}
		t.values[i] = v
	}
	return nil
}

func (t *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: t.Position(), Reason: reason, Detail: detail}
}
