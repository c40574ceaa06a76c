package config

import (
	"fmt"
	"time"

	"github.com/postup/postup/kpi"
)

// Reporting is what a source's regions owe: figures for each period, by a day.
type Reporting struct {
	Period    kpi.Frequency `yaml:"period"`     // month, quarter, year
	Due       kpi.DueRule   `yaml:"due"`        // "8th day after", "5th working day after" the period
	YearStart string        `yaml:"year_start"` // of years: month and day, default 01-01
	From      kpi.Date      `yaml:"from"`       // periods that end before this day are not owed; default: all are
}

// Ended is the newest period that had ended before a day; false where it is not owed.
func (r *Reporting) Ended(today kpi.Date) (p kpi.Period, owed bool) {
	first, length := today.MonthStart(), 1
	switch r.Period {
	case kpi.Quarterly:
		first, length = first.AddMonths(-(int(first.Time().Month())-1)%3), 3
	case kpi.Yearly:
		first, length = r.yearOf(today), 12
	}
	p = kpi.Period{Start: first.AddMonths(-length), End: first.AddDays(-1)}
	return p, p.End >= r.From
}

// yearOf is the first day of the year that holds a day.
func (r *Reporting) yearOf(day kpi.Date) kpi.Date {
	month, first := time.January, 1
	if t, err := time.Parse("01-02", r.YearStart); err == nil {
		month, first = t.Month(), t.Day()
	}
	start, _ := kpi.NewDate(day.Time().Year(), month, first)
	if start > day {
		start = start.AddMonths(-12)
	}
	return start
}

// DueDay is the last day on which a region's figures of a period are in time, by the region's calendar.
func (c *Config) DueDay(r *Reporting, region *Region, p kpi.Period) (kpi.Date, error) {
	var calendar kpi.Calendar
	if k := c.Calendar(region.Calendar); k != nil && r.Due.Working {
		calendar = k.Counting()
	}
	return r.Due.Day(p, calendar)
}

// Reported judges a region's report on a period, by the region's own days. arrived is when its first figures came,
// the zero time where none did.
func (c *Config) Reported(r *Reporting, region *Region, p kpi.Period, arrived, now time.Time) (kpi.Report, error) {
	due, err := c.DueDay(r, region, p)
	if err != nil {
		return kpi.Report{}, fmt.Errorf("judge the report of %s on %s: %w", region.Code, p, err)
	}
	var day kpi.Date
	if !arrived.IsZero() {
		day = kpi.DateOf(arrived.In(region.Location))
	}
	return kpi.Reported(due, day, kpi.DateOf(now.In(region.Location))), nil
}

// Counting is the calendar as working days are counted by it.
func (k *Calendar) Counting() kpi.Calendar {
	var weekend []time.Weekday
	for i, name := range weekdays {
		for _, day := range k.Weekend {
			if day == name {
				weekend = append(weekend, time.Weekday(i))
			}
		}
	}
	return kpi.NewCalendar(weekend, k.Holidays, k.Workdays, k.Years)
}

// checkReporting judges what a source's regions owe.
func (c *checker) checkReporting(s *Source) {
	r := s.Reporting
	if r == nil {
		return
	}
	at := c.at(r, s)
	c.needed(r.Period == "", at, "reporting", "period", "figures are owed for periods")
	c.word("period", string(r.Period), []string{string(kpi.Monthly), string(kpi.Quarterly), string(kpi.Yearly)}, c.at(&r.Period, r))
	c.needed(r.Due.IsZero() && !c.has(&r.Due), at, "reporting", "due", "they are owed by a day")
	c.checkYearStart("year_start", r.YearStart, c.at(&r.YearStart, r))
	if c.has(&r.YearStart) && r.Period != kpi.Yearly {
		c.wrong(c.at(&r.YearStart), "year_start has no meaning here", "the period is not year", "remove it, or write period: year")
	}
	if len(s.Regions) == 0 {
		c.wrong(at, "reporting has no meaning here", "the source names no regions that would owe anything", "add regions to the source, or remove reporting")
	}
	for i, code := range s.Regions {
		if region := c.region[code]; r.Due.Working && region != nil && c.calendar[region.Calendar] == nil {
			c.wrong(c.at(&s.Regions[i], s), fmt.Sprintf("the region %q has no calendar", code), "its figures are due on a working day", "give it or its country a calendar, or count calendar days")
		}
	}
}
