package kpi

import (
	"fmt"
	"slices"
	"sort"
	"time"
)

// Calendar tells working days for the years that it is complete for. The zero Calendar is complete for none.
type Calendar struct {
	first  Date         // the day before the first one counted
	worked []int32      // worked[i]: working days after first, up to and with first + i
	years  map[int]bool // complete years
}

// NewCalendar makes a calendar that is complete for the given years. holidays are days off whatever weekday they
// fall on; workdays are worked although they fall on a weekend, and win over holidays. weekend nil means Saturday
// and Sunday.
func NewCalendar(weekend []time.Weekday, holidays, workdays []Date, years []int) Calendar {
	if len(years) == 0 {
		return Calendar{}
	}
	if weekend == nil {
		weekend = []time.Weekday{time.Saturday, time.Sunday}
	}
	off, on, complete := set(holidays), set(workdays), set(years)
	first, _ := NewDate(slices.Min(years), time.January, 1)
	last, _ := NewDate(slices.Max(years), time.December, 31)
	c := Calendar{first: first.AddDays(-1), worked: make([]int32, 1, last.Sub(first)+2), years: complete}
	var n int32
	for d := first; d <= last; d++ {
		if on[d] || !off[d] && !slices.Contains(weekend, d.Time().Weekday()) {
			n++
		}
		c.worked = append(c.worked, n)
	}
	return c
}

func set[T comparable](values []T) map[T]bool {
	members := make(map[T]bool, len(values))
	for _, v := range values {
		members[v] = true
	}
	return members
}

// WorkingDays counts the working days after from, up to and with to: the day of submission is day 0.
// It fails where to is before from, and where a day to be counted lies in a year that the calendar is not
// complete for.
func (c Calendar) WorkingDays(from, to Date) (int, error) {
	if to < from {
		return 0, fmt.Errorf("count working days from %s to %s: the end is before the beginning", from, to)
	}
	if to == from {
		return 0, nil
	}
	for year := from.AddDays(1).Time().Year(); year <= to.Time().Year(); year++ {
		if !c.years[year] {
			return 0, fmt.Errorf("count working days from %s to %s: the calendar is not complete for %d; add its holidays and workdays", from, to, year)
		}
	}
	return int(c.worked[to.Sub(c.first)] - c.worked[from.Sub(c.first)]), nil
}

// DaysPast is for how many days, worked or not, more than so many working days after from have passed on a day: 0 as long as they
// have not. It fails where WorkingDays does.
func (c Calendar) DaysPast(from, to Date, working int) (int, error) {
	worked, err := c.WorkingDays(from, to)
	if err != nil || worked <= working {
		return 0, err
	}
	days := to.Sub(from)
	first := sort.Search(days, func(n int) bool { // the first day that is one too many
		return int(c.worked[from.AddDays(n).Sub(c.first)]-c.worked[from.Sub(c.first)]) > working
	})
	return days - first + 1, nil
}
