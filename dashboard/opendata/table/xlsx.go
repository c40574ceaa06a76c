package table

import (
	"archive/zip"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/klauspost/compress/flate"
)

// What a sheet holds. Excel reads no more rows, and no more bytes of a zip's entry without more ado.
var (
	sheetRows  = 1 << 20
	sheetBytes = int64(3 << 30)
)

const (
	sheetColumns = 1 << 14
	sheetLevel   = 6 // of the compression: the next takes half as long again for a twentieth of the bytes
)

// workbook writes an Office Open XML workbook straight through: sheets as they come, then what tells of them. The
// compression is not that of Go's library, which may give other bytes with the next Go. Excelize would hold the whole file
// in memory at its end, in an order of sheets that chance decides, with long texts cut off and control characters replaced.
type workbook struct {
	zip     *zip.Writer
	table   *Meta
	sheets  []string // their names
	sheet   io.Writer
	rows    int   // in the sheet, with its header
	written int64 // bytes of the sheet
	letters []string
	buf     []byte
}

func startXLSX(w io.Writer, t *Meta) (encoder, error) {
	if n := len(t.Columns); n > sheetColumns {
		return nil, fmt.Errorf("there are %d columns, a sheet has %d", n, sheetColumns)
	}
	b := &workbook{zip: zip.NewWriter(w), table: t}
	b.zip.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, sheetLevel)
	})
	for i := range max(len(t.Columns), noteColumns) {
		b.letters = append(b.letters, letters(i))
	}
	return b, b.openData()
}

// letters is what a column is called, which counts from 0.
func letters(column int) string {
	name := ""
	for column++; column > 0; column = (column - 1) / 26 {
		name = string(rune('A'+(column-1)%26)) + name
	}
	return name
}

// create begins a file of the workbook.
func (b *workbook) create(name string) (io.Writer, error) {
	return b.zip.CreateHeader(&zip.FileHeader{
		Name: name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC),
	})
}

func (b *workbook) open(name, head string) error {
	b.sheets = append(b.sheets, name)
	var err error
	b.sheet, err = b.create(sheetPath(len(b.sheets)))
	b.rows, b.written = 0, 0
	b.buf = append(append(b.buf, xmlHead...), head...)
	return err
}

// openData begins a sheet of data with its header.
func (b *workbook) openData() error {
	name := "Data"
	if n := len(b.sheets) + 1; n > 1 {
		name += " " + strconv.Itoa(n)
	}
	if err := b.open(name, dataHead(b.table.Columns, len(b.sheets) == 0)); err != nil {
		return err
	}
	names := make([]string, len(b.table.Columns))
	for i, c := range b.table.Columns {
		names[i] = c.Name
	}
	return b.texts(styleHeader, names...)
}

// close ends the sheet.
func (b *workbook) close() error {
	b.buf = append(b.buf, sheetTail...)
	return b.flush()
}

func (b *workbook) flush() error {
	n, err := b.sheet.Write(b.buf)
	b.written += int64(n)
	b.buf = b.buf[:0]
	return err
}

func (b *workbook) row(cells []Cell) error {
	if b.rows >= sheetRows || b.written >= sheetBytes {
		if err := b.close(); err != nil {
			return err
		}
		if err := b.openData(); err != nil {
			return err
		}
	}
	b.openRow()
	for i := range cells {
		if err := b.cell(i, &cells[i]); err != nil {
			return fmt.Errorf("column %q: %w", b.table.Columns[i].Name, err)
		}
	}
	return b.closeRow()
}

func (b *workbook) openRow() {
	b.rows++
	b.buf = append(b.buf, `<row r="`...)
	b.buf = strconv.AppendInt(b.buf, int64(b.rows), 10)
	b.buf = append(b.buf, `">`...)
}

func (b *workbook) closeRow() error {
	b.buf = append(b.buf, `</row>`...)
	if len(b.buf) < bufferSize {
		return nil
	}
	return b.flush()
}

// texts writes a row of texts.
func (b *workbook) texts(style string, texts ...string) error {
	b.openRow()
	for i, s := range texts {
		if err := b.text(i, style, s); err != nil {
			return err
		}
	}
	return b.closeRow()
}

func (b *workbook) end() error {
	if err := b.close(); err != nil {
		return err
	}
	if err := b.notes(); err != nil {
		return fmt.Errorf("write the notes: %w", err)
	}
	for _, p := range parts(b.sheets) {
		w, err := b.create(p.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, xmlHead+p.text); err != nil {
			return err
		}
	}
	return b.zip.Close()
}
