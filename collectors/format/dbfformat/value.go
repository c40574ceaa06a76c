package dbfformat

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// value is what a field holds. It is not ok where that is not text in the table's encoding.
func (t *table) value(i int, row []byte) (v record.Value, ok bool) {
	f := &t.fields[i]
	b := row[f.at : f.at+f.length]
	if t.flag(f.null, row) {
		return record.Value{Kind: record.Null}, true
	}
	switch f.kind {
	case 'C', 'V':
		if t.flag(f.short, row) {
			b = b[:min(int(b[len(b)-1]), len(b)-1)]
		}
		if f.binary {
			break
		}
		text, ok := t.text(bytes.TrimRight(b, " \x00"))
		return sheet.Text(text), ok
	case 'N', 'F':
		return written(b), true
	case 'L':
		return truth(b[0]), true
	case 'D':
		return day(b), true
	case 'I', '+', 'B', 'O', 'Y', 'T', '@':
		if t.visual {
			return stored(f.kind, b), true
		}
	}
	return sheet.Failed("a field of the type " + strconv.QuoteRune(rune(f.kind)) + ", which is not read"), true
}

// flag tells whether a flag is set in the record.
func (t *table) flag(number int, row []byte) bool {
	return number >= 0 && row[t.nulls.at+number/8]&(1<<(number%8)) != 0
}

// written is a number that is written in digits. One that did not fit into its field is an error.
func written(b []byte) record.Value {
	b = bytes.Trim(b, " \x00")
	switch {
	case len(b) == 0:
		return record.Value{Kind: record.Null}
	case bytes.IndexByte(b, '*') >= 0:
		return sheet.Failed("a number that did not fit into its field")
	}
	for _, c := range b {
		if (c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E' {
			return text(b)
		}
	}
	return record.Value{Kind: record.Number, Bytes: b}
}

// text is what stands in a number's place: with a comma, it is a number to those who say so.
func text(b []byte) record.Value {
	for _, c := range b {
		if c < ' ' || c > '~' {
			return sheet.Failed("a number that can't be read")
		}
	}
	return sheet.Text(b)
}

func truth(c byte) record.Value {
	switch c {
	case 'T', 't', 'Y', 'y':
		return sheet.Bool(true)
	case 'F', 'f', 'N', 'n':
		return sheet.Bool(false)
	case '?', ' ', 0:
		return record.Value{Kind: record.Null}
	}
	return sheet.Failed("neither true nor false")
}

// day is a date in eight digits.
func day(b []byte) record.Value {
	digits := string(bytes.Trim(b, " \x00"))
	if digits == "" || digits == "00000000" {
		return record.Value{Kind: record.Null}
	}
	t, err := time.Parse("20060102", digits)
	if err != nil {
		return sheet.Failed("a day that no calendar has")
	}
	return record.Value{Kind: record.Date, Bytes: []byte(t.Format(time.DateOnly))}
}

// sizes of the values that Visual FoxPro stores in bytes.
var sizes = map[byte]int{'I': 4, '+': 4, 'B': 8, 'O': 8, 'Y': 8, 'T': 8, '@': 8}

// stored is a value that Visual FoxPro stores in bytes.
func stored(kind byte, b []byte) record.Value {
	if len(b) != sizes[kind] {
		return sheet.Failed("a value of another length than its type has")
	}
	switch kind {
	case 'I', '+':
		return number(strconv.AppendInt(nil, int64(int32(binary.LittleEndian.Uint32(b))), 10))
	case 'Y':
		return money(int64(binary.LittleEndian.Uint64(b)))
	case 'T', '@':
		return moment(binary.LittleEndian.Uint32(b), binary.LittleEndian.Uint32(b[4:]))
	}
	v := math.Float64frombits(binary.LittleEndian.Uint64(b))
	if math.IsInf(v, 0) || math.IsNaN(v) {
		return sheet.Failed("a number that can't be read")
	}
	return sheet.Number(v)
}

func number(b []byte) record.Value { return record.Value{Kind: record.Number, Bytes: b} }

// money is a number of ten-thousandths.
func money(v int64) record.Value {
	const digits = 4
	sign, size := "", uint64(v)
	if v < 0 {
		sign, size = "-", -size
	}
	text := strconv.FormatUint(size, 10)
	for len(text) <= digits {
		text = "0" + text
	}
	return number([]byte(sign + text[:len(text)-digits] + "." + text[len(text)-digits:]))
}

// moment is a day, counted from long before Christ, and milliseconds in it.
func moment(days, milliseconds uint32) record.Value {
	const epoch = 2_440_588 // 1 January 1970
	if days == 0 && milliseconds == 0 {
		return record.Value{Kind: record.Null}
	}
	t := time.Unix((int64(days)-epoch)*86_400+int64(milliseconds)/1000, 0).UTC()
	if t.Year() < 1 || t.Year() > 9999 || milliseconds > 86_400_000 {
		return sheet.Failed("a day that no calendar has")
	}
	layout := time.DateTime
	if milliseconds < 1000 {
		layout = time.DateOnly
	}
	return record.Value{Kind: record.Date, Bytes: []byte(t.Format(layout))}
}
