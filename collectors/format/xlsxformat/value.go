package xlsxformat

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
)

// value is what a cell holds. Texts that cells share are read into t.buf.
func (t *Reader) value(c *cell) (record.Value, error) {
	switch c.kind {
	case "s":
		from := len(t.buf)
		var ok bool
		var err error
		t.buf, ok, err = t.book.texts.read(c.raw, t.buf)
		switch {
		case errors.Is(err, errTooLong):
			return record.Value{}, t.bad(check.TooLong, "the cell "+columnName(c.column)+strconv.Itoa(t.rows.number)+" is longer than a record may be")
		case err != nil:
			return record.Value{}, err
		case !ok:
			return failed("a text that the workbook does not hold"), nil
		}
		return text(t.buf[from:]), nil
	case "e":
		return failed(string(c.raw)), nil
	}
	if c.formula && !c.stored {
		return failed("a formula without its value"), nil
	}
	switch c.kind {
	case "inlineStr":
		return text(c.raw), nil
	case "str":
		return text(unescape(c.raw)), nil
	}
	if len(c.raw) == 0 {
		return record.Value{Kind: record.Null}, nil
	}
	switch c.kind {
	case "b":
		return boolean(string(c.raw)), nil
	case "d":
		return isoDate(string(c.raw)), nil
	case "", "n":
		return t.book.number(c), nil
	}
	return failed("a value of an unknown type"), nil
}

func text(b []byte) record.Value {
	if len(b) == 0 {
		return record.Value{Kind: record.Null}
	}
	return record.Value{Kind: record.Text, Bytes: b}
}

// failed stands for an error in the place of a value.
func failed(what string) record.Value { return record.Value{Kind: record.Failed, Bytes: []byte(what)} }

func boolean(raw string) record.Value {
	switch raw {
	case "1", "true":
		return record.Value{Kind: record.Bool, Bytes: []byte("true")}
	case "0", "false":
		return record.Value{Kind: record.Bool, Bytes: []byte("false")}
	}
	return failed("neither true nor false")
}

// number is a number as it is stored, or the date that its style makes of it.
func (b *book) number(c *cell) record.Value {
	v, err := strconv.ParseFloat(string(c.raw), 64)
	if err != nil || math.IsInf(v, 0) || math.IsNaN(v) {
		return failed("a number that can't be read")
	}
	if c.style < 0 || c.style >= len(b.dates) || !b.dates[c.style] {
		return record.Value{Kind: record.Number, Bytes: c.raw}
	}
	day, ok := serial(v, b.from1904)
	if !ok {
		return failed("a day that no calendar has")
	}
	return date(day)
}

// date is a day, with its time unless that is midnight.
func date(t time.Time) record.Value {
	layout := time.DateTime
	if t.Equal(t.Truncate(24 * time.Hour)) {
		layout = time.DateOnly
	}
	return record.Value{Kind: record.Date, Bytes: []byte(t.Format(layout))}
}

// isoDate reads a cell that stores a date as one.
func isoDate(raw string) record.Value {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, raw); err == nil {
			return date(t.Truncate(time.Second))
		}
	}
	return failed("a date that can't be read")
}

// serial is the day and time that a number of days stands for. Days are counted from 1900, with a 29 February that the
// year did not have, or from 1904. Fractions of a second are cut off, less what they owe to the fraction's being binary.
func serial(v float64, from1904 bool) (time.Time, bool) {
	const last = 2958466 // the first day of the year 10000
	zero := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case from1904:
		zero = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case v < 1, v >= 60 && v < 61:
		return time.Time{}, false
	case v < 60:
		zero = zero.AddDate(0, 0, 1)
	}
	if v < 0 || v >= last {
		return time.Time{}, false
	}
	milliseconds := int64(math.Round(v * 86_400_000))
	t := time.Unix(zero.Unix()+milliseconds/1000, 0).UTC()
	return t, t.Year() <= 9999
}
