package xlsxformat

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

func (b *book) readTexts(part string) error {
	w, closer, err := b.Tokens(part)
	if err != nil {
		return err
	}
	if b.texts, err = sheet.NewTexts(); err != nil {
		return errors.Join(err, closer.Close())
	}
	var item rich
	for err == nil {
		var token xml.Token
		if token, err = w.Next(); err != nil {
			break
		}
		if done := item.take(token, "si"); done {
			err = b.texts.Add(item.text())
		}
	}
	if err == io.EOF {
		err = b.texts.Flush()
	}
	return errors.Join(err, closer.Close())
}

// rich gathers a text that may be cut into runs of different looks. How it is pronounced is left out.
type rich struct {
	buf      []byte
	in, run  bool // inside the element; inside of a piece of its text
	phonetic bool
}

// take tells whether the token ended the element.
func (r *rich) take(token xml.Token, element string) bool {
	switch t := token.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case element:
			*r = rich{buf: r.buf[:0], in: true}
		case "rPh":
			r.phonetic = true
		case "t":
			r.run = true
		}
	case xml.CharData:
		if r.in && r.run && !r.phonetic && len(r.buf) <= record.MaxBytes {
			r.buf = append(r.buf, t...)
		}
	case xml.EndElement:
		switch t.Name.Local {
		case element:
			r.in = false
			return true
		case "rPh":
			r.phonetic = false
		case "t":
			r.run = false
		}
	}
	return false
}

func (r *rich) text() []byte { return unescape(r.buf) }

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescape puts back the characters that XML can't hold, written as _x000D_.
func unescape(b []byte) []byte {
	if !strings.Contains(string(b), "_x") {
		return b
	}
	return escaped.ReplaceAllFunc(b, func(m []byte) []byte {
		n, err := strconv.ParseUint(string(m[2:6]), 16, 16)
		if err != nil {
			return m
		}
		return []byte(string(rune(n))) // half of a pair becomes the replacement character
	})
}
