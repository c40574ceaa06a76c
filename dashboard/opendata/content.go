package opendata

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// kept is the format that contents are kept in: an object a line, from which all other formats are made.
func kept() table.Format { return formatOf("ndjson") }

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
	if f.ID == kept().ID {
		return s.Content(ctx, d.Hash, to)
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
	if err := rowsOf(ctx, s, d, columns, w.Row); err != nil {
		return fmt.Errorf("write %s as %s: %w", d.ID, f.ID, err)
	}
	return w.Close()
}

// rowsOf gives the rows of a released dataset, one after another, until an error of each. The cells are used again for the next row.
func rowsOf(ctx context.Context, s Store, d store.Released, columns []table.Column, each func([]table.Cell) error) error {
	cells, n := make([]table.Cell, len(columns)), 0
	return objectsOf(ctx, s, d, func(v *fastjson.Value) (err error) {
		n++
		for i, c := range columns {
			if cells[i], err = cellOf(v.Get(c.Name), c.Type); err != nil {
				return fmt.Errorf("row %d as it is kept, %s: %w", n, c.Name, err)
			}
		}
		return each(cells)
	})
}

// objectsOf gives the rows of a released dataset as they are kept, until an error of each. What is handed over holds only until each returns.
func objectsOf(ctx context.Context, s Store, d store.Released, each func(*fastjson.Value) error) error {
	content, feed := io.Pipe()
	fed := make(chan error, 1)
	go func() {
		err := s.Content(ctx, d.Hash, feed)
		feed.CloseWithError(err)
		fed <- err
	}()
	err := read(content, each)
	content.CloseWithError(err) // ends the feeding, too, where a row is not taken
	if fault := <-fed; err == nil {
		err = fault
	}
	return err
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

// read gives the rows of a content, one after another.
func read(content io.Reader, each func(*fastjson.Value) error) error {
	lines := bufio.NewReaderSize(content, 1<<20)
	var parser fastjson.Parser
	var long []byte
	for n := 1; ; n++ {
		line, err := lines.ReadSlice('\n')
		for long = long[:0]; errors.Is(err, bufio.ErrBufferFull); {
			long = append(long, line...)
			line, err = lines.ReadSlice('\n')
		}
		if len(long) > 0 {
			line = append(long, line...)
		}
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		v, err := parser.ParseBytes(line)
		if err != nil {
			return fmt.Errorf("row %d as it is kept: %w", n, err)
		}
		if err := each(v); err != nil {
			return err
		}
	}
}

func cellOf(v *fastjson.Value, kind table.Type) (table.Cell, error) {
	if v == nil || v.Type() == fastjson.TypeNull {
		return table.Cell{}, nil
	}
	switch kind {
	case table.TypeInteger:
		n, err := v.Int64()
		return table.Integer(n), err
	case table.TypeNumber:
		f, err := v.Float64()
		return table.Number(f), err
	case table.TypeBoolean:
		b, err := v.Bool()
		return table.Bool(b), err
	}
	b, err := v.StringBytes()
	if err != nil {
		return table.Cell{}, err
	}
	text := string(b)
	switch kind {
	case table.TypeDate:
		d, err := kpi.ParseDate(text)
		return table.Day(d), err
	case table.TypeTime:
		at, err := time.Parse(time.RFC3339, text)
		return table.Moment(at), err
	}
	return table.Text(text), nil
}
