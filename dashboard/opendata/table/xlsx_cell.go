package table

import (
	"errors"
	"strconv"
	"unicode/utf8"
)

const (
	longestText    = 32767           // what a cell holds, in units of UTF-16
	longestInteger = 999999999999999 // spreadsheets make the digits after the 15th zero
	firstSerialDay = -25508          // 1900-03-01: before it Excel has a day too many
	serialOf1970   = 25569           // days since 1899-12-30
)

var errLongText = errors.New("the text is longer than the 32767 characters that a cell of a workbook holds")

// cell writes a cell, or nothing where the value is missing.
func (b *workbook) cell(column int, c *Cell) error {
	switch c.kind {
	case 0:
	case TypeText:
		return b.text(column, styleText, c.text)
	case TypeInteger:
		if n := c.integer(); n < -longestInteger || n > longestInteger {
			return b.text(column, styleText, strconv.FormatInt(n, 10))
		}
		b.openCell(column, styleInteger, "><v>")
		b.buf = appendPlain(b.buf, c)
		b.buf = append(b.buf, "</v></c>"...)
	case TypeNumber:
		b.openCell(column, styleNumber, "><v>")
		b.buf = strconv.AppendFloat(b.buf, c.number(), 'g', -1, 64)
		b.buf = append(b.buf, "</v></c>"...)
	case TypeBoolean:
		b.openCell(column, styleNumber, ` t="b"><v>`)
		b.buf = append(b.buf, '0'+byte(c.bits))
		b.buf = append(b.buf, "</v></c>"...)
	case TypeDate, TypeTime:
		return b.when(column, c)
	}
	return nil
}

// when writes a day or a time as the number of days that spreadsheets count.
func (b *workbook) when(column int, c *Cell) error {
	style, day := styleDate, c.integer()
	if c.kind == TypeTime {
		style, day = styleTime, floorDiv(c.integer(), microsPerDay)
		if c.integer()%1_000_000 != 0 {
			style = styleFraction
		}
	}
	if day < firstSerialDay {
		return b.text(column, styleText, string(appendPlain(nil, c)))
	}
	b.openCell(column, style, "><v>")
	if c.kind == TypeDate {
		b.buf = strconv.AppendInt(b.buf, day+serialOf1970, 10)
	} else {
		serial := float64(day+serialOf1970) + float64(c.integer()-day*microsPerDay)/microsPerDay
		b.buf = strconv.AppendFloat(b.buf, serial, 'f', -1, 64)
	}
	b.buf = append(b.buf, "</v></c>"...)
	return nil
}

// floorDiv divides by what is positive, downwards.
func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func (b *workbook) text(column int, style, s string) error {
	if len(s) > longestText && units(s) > longestText {
		return errLongText
	}
	b.openCell(column, style, ` t="inlineStr"><is><t`)
	if s != "" && (s[0] <= ' ' || s[len(s)-1] <= ' ') {
		b.buf = append(b.buf, ` xml:space="preserve"`...)
	}
	b.buf = append(b.buf, '>')
	b.buf = appendXMLText(b.buf, s)
	b.buf = append(b.buf, "</t></is></c>"...)
	return nil
}

func (b *workbook) openCell(column int, style, rest string) {
	b.buf = append(b.buf, `<c r="`...)
	b.buf = append(b.buf, b.letters[column]...)
	b.buf = strconv.AppendInt(b.buf, int64(b.rows), 10)
	b.buf = append(b.buf, '"')
	b.buf = append(b.buf, style...)
	b.buf = append(b.buf, rest...)
}

// units is how long a text is in UTF-16.
func units(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// xmlSpecial are the bytes that may not stand as they are in a cell's text, or begin what may not.
var xmlSpecial = func() (special [256]bool) {
	for c := range ' ' {
		special[c] = c != '\t' && c != '\n'
	}
	for _, c := range []byte{'&', '<', '>', '_', 0xef} {
		special[c] = true
	}
	return special
}()

// appendXMLText writes a cell's text: what XML can't hold as _xHHHH_, and so also what would be read as that.
func appendXMLText(b []byte, s string) []byte {
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !xmlSpecial[c] {
			continue
		}
		r, size := rune(c), 1
		if c == 0xef {
			if r, size = utf8.DecodeRuneInString(s[i:]); r < 0xfffe {
				continue
			}
		}
		if c == '_' && !escaped(s[i:]) {
			continue
		}
		b = append(b, s[done:i]...)
		done = i + size
		switch c {
		case '&':
			b = append(b, "&amp;"...)
		case '<':
			b = append(b, "&lt;"...)
		case '>':
			b = append(b, "&gt;"...)
		default:
			b = append(b, '_', 'x', hexDigits[r>>12], hexDigits[r>>8&0xf], hexDigits[r>>4&0xf], hexDigits[r&0xf], '_')
		}
	}
	return append(b, s[done:]...)
}

// escaped tells whether a text begins with something like _x000D_, the end of which may be that of what is written next.
func escaped(s string) bool {
	if len(s) < 6 || s[1] != 'x' {
		return false
	}
	_, err := strconv.ParseUint(s[2:6], 16, 16)
	return err == nil
}
