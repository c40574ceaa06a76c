package sheet

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"

	"github.com/postup/postup/collectors/record"
)

// Look is the beginning of a sheet as it stands there, before anybody has said where its header is.
type Look struct {
	Sheets []string // names of the sheets that are not hidden
	Sheet  string   // the one that was looked at
	Rows   []Row
	Merged []Merged // that the rows take part in
}

// Row is a row that holds something, as the sheet counts.
type Row struct {
	Number int
	Cells  map[int]record.Value // by column, from 0; empty ones left out
}

// Texts are the row's cells that hold text, from the left.
func (r Row) Texts() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for _, column := range slices.Sorted(maps.Keys(r.Cells)) {
			if v := r.Cells[column]; v.Kind == record.Text && !yield(v.Bytes) {
				return
			}
		}
	}
}

// LookAt reads up to most rows of a sheet that hold anything, and closes the book. The sheet must be whole.
func LookAt(b Book, name string, most int) (*Look, error) {
	t := &Reader{book: b}
	l, err := t.look(name, most)
	return l, errors.Join(err, t.Close())
}

func (t *Reader) look(name string, most int) (*Look, error) {
	sheets := t.book.Sheets()
	at, err := choose(sheets, name)
	if err != nil {
		return nil, err
	}
	t.name = sheets[at].Name
	l := &Look{Sheet: t.name}
	for _, one := range sheets {
		if !one.Hidden {
			l.Sheets = append(l.Sheets, one.Name)
		}
	}
	const last = 1000 // a header stands above it
	if l.Merged, err = t.verify(at, &header{first: 1, last: last}); err != nil {
		return nil, fmt.Errorf("the sheet %q is not whole or can't be read: %w", t.name, err)
	}
	if t.rows, err = t.book.Rows(at, 1, last); err != nil {
		return nil, err
	}
	for len(l.Rows) < most {
		if err := t.rows.Next(); err == io.EOF {
			break
		} else if err != nil {
			return nil, err
		}
		row, err := t.row()
		if err != nil {
			return nil, err
		}
		if len(row.Cells) > 0 {
			l.Rows = append(l.Rows, row)
		}
	}
	return l, nil
}

// row copies the current row.
func (t *Reader) row() (Row, error) {
	row := Row{t.rows.Number(), map[int]record.Value{}}
	t.buf = t.buf[:0]
	for i := range t.rows.Len() {
		v, err := t.cell(i)
		if err != nil {
			return row, err
		}
		if len(v.Bytes) > 0 {
			row.Cells[t.rows.Column(i)] = record.Value{Kind: v.Kind, Bytes: slices.Clone(v.Bytes)}
		}
	}
	return row, nil
}
