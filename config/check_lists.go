package config

import (
	"fmt"
	"slices"
	"time"

	"github.com/postup/postup/kpi"
)

// The words of services and calendars.
var (
	tiers    = []string{"municipal", "regional", "shared", "national"}
	weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"} // as time.Weekday counts
)

func (c *checker) checkService(s *Service) {
	owner := fmt.Sprintf("the service %q", s.ID)
	c.needed(len(s.Name) == 0, c.at(s), owner, "name", "pages show it by its name")
	refer(c, "sector", s.Sector, c.sector, c.at(&s.Sector, s))
	c.word("tier", s.Tier, tiers, c.at(&s.Tier, s))
	at := c.at(&s.Deadline.Days, &s.Deadline, s)
	if s.Deadline.Days < 0 || s.Deadline.Days > maxDeadlineDays {
		c.wrong(at, fmt.Sprintf("the deadline has %d days", s.Deadline.Days), fmt.Sprintf("deadlines have 1 to %d, and 0 where none is known", maxDeadlineDays), "correct it")
	}
	if s.Deadline.Working && s.Deadline.Days == 0 {
		c.wrong(c.at(&s.Deadline.Working, s), "the deadline is in working days, and has none", "working days of what is not said", "add days, or remove working")
	}
}

const maxDeadlineDays = 3650

func (c *checker) checkCalendar(k *Calendar) {
	at := c.at(k)
	weekend := map[time.Weekday]bool{}
	for i, day := range k.Weekend {
		c.word("weekend", day, weekdays, c.at(&k.Weekend[i], k))
		if n := slices.Index(weekdays, day); n >= 0 {
			weekend[time.Weekday(n)] = true
		}
	}
	if len(weekend) == len(weekdays) {
		c.wrong(c.at(&k.Weekend, k), fmt.Sprintf("the calendar %q has no working day", k.ID), "every day of the week is its weekend", "leave out the days that are worked")
	}
	years := map[int]bool{}
	for i, y := range k.Years {
		if y < firstDate.Time().Year() || y > lastDate.Time().Year() || years[y] {
			c.wrong(c.at(&k.Years[i], k), fmt.Sprintf("the year %d can't be listed here", y), "years are listed once, from 1970 to 2149", "correct or remove it")
		}
		years[y] = true
	}
	c.needed(len(k.Years) == 0, at, fmt.Sprintf("the calendar %q", k.ID), "years", "working days are counted only in years for which it is complete")
	off := c.days("holidays", k.Holidays, k)
	for i, d := range k.Workdays {
		switch {
		case off[d]:
			c.wrong(c.at(&k.Workdays[i], k), fmt.Sprintf("%s is a holiday and a working day", d), "a day is one or the other", "remove it from one of the lists")
		case !weekend[d.Time().Weekday()]:
			c.wrong(c.at(&k.Workdays[i], k), fmt.Sprintf("%s is worked anyway, it is a %s", d, d.Time().Weekday()), "workdays are the weekend's days that are worked", "correct the date or remove it")
		}
	}
	c.days("workdays", k.Workdays, k)
}

// days are the days of a list; one that stands there twice is a mistake.
func (c *checker) days(key string, list []kpi.Date, k *Calendar) map[kpi.Date]bool {
	set := map[kpi.Date]bool{}
	for i, d := range list {
		if set[d] && !d.IsZero() {
			c.wrong(c.at(&list[i], k), fmt.Sprintf("%s stands twice in %s", d, key), "one of them may be meant for another day", "remove or correct it")
		}
		set[d] = true
	}
	return set
}
