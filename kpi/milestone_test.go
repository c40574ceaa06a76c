package kpi

import "testing"

func TestMilestoneState(t *testing.T) {
	const due, before = "2023-02-28", "2023-08-01"
	tests := []struct {
		name                         string
		due, notBefore, doneOn, when string
		state                        State
	}{
		{"done in time", due, "", "2023-02-28", "2023-03-01", Done},
		{"done late", due, "", "2023-03-01", "2023-03-01", DoneLate},
		{"done, judged on an earlier day", due, "", "2023-02-28", "2023-02-01", Due},
		{"done, without a date to be late for", "", "", "2023-03-01", "2023-03-01", Done},
		{"its day has not passed", due, "", "", "2023-02-28", Due},
		{"its day has", due, "", "", "2023-03-01", Late},
		{"not before a day that lies ahead", "", before, "", "2023-07-31", NotBefore},
		{"not before a day that has come", "", before, "", "2023-08-01", Open},
		{"both ahead", "2023-12-31", before, "", "2023-07-31", NotBefore},
		{"between the two", "2023-12-31", before, "", "2023-08-01", Due},
		{"a passed due date outweighs", due, before, "", "2023-07-31", Late},
		{"no date at all", "", "", "", "2023-03-01", Open},
	}
	for _, test := range tests {
		var dates [4]Date
		for i, s := range []string{test.due, test.notBefore, test.doneOn, test.when} {
			if s != "" {
				dates[i] = day(s)
			}
		}
		if got := MilestoneState(dates[0], dates[1], dates[2], dates[3]); got != test.state {
			t.Errorf("%s: %s, want %s", test.name, got, test.state)
		}
	}
}
