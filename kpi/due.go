package kpi

import (
	"fmt"
	"regexp"
	"strconv"
)

// DueRule is by when a period's figures should be there: on the so-manieth day after its last one. The zero DueRule is none.
type DueRule struct {
	Days    int
	Working bool // working days by the region's calendar, else calendar days
}

// maxDueDays is the latest that figures are due: a year after.
const maxDueDays = 366

var dueWords = regexp.MustCompile(`^([1-9]\d{0,2})(st|nd|rd|th) (working )?day after$`)

// ParseDue reads "8th day after" and "5th working day after".
func ParseDue(s string) (DueRule, error) {
	m := dueWords.FindStringSubmatch(s)
	if m == nil {
		return DueRule{}, fmt.Errorf(`it is written as "8th day after" or "5th working day after"`)
	}
	n, _ := strconv.Atoi(m[1]) // three digits at most
	if m[2] != ordinal(n) {
		return DueRule{}, fmt.Errorf("the number is written as %d%s", n, ordinal(n))
	}
	if n > maxDueDays {
		return DueRule{}, fmt.Errorf("figures are due within %d days", maxDueDays)
	}
	return DueRule{Days: n, Working: m[3] != ""}, nil
}

// ordinal is what follows a number: 1st, 2nd, 3rd, 4th, 11th, 21st.
func ordinal(n int) string {
	if n/10%10 != 1 {
		switch n % 10 {
		case 1:
			return "st"
		case 2:
			return "nd"
		case 3:
			return "rd"
		}
	}
	return "th"
}

// IsZero tells that there is no rule.
func (d DueRule) IsZero() bool { return d.Days == 0 }

// String is what ParseDue reads, "" for no rule.
func (d DueRule) String() string {
	if d.IsZero() {
		return ""
	}
	working := ""
	if d.Working {
		working = "working "
	}
	return fmt.Sprintf("%d%s %sday after", d.Days, ordinal(d.Days), working)
}

// MarshalText writes what String says.
func (d DueRule) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDue.
func (d *DueRule) UnmarshalText(b []byte) error {
	v, err := ParseDue(string(b))
	*d = v
	return err
}

// Day is the last day on which the figures of a period are in time. It fails where it depends on a year that the
// calendar is not complete for.
func (d DueRule) Day(p Period, c Calendar) (Date, error) {
	if !d.Working {
		return p.End.AddDays(d.Days), nil
	}
	for day := p.End.AddDays(1); ; day++ {
		worked, err := c.WorkingDays(p.End, day)
		if err != nil {
			return 0, fmt.Errorf("find the %s %s: %w", d, p.End, err)
		}
		if worked == d.Days {
			return day, nil
		}
	}
}

// ReportState says whether a region's figures of a period came in time.
type ReportState string

// The states of a report.
const (
	ReportOnTime  ReportState = "on_time"
	ReportLate    ReportState = "late"    // they came, so many days after they were due
	ReportMissing ReportState = "missing" // they are due since so many days, and not there
	ReportNotDue  ReportState = "not_due" // they are not there, and need not be yet
	// ReportUnknown is a report that is there, and that nobody looked for between the due day and the day it was found:
	// it may have been in time. Without a due day nothing can be said of it either.
	ReportUnknown ReportState = "unknown"
)

// Report is what became of a region's figures of a period. DaysLate are calendar days after Due: until they came, or
// until today where they are missing; of an unknown report, the most that it can be late.
type Report struct {
	State    ReportState
	Due      Date
	DaysLate int
}

// Reported judges a report on a day. arrived is the region's day on which the first figures of the period were found,
// none where none were; what comes after today has not come yet. absent is the last day before on which somebody looked
// and found none, none where nobody did. On the due day itself they are in time.
func Reported(due, arrived, absent, today Date) Report {
	if arrived > today {
		arrived = 0
	}
	switch {
	case arrived.IsZero() && today <= due:
		return Report{State: ReportNotDue, Due: due}
	case arrived.IsZero():
		return Report{State: ReportMissing, Due: due, DaysLate: today.Sub(due)}
	case arrived > due && absent > due:
		return Report{State: ReportLate, Due: due, DaysLate: arrived.Sub(due)}
	case arrived > due:
		return Report{State: ReportUnknown, Due: due, DaysLate: arrived.Sub(due)}
	}
	return Report{State: ReportOnTime, Due: due}
}
