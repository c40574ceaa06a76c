package dbfformat

import (
	"bytes"
	"encoding/binary"
	"math"
	"strconv"
	"time"

	"github.com/postup/postup/collectors/record"
)

// julian is the number that the days of Visual FoxPro's times give to 1970-01-01.
const julian = 2440588

// value reads a field. It is not ok where a text is none in the table's encoding.
func (c *column) value(b []byte, decode func([]byte) ([]byte, bool)) (v record.Value, ok bool) {
	switch c.kind {
	case 'C':
		text, ok := decode(trim(b))
		if len(text) == 0 {
			return record.Value{Kind: record.Null}, ok
		}
		return record.Value{Kind: record.Text, Bytes: text}, ok
	case 'N', 'F':
		return number(trim(b)), true
	case 'D':
		return day(trim(b)), true
	case 'L':
		return flag(b), true
	case 'I', '+', 'B', 'Y', 'T':
		return c.binary(b), true
	case 'M', 'G', 'P':
		if blank := len(bytes.Trim(b, " \x000")) == 0; blank {
			return record.Value{Kind: record.Null}, true
		}
		return failed("a memo, which lies in another file"), true
	}
	return failed("a column of type " + strconv.QuoteRune(rune(c.kind)) + ", which is not read"), true
}

func failed(what string) record.Value { return record.Value{Kind: record.Failed, Bytes: []byte(what)} }

// trim takes off what fills a field up.
func trim(b []byte) []byte { return bytes.Trim(b, " \x00") }

// number is a number as it is written. Stars stand for one that had no room.
func number(b []byte) record.Value {
	switch {
	case len(b) == 0:
		return record.Value{Kind: record.Null}
	case b[0] == '*':
		return failed("a number that had no room in its column")
	}
	if _, err := strconv.ParseFloat(string(b), 64); err != nil {
		return record.Value{Kind: record.Text, Bytes: b} // whoever reads it says that it is none
	}
	sign, digits := []byte{}, b
	if b[0] == '-' || b[0] == '+' {
		sign, digits = bytes.TrimPrefix(b[:1], []byte("+")), b[1:]
	}
	if len(digits) > 0 && digits[0] == '.' {
		sign = append(bytes.Clone(sign), '0')
	}
	return record.Value{Kind: record.Number, Bytes: append(bytes.Clone(sign), digits...)}
}

func day(b []byte) record.Value {
	if len(bytes.Trim(b, "0")) == 0 {
		return record.Value{Kind: record.Null}
	}
	at, err := time.Parse("20060102", string(b))
	if err != nil {
		return failed("a day that does not exist")
	}
	return record.Value{Kind: record.Date, Bytes: []byte(at.Format(time.DateOnly))}
}

// flag is true or false; a blank and ? stand for neither.
func flag(b []byte) record.Value {
	switch string(b) {
	case "T", "t", "Y", "y":
		return record.Value{Kind: record.Bool, Bytes: []byte("true")}
	case "F", "f", "N", "n":
		return record.Value{Kind: record.Bool, Bytes: []byte("false")}
	case " ", "?", "\x00":
		return record.Value{Kind: record.Null}
	}
	return failed("neither true nor false")
}

// binary reads what Visual FoxPro stores as bytes. Where a column may hold no value, the bytes alone don't tell a zero
// from none.
func (c *column) binary(b []byte) record.Value {
	const ofCurrency = 10_000
	width := map[byte]int{'I': 4, '+': 4, 'B': 8, 'Y': 8, 'T': 8}[c.kind]
	switch {
	case len(b) != width:
		return failed("a column of another width than its type has")
	case c.nullable:
		return failed("a column that may hold no value, and does not say so in its bytes; save the table as dBase IV")
	}
	switch c.kind {
	case 'B':
		v := math.Float64frombits(binary.LittleEndian.Uint64(b))
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return failed("no number")
		}
		return record.Value{Kind: record.Number, Bytes: strconv.AppendFloat(nil, v, 'f', -1, 64)}
	case 'Y':
		v := int64(binary.LittleEndian.Uint64(b))
		return record.Value{Kind: record.Number, Bytes: strconv.AppendFloat(nil, float64(v)/ofCurrency, 'f', -1, 64)}
	case 'T':
		return moment(int64(int32(binary.LittleEndian.Uint32(b))), int64(int32(binary.LittleEndian.Uint32(b[4:]))))
	}
	return record.Value{Kind: record.Number, Bytes: strconv.AppendInt(nil, int64(int32(binary.LittleEndian.Uint32(b))), 10)}
}

// moment is a day and the milliseconds of it.
func moment(days, ms int64) record.Value {
	if days == 0 && ms == 0 {
		return record.Value{Kind: record.Null}
	}
	at := time.Unix((days-julian)*24*60*60, 0).UTC().Add(time.Duration(ms) * time.Millisecond).Round(time.Second)
	if y := at.Year(); y < 1 || y > 9999 {
		return failed("a day that does not exist")
	}
	return record.Value{Kind: record.Date, Bytes: []byte(at.Format(time.DateTime))}
}
