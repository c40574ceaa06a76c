package table

import (
	"errors"
	"fmt"
	"io"
)

// Writer takes a table's rows. After an error it takes no more, each call gives that error again, and what has been
// written by then is not a whole table.
type Writer interface {
	// Row writes a row with a cell for each column. It is an error, which names the row, counted from 1, and the column,
	// if a cell is of another type than its column, missing though required, or not to be written: NaN, an infinity, a
	// text that is not UTF-8, a year before 1 or after 9999. The cells may be used again afterwards.
	Row([]Cell) error

	// Close ends the table; the writer below stays open. Without it a table is not whole.
	Close() error
}

// Format is a way to write tables.
type Format struct {
	ID        string // in addresses
	Extension string // of files, without the dot before it
	MediaType string
	Text      bool // whether a row is a line of text, which may have cells that are Written
	start     func(io.Writer, *Meta) (encoder, error)
}

// encoder writes rows that are known to fit the table.
type encoder interface {
	row([]Cell) error
	end() error
}

// Formats are all formats, in the order in which they are offered.
func Formats() []Format {
	return []Format{
		{"csv", "csv", "text/csv; charset=utf-8; header=present", true, startCSV},
		{"excel.csv", "excel.csv", "text/csv; charset=utf-8; header=present", true, startExcelCSV},
		{"json", "json", "application/json", true, startJSON},
		{"ndjson", "ndjson", "application/x-ndjson", true, startNDJSON},
		{"xlsx", "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", false, startXLSX},
		{"parquet", "parquet", "application/vnd.apache.parquet", false, startParquet},
	}
}

// New begins a table. It is an error if the format is not one of Formats, if columns have wrong or equal names or no type,
// or if a CSV would have only a column with missing values: its empty lines are passed over by who reads it.
func New(f Format, w io.Writer, t Meta) (Writer, error) {
	if f.start == nil {
		return nil, fmt.Errorf("write a table: %q is not one of the formats", f.ID)
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("write a table as %s: %w", f.ID, err)
	}
	to, err := f.start(w, &t)
	if err != nil {
		return nil, fmt.Errorf("write a table as %s: %w", f.ID, err)
	}
	return &guard{columns: t.Columns, text: f.Text, to: to}, nil
}

var errClosed = errors.New("the table is closed")

// guard holds rows against the columns before they are written, and keeps the first error.
type guard struct {
	columns []Column
	text    bool
	to      encoder
	rows    int64
	err     error
}

func (g *guard) Row(cells []Cell) error {
	if g.err != nil {
		return g.err
	}
	g.rows++
	if err := g.check(cells); err != nil {
		g.err = fmt.Errorf("row %d: %w", g.rows, err)
		return g.err
	}
	if err := g.to.row(cells); err != nil {
		g.err = fmt.Errorf("write row %d: %w", g.rows, err)
	}
	return g.err
}

func (g *guard) Close() error {
	if g.err != nil {
		if errors.Is(g.err, errClosed) {
			return nil
		}
		return g.err
	}
	if err := g.to.end(); err != nil {
		g.err = fmt.Errorf("end the table: %w", err)
		return g.err
	}
	g.err = errClosed
	return nil
}
