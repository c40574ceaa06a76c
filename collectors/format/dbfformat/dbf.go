// Package dbfformat decodes tables of dBase III and IV, FoxPro and Visual FoxPro. Records that are marked as deleted are
// passed over. Memos, which lie in another file, are not read.
package dbfformat

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/record"
)

// endOfFile is the byte that may stand behind the last record.
const endOfFile = 0x1A

// The marks that a record begins with.
const (
	stands  = ' '
	deleted = '*'
)

// Verify walks over the table: all of its records have to be there, and nothing behind them.
func Verify(r io.Reader, encoding string) error {
	h, err := readHeader(r, encoding)
	if err != nil {
		return err
	}
	n, err := io.CopyN(io.Discard, r, h.records*int64(h.width))
	if err == io.EOF {
		return fmt.Errorf("the table is cut: it says that it has %d records, and holds %d", h.records, n/int64(h.width))
	}
	if err != nil {
		return err
	}
	behind := make([]byte, 1)
	if n, err := io.ReadFull(r, behind); n == 1 && behind[0] != endOfFile {
		return fmt.Errorf("the table says that it has %d records, and holds more; save it again", h.records)
	} else if err != nil && err != io.EOF {
		return err
	}
	return nil
}

// Reader reads a table's records; see record.Reader.
type Reader struct {
	r       *bufio.Reader
	header  *header
	decode  func([]byte) ([]byte, bool)
	columns []int // by selected path; -1: the table has no such column
	number  int64 // of the record, from 1
	record  []byte
	values  []record.Value
}

// New reads the header. It fails, naming the columns there are, when a selected one is missing.
func New(r io.Reader, encoding string, sel *record.Selection) (*Reader, error) {
	buffered := bufio.NewReaderSize(r, 64<<10)
	h, err := readHeader(buffered, encoding)
	if err != nil {
		return nil, err
	}
	t := &Reader{r: buffered, header: h, record: make([]byte, h.width)}
	if t.decode, err = charset.Decoder(h.encoding); err != nil {
		return nil, err
	}
	t.columns, err = columns.Find(h.names(), sel)
	t.values = make([]record.Value, len(t.columns))
	return t, err
}

// Columns are the names of all columns.
func (t *Reader) Columns() []string { return t.header.names() }

// Position is "record 12": deleted ones count.
func (t *Reader) Position() string { return "record " + strconv.FormatInt(t.number, 10) }

// Value is the i-th selected column's value, Null where it is blank.
func (t *Reader) Value(i int) record.Value { return t.values[i] }

// Label is the first text of the record that is not empty.
func (t *Reader) Label() []byte {
	for _, c := range t.header.columns {
		if text, ok := t.decode(trim(t.record[c.from:c.to])); c.kind == 'C' && ok && len(text) > 0 {
			return text
		}
	}
	return nil
}

// Next moves to the next record that is not deleted.
func (t *Reader) Next() error {
	for t.number < t.header.records {
		t.number++
		if _, err := io.ReadFull(t.r, t.record); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				return fmt.Errorf("the table is cut in its record %d", t.number)
			}
			return err
		}
		switch t.record[0] {
		case deleted:
			continue
		case stands:
			return t.take()
		}
		return &record.Bad{Position: t.Position(), Reason: check.BadRecord, Detail: "it is neither marked as there nor as deleted"}
	}
	return io.EOF
}

func (t *Reader) take() error {
	for i, at := range t.columns {
		t.values[i] = record.Value{}
		if at < 0 {
			continue
		}
		c := &t.header.columns[at]
		v, ok := c.value(t.record[c.from:c.to], t.decode)
		if !ok {
			return &record.Bad{Position: t.Position(), Reason: check.BadEncoding, Detail: t.noText(c)}
		}
		t.values[i] = v
	}
	return nil
}

func (t *Reader) noText(c *column) string {
	if t.header.encoding == "" {
		return "the column " + c.name + " is not plain ASCII, and the table does not say its code page; set format.encoding"
	}
	return "the column " + c.name + " is not text in " + t.header.encoding
}
