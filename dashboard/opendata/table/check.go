package table

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/postup/postup/kpi"
)

// The days and microseconds that can be written: years 1 to 9999.
var (
	firstDay    = int64(kpi.MustDate("0001-01-01"))
	lastDay     = int64(kpi.MustDate("9999-12-31"))
	firstMoment = firstDay * microsPerDay
	lastMoment  = (lastDay+1)*microsPerDay - 1
)

var (
	errMissing   = errors.New("a required value is missing")
	errNotUTF8   = errors.New("the text is not UTF-8")
	errNotFinite = errors.New("the number is not finite")
	errWritten   = errors.New("the value is written already, and the format is no text")
	errYear      = errors.New("the year is before 1 or after 9999")
)

// check tells what is wrong with a row.
func (g *guard) check(cells []Cell) error {
	if len(cells) != len(g.columns) {
		return fmt.Errorf("there are %d cells for %d columns", len(cells), len(g.columns))
	}
	for i := range cells {
		c, column := &cells[i], &g.columns[i]
		var err error
		switch {
		case c.same:
		case c.kind == 0:
			if column.Required {
				err = errMissing
			}
		case c.kind != column.Type:
			err = fmt.Errorf("the column is of type %s, the cell is of type %s", column.Type, c.kind)
		case c.written():
			if !g.text {
				err = errWritten
			}
		default:
			err = c.check()
		}
		if err != nil {
			return fmt.Errorf("column %q: %w", column.Name, err)
		}
	}
	return nil
}

func (c *Cell) check() error {
	switch c.kind {
	case TypeText:
		if !utf8.ValidString(c.text) {
			return errNotUTF8
		}
	case TypeNumber:
		const exponent = 0x7ff << 52 // all of it is set in NaN and infinities only
		if c.bits&exponent == exponent {
			return errNotFinite
		}
	case TypeDate:
		if d := c.integer(); d < firstDay || d > lastDay {
			return errYear
		}
	case TypeTime:
		if m := c.integer(); m < firstMoment || m > lastMoment {
			return errYear
		}
	}
	return nil
}
