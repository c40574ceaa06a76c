package table

import (
	"io"
	"unicode/utf8"
)

// objects writes rows as JSON objects.
type objects struct {
	keys    []string // each with what stands before its value
	before  string   // what stands before the next row
	between string   // what stands between two rows
	after   string   // what stands after each row
}

func newObjects(t *Meta, before, between, after string) *objects {
	o := &objects{before: before, between: between, after: after}
	for i, c := range t.Columns {
		before := ","
		if i == 0 {
			before = "{"
		}
		o.keys = append(o.keys, before+`"`+c.Name+`":`)
	}
	return o
}

func startJSON(w io.Writer, t *Meta) (encoder, error) {
	return newLines(w, "[", "\n]\n", newObjects(t, "\n", ",\n", "").put), nil
}

func startNDJSON(w io.Writer, t *Meta) (encoder, error) {
	return newLines(w, "", "", newObjects(t, "", "", "\n").put), nil
}

func (o *objects) put(b []byte, cells []Cell) []byte {
	b = append(b, o.before...)
	o.before = o.between
	for i := range cells {
		b = append(b, o.keys[i]...)
		switch c := &cells[i]; c.kind {
		case 0:
			b = append(b, "null"...)
		case TypeText:
			b = appendJSONText(b, c.text)
		case TypeDate, TypeTime:
			b = append(appendPlain(append(b, '"'), c), '"')
		default:
			b = appendPlain(b, c)
		}
	}
	b = append(b, '}')
	return append(b, o.after...)
}

// jsonSpecial are the bytes that may not stand as they are in a string, and those that the characters begin with that some
// readers take for the ends of lines: U+0085, U+2028 and U+2029.
var jsonSpecial = func() (special [256]bool) {
	for c := range ' ' {
		special[c] = true
	}
	for _, c := range []byte{'"', '\\', 0x7f, 0xc2, 0xe2} {
		special[c] = true
	}
	return special
}()

const hexDigits = "0123456789ABCDEF"

func appendJSONText(b []byte, s string) []byte {
	b = append(b, '"')
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if !jsonSpecial[c] {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); r != '\u0085' && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		b = append(b, s[done:i]...)
		i += size
		done = i
		switch r {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, `\n`...)
		case '\r':
			b = append(b, `\r`...)
		case '\t':
			b = append(b, `\t`...)
		default:
			b = append(b, '\\', 'u', hexDigits[r>>12], hexDigits[r>>8&0xf], hexDigits[r>>4&0xf], hexDigits[r&0xf])
		}
	}
	return append(append(b, s[done:]...), '"')
}
