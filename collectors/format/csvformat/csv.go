// Package csvformat decodes tables: a header, and rows of as many cells. Quoted cells may hold delimiters,
// doubled quotes and line breaks. A row that can't be read costs itself alone: reading goes on in the next line.
package csvformat

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/format/lines"
	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/collectors/record"
)

// Options say how the table is written.
type Options struct {
	Delimiter  byte   // 0: comma
	Header     int    // number of the first header row, from 1; 0: there is none, columns are named "1", "2", …
	HeaderRows int    // how many rows the header takes; 0: one
	Encoding   string // see package charset; default utf-8
}

// Reader reads a table's records; see record.Reader.
type Reader struct {
	text    *charset.Reader
	lines   *lines.Reader
	back    []physical // lines to be read again, the next one last
	row     row
	number  int // of the row's first line
	header  []string
	columns []int // by selected path; -1: the table has no such column
	waiting bool  // the first row was read to count its cells
	any     bool  // something other than blank lines came
}

// physical is a line that was read ahead.
type physical struct {
	number  int
	text    []byte
	tooLong bool
}

// New reads the header. It fails, naming the columns there are, when a selected one is missing.
func New(r io.Reader, o Options, sel *record.Selection) (*Reader, error) {
	t, err := begin(r, o)
	if err != nil {
		return nil, err
	}
	t.columns, err = columns.Find(t.header, sel)
	return t, err
}

// Columns reads the names of a table's columns.
func Columns(r io.Reader, o Options) ([]string, error) {
	t, err := begin(r, o)
	if err != nil {
		return nil, err
	}
	return t.header, nil
}

func begin(r io.Reader, o Options) (*Reader, error) {
	text, err := charset.Open(r, o.Encoding)
	if err != nil {
		return nil, err
	}
	t := &Reader{text: text, lines: lines.New(text, record.MaxBytes)}
	if t.row.delimiter = o.Delimiter; o.Delimiter == 0 {
		t.row.delimiter = ','
	}
	if o.Header == 0 {
		if err := t.headerRow(0); err != nil {
			return nil, err
		}
		t.waiting = true
		for i := range t.row.cells {
			t.header = append(t.header, strconv.Itoa(i+1))
		}
		return t, nil
	}
	return t, t.readHeader(o.Header, max(o.HeaderRows, 1))
}

// readHeader passes over what stands above the header, and makes names of its rows.
func (t *Reader) readHeader(first, count int) error {
	var rows [][]string
	for n := 1; n < first+count; n++ {
		if err := t.headerRow(n); err != nil {
			return err
		}
		if n < first {
			continue
		}
		var row []string
		for _, c := range t.row.cells {
			if !t.text.Valid(c) {
				return errors.New("the header is not text in the declared encoding; set format.encoding to the table's")
			}
			row = append(row, string(c))
		}
		rows = append(rows, row)
	}
	t.header = columns.Carried(rows)
	return nil
}

// headerRow reads a row at the table's beginning.
func (t *Reader) headerRow(n int) error {
	err := t.read()
	if err == io.EOF {
		return t.noHeader(n)
	}
	if err != nil {
		return fmt.Errorf("read the header in row %d: %w", n, err)
	}
	return nil
}

func (t *Reader) noHeader(row int) error {
	if !t.any {
		return record.ErrEmpty
	}
	return fmt.Errorf("the table ends before its header in row %d", max(row, 1))
}

// Columns are the names of all columns, as the header has them.
func (t *Reader) Columns() []string { return t.header }

// Total tells whether the row is called like one of totals.
func (t *Reader) Total() bool { return totals.Row(slices.Values(t.row.cells)) }

// Position is "line 12": the physical line in which the row begins.
func (t *Reader) Position() string { return "line " + strconv.Itoa(t.number) }

// Value is the cell of the i-th selected column, Null where it is empty.
func (t *Reader) Value(i int) record.Value {
	c := t.columns[i]
	if c < 0 {
		return record.Value{}
	}
	cell := t.row.cells[c]
	if len(cell) == 0 {
		return record.Value{Kind: record.Null}
	}
	return record.Value{Kind: record.Text, Bytes: cell}
}

// Next moves to the next row.
func (t *Reader) Next() error {
	if t.waiting {
		t.waiting = false
	} else if err := t.read(); err != nil {
		return err
	}
	if len(t.row.cells) != len(t.header) {
		return t.bad(check.RaggedRow, fmt.Sprintf("the row has %d cells, the header %d", len(t.row.cells), len(t.header)))
	}
	for _, c := range t.row.cells {
		if !t.text.Valid(c) {
			return t.bad(check.BadEncoding, "the row is not text in the declared encoding")
		}
	}
	return nil
}

func (t *Reader) bad(reason, detail string) error {
	return &record.Bad{Position: t.Position(), Reason: reason, Detail: detail}
}

// read reads the next row that is not blank into t.row.
func (t *Reader) read() error {
	for {
		line, tooLong, err := t.line()
		if err != nil {
			return err
		}
		if tooLong {
			t.any, t.row.cells = true, nil
			return t.bad(check.TooLong, "the line is longer than a record may be")
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		t.any = true
		switch t.row.start(line) {
		case open:
			return t.goOn()
		case broken:
			return t.bad(check.BadRecord, "there is text between a closing quote and the next delimiter")
		}
		return nil
	}
}

// line gives the next physical line and notes its number.
func (t *Reader) line() (line []byte, tooLong bool, err error) {
	if n := len(t.back); n > 0 {
		p := t.back[n-1]
		t.back = t.back[:n-1]
		t.number = p.number
		return p.text, p.tooLong, nil
	}
	line, tooLong, err = t.lines.Next()
	t.number = t.lines.Number()
	return line, tooLong, err
}

// goOn reads the further lines of a row whose quotes are open. When they never close, only the first line is
// lost: those after it are read again as rows of their own.
func (t *Reader) goOn() error {
	first, size := t.number, len(t.row.buf)
	var ahead []physical
	for size <= record.MaxBytes {
		line, tooLong, err := t.line()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		ahead = append(ahead, physical{t.number, bytes.Clone(line), tooLong})
		size += len(line) + 1
		if tooLong {
			break
		}
		switch t.row.more(line) {
		case whole:
			t.number = first
			return nil
		case broken:
			size = record.MaxBytes + 1
		}
	}
	for i := len(ahead) - 1; i >= 0; i-- {
		t.back = append(t.back, ahead[i])
	}
	t.number = first
	return t.bad(check.BadRecord, "a quote opens in this row and is not closed as it should be")
}
