package table

import (
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

const (
	batchRows = 256 // how many rows are handed on at once

	// A row group is held in memory, compressed, until it is whole.
	groupRows = 1 << 17
	groupText = 64 << 20 // bytes of texts

	dictionaryBytes = 1 << 20 // a column with more distinct values is written without a dictionary
)

// columnar writes a Parquet file.
type columnar struct {
	to      *parquet.GenericWriter[any]
	columns [][]parquet.Value // the rows that are not yet handed on
	texts   []byte            // what their texts are in
	rows    int               // of the row group
	text    int               // bytes of the row group's texts
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
	c := &columnar{to: parquet.NewGenericWriter[any](w, config), columns: make([][]parquet.Value, len(t.Columns))}
	for i := range c.columns {
		c.columns[i] = make([]parquet.Value, 0, batchRows)
	}
	return c, nil
}

func (c *columnar) row(cells []Cell) error {
	for i := range cells {
		v, level := c.value(&cells[i]), 1
		if cells[i].kind == 0 {
			level = 0
		}
		c.columns[i] = append(c.columns[i], v.Level(0, level, i))
	}
	c.rows++
	if len(c.columns[0]) < batchRows && c.text+len(c.texts) < groupText {
		return nil
	}
	if err := c.flush(); err != nil {
		return err
	}
	if c.rows < groupRows && c.text < groupText {
		return nil
	}
	c.rows, c.text = 0, 0
	return c.to.Flush()
}

func (c *columnar) value(cell *Cell) parquet.Value {
	switch cell.kind {
	case TypeText:
		start := len(c.texts)
		c.texts = append(c.texts, cell.text...)
		return parquet.ByteArrayValue(c.texts[start:])
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

// flush hands the rows on.
func (c *columnar) flush() error {
	for i, w := range c.to.ColumnWriters() {
		if _, err := w.WriteRowValues(c.columns[i]); err != nil {
			return err
		}
		c.columns[i] = c.columns[i][:0]
	}
	c.text += len(c.texts)
	c.texts = c.texts[:0]
	return nil
}

func (c *columnar) end() error {
	if err := c.flush(); err != nil {
		return err
	}
	return c.to.Close()
}
