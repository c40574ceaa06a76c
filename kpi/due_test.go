package kpi

import "testing"

func TestParseDue(t *testing.T) {
	for text, want := range map[string]DueRule{
		"8th day after": {8, false}, "1st working day after": {1, true}, "2nd day after": {2, false}, "3rd day after": {3, false}, "11th day after": {11, false},
		"12th working day after": {12, true}, "21st day after": {21, false}, "40th day after": {40, false}, "113th day after": {113, false}, "366th day after": {366, false},
	} {
		got, err := ParseDue(text)
		if err != nil || got != want || got.String() != text {
			t.Errorf("%q reads as %+v (%v) and is written as %q; want %+v", text, got, err, got, want)
		}
	}
	for _, text := range []string{"", "8", "8th", "8 days after", "8th day", "0th day after", "08th day after", "-1st day after", "1th day after", "11st day after", "22th day after", "367th day after", "999th day after", "8th calendar day after", "8th day after ", "8th working day"} {
		if got, err := ParseDue(text); err == nil {
			t.Errorf("%q reads as %+v; nobody can say what it means", text, got)
		}
	}
	if s := (DueRule{}).String(); s != "" {
		t.Errorf("no rule is written as %q", s)
	}
}

func TestDueDay(t *testing.T) {
	// January 2023 began on a Sunday. Monday 2 January off, Saturday 14 January worked.
	c := NewCalendar(nil, []Date{day("2023-01-02")}, []Date{day("2023-01-14")}, []int{2023})
	tests := []struct{ name, end, rule, want string }{
		{"calendar days need no calendar", "2019-03-31", "8th day after", "2019-04-08"},
		{"over a leap day", "2023-12-31", "60th day after", "2024-02-29"},
		{"over a weekend and a day off", "2022-12-31", "1st working day after", "2023-01-03"},
		{"the fifth", "2022-12-31", "5th working day after", "2023-01-09"},
		{"a Saturday that is worked", "2023-01-13", "1st working day after", "2023-01-14"},
		{"never on a weekend", "2023-03-31", "5th working day after", "2023-04-07"},
		{"in a year that the calendar lacks", "2023-12-31", "5th working day after", ""},
		{"that runs into such a year", "2023-11-30", "25th working day after", ""},
	}
	for _, test := range tests {
		rule, err := ParseDue(test.rule)
		if err != nil {
			t.Fatal(err)
		}
		got, err := rule.Day(Period{End: day(test.end)}, c)
		if (err != nil) != (test.want == "") || got.String() != test.want {
			t.Errorf("%s: %s (%v), want %s", test.name, got, err, test.want)
		}
	}
	if _, err := (DueRule{Days: 1, Working: true}).Day(Period{End: day("2023-01-31")}, Calendar{}); err == nil {
		t.Error("a region without a calendar has working days")
	}
}

func TestReported(t *testing.T) {
	tests := []struct {
		name, arrived, absent, today string
		state                        ReportState
		late                         int
	}{
		{"nothing before it is due", "", "", "2023-04-07", ReportNotDue, 0},
		{"nothing on the day", "", "2023-04-08", "2023-04-08", ReportNotDue, 0},
		{"nothing after it", "", "2023-04-09", "2023-04-09", ReportMissing, 1},
		{"nothing long after it", "", "2023-05-08", "2023-05-08", ReportMissing, 30},
		{"never collected", "", "", "2023-05-08", ReportMissing, 30},
		{"before it is due", "2023-04-01", "", "2023-04-05", ReportOnTime, 0},
		{"on the day", "2023-04-08", "2023-04-07", "2023-06-01", ReportOnTime, 0},
		{"the day after, and not there that morning", "2023-04-09", "2023-04-09", "2023-06-01", ReportLate, 1},
		{"nobody looked since the due day", "2023-04-09", "2023-04-08", "2023-06-01", ReportUnknown, 1},
		{"nobody ever looked before", "2023-05-09", "", "2023-06-01", ReportUnknown, 31},
		{"what comes after today has not come yet", "2023-04-10", "2023-04-09", "2023-04-09", ReportMissing, 1},
	}
	of := func(text string) Date {
		if text == "" {
			return 0
		}
		return day(text)
	}
	for _, test := range tests {
		got := Reported(day("2023-04-08"), of(test.arrived), of(test.absent), of(test.today))
		if want := (Report{test.state, day("2023-04-08"), test.late}); got != want {
			t.Errorf("%s: %+v, want %+v", test.name, got, want)
		}
	}
}
