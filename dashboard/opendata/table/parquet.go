package table

import (
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

const (
	batchRows = 1024 // how many rows are handed on at once

	// A row group is held in memory, compressed, until it is whole.
	groupRows = 1 << 17
	groupText = 64 << 20 // bytes of texts

	dictionaryBytes = 1 << 20 // a column with more distinct values is written without a dictionary
)

// columnar writes a Parquet file. The columns of one batch of rows are encoded while the next is filled; what goes out is written by whoever writes
// the rows, so that nothing is written any more once they have ended with an error.
type columnar struct {
	to      *parquet.GenericWriter[any]
	fill    *batch
	spare   *batch
	encoded chan error // gets the error, or nil, of spare while that is being encoded; nil where it isn't
	rows    int        // of the row group
	text    int        // bytes of the row group's texts
}

// batch is some rows, column by column.
type batch struct {
	columns [][]parquet.Value
	texts   []byte // what their texts are in
	last    bool   // the row group ends with it
}

func newBatch(columns int) *batch {
	b := &batch{columns: make([][]parquet.Value, columns)}
	for i := range b.columns {
		b.columns[i] = make([]parquet.Value, 0, batchRows)
	}
	return b
}

func startParquet(w io.Writer, t *Meta) (encoder, error) {
	options := []parquet.WriterOption{
		parquet.NewSchema("table", newRecord(t.Columns)),
		parquet.Compression(&zstd.Codec{}),
		parquet.CreatedBy("postup", "1", "0"), // the form that readers know, and the same from every build
		parquet.DataPageVersion(1),            // which every reader reads
		parquet.DictionaryMaxBytes(dictionaryBytes),
	}
	for _, n := range []Note{
		{"title", t.Title}, {"description", t.Description}, {"licence", t.Licence}, {"version", t.Version},
	} {
		if n.Text != "" {
			options = append(options, parquet.KeyValueMetadata(n.Label, n.Text))
		}
	}
	config, err := parquet.NewWriterConfig(options...)
	if err != nil {
		return nil, err
	}
	return &columnar{to: parquet.NewGenericWriter[any](w, config), fill: newBatch(len(t.Columns)), spare: newBatch(len(t.Columns))}, nil
}

func (c *columnar) row(cells []Cell) error {
	b := c.fill
	for i := range cells {
		v, level := b.value(&cells[i]), 1
		if cells[i].kind == 0 {
			level = 0
		}
		b.columns[i] = append(b.columns[i], v.Level(0, level, i))
	}
	c.rows++
	if len(b.columns[0]) < batchRows && c.text+len(b.texts) < groupText {
		return nil
	}
	return c.flush()
}

func (b *batch) value(cell *Cell) parquet.Value {
	switch cell.kind {
	case TypeText:
		start := len(b.texts)
		b.texts = append(b.texts, cell.text...)
		return parquet.ByteArrayValue(b.texts[start:])
	case TypeInteger, TypeTime:
		return parquet.Int64Value(cell.integer())
	case TypeNumber:
		return parquet.DoubleValue(cell.number())
	case TypeBoolean:
		return parquet.BooleanValue(cell.truth())
	case TypeDate:
		return parquet.Int32Value(int32(cell.integer()))
	}
	return parquet.NullValue()
}

// flush hands the rows on, once those before them are encoded.
func (c *columnar) flush() error {
	if err := c.wait(); err != nil {
		return err
	}
	b := c.fill
	c.fill, c.spare = c.spare, b
	c.text += len(b.texts)
	b.last = c.rows >= groupRows || c.text >= groupText
	if b.last {
		c.rows, c.text = 0, 0
	}
	encoded := make(chan error, 1) // so that the encoding ends where nobody waits for it any more
	c.encoded = encoded
	go func() { encoded <- b.encode(c.to) }()
	return nil
}

// wait gives the error of what was being encoded, and lets a row group go out where one has ended.
func (c *columnar) wait() error {
	if c.encoded == nil {
		return nil
	}
	err := <-c.encoded
	c.encoded = nil
	if err != nil || !c.spare.last {
		return err
	}
	return c.to.Flush()
}

func (b *batch) encode(to *parquet.GenericWriter[any]) error {
	for i, w := range to.ColumnWriters() {
		if _, err := w.WriteRowValues(b.columns[i]); err != nil {
			return err
		}
		b.columns[i] = b.columns[i][:0]
	}
	b.texts = b.texts[:0]
	return nil
}

func (c *columnar) end() error {
	if err := c.flush(); err != nil {
		return err
	}
	if err := c.wait(); err != nil {
		return err
	}
	return c.to.Close()
}
