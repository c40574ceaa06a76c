package xlsxformat

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/format/xmlparts"
	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// The sizes of the largest sheet that spreadsheet programs make.
const (
	maxRows    = 1 << 20
	maxColumns = 1 << 14
)

// rows reads a sheet's rows one after another.
type rows struct {
	book   *book
	first  int // rows of the header
	last   int
	walk   *xmltokens.Walker
	closer io.Closer
	begun  bool // the rows did
	number int  // of the row, from 1
	cells  []cell
	buf    []byte // what is stored in the cells
	long   bool   // the row is longer than a record may be: not all of its cells are there
	inline rich
}

// cell is what the sheet stores of a cell.
type cell struct {
	column  int    // from 0
	kind    string // the cell's type: "" and n numbers, s shared texts, …
	style   int
	formula bool
	stored  bool // there is a value, be it empty
	raw     []byte
}

// Rows begins the rows of a sheet.
func (b *book) Rows(i, first, last int) (sheet.Rows, error) {
	walk, closer, err := b.Tokens(b.sheets[i].name)
	if err != nil {
		return nil, err
	}
	return &rows{book: b, first: first, last: last, walk: walk, closer: closer}, nil
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

// Next moves to the next row, io.EOF after the last.
func (r *rows) Next() error {
	for {
		token, err := r.walk.Next()
		if err == io.EOF {
			return errors.New("the part holds no sheet")
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case !r.begun && t.Name.Local == "sheetData":
				r.begun = true
			case r.begun && t.Name.Local == "row":
				return r.row(t)
			}
		case xml.EndElement:
			if r.begun && t.Name.Local == "sheetData" {
				return io.EOF
			}
		}
	}
}

// row reads the row that began.
func (r *rows) row(tag xml.StartElement) error {
	number := r.number + 1
	if v := xmlparts.Attribute(tag, "r"); v != "" {
		n, err := strconv.Atoi(v)
		if err != nil || n < number {
			return fmt.Errorf("row %.20q stands after row %d", v, r.number)
		}
		number = n
	}
	if number > maxRows {
		return fmt.Errorf("there are over %d rows", maxRows)
	}
	r.number, r.cells, r.buf, r.long = number, r.cells[:0], r.buf[:0], false
	for {
		token, err := r.walk.Next()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			if t.Name.Local != "c" {
				err = r.walk.Skip()
			} else {
				err = r.cell(t)
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			return nil
		}
	}
}

// cell reads the cell that began.
func (r *rows) cell(tag xml.StartElement) error {
	c := cell{kind: xmlparts.Attribute(tag, "t")}
	if n := len(r.cells); n > 0 {
		c.column = r.cells[n-1].column + 1
	}
	if ref := xmlparts.Attribute(tag, "r"); ref != "" {
		column, row, ok := parseRef(ref)
		if !ok || row != r.number || column < c.column {
			return fmt.Errorf("the cell %.20q can't stand where it does, in row %d", ref, r.number)
		}
		c.column = column
	}
	if c.column >= maxColumns {
		return fmt.Errorf("row %d has over %d columns", r.number, maxColumns)
	}
	if s := xmlparts.Attribute(tag, "s"); s != "" {
		var err error
		if c.style, err = strconv.Atoi(s); err != nil {
			return fmt.Errorf("a cell in row %d has the style %.20q", r.number, s)
		}
	}
	from := len(r.buf)
	if err := r.content(&c); err != nil {
		return err
	}
	c.raw = r.buf[from:len(r.buf):len(r.buf)]
	r.cells = append(r.cells, c)
	return nil
}

// content reads to the cell's end.
func (r *rows) content(c *cell) error {
	r.inline = rich{buf: r.inline.buf[:0]}
	inside := ""
	for depth := 1; depth > 0; {
		token, err := r.walk.Next()
		if err != nil {
			return err
		}
		if done := r.inline.take(token, "is"); done && c.kind == "inlineStr" {
			c.stored = true
			r.keep(r.inline.text())
		}
		switch t := token.(type) {
		case xml.StartElement:
			if depth++; depth == 2 {
				inside = t.Name.Local
				c.stored = c.stored || inside == "v"
				c.formula = c.formula || inside == "f"
			}
		case xml.CharData:
			if depth == 2 && inside == "v" {
				r.keep(t)
			}
		case xml.EndElement:
			depth--
		}
	}
	return nil
}

func (r *rows) keep(b []byte) {
	if r.long = r.long || len(r.buf)+len(b) > record.MaxBytes; !r.long {
		r.buf = append(r.buf, b...)
	}
}

// parseRef reads a reference such as BC12: the column from 0, the row from 1.
func parseRef(ref string) (column, row int, ok bool) {
	letters := strings.TrimRight(ref, "0123456789")
	if letters == "" || len(letters) > 3 {
		return 0, 0, false
	}
	for _, c := range []byte(letters) {
		if c < 'A' || c > 'Z' {
			return 0, 0, false
		}
		column = column*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(ref[len(letters):])
	return column - 1, row, err == nil
}
