package dbfformat

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/format/columns"
	"github.com/postup/postup/collectors/record"
)

// table is what a header says.
type table struct {
	count    int // of records, deleted ones too
	length   int // of a record, with its mark
	fields   []field
	encoding string
	guessed  bool // nothing says what the encoding is, or it says one that is not known here
	visual   bool // Visual FoxPro wrote it
	text     func(b []byte) ([]byte, bool)
	nulls    field // flags of fields that hold no value; length 0: there are none
}

// field is one that the table has for each record.
type field struct {
	name   string
	kind   byte
	at     int // in the record
	length int
	null   int // number of the flag that says that it holds no value; -1: none
	short  int // number of the flag that says that its last byte is its length; -1: none
	binary bool
}

// Sizes of the header's parts.
const (
	headSize  = 32
	fieldSize = 32
	endField  = 0x0D
)

// read reads the header, up to the first record.
func (t *table) read(in *bufio.Reader, encoding string) error {
	head := make([]byte, headSize)
	switch n, err := io.ReadFull(in, head); {
	case n == 0 && err == io.EOF:
		return record.ErrEmpty
	case err == io.EOF || err == io.ErrUnexpectedEOF:
		return errNoTable
	case err != nil:
		return err
	}
	if err := t.version(head[0]); err != nil {
		return err
	}
	t.count = int(binary.LittleEndian.Uint32(head[4:]))
	size := int(binary.LittleEndian.Uint16(head[8:]))
	t.length = int(binary.LittleEndian.Uint16(head[10:]))
	if size <= headSize || t.length < 2 {
		return errNoTable
	}
	if head[15] == 1 {
		return errors.New("the table is encrypted; save it without a password")
	}
	if err := t.encoded(encoding, head[29]); err != nil {
		return err
	}
	rest := make([]byte, size-headSize)
	if _, err := io.ReadFull(in, rest); err != nil {
		return fmt.Errorf("the table was cut in its header: %w", err)
	}
	return t.describe(rest)
}

var errNoTable = errors.New("this is no .dbf table, or a part of one")

// version judges the byte that says which program wrote the table.
func (t *table) version(v byte) error {
	switch v {
	case 0x03, 0x43, 0x63, 0x83, 0x8B, 0x8E, 0xCB, 0xE5, 0xEB, 0xF5, 0xFB: // dBase III to V, FoxPro, Clipper
		return nil
	case 0x30, 0x31, 0x32:
		t.visual = true
		return nil
	case 0x04, 0x8C:
		return errors.New("the table is of dBase 7, which is not read; save it as dBase IV")
	}
	return errNoTable
}

// pages are the encodings that the header's language byte stands for.
var pages = map[byte]string{0x26: "cp866", 0x65: "cp866", 0xC9: "windows-1251"}

// encoded finds the encoding of texts: what is declared, else what the table says of itself. That it is utf-8 need not be declared.
func (t *table) encoded(declared string, language byte) error {
	t.encoding = declared
	if declared == "" || declared == "utf-8" {
		var known bool
		if t.encoding, known = pages[language]; !known {
			t.encoding, t.guessed = "utf-8", true
		}
	}
	var err error
	t.text, err = charset.Text(t.encoding)
	return err
}

// describe reads the fields.
func (t *table) describe(b []byte) error {
	at, flags := 1, 0 // after the record's mark
	for len(b) > 0 && b[0] != endField && b[0] != 0 {
		if len(b) < fieldSize {
			return errors.New("the table's header ends within a field")
		}
		f, err := t.field(b[:fieldSize], at)
		if err != nil {
			return err
		}
		if at += f.length; at > t.length {
			return fmt.Errorf("the fields of the table take more than its records, of %d bytes", t.length)
		}
		if t.visual && f.kind == '0' { // a field of Visual FoxPro's own
			t.nulls = f
		} else {
			if t.visual && (f.kind == 'V' || f.kind == 'Q') {
				f.short, flags = flags, flags+1
			}
			const mayBeNull = 2
			if t.visual && b[18]&mayBeNull != 0 {
				f.null, flags = flags, flags+1
			}
			t.fields = append(t.fields, f)
		}
		b = b[fieldSize:]
	}
	if len(t.fields) == 0 {
		return errors.New("the table has no fields")
	}
	if flags > 8*t.nulls.length {
		return errors.New("the table says that fields may hold no value, and not where that is noted")
	}
	return nil
}

// field reads the description of one field.
func (t *table) field(b []byte, at int) (field, error) {
	raw, _, _ := bytes.Cut(b[:11], []byte{0})
	name, ok := t.text(raw)
	if !ok {
		return field{}, errors.New("the name of a field is not text in the table's encoding; set format.encoding to the table's, such as cp866 or windows-1251")
	}
	f := field{name: columns.Name(string(name)), kind: b[11], at: at, length: int(b[16]), null: -1, short: -1}
	if f.kind == 'C' { // long texts take the byte of the decimals
		f.length |= int(b[17]) << 8
	}
	const holdsBytes = 4
	f.binary = t.visual && b[18]&holdsBytes != 0
	if f.length == 0 {
		return field{}, fmt.Errorf("the field %q of the table has no length", f.name)
	}
	return f, nil
}
