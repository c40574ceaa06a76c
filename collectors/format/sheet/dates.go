package sheet

import (
	"math"
	"time"

	"github.com/postup/postup/collectors/record"
)

// date is a day, with its time unless that is midnight.
func date(t time.Time) record.Value {
	layout := time.DateTime
	if t.Equal(t.Truncate(24 * time.Hour)) {
		layout = time.DateOnly
	}
	return record.Value{Kind: record.Date, Bytes: []byte(t.Format(layout))}
}

// Day is the day and time that a number of days stands for, counted from 1900 or from 1904.
func Day(v float64, from1904 bool) record.Value {
	day, ok := serial(v, from1904)
	if !ok {
		return Failed("a day that no calendar has")
	}
	return date(day)
}

// ISODate reads a cell that stores a date as one.
func ISODate(raw string) record.Value {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02T15:04"} {
		if t, err := time.Parse(layout, raw); err == nil {
			return date(t.Truncate(time.Second))
		}
	}
	return Failed("a date that can't be read")
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
