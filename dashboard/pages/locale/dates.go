package locale

import (
	"fmt"
	"time"

	"github.com/postup/postup/kpi"
)

// Date writes a day in full: 30 September 2023.
func (l *Locale) Date(d kpi.Date) string {
	t := d.Time()
	return l.T("date.day", "Day", t.Day(), "Month", l.T(fmt.Sprintf("month.of.%d", t.Month())), "Year", t.Year())
}

// Month writes a month and its year: September 2023.
func (l *Locale) Month(d kpi.Date) string {
	t := d.Time()
	return l.T("date.month", "Month", l.T(fmt.Sprintf("month.name.%d", t.Month())), "Year", t.Year())
}

// Moment writes a moment to the minute, in UTC and saying so.
func (l *Locale) Moment(t time.Time) string {
	t = t.UTC()
	return l.T("date.moment", "Date", l.Date(kpi.DateOf(t)), "Time", t.Format("15:04"))
}

// Period writes a period by what it is: a day, a month, a quarter, a year, or from one day to another.
func (l *Locale) Period(p kpi.Period) string {
	first := p.Start.Time()
	switch {
	case p.Start == p.End:
		return l.Date(p.Start)
	case p == kpi.Month(p.Start):
		return l.Month(p.Start)
	case first.Day() == 1 && first.Month()%3 == 1 && p.End == p.Start.AddMonths(3).AddDays(-1):
		return l.T("date.quarter", "Quarter", l.T(fmt.Sprintf("quarter.name.%d", (first.Month()+2)/3)), "Year", first.Year())
	case first.YearDay() == 1 && p.End == p.Start.AddMonths(12).AddDays(-1):
		return fmt.Sprint(first.Year())
	}
	return l.T("date.span", "From", l.Date(p.Start), "To", l.Date(p.End))
}

// Dated writes a day to the precision that a document gives it: day, month or year.
func (l *Locale) Dated(d kpi.Date, precision string) string {
	switch precision {
	case "year":
		return fmt.Sprint(d.Time().Year())
	case "month":
		return l.Month(d)
	}
	return l.Date(d)
}

// Bracketed is Dated with the year in brackets: it was inferred, not stated.
func (l *Locale) Bracketed(d kpi.Date, precision string) string {
	year := fmt.Sprintf("[%d]", d.Time().Year())
	t := d.Time()
	switch precision {
	case "year":
		return year
	case "month":
		return l.T("date.month", "Month", l.T(fmt.Sprintf("month.name.%d", t.Month())), "Year", year)
	}
	return l.T("date.day", "Day", t.Day(), "Month", l.T(fmt.Sprintf("month.of.%d", t.Month())), "Year", year)
}

// Ago says how long before now a moment was: today, or so many days.
func (l *Locale) Ago(t, now time.Time) string {
	days := kpi.DateOf(now.UTC()).Sub(kpi.DateOf(t.UTC()))
	if days <= 0 {
		return l.T("ago.today")
	}
	return l.N("ago.days", float64(days), 0)
}
