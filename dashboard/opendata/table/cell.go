package table

import (
	"math"
	"time"

	"github.com/postup/postup/kpi"
)

// Cell is one value of a row. The zero Cell is a missing value.
type Cell struct {
	text string // also of a value of another type that is written already
	bits uint64 // an integer, a number's bits, a truth, a day's or a microsecond's distance from 1970
	kind Type   // 0 where the value is missing
	same bool   // as in the row before
}

// Stays says that the cell is the one that the same Writer got for this column in the row before: it need not be looked at again.
func (c *Cell) Stays() { c.same = true }

// Text is a cell of a TypeText column. An empty text is not missing.
func Text(s string) Cell { return Cell{text: s, kind: TypeText} }

// Integer is a cell of a TypeInteger column.
func Integer(n int64) Cell { return Cell{bits: uint64(n), kind: TypeInteger} }

// Number is a cell of a TypeNumber column. A negative zero is written as zero. NaN and infinities are errors of the row.
func Number(f float64) Cell {
	if f == 0 {
		f = 0 // without its sign
	}
	return Cell{bits: math.Float64bits(f), kind: TypeNumber}
}

// Bool is a cell of a TypeBoolean column.
func Bool(b bool) Cell {
	c := Cell{kind: TypeBoolean}
	if b {
		c.bits = 1
	}
	return c
}

// Day is a cell of a TypeDate column. The zero kpi.Date is no date, and so a missing value.
func Day(d kpi.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{bits: uint64(int64(d)), kind: TypeDate}
}

// Moment is a cell of a TypeTime column. What is finer than a microsecond is cut off. The zero time.Time is no moment, and
// so a missing value.
func Moment(t time.Time) Cell {
	if t.IsZero() {
		return Cell{}
	}
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return Cell{bits: math.MaxInt64, kind: TypeTime} // which is out of bounds, but not by so much that it comes around
	}
	return Cell{bits: uint64(t.UnixMicro()), kind: TypeTime}
}

// Written is a cell of any type but TypeText whose value stands in s as this package writes it in a CSV. Only formats that are Text take it, and they
// take it as it is. An empty s is a missing value.
func Written(kind Type, s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{text: s, kind: kind}
}

func (c *Cell) written() bool { return c.text != "" && c.kind != TypeText }

// Date is the day of a cell of a TypeDate column; the zero kpi.Date where the value is missing, of another type, or written.
func (c Cell) Date() kpi.Date {
	if c.kind != TypeDate || c.written() {
		return kpi.Date(0)
	}
	return kpi.Date(int64(c.bits))
}

func (c *Cell) integer() int64  { return int64(c.bits) }
func (c *Cell) number() float64 { return math.Float64frombits(c.bits) }
func (c *Cell) truth() bool     { return c.bits != 0 }

const microsPerDay = 86_400_000_000
