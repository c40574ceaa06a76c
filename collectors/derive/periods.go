package derive

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// periodsOf are an indicator's periods from the one that holds first up to the one that holds today.
func periodsOf(i *config.Indicator, first, today kpi.Date) []kpi.Period {
	var periods []kpi.Period
	for p := periodWith(i, first); p.Start <= today; p = periodWith(i, p.End.AddDays(1)) {
		periods = append(periods, p)
	}
	return periods
}

// periodWith is the indicator's period that holds a day: a month, or the year that begins with its month and day.
func periodWith(i *config.Indicator, d kpi.Date) kpi.Period {
	if i.Frequency != kpi.Yearly {
		return kpi.Month(d)
	}
	start := yearStart(i.Derived.YearStart, d.Time().Year())
	if start > d {
		start = yearStart(i.Derived.YearStart, d.Time().Year()-1)
	}
	return kpi.Period{Start: start, End: start.AddMonths(12).AddDays(-1)}
}

// yearStart is the day of a calendar year that the indicator's year begins on: "04-01", by default 1 January.
func yearStart(monthDay string, year int) kpi.Date {
	first, _ := kpi.NewDate(year, 1, 1)
	if monthDay == "" {
		return first
	}
	d, err := kpi.ParseDate(first.String()[:5] + monthDay)
	if err != nil {
		return first
	}
	return d
}
