package kpi

import (
	"strings"
	"testing"
	"time"
)

func TestWorkingDays(t *testing.T) {
	// January 2023 began on a Sunday. Monday 2 January off, Saturday 14 January worked.
	c := NewCalendar(nil, []Date{day("2023-01-02")}, []Date{day("2023-01-14")}, []int{2022, 2023})
	tests := []struct {
		name, from, to string
		want           int
	}{
		{"the day of submission is day 0", "2023-01-04", "2023-01-04", 0},
		{"the next working day is day 1", "2023-01-04", "2023-01-05", 1},
		{"over a weekend", "2023-01-06", "2023-01-09", 1},
		{"a weekend alone", "2023-01-06", "2023-01-08", 0},
		{"over the turn of the year and a day off", "2022-12-30", "2023-01-03", 1},
		{"a Saturday that is worked", "2023-01-13", "2023-01-15", 1},
		{"January: 22 weekdays, one off, one Saturday", "2022-12-31", "2023-01-31", 22},
		{"a whole year", "2022-01-01", "2022-12-31", 260},
	}
	for _, test := range tests {
		if got, err := c.WorkingDays(day(test.from), day(test.to)); err != nil || got != test.want {
			t.Errorf("%s: %d (%v), want %d", test.name, got, err, test.want)
		}
	}
}

// Two working days after Thursday 12 January are Friday and the Saturday that is worked; Monday is one too many.
func TestDaysPast(t *testing.T) {
	c := NewCalendar(nil, []Date{day("2023-01-02")}, []Date{day("2023-01-14")}, []int{2023})
	for to, want := range map[string]int{"2023-01-12": 0, "2023-01-14": 0, "2023-01-15": 0, "2023-01-16": 1, "2023-01-17": 2, "2023-01-22": 7} {
		if got, err := c.DaysPast(day("2023-01-12"), day(to), 2); err != nil || got != want {
			t.Errorf("on %s: %d days past (%v), want %d", to, got, err, want)
		}
	}
	if _, err := c.DaysPast(day("2023-12-20"), day("2024-01-20"), 2); err == nil {
		t.Error("days of a year that the calendar lacks were counted")
	}
}

func TestWorkingDaysSaysWhatItDoesNotKnow(t *testing.T) {
	c := NewCalendar(nil, nil, nil, []int{2021, 2023})
	tests := []struct{ name, from, to, says string }{
		{"a year before", "2020-12-30", "2021-01-05", "2020"},
		{"a year after", "2023-12-30", "2024-01-05", "2024"},
		{"a year in between", "2021-12-30", "2023-01-05", "2022"},
		{"the end before the beginning", "2021-01-05", "2021-01-04", "before the beginning"},
	}
	for _, test := range tests {
		if n, err := c.WorkingDays(day(test.from), day(test.to)); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %d (%v), want an error that names %s", test.name, n, err, test.says)
		}
	}
	if n, err := (Calendar{}).WorkingDays(day("2023-01-01"), day("2023-01-02")); err == nil {
		t.Errorf("a calendar of no year counts %d", n)
	}
	if n, err := c.WorkingDays(day("2022-12-31"), day("2023-01-01")); err != nil || n != 0 {
		t.Errorf("only 1 January is counted, which the calendar knows: %d (%v)", n, err)
	}
}

func TestWorkingDaysOwnWeekend(t *testing.T) {
	c := NewCalendar([]time.Weekday{time.Friday}, nil, nil, []int{2023})
	if n, err := c.WorkingDays(day("2023-01-01"), day("2023-01-08")); err != nil || n != 6 {
		t.Errorf("a week with Friday off has %d working days (%v), want 6", n, err)
	}
}
