// Package sheet is what the sheets of all kinds of workbooks have in common: which one is meant, a header that may take
// several rows with merged cells, the rows of cells below it, and the days that numbers stand for. Values are taken as they are
// stored: formulas are never computed, numbers never rounded as they are shown, links never followed.
package sheet

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/record"
)

// MaxSheets bounds the list of a workbook's sheets.
const MaxSheets = 10_000

// Options say where in a workbook the table is.
type Options struct {
	Sheet      string // name or number of the sheet; "": the first that is not hidden
	Header     int    // number of the first header row, as the sheet counts
	HeaderRows int    // how many rows the header takes; 0: one
	MaxBytes   int64  // that any part of the workbook may unpack to
}

// Book is an open workbook.
type Book interface {
	Sheets() []Sheet
	// Rows begins the rows of the i-th sheet, whose header is in the rows from first to last.
	Rows(i, first, last int) (Rows, error)
	io.Closer
}

// Sheet is one sheet of a workbook.
type Sheet struct {
	Name   string
	Hidden bool
}

// Rows are those of a sheet that hold anything, one after another.
type Rows interface {
	// Next moves to the next row, io.EOF after the last.
	Next() error
	// Number is that of the row, from 1.
	Number() int
	// Long tells that the row is longer than a record may be: not all of its cells are there.
	Long() bool
	// Len is how many cells the row has. What is not there is empty.
	Len() int
	// Column is the column of the i-th cell, from 0, ascending.
	Column(i int) int
	// Value is what the i-th cell holds. It may append to buf what it has to read elsewhere. A text that is longer than a
	// record may be is ErrTooLong.
	Value(i int, buf []byte) (record.Value, []byte, error)
	// Merges gives, after the last row, the merged cells that the header's rows take part in, at most MaxMerged.
	Merges() ([]Merged, error)
	io.Closer
}

// Opener opens a workbook, of which no part may unpack to more than maxBytes.
type Opener func(r io.Reader, maxBytes int64) (Book, error)

// New opens a workbook, walks over the sheet, and reads its header. It fails, naming the columns there are, when a selected
// one is missing.
func New(open Opener, r io.Reader, o Options, sel *record.Selection) (*Reader, error) {
	b, err := open(r, o.MaxBytes)
	if err != nil {
		return nil, err
	}
	t, err := Open(b, o)
	if err != nil {
		return nil, err
	}
	return t.Select(sel)
}

// Open walks over the sheet, which must be whole, and reads its header. It closes the book where it fails, and else when the
// reader is closed.
func Open(b Book, o Options) (*Reader, error) {
	t := &Reader{book: b}
	if err := t.begin(o); err != nil {
		return nil, errors.Join(err, t.Close())
	}
	return t, nil
}

// Columns reads the names of a sheet's columns, and closes the book.
func Columns(b Book, o Options) ([]string, error) {
	t, err := Open(b, o)
	if err != nil {
		return nil, err
	}
	return t.header, t.Close()
}

// choose finds a sheet by its name, or by its number among those that are not hidden.
func choose(sheets []Sheet, wanted string) (int, error) {
	for i, s := range sheets {
		if s.Name == wanted {
			return i, nil
		}
	}
	number := 1
	if wanted != "" {
		n, err := strconv.Atoi(wanted)
		if err != nil {
			return 0, fmt.Errorf("the workbook has no sheet %q; its sheets are %s", wanted, names(sheets))
		}
		number = n
	}
	seen := 0
	for i, s := range sheets {
		if s.Hidden {
			continue
		}
		if seen++; seen == number {
			return i, nil
		}
	}
	return 0, fmt.Errorf("the workbook has no sheet %d that is not hidden; its sheets are %s", number, names(sheets))
}

func names(sheets []Sheet) string {
	var quoted []string
	for _, s := range sheets {
		hidden := ""
		if s.Hidden {
			hidden = " (hidden)"
		}
		quoted = append(quoted, strconv.Quote(s.Name)+hidden)
	}
	return strings.Join(quoted[:min(len(quoted), 50)], ", ")
}
