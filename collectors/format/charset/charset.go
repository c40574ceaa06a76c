// Package charset turns a payload's bytes into UTF-8: from the declared encoding, or the one that a byte order
// mark announces, which wins. Bytes that are not text are found record by record, not here.
package charset

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Reader gives a payload as UTF-8 without a byte order mark. Invalid UTF-8 passes through as it is.
type Reader struct {
	io.Reader
	transcoded bool
}

var replacement = []byte(string(utf8.RuneError))

// marks are the byte order marks; nil stands for UTF-8, which needs no transcoding.
var marks = []struct {
	mark     string
	encoding encoding.Encoding
}{
	{"\xEF\xBB\xBF", nil},
	{"\xFF\xFE", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)},
	{"\xFE\xFF", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)},
}

// Check tells whether an encoding can be declared: "" and utf-8, windows-1251.
func Check(declared string) error {
	_, err := find(declared)
	return err
}

func find(declared string) (encoding.Encoding, error) {
	switch declared {
	case "", "utf-8":
		return nil, nil
	case "windows-1251":
		return charmap.Windows1251, nil
	}
	return nil, fmt.Errorf("encoding %q is not known; use utf-8 or windows-1251", declared)
}

// Open reads the byte order mark, if there is one, and transcodes where that is needed.
func Open(r io.Reader, declared string) (*Reader, error) {
	enc, err := find(declared)
	if err != nil {
		return nil, err
	}
	br := bufio.NewReaderSize(r, 64<<10)
	head, err := br.Peek(3)
	if err != nil && err != io.EOF {
		return nil, err
	}
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			if _, err := br.Discard(len(m.mark)); err != nil {
				return nil, err
			}
			enc = m.encoding
			break
		}
	}
	if enc == nil {
		return &Reader{Reader: br}, nil
	}
	return &Reader{Reader: transform.NewReader(br, enc.NewDecoder()), transcoded: true}, nil
}

// Valid tells whether a record is text: valid UTF-8, and nothing in it that the encoding has no character for.
func (r *Reader) Valid(b []byte) bool {
	return utf8.Valid(b) && !(r.transcoded && bytes.Contains(b, replacement))
}
