package mapping

import (
	"fmt"
	"math"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
)

// moment reads a time, to the second; zero where there is none. zone is that of times without an offset,
// unless the mapping names one.
func (f *field) moment(name string, rec record.Reader, zone *time.Location) (time.Time, *check.Problem) {
	text, problem := f.optional(rec)
	if text == nil || problem != nil {
		return time.Time{}, problem
	}
	if f.zone != nil {
		zone = f.zone
	}
	if f.layout == "" || f.storedAsDate(rec) {
		t, problem := stamp(text, zone)
		if problem != nil {
			problem.Field = name
		}
		return t, problem
	}
	t, err := time.ParseInLocation(f.layout, string(text), zone)
	if err != nil {
		return time.Time{}, dateProblem(name, err, f.layout)
	}
	if abbreviation := t.Location().String(); t.Location() != zone && invented(t) {
		return time.Time{}, &check.Problem{Field: name, Reason: check.BadDate,
			Detail: fmt.Sprintf("%s is no time of %s; let the mapping's time_zone say whose it is", abbreviation, zone)}
	}
	return t.Truncate(time.Second), nil
}

// invented tells of a time that stands with an abbreviation such as MSK which the time zone does not know: package time
// makes it one of no offset.
func invented(t time.Time) bool {
	name, offset := t.Zone()
	return offset == 0 && name == t.Location().String() && name != "" && name != "UTC" && name != "GMT"
}

// stamp reads 2006-01-02T15:04:05Z, with an offset or none, a space for the T, no seconds or no time at all.
// It is written out because it runs three times for each of millions of applications.
func stamp(b []byte, zone *time.Location) (time.Time, *check.Problem) {
	bad := func() (time.Time, *check.Problem) {
		return time.Time{}, &check.Problem{Reason: check.BadDate,
			Detail: "not a time such as 2006-01-02T15:04:05Z or 2006-01-02 15:04:05"}
	}
	if len(b) < 10 || b[4] != '-' || b[7] != '-' {
		return bad()
	}
	y, ok1 := number(b[:4])
	mo, ok2 := number(b[5:7])
	d, ok3 := number(b[8:10])
	if !ok1 || !ok2 || !ok3 {
		return bad()
	}
	h, mi, s, rest, ok := clock(b[10:])
	if !ok {
		return bad()
	}
	offset, fixed, ok := utcOffset(rest)
	if !ok {
		return bad()
	}
	if mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo) || h > 23 || mi > 59 || s > 59 {
		return time.Time{}, &check.Problem{Reason: check.NoSuchDate, Detail: "there is no such day or time"}
	}
	if fixed {
		seconds := int64(daysFromCivil(y, mo, d))*86400 + int64(h*3600+mi*60+s-offset)
		return time.Unix(seconds, 0).UTC(), nil
	}
	return time.Date(y, time.Month(mo), d, h, mi, s, 0, zone), nil
}

// clock takes "T15:04:05.123", less its seconds or all of it. A second is never rounded up.
func clock(b []byte) (h, m, s int, rest []byte, ok bool) {
	if len(b) == 0 {
		return 0, 0, 0, nil, true
	}
	if len(b) < 6 || b[0] != 'T' && b[0] != ' ' && b[0] != 't' || b[3] != ':' {
		return 0, 0, 0, nil, false
	}
	h, ok1 := number(b[1:3])
	m, ok2 := number(b[4:6])
	rest, ok3 := b[6:], true
	if len(rest) > 0 && rest[0] == ':' {
		if len(rest) < 3 {
			return 0, 0, 0, nil, false
		}
		s, ok3 = number(rest[1:3])
		rest = rest[3:]
		if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') {
			n := digits(rest[1:])
			ok3 = ok3 && n > 0
			rest = rest[1+n:]
		}
	}
	return h, m, s, rest, ok1 && ok2 && ok3
}

// utcOffset takes "Z", "+02:00", "+0200" or nothing; seconds east of UTC.
func utcOffset(b []byte) (seconds int, fixed, ok bool) {
	if len(b) == 0 {
		return 0, false, true
	}
	if len(b) == 1 && (b[0] == 'Z' || b[0] == 'z') {
		return 0, true, true
	}
	if len(b) < 5 || b[0] != '+' && b[0] != '-' {
		return 0, false, false
	}
	minutes := b[3:]
	if minutes[0] == ':' {
		minutes = minutes[1:]
	}
	h, ok1 := number(b[1:3])
	m, ok2 := number(minutes)
	if !ok1 || !ok2 || len(minutes) != 2 || h > 23 || m > 59 {
		return 0, false, false
	}
	seconds = h*3600 + m*60
	if b[0] == '-' {
		seconds = -seconds
	}
	return seconds, true, true
}

func daysIn(y, m int) int {
	switch m {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if y%4 == 0 && (y%100 != 0 || y%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysFromCivil counts days since 1970-01-01 in the Gregorian calendar, its years taken to begin in March.
func daysFromCivil(y, m, d int) int {
	if m <= 2 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + d - 719469
}

// duration reads a span of time in the field's unit, by default hours; zero where there is none.
func (f *field) duration(name string, rec record.Reader) (time.Duration, *check.Problem) {
	v, _, problem := f.number(name, rec)
	if problem != nil || v == nil {
		return 0, problem
	}
	if *v < 0 { // before rounding hides it
		return 0, &check.Problem{Field: name, Reason: check.Negative, Detail: "a duration can't be below zero"}
	}
	seconds := *v * 3600
	if f.unit != "" {
		seconds = *v * unitSeconds[f.unit]
	}
	if seconds > 100*366*86400 {
		return 0, &check.Problem{Field: name, Reason: check.OutOfRange, Detail: "longer than a hundred years"}
	}
	return time.Duration(math.Round(seconds)) * time.Second, nil
}
