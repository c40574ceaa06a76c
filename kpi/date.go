package kpi

import (
	"fmt"
	"time"
)

// Date is a calendar day without a time zone, counted in days since 1970-01-01.
// The zero Date means "no date"; it prints as the empty string and is null in JSON.
type Date int32

// NewDate gives the day for a year, month and day of month, and false where there is no such day.
func NewDate(year int, month time.Month, day int) (Date, bool) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	if t.Year() != year || t.Month() != month || t.Day() != day {
		return 0, false
	}
	return Date(t.Unix() / 86400), true
}

// DateOf gives the calendar day of t in t's own location.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// ParseDate reads "2006-01-02". A day that does not exist is an error.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("%q is not a date written as 2006-01-02", s)
	}
	return DateOf(t), nil
}

// MustDate is ParseDate for dates that are written in code.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// IsZero tells that there is no date.
func (d Date) IsZero() bool { return d == 0 }

// AddDays moves the day by n calendar days.
func (d Date) AddDays(n int) Date { return d + Date(n) }

// AddMonths moves the day by n months; a day past the month's end becomes its last day.
func (d Date) AddMonths(n int) Date {
	t := d.Time()
	first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return DateOf(first.AddDate(0, 0, min(t.Day(), last)-1))
}

// MonthStart is the first day of the month.
func (d Date) MonthStart() Date { return d.AddDays(1 - d.Time().Day()) }

// MonthEnd is the last day of the month.
func (d Date) MonthEnd() Date { return d.MonthStart().AddMonths(1).AddDays(-1) }

// Sub is the number of days from o to d.
func (d Date) Sub(o Date) int { return int(d - o) }

// YearsSince is the time from o to d in years of 365.25 days.
func (d Date) YearsSince(o Date) float64 { return float64(d-o) / 365.25 }

func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// MarshalText writes "2006-01-02", empty for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = 0
		return nil
	}
	v, err := ParseDate(string(b))
	*d = v
	return err
}

// MarshalJSON writes "2006-01-02", or null for no date.
func (d Date) MarshalJSON() ([]byte, error) {
	if d == 0 {
		return []byte("null"), nil
	}
	return []byte(`"` + d.String() + `"`), nil
}

// UnmarshalJSON reads what MarshalJSON writes.
func (d *Date) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*d = 0
		return nil
	}
	if len(b) < 2 || b[0] != '"' || b[len(b)-1] != '"' {
		return fmt.Errorf("%s is not a date in quotes", b)
	}
	return d.UnmarshalText(b[1 : len(b)-1])
}

// Period is an explicit span of days, both ends included. Fiscal years are periods like any other.
type Period struct {
	Start Date `json:"period_start"`
	End   Date `json:"period_end"`
}

// Days is the number of days in the period.
func (p Period) Days() int { return p.End.Sub(p.Start) + 1 }

// Contains tells whether the day lies in the period.
func (p Period) Contains(d Date) bool { return p.Start <= d && d <= p.End }

// String is the period as it stands in an address: "2023-01-01..2023-03-31".
func (p Period) String() string { return p.Start.String() + ".." + p.End.String() }

// Month is the calendar month that holds d.
func Month(d Date) Period { return Period{d.MonthStart(), d.MonthEnd()} }

// Frequency is how often an indicator has a value.
type Frequency string

// The frequencies. Irregular is what mixes.
const (
	Daily     Frequency = "day"
	Monthly   Frequency = "month"
	Quarterly Frequency = "quarter"
	Yearly    Frequency = "year"
)

// FrequencyOf tells a period's frequency from its length: one day, 28–31, 90–92, 365–366 days; "" for others.
func FrequencyOf(p Period) Frequency {
	switch n := p.Days(); {
	case n == 1:
		return Daily
	case n >= 28 && n <= 31:
		return Monthly
	case n >= 90 && n <= 92:
		return Quarterly
	case n >= 365 && n <= 366:
		return Yearly
	}
	return ""
}

// PerYear is the number of periods in a year of 365.25 days, 0 for an unknown frequency.
func (f Frequency) PerYear() float64 {
	switch f {
	case Daily:
		return 365.25
	case Monthly:
		return 12
	case Quarterly:
		return 4
	case Yearly:
		return 1
	}
	return 0
}
