package xlsxformat

import (
	"math"
	"strconv"

	"github.com/postup/postup/collectors/format/sheet"
	"github.com/postup/postup/collectors/record"
)

// Value is what a cell holds. Texts that cells share are read into buf.
func (r *rows) Value(i int, buf []byte) (record.Value, []byte, error) {
	c := &r.cells[i]
	if c.kind != "s" {
		return r.book.value(c), buf, nil
	}
	n, err := strconv.Atoi(string(c.raw))
	if err != nil {
		n = -1
	}
	return r.book.texts.Value(n, buf)
}

// value is what a cell holds by itself.
func (b *book) value(c *cell) record.Value {
	if c.kind == "e" {
		return sheet.Failed(string(c.raw))
	}
	if c.formula && !c.stored {
		return sheet.Failed("a formula without its value")
	}
	switch c.kind {
	case "inlineStr":
		return sheet.Text(c.raw)
	case "str":
		return sheet.Text(unescape(c.raw))
	}
	if len(c.raw) == 0 {
		return record.Value{Kind: record.Null}
	}
	switch c.kind {
	case "b":
		return boolean(string(c.raw))
	case "d":
		return sheet.ISODate(string(c.raw))
	case "", "n":
		return b.number(c)
	}
	return sheet.Failed("a value of an unknown type")
}

func boolean(raw string) record.Value {
	switch raw {
	case "1", "true":
		return sheet.Bool(true)
	case "0", "false":
		return sheet.Bool(false)
	}
	return sheet.Failed("neither true nor false")
}

// number is a number as it is stored, or the date that its style makes of it.
func (b *book) number(c *cell) record.Value {
	v, err := strconv.ParseFloat(string(c.raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return sheet.Failed("a number that can't be read")
	}
	styled := c.style >= 0 && c.style < len(b.dates)
	if styled && b.dates[c.style] {
		return sheet.Day(v, b.from1904)
	}
	return record.Value{Kind: record.Number, Bytes: c.raw, Share: styled && b.shares[c.style]}
}
