package mapping

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// The layouts that are periods.
const (
	layoutFiscalYear = "fiscal_year"
	layoutMonth      = "month"
	layoutMonthName  = "month_name"
	layoutQuarter    = "quarter"
	layoutYear       = "year"
)

// yearStart is the month and day that a fiscal year begins with.
type yearStart struct {
	month time.Month
	day   int
}

func (f *field) compileDates(c *config.Field) error {
	f.span = spanOf(c)
	f.year = yearStart{time.January, 1}
	if c.YearStart != "" {
		t, err := time.Parse("01-02", c.YearStart)
		if err != nil {
			return fmt.Errorf("year_start: %q is not a month and a day such as 04-01", c.YearStart)
		}
		f.year = yearStart{t.Month(), t.Day()}
	}
	if c.TimeZone != "" {
		zone, err := time.LoadLocation(c.TimeZone)
		if err != nil {
			return fmt.Errorf("time_zone: %q is not a time zone such as Europe/Kyiv", c.TimeZone)
		}
		f.zone = zone
	}
	return nil
}

// spanOf is what a day of the field stands for, "" for itself: it is said, or follows from a layout of periods, which are stored as
// one of their days.
func spanOf(c *config.Field) kpi.Frequency {
	switch {
	case c.Layout == layoutMonth, c.Layout == layoutMonthName, config.IsMonthLayout(c.Layout):
		return kpi.Monthly
	case c.Layout == layoutQuarter:
		return kpi.Quarterly
	case c.Layout == layoutYear:
		return kpi.Yearly
	}
	return c.Whole
}

// date reads a day; zero where there is none. Of a period it is the last day with end set, else the first. zone is the
// region's: a moment with an offset is on that of its days.
func (f *field) date(name string, rec record.Reader, end bool, zone *time.Location) (kpi.Date, *check.Problem) {
	text, problem := f.optional(rec)
	if text == nil || problem != nil {
		return 0, problem
	}
	p, problem := f.periodOf(name, rec, text, zone)
	if problem != nil {
		return 0, problem
	}
	d := p.Start
	if end {
		d = p.End
	}
	return d, check.Storable(name, d)
}

// requiredDate is date for a field that must be there.
func (f *field) requiredDate(name string, rec record.Reader, end bool, zone *time.Location) (kpi.Date, *check.Problem) {
	d, problem := f.date(name, rec, end, zone)
	if problem == nil && d.IsZero() {
		return 0, f.problem(name, empty)
	}
	return d, problem
}

// period reads a period from one field.
func (f *field) period(name string, rec record.Reader, zone *time.Location) (kpi.Period, *check.Problem) {
	text, problem := f.required(name, rec)
	if problem != nil {
		return kpi.Period{}, problem
	}
	return f.periodOf(name, rec, text, zone)
}

func (f *field) parsePeriod(name string, text []byte, zone *time.Location) (kpi.Period, *check.Problem) {
	p, problem := f.readPeriod(name, text, zone)
	if problem != nil {
		problem.Field = name
	}
	return p, problem
}

func (f *field) readPeriod(name string, text []byte, zone *time.Location) (kpi.Period, *check.Problem) {
	switch f.layout {
	case "":
		p, problem := anyPeriod(text)
		if problem == nil && p.Start == p.End {
			p = f.wholeOf(p.Start)
		}
		return p, problem
	case layoutFiscalYear:
		return f.fiscalYear(text)
	case layoutMonth:
		return oneOf(text, month)
	case layoutMonthName:
		return monthName(text)
	case layoutQuarter:
		return oneOf(text, quarter)
	case layoutYear:
		return oneOf(text, year)
	}
	t, err := time.Parse(f.layout, string(text))
	if err != nil {
		return kpi.Period{}, dateProblem(name, err, f.layout)
	}
	if hasOffset(f.layout) {
		t = t.In(zone)
	}
	return f.wholeOf(kpi.DateOf(t)), nil
}

// wholeOf is the period that a day stands for: its own, where nothing else is said.
func (f *field) wholeOf(d kpi.Date) kpi.Period {
	y, m, _ := d.Time().Date()
	switch f.span {
	case kpi.Monthly:
		return months(y, int(m), 1)
	case kpi.Quarterly:
		return months(y, (int(m)-1)/3*3+1, 3)
	case kpi.Yearly:
		return months(y, 1, 12)
	}
	return kpi.Period{Start: d, End: d}
}

// hasOffset tells whether a layout says how far its times are from UTC.
func hasOffset(layout string) bool {
	return strings.Contains(layout, "Z07") || strings.Contains(layout, "-07")
}

// dateProblem tells a day that no calendar has from what is not a date at all.
func dateProblem(name string, err error, layout string) *check.Problem {
	var parse *time.ParseError
	if errors.As(err, &parse) && strings.HasSuffix(parse.Message, "out of range") {
		return &check.Problem{Field: name, Reason: check.NoSuchDate, Detail: "there is no such day or time"}
	}
	return &check.Problem{Field: name, Reason: check.BadDate, Detail: "not written as " + layout}
}

// parser reads one way to write a period: it is not the way (false), or it is, with a problem perhaps.
type parser func([]byte) (kpi.Period, bool, *check.Problem)

func oneOf(text []byte, parsers ...parser) (kpi.Period, *check.Problem) {
	for _, parse := range parsers {
		if p, ok, problem := parse(text); ok {
			return p, problem
		}
	}
	return kpi.Period{}, &check.Problem{Reason: check.BadDate,
		Detail: "not a date such as 2023-04-01 nor a period such as 2023, 2023-Q2, 2023-04 or 2023-01-01..2023-03-31"}
}

// anyPeriod reads whatever is unmistakable.
func anyPeriod(text []byte) (kpi.Period, *check.Problem) {
	return oneOf(text, day, year, month, quarter, span)
}

func noSuchDate() *check.Problem {
	return &check.Problem{Reason: check.NoSuchDate, Detail: "there is no such day"}
}

// day is 2023-04-01. A time of midnight after it is part of the day.
func day(b []byte) (kpi.Period, bool, *check.Problem) {
	if len(b) > 10 && isMidnight(b[10:]) {
		b = b[:10]
	}
	if len(b) != 10 || b[4] != '-' || b[7] != '-' {
		return kpi.Period{}, false, nil
	}
	y, ok1 := number(b[:4])
	m, ok2 := number(b[5:7])
	d, ok3 := number(b[8:])
	if !ok1 || !ok2 || !ok3 {
		return kpi.Period{}, false, nil
	}
	date, ok := kpi.NewDate(y, time.Month(m), d)
	if !ok {
		return kpi.Period{}, true, noSuchDate()
	}
	return kpi.Period{Start: date, End: date}, true, nil
}

func isMidnight(b []byte) bool {
	switch string(b) {
	case "T00:00:00", " 00:00:00", "T00:00:00Z", "T00:00":
		return true
	}
	return false
}

func year(b []byte) (kpi.Period, bool, *check.Problem) {
	y, ok := number(b)
	if len(b) != 4 || !ok {
		return kpi.Period{}, false, nil
	}
	return months(y, 1, 12), true, nil
}

func month(b []byte) (kpi.Period, bool, *check.Problem) {
	if len(b) != 7 || b[4] != '-' {
		return kpi.Period{}, false, nil
	}
	y, ok1 := number(b[:4])
	m, ok2 := number(b[5:])
	if !ok1 || !ok2 {
		return kpi.Period{}, false, nil
	}
	if m < 1 || m > 12 {
		return kpi.Period{}, true, noSuchDate()
	}
	return months(y, m, 1), true, nil
}

func quarter(b []byte) (kpi.Period, bool, *check.Problem) {
	if len(b) != 7 || b[4] != '-' || b[5] != 'Q' {
		return kpi.Period{}, false, nil
	}
	y, ok1 := number(b[:4])
	q, ok2 := number(b[6:])
	if !ok1 || !ok2 {
		return kpi.Period{}, false, nil
	}
	if q < 1 || q > 4 {
		return kpi.Period{}, true, noSuchDate()
	}
	return months(y, 3*q-2, 3), true, nil
}

// months is a span of n months from the first of month m.
func months(y, m, n int) kpi.Period {
	start, _ := kpi.NewDate(y, time.Month(m), 1)
	return kpi.Period{Start: start, End: start.AddMonths(n).AddDays(-1)}
}

// span is 2023-01-01..2023-03-31.
func span(b []byte) (kpi.Period, bool, *check.Problem) {
	if len(b) != 22 || string(b[10:12]) != ".." {
		return kpi.Period{}, false, nil
	}
	from, ok1, p1 := day(b[:10])
	to, ok2, p2 := day(b[12:])
	if p1 == nil {
		p1 = p2
	}
	return kpi.Period{Start: from.Start, End: to.End}, ok1 && ok2, p1
}

// fiscalYear is 2023-2024, 2023/24, 2023–2024, or a lone 2023: the year that begins then.
func (f *field) fiscalYear(b []byte) (kpi.Period, *check.Problem) {
	bad := &check.Problem{Reason: check.BadDate, Detail: "not a fiscal year such as 2023-2024"}
	if len(b) < 4 {
		return kpi.Period{}, bad
	}
	y, ok := number(b[:4])
	if !ok {
		return kpi.Period{}, bad
	}
	rest := b[4:]
	if len(rest) > 0 {
		var sep bool
		for _, s := range []string{"-", "/", "\u2013"} {
			if rest, sep = cutPrefix(rest, s); sep {
				break
			}
		}
		next, ok := number(rest)
		if !sep || !ok || !(len(rest) == 4 && next == y+1 || len(rest) == 2 && next == (y+1)%100) {
			return kpi.Period{}, bad
		}
	}
	start, ok := kpi.NewDate(y, f.year.month, f.year.day)
	if !ok {
		return kpi.Period{}, noSuchDate()
	}
	end, ok := kpi.NewDate(y+1, f.year.month, f.year.day)
	if !ok {
		return kpi.Period{}, noSuchDate()
	}
	return kpi.Period{Start: start, End: end.AddDays(-1)}, nil
}

// number reads up to four digits.
func number(b []byte) (int, bool) {
	if len(b) == 0 || len(b) > 4 {
		return 0, false
	}
	n := 0
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}
