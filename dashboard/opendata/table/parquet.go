package table

import (
	"bytes"
	"io"

	"github.com/apache/arrow-go/v18/parquet"
	"github.com/apache/arrow-go/v18/parquet/compress"
	"github.com/apache/arrow-go/v18/parquet/file"
	"github.com/apache/arrow-go/v18/parquet/metadata"
)

const (
	// A row group is held in memory until it is whole, and so is the one before it until it is encoded.
	groupRows = 1 << 16
	groupText = 16 << 20 // bytes of different texts

	dictionaryBytes = 1 << 20 // a column with more distinct values is written without a dictionary
)

// columnar writes a Parquet file. A row group is encoded while the next is filled; what goes out is written by whoever writes the rows, so that
// nothing is written any more once they have ended with an error.
type columnar struct {
	w       io.Writer
	columns []Column
	to      *file.Writer
	made    bytes.Buffer // what to has written and w has not got yet
	fill    *group
	spare   *group     // that was filled before; nil where none was
	encoded chan error // gets the error, or nil, of spare while that is being encoded; nil where it isn't
}

// group is a row group, column by column.
type group struct {
	chunks []chunk
	stay   []int // of each column, for how many rows its last value stays
	rows   int
	text   int // bytes of its different texts
}

func newGroup(columns []Column) *group {
	g := &group{stay: make([]int, len(columns))}
	for _, c := range columns {
		g.chunks = append(g.chunks, newChunk(c.Type))
	}
	return g
}

func startParquet(w io.Writer, t *Meta) (encoder, error) {
	root, err := schemaOf(t.Columns)
	if err != nil {
		return nil, err
	}
	options := []parquet.WriterProperty{
		parquet.WithCompression(compress.Codecs.Zstd),
		parquet.WithCompressionLevel(1),                    // what is packed harder is 2 % shorter, and holds twice the memory
		parquet.WithCreatedBy("postup version 1(build 0)"), // the form that readers know, and the same from every build
		parquet.WithDataPageVersion(parquet.DataPageV1),    // which every reader reads
		parquet.WithDictionaryPageSizeLimit(dictionaryBytes),
		parquet.WithBatchSize(groupRows),
	}
	for _, c := range t.Columns {
		if !repeats(c.Type) {
			options = append(options, parquet.WithDictionaryFor(c.Name, false))
		}
	}
	var notes metadata.KeyValueMetadata
	for _, n := range []Note{
		{"title", t.Title}, {"description", t.Description}, {"licence", t.Licence}, {"version", t.Version},
	} {
		if n.Text == "" {
			continue
		}
		if err := notes.Append(n.Label, n.Text); err != nil {
			return nil, err
		}
	}
	c := &columnar{w: w, columns: t.Columns, fill: newGroup(t.Columns)}
	c.to, err = file.NewParquetWriterWithError(&c.made, root, file.WithWriterProps(parquet.NewWriterProperties(options...)), file.WithWriteMetadata(notes))
	if err != nil {
		return nil, err
	}
	return c, c.send()
}

func (c *columnar) row(cells []Cell) error {
	g := c.fill
	for i := range cells {
		if cells[i].same && g.rows > 0 {
			g.stay[i]++
			continue
		}
		g.settle(i)
		g.text += g.chunks[i].add(&cells[i])
	}
	if g.rows++; g.rows < groupRows && g.text < groupText {
		return nil
	}
	return c.flush()
}

// flush lets the row group be encoded, once the one before it is.
func (c *columnar) flush() error {
	if err := c.wait(); err != nil {
		return err
	}
	g := c.fill
	c.fill, c.spare = c.spare, g
	if c.fill == nil {
		c.fill = newGroup(c.columns)
	}
	encoded := make(chan error, 1) // so that the encoding ends where nobody waits for it any more
	c.encoded = encoded
	go func() { encoded <- g.encode(c.to) }()
	return nil
}

// wait gives the error of what was being encoded, or lets it go out.
func (c *columnar) wait() error {
	if c.encoded == nil {
		return nil
	}
	err := <-c.encoded
	c.encoded = nil
	if err != nil {
		return err
	}
	return c.send()
}

func (c *columnar) send() error {
	_, err := c.made.WriteTo(c.w)
	return err
}

func (c *columnar) end() error {
	if c.fill.rows > 0 {
		if err := c.flush(); err != nil {
			return err
		}
	}
	if err := c.wait(); err != nil {
		return err
	}
	if err := c.to.Close(); err != nil {
		return err
	}
	return c.send()
}

// settle gives a column's last value to the rows that it stays for.
func (g *group) settle(column int) {
	if n := g.stay[column]; n > 0 {
		g.chunks[column].again(n)
		g.stay[column] = 0
	}
}

// encode writes a row group, and empties it.
func (g *group) encode(to *file.Writer) error {
	rows, err := to.AppendRowGroupChecked()
	if err != nil {
		return err
	}
	for i, c := range g.chunks {
		g.settle(i)
		w, err := rows.NextColumn()
		if err != nil {
			return err
		}
		if err := c.write(w); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		c.clear()
	}
	g.rows, g.text = 0, 0
	return rows.Close()
}
