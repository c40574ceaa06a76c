package config

import (
	"fmt"
	"slices"
	"time"

	"github.com/postup/postup/kpi"
)

// Reporting is what the regions of a source or a programme owe: figures for each period, by a day.
type Reporting struct {
	Period    kpi.Frequency `yaml:"period"`     // month, quarter, year
	Due       kpi.DueRule   `yaml:"due"`        // "8th day after", "5th working day after" the period
	YearStart string        `yaml:"year_start"` // of years: month and day, default 01-01
	From      kpi.Date      `yaml:"from"`       // periods that end before this day are not owed; default: all are
}

// Ended is the newest period that had ended before a day; false where it is not owed.
func (r *Reporting) Ended(today kpi.Date) (p kpi.Period, owed bool) {
	first := today.MonthStart()
	switch r.Period {
	case kpi.Quarterly:
		first = first.AddMonths(-(int(first.Time().Month()) - 1) % 3)
	case kpi.Yearly:
		first = r.yearOf(today)
	}
	p = kpi.Period{Start: first.AddMonths(-r.Months()), End: first.AddDays(-1)}
	return p, p.End >= r.From
}

// After is the period that follows on one.
func (r *Reporting) After(p kpi.Period) kpi.Period {
	start := p.End.AddDays(1)
	return kpi.Period{Start: start, End: start.AddMonths(r.Months()).AddDays(-1)}
}

// Months is how long a period is.
func (r *Reporting) Months() int {
	switch r.Period {
	case kpi.Quarterly:
		return 3
	case kpi.Yearly:
		return 12
	}
	return 1
}

// Speaks tells whether an observation's period belongs to the report on p: it ends with p, and began in it or counts up
// since the year's beginning. A quarter's report is there with its last month.
func (r *Reporting) Speaks(nature kpi.Nature, of, p kpi.Period) bool {
	return of.End == p.End && (of.Start >= p.Start || nature == kpi.YearToDate)
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

// Reported judges a region's report on a period, by the region's own days. arrived is when its first figures were found,
// the zero time where none were; absent when they were looked for last before that.
func (c *Config) Reported(r *Reporting, region *Region, p kpi.Period, arrived, absent, now time.Time) (kpi.Report, error) {
	due, err := c.DueDay(r, region, p)
	if err != nil {
		return kpi.Report{State: kpi.ReportUnknown}, fmt.Errorf("judge the report of %s on %s: %w", region.Code, p, err)
	}
	return kpi.Reported(due, region.Day(arrived), region.Day(absent), region.Day(now)), nil
}

// Day is the region's day of a moment; none of the zero time.
func (r *Region) Day(t time.Time) kpi.Date {
	if t.IsZero() {
		return 0
	}
	return kpi.DateOf(t.In(r.Location))
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
	c.checkRule(r, at)
	if len(s.Regions) == 0 {
		c.wrong(at, "reporting has no meaning here", "the source names no regions that would owe anything", "add regions to the source, or remove reporting")
	}
	if len(s.Records) > 0 && !slices.ContainsFunc(s.Records, func(m Mapping) bool { return m.As == Observations }) {
		c.wrong(at, "reporting has no meaning here", "none of the source's mappings makes observations, by which alone it can be told that a period was reported", "add such a mapping, or remove reporting")
	}
	for i, code := range s.Regions {
		c.checkCounting(r, c.region[code], c.at(&s.Regions[i], s))
	}
}

// checkOwedTo judges what the regions that a programme expects owe it.
func (c *checker) checkOwedTo(p *Programme) {
	r := p.Reporting
	if r == nil {
		return
	}
	at := c.at(r, p)
	c.checkRule(r, at)
	if p.Expects == nil {
		c.wrong(at, "reporting has no meaning here", "the programme expects no regions that would owe anything", "add expects, or remove reporting")
		return
	}
	ids := slices.Clone(p.Indicators)
	for _, t := range p.Targets {
		ids = append(ids, t.Indicator)
	}
	if !slices.ContainsFunc(ids, func(id string) bool { i := c.indicator[id]; return i == nil || !i.Computed() }) {
		c.wrong(at, "reporting has no meaning here", "the programme's indicators are all computed: no region reports one", "add one that is reported to indicators, or remove reporting")
	}
	for _, region := range c.Select(*p.Expects) {
		c.checkCounting(r, region, at)
	}
}

func (c *checker) checkRule(r *Reporting, at place) {
	c.needed(r.Period == "", at, "reporting", "period", "figures are owed for periods")
	c.word("period", string(r.Period), []string{string(kpi.Monthly), string(kpi.Quarterly), string(kpi.Yearly)}, c.at(&r.Period, r))
	c.needed(r.Due.IsZero() && !c.has(&r.Due), at, "reporting", "due", "they are owed by a day")
	c.checkYearStart("year_start", r.YearStart, c.at(&r.YearStart, r))
	if c.has(&r.YearStart) && r.Period != kpi.Yearly {
		c.wrong(c.at(&r.YearStart), "year_start has no meaning here", "the period is not year", "remove it, or write period: year")
	}
}

// checkCounting finds a region whose working days can't be counted.
func (c *checker) checkCounting(r *Reporting, region *Region, at place) {
	if r.Due.Working && region != nil && c.calendar[region.Calendar] == nil {
		c.wrong(at, fmt.Sprintf("the region %q has no calendar", region.Code), "its figures are due on a working day", "give it or its country a calendar, or count calendar days")
	}
}
