package dbfformat

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/record"
)

// The sizes of the header's parts, in bytes.
const (
	prologue   = 32
	descriptor = 32
)

// versions are the first bytes of the tables that are read: dBase III and IV, FoxPro, Visual FoxPro. That of dBase 7 has
// another header.
var versions = []byte{0x03, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0xCB, 0xF5, 0xFB}

// codePages are the encodings that the byte of the language driver tells, of those that can be declared.
var codePages = map[byte]string{0x26: "cp866", 0x65: "cp866", 0xC9: "windows-1251"}

// header describes a table.
type header struct {
	records  int64
	width    int // of a record, in bytes, the mark of deletion among them
	columns  []column
	encoding string // of texts; "": the table does not say
}

// column is one field of each record.
type column struct {
	name     string
	kind     byte
	from, to int // in the record
	nullable bool
}

// readHeader reads the beginning of a table, up to its first record.
func readHeader(r io.Reader, declared string) (*header, error) {
	start := make([]byte, prologue)
	if n, err := io.ReadFull(r, start); n == 0 && err == io.EOF {
		return nil, record.ErrEmpty
	} else if err != nil {
		return nil, noTable(err)
	}
	if !slices.Contains(versions, start[0]) {
		return nil, fmt.Errorf("this is no .dbf table that can be read: it begins with 0x%02X; save it as dBase III or IV", start[0])
	}
	h := &header{records: int64(binary.LittleEndian.Uint32(start[4:])), width: int(binary.LittleEndian.Uint16(start[10:])), encoding: declared}
	if h.encoding == "" {
		h.encoding = codePages[start[29]]
	}
	size := int(binary.LittleEndian.Uint16(start[8:]))
	if size < prologue+descriptor+1 {
		return nil, errors.New("this is no .dbf table: its header has no room for a column")
	}
	rest := make([]byte, size-prologue)
	if _, err := io.ReadFull(r, rest); err != nil {
		return nil, noTable(err)
	}
	return h, h.describe(rest, start[0] >= 0x30 && start[0] <= 0x32)
}

func noTable(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("this is no .dbf table, or the beginning of one: it ends in its header")
	}
	return err
}

// describe reads the columns. Those of Visual FoxPro say which may hold no value.
func (h *header) describe(b []byte, visual bool) error {
	decode, err := charset.Decoder(h.encoding)
	if err != nil {
		return err
	}
	at := 1 // after the mark of deletion
	for ; len(b) > 0 && b[0] != '\r'; b = b[descriptor:] {
		if len(b) < descriptor {
			return errors.New("the list of columns is cut")
		}
		name, _, _ := bytes.Cut(b[:11], []byte{0})
		text, ok := decode(name)
		if !ok {
			return errors.New("a column's name is not text in the table's encoding; set format.encoding to it")
		}
		width := int(b[16])
		if b[11] == 'C' {
			width += int(b[17]) << 8 // texts have no decimals, and some are longer than a byte can tell
		}
		h.columns = append(h.columns, column{string(bytes.TrimSpace(text)), b[11], at, at + width, visual && b[18]&2 != 0})
		at += width
	}
	if len(h.columns) == 0 || at > h.width {
		return fmt.Errorf("its columns take %d bytes of records of %d", at, h.width)
	}
	return nil
}

// names of the columns.
func (h *header) names() []string {
	names := make([]string, len(h.columns))
	for i, c := range h.columns {
		names[i] = c.name
	}
	return names
}
