package xlsxformat

import (
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/format/scratch"
	"github.com/postup/postup/collectors/record"
)

// maxTexts bounds how many different texts a workbook may hold: where each begins is kept in memory.
const maxTexts = 1 << 22

// texts are those that a workbook's cells share. They lie on disk.
type texts struct {
	file *scratch.File
	ends []int64
}

func (b *book) readTexts(part string) error {
	w, closer, err := b.tokens(part)
	if err != nil {
		return err
	}
	file, err := scratch.New()
	if err != nil {
		return errors.Join(err, closer.Close())
	}
	b.texts = &texts{file: file}
	out := bufio.NewWriter(file)
	var item rich
	for err == nil {
		var token xml.Token
		if token, err = w.Next(); err != nil {
			break
		}
		if done := item.take(token, "si"); done {
			err = b.texts.add(out, item.text())
		}
	}
	if err == io.EOF {
		err = out.Flush()
	}
	return errors.Join(err, closer.Close())
}

func (t *texts) add(out io.Writer, text []byte) error {
	if len(t.ends) == maxTexts {
		return fmt.Errorf("there are over %d different texts", maxTexts)
	}
	from := int64(0)
	if n := len(t.ends); n > 0 {
		from = t.ends[n-1]
	}
	t.ends = append(t.ends, from+int64(len(text)))
	_, err := out.Write(text)
	return err
}

var errTooLong = errors.New("a text is longer than a record may be")

// read appends the text of a number to buf; it is not ok where there is none of that number.
func (t *texts) read(number []byte, buf []byte) (out []byte, ok bool, err error) {
	n, e := strconv.Atoi(string(number))
	if e != nil || t == nil || n < 0 || n >= len(t.ends) {
		return buf, false, nil
	}
	from := int64(0)
	if n > 0 {
		from = t.ends[n-1]
	}
	size := int(t.ends[n] - from)
	if size > record.MaxBytes {
		return buf, false, errTooLong
	}
	at := len(buf)
	buf = append(buf, make([]byte, size)...)
	if _, err := t.file.ReadAt(buf[at:], from); err != nil {
		return buf, false, fmt.Errorf("read a temporary file: %w", err)
	}
	return buf, true, nil
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
