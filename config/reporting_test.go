package config_test

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

const reportingConfig = `
calendars: [{id: ua, holidays: [2024-01-01], years: [2024]}, {id: six-days, weekend: [sun], years: [2024]}]
regions:
  - {code: UA, name: U, kind: country, calendar: ua, time_zone: Europe/Kyiv}
  - {code: UA-1, name: One, kind: region, parent: UA}
  - {code: VL, name: V, kind: region, calendar: six-days, time_zone: Asia/Vladivostok}
indicators: [{id: i, name: I, unit: count, direction: up, frequency: month, nature: flow}]
sources:
  - id: s
    kind: file
    file: {path: a.csv}
    regions: [UA-1, VL]
    reporting: {period: quarter, due: 5th working day after, from: 2024-01-01}
    format: {type: csv}
    records: [{as: observations, fields: {indicator: {const: i}, region: {from: r}, period: {from: p}, value: {from: v}}}]
`

// TestReportingByTheRegion: the same rule is another day by another calendar, and the same moment another day in
// another time zone.
func TestReportingByTheRegion(t *testing.T) {
	cfg, err := config.Load(fstest.MapFS{"postup.yaml": {Data: []byte(reportingConfig)}}, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	rule := cfg.Source("s").Reporting
	at := func(text string) time.Time {
		if text == "" {
			return time.Time{}
		}
		when, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	first := kpi.Period{Start: kpi.MustDate("2024-01-01"), End: kpi.MustDate("2024-03-31")}
	tests := []struct {
		name, region, arrived, absent, now string
		want                               kpi.Report
	}{
		{"Friday of a five-day week", "UA-1", "2024-04-05T20:59:00Z", "", "2024-05-01T00:00:00Z", kpi.Report{State: kpi.ReportOnTime, Due: kpi.MustDate("2024-04-05")}},
		{"after midnight in Kyiv", "UA-1", "2024-04-05T21:30:00Z", "2024-04-05T21:00:00Z", "2024-05-01T00:00:00Z", kpi.Report{State: kpi.ReportLate, Due: kpi.MustDate("2024-04-05"), DaysLate: 1}},
		{"looked for before midnight in Kyiv, found after it", "UA-1", "2024-04-05T21:30:00Z", "2024-04-05T20:59:59Z", "2024-05-01T00:00:00Z", kpi.Report{State: kpi.ReportUnknown, Due: kpi.MustDate("2024-04-05"), DaysLate: 1}},
		{"after midnight in Vladivostok", "VL", "2024-04-05T14:30:00Z", "2024-04-05T14:00:00Z", "2024-05-01T00:00:00Z", kpi.Report{State: kpi.ReportLate, Due: kpi.MustDate("2024-04-05"), DaysLate: 1}},
		{"today has ended in Vladivostok", "VL", "", "", "2024-04-05T14:00:00Z", kpi.Report{State: kpi.ReportMissing, Due: kpi.MustDate("2024-04-05"), DaysLate: 1}},
		{"and not in Kyiv", "UA-1", "", "", "2024-04-05T14:00:00Z", kpi.Report{State: kpi.ReportNotDue, Due: kpi.MustDate("2024-04-05")}},
	}
	for _, test := range tests {
		got, err := cfg.Reported(rule, cfg.Region(test.region), first, at(test.arrived), at(test.absent), at(test.now))
		if err != nil || got != test.want {
			t.Errorf("%s: %+v (%v), want %+v", test.name, got, err, test.want)
		}
	}
	january := kpi.Period{Start: kpi.MustDate("2024-01-01"), End: kpi.MustDate("2024-01-31")}
	for region, want := range map[string]string{"UA-1": "2024-02-07", "VL": "2024-02-06"} {
		if got, err := cfg.DueDay(rule, cfg.Region(region), january); err != nil || got.String() != want {
			t.Errorf("the 5th working day after January is %s (%v) in %s, want %s", got, err, region, want)
		}
	}
	if _, err := cfg.Reported(rule, cfg.Region("VL"), kpi.Period{End: kpi.MustDate("2024-12-31")}, time.Time{}, time.Time{}, at("2025-02-01T00:00:00Z")); err == nil {
		t.Error("a calendar that lacks a year judges a report by it")
	}
}

func TestReportingPeriods(t *testing.T) {
	from := kpi.MustDate("2023-01-01")
	tests := []struct {
		rule        config.Reporting
		today, want string
	}{
		{config.Reporting{Period: kpi.Monthly}, "2024-03-01", "2024-02-01..2024-02-29"},
		{config.Reporting{Period: kpi.Monthly}, "2024-02-29", "2024-01-01..2024-01-31"},
		{config.Reporting{Period: kpi.Quarterly}, "2024-03-31", "2023-10-01..2023-12-31"},
		{config.Reporting{Period: kpi.Quarterly}, "2024-04-01", "2024-01-01..2024-03-31"},
		{config.Reporting{Period: kpi.Quarterly}, "2024-12-31", "2024-07-01..2024-09-30"},
		{config.Reporting{Period: kpi.Yearly}, "2024-12-31", "2023-01-01..2023-12-31"},
		{config.Reporting{Period: kpi.Yearly, YearStart: "04-01"}, "2024-03-31", "2022-04-01..2023-03-31"},
		{config.Reporting{Period: kpi.Yearly, YearStart: "04-01"}, "2024-04-01", "2023-04-01..2024-03-31"},
		{config.Reporting{Period: kpi.Monthly, From: from}, "2023-01-31", ""},
		{config.Reporting{Period: kpi.Monthly, From: from}, "2023-02-01", "2023-01-01..2023-01-31"},
	}
	for _, test := range tests {
		p, owed := test.rule.Ended(kpi.MustDate(test.today))
		got := ""
		if owed {
			got = p.String()
		}
		if got != test.want {
			t.Errorf("on %s, %+v: the newest period that is owed is %q, want %q", test.today, test.rule, got, test.want)
		}
	}
}

// TestReportingSpeaks: figures of another period must not make a report, and a quarter is not reported by its first month.
func TestReportingSpeaks(t *testing.T) {
	period := func(start, end string) kpi.Period {
		return kpi.Period{Start: kpi.MustDate(start), End: kpi.MustDate(end)}
	}
	quarter := period("2024-04-01", "2024-06-30")
	rule := &config.Reporting{Period: kpi.Quarterly}
	tests := []struct {
		name   string
		nature kpi.Nature
		of     kpi.Period
		want   bool
	}{
		{"the quarter itself", kpi.Flow, quarter, true},
		{"its last month", kpi.Flow, period("2024-06-01", "2024-06-30"), true},
		{"its first month", kpi.Flow, period("2024-04-01", "2024-04-30"), false},
		{"the half-year", kpi.Flow, period("2024-01-01", "2024-06-30"), false},
		{"since January", kpi.YearToDate, period("2024-01-01", "2024-06-30"), true},
		{"since January, a month before", kpi.YearToDate, period("2024-01-01", "2024-05-31"), false},
		{"the quarter before", kpi.Flow, period("2024-01-01", "2024-03-31"), false},
	}
	for _, test := range tests {
		if got := rule.Speaks(test.nature, test.of, quarter); got != test.want {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
	for p, want := range map[kpi.Period]string{
		quarter:                            "2024-07-01..2024-09-30",
		period("2023-10-01", "2023-12-31"): "2024-01-01..2024-03-31",
	} {
		if got := rule.After(p).String(); got != want {
			t.Errorf("after %s comes %s, want %s", p, got, want)
		}
	}
}
