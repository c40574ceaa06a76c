package jsonformat

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/postup/postup/collectors/format/charset"
	"github.com/postup/postup/collectors/record"
)

// ErrAbsent says that a document has nothing at a path.
var ErrAbsent = errors.New("there is nothing at this path")

// At finds the text or number at the path of a document, and reads no further than it must. It is "" where null, false
// or an empty text stands there, and the error ErrAbsent where nothing does.
func At(r io.Reader, o Options) (string, error) {
	text, err := charset.Open(r, o.Encoding)
	if err != nil {
		return "", err
	}
	d := &Reader{text: text, scan: scanner{br: bufio.NewReaderSize(text, 64<<10), max: record.MaxBytes}}
	for _, key := range strings.Split(o.Path, ".") {
		if err := d.into(key); err == errNoObject || err == errNoKey {
			return "", ErrAbsent
		} else if err != nil {
			return "", err
		}
	}
	raw, tooLong, err := d.scan.capture()
	if err != nil {
		return "", err
	}
	return plainText(raw, tooLong)
}

func plainText(raw []byte, tooLong bool) (string, error) {
	var v any
	if tooLong || json.Unmarshal(raw, &v) != nil {
		return "", errors.New("the value is not a text or a number")
	}
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case float64:
		return string(raw), nil // as it is written: a large one must not be rounded
	case bool:
		if !v {
			return "", nil
		}
	}
	return "", errors.New("the value is not a text or a number")
}
