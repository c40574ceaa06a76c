// Package charset turns a payload's bytes into UTF-8: from the declared encoding, or the one that a byte order
// mark announces, which wins. Bytes that are not text are found record by record, not here.
package charset

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
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

var (
	utf16LE = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	utf16BE = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
)

// marks are the byte order marks; nil stands for UTF-8, which needs no transcoding.
var marks = []struct {
	mark     string
	encoding encoding.Encoding
}{
	{"\xEF\xBB\xBF", nil},
	{"\xFF\xFE", utf16LE},
	{"\xFE\xFF", utf16BE},
}

// unmarked is the name that leaves the order of bytes to the byte order mark.
const unmarked = "utf-16"

// encodings are those that can be declared, by name; nil needs no transcoding.
var encodings = map[string]encoding.Encoding{
	"utf-8":        nil,
	unmarked:       nil,
	"utf-16le":     utf16LE,
	"utf-16be":     utf16BE,
	"windows-1251": charmap.Windows1251,
	"cp866":        charmap.CodePage866,
	"koi8-u":       charmap.KOI8U,
	"koi8-r":       charmap.KOI8R,
}

// Names are the encodings that can be declared.
func Names() []string { return slices.Sorted(maps.Keys(encodings)) }

// Check tells whether an encoding can be declared: one of Names, or "" for utf-8.
func Check(declared string) error {
	_, err := find(declared)
	return err
}

func find(declared string) (encoding.Encoding, error) {
	if declared == "" {
		return nil, nil
	}
	enc, ok := encodings[declared]
	if !ok {
		return nil, fmt.Errorf("encoding %q is not known; use one of %s", declared, strings.Join(Names(), ", "))
	}
	return enc, nil
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
	marked := false
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			if _, err := br.Discard(len(m.mark)); err != nil {
				return nil, err
			}
			enc, marked = m.encoding, true
			break
		}
	}
	if declared == unmarked && !marked && len(head) > 0 {
		return nil, errors.New("the encoding is utf-16 and no byte order mark says which; write utf-16le or utf-16be")
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

// Transcoded tells that the bytes came in another encoding than UTF-8.
func (r *Reader) Transcoded() bool { return r.transcoded }

// Text gives what turns the bytes of a text in an encoding of one byte, or in UTF-8, into UTF-8. It is not ok where they are no text.
func Text(declared string) (func(b []byte) (text []byte, ok bool), error) {
	enc, err := find(declared)
	if err != nil {
		return nil, err
	}
	if enc == nil {
		return func(b []byte) ([]byte, bool) { return b, utf8.Valid(b) }, nil
	}
	return func(b []byte) ([]byte, bool) {
		text, err := enc.NewDecoder().Bytes(b)
		return text, err == nil && !bytes.Contains(text, replacement)
	}, nil
}
