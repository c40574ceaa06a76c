package opendata

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

// Kept is the format that contents are kept in: an object a line, from which all other formats are made. Hashes of datasets are of it.
func Kept() table.Format { return formatOf("ndjson") }

// formatOf finds a format by its extension; the zero Format where there is none.
func formatOf(extension string) table.Format {
	all := table.Formats()
	if i := slices.IndexFunc(all, func(f table.Format) bool { return f.Extension == extension }); i >= 0 {
		return all[i]
	}
	return table.Format{}
}

// types are the types of columns by their names.
var types = func() map[string]table.Type {
	byName := map[string]table.Type{}
	for t := table.TypeText; t <= table.TypeTime; t++ {
		byName[t.String()] = t
	}
	return byName
}()

// Copy writes a released dataset in a format. meta says what stands beside the rows; its columns are those of the release, with the titles,
// descriptions and units that meta has for them.
func Copy(ctx context.Context, s Store, d store.Released, f table.Format, meta table.Meta, to io.Writer) error {
	switch f.ID {
	case Kept().ID:
		return s.Content(ctx, d.Hash, to)
	case "json":
		array := newArray(to)
		if err := s.ContentOf(ctx, d, array); err != nil {
			return err
		}
		return array.close()
	}
	columns, err := columnsOf(d, meta.Columns)
	if err != nil {
		return err
	}
	meta.Columns = columns
	w, err := table.New(f, to, meta)
	if err != nil {
		return err
	}
	rows := newRowReader(columns, f.Text)
	rows.all = true
	if err := eachRow(ctx, s, d, rows, borrowed, w.Row); err != nil { // which writes texts down before it returns
		return fmt.Errorf("write %s as %s: %w", d.ID, f.ID, err)
	}
	return w.Close()
}

// rowsOf gives the rows of a released dataset, one after another, until an error of each. The cells are used again for the next row.
func rowsOf(ctx context.Context, s Store, d store.Released, columns []table.Column, each func([]table.Cell) error) error {
	return eachRow(ctx, s, d, newRowReader(columns, false), func(b []byte) string { return string(b) }, each)
}

func columnsOf(d store.Released, known []table.Column) ([]table.Column, error) {
	columns := make([]table.Column, len(d.Columns))
	for i, c := range d.Columns {
		kind, there := types[c.Type]
		if !there {
			return nil, fmt.Errorf("column %s of %s has the type %q, which this version doesn't know", c.Name, d.ID, c.Type)
		}
		if at := slices.IndexFunc(known, func(k table.Column) bool { return k.Name == c.Name }); at >= 0 {
			columns[i] = known[at]
		}
		columns[i].Name, columns[i].Type = c.Name, kind
	}
	return columns, nil
}
