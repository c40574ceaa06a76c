package table

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"unicode/utf8"
)

// csvFlavour is how a CSV is written.
type csvFlavour struct {
	separator byte
	excel     bool      // a comma in numbers, and a mark before what would be run as a formula or lose digits
	special   [256]bool // bytes that a field has to stand in quotes for
}

func newFlavour(separator byte, excel bool) *csvFlavour {
	f := &csvFlavour{separator: separator, excel: excel}
	for _, c := range []byte{separator, '"', '\r', '\n'} {
		f.special[c] = true
	}
	return f
}

func startCSV(w io.Writer, t *Meta) (encoder, error) { return newFlavour(',', false).start(w, t, "") }

func startExcelCSV(w io.Writer, t *Meta) (encoder, error) {
	return newFlavour(';', true).start(w, t, "\ufeff")
}

func (f *csvFlavour) start(w io.Writer, t *Meta, opening string) (encoder, error) {
	if len(t.Columns) == 1 && !t.Columns[0].Required {
		return nil, errors.New("the only column is not required: a missing value would be an empty line, which is no row")
	}
	header := []byte(opening)
	for i, c := range t.Columns {
		if i > 0 {
			header = append(header, f.separator)
		}
		header = append(header, c.Name...)
	}
	to := newLines(w, string(append(header, "\r\n"...)), "", f.put)
	return to, to.flush() // who waits for the table sees it begin before there are rows
}

func (f *csvFlavour) put(b []byte, cells []Cell) []byte {
	for i := range cells {
		if i > 0 {
			b = append(b, f.separator)
		}
		switch c := &cells[i]; c.kind {
		case TypeText:
			b = f.text(b, c.text)
		default:
			start := len(b)
			if b = appendPlain(b, c); !f.excel {
				continue
			}
			if long(b[start:]) {
				b = slices.Insert(b, start, '\'')
			} else if at := bytes.IndexByte(b[start:], '.'); at >= 0 && c.kind == TypeNumber {
				b[start+at] = ','
			}
		}
	}
	return append(b, "\r\n"...)
}

// text writes a text, in quotes where it needs them.
func (f *csvFlavour) text(b []byte, s string) []byte {
	if s == "" {
		return append(b, `""`...)
	}
	marked := f.excel && (Runs(s) || long(s))
	if !f.quoted(s) {
		if marked {
			b = append(b, '\'')
		}
		return append(b, s...)
	}
	b = append(b, '"')
	if marked {
		b = append(b, '\'')
	}
	done := 0
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, s[done:i+1]...)
			done = i // the quote once more
		}
	}
	return append(append(b, s[done:]...), '"')
}

// quoted tells whether a text needs quotes: also where spaces at its ends might be cut off, and where PostgreSQL would end.
func (f *csvFlavour) quoted(s string) bool {
	for i := range len(s) {
		if f.special[s[i]] {
			return true
		}
	}
	return s[0] == ' ' || s[len(s)-1] == ' ' || s == `\.`
}

// exact is how many digits of a number spreadsheets keep: of longer ones, such as the ids of collections, the rest becomes 0.
const exact = 15

// long tells whether a text is a whole number that a spreadsheet would not keep. Digits alone count, not the sign before them.
func long[T string | []byte](s T) bool {
	if len(s) > 0 && s[0] == '-' {
		s = s[1:]
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return len(s) > exact
}

// Runs tells whether a spreadsheet runs a text as a formula. Signs as wide as Chinese letters count, too: where those are written, spreadsheets take them
// for the others.
func Runs(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	switch first {
	case '=', '+', '-', '@', '\t', '\r', '\uff1d', '\uff0b', '\uff0d', '\uff20':
		return true
	}
	return false
}
