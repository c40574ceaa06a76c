package config

import (
	"cmp"
	"time"

	"github.com/postup/postup/kpi"
)

// What is counted of applications is counted up to today whether or not anybody was heard: where a source has failed since the sixth, the rest
// of the month counts nothing. Such a count is no zero, but not known.

// Heard is the last day, by a region's clock, up to which all sources of its applications have told all that they say: the real ones, and all of
// them. The zero day: no source has told anything yet, and none is waited for.
type Heard struct{ Real, All kpi.Date }

// Heard finds it for each region that has such sources, by up to when each source has told all (store.Heard). Where some of a region's sources
// have a schedule, a file that was read once is not waited for.
func (c *Config) Heard(last map[string]time.Time) map[string]Heard {
	found := map[string]Heard{}
	for _, scheduled := range []bool{true, false} {
		now := map[string]Heard{}
		for _, s := range c.Sources {
			at := last[s.ID]
			if at.IsZero() || !s.Brings(Applications) || scheduled != (s.Schedule.Cron != "") {
				continue
			}
			for _, region := range c.Regions {
				if s.Covers(region.Code) {
					now[region.Code] = now[region.Code].with(kpi.DateOf(at.In(region.Location)), s.Simulated)
				}
			}
		}
		for code, h := range now {
			found[code] = Heard{cmp.Or(found[code].Real, h.Real), cmp.Or(found[code].All, h.All)}
		}
	}
	return found
}

// with takes in one more source: the last of the days is that of the one that was heard least lately.
func (h Heard) with(day kpi.Date, simulated bool) Heard {
	earlier := func(x kpi.Date) kpi.Date {
		if x.IsZero() {
			return day
		}
		return min(x, day)
	}
	h.All = earlier(h.All)
	if !simulated {
		h.Real = earlier(h.Real)
	}
	return h
}

// Or is heard where sources were, and else until when what came otherwise is known: real applications alone, or the simulated among them.
func (h Heard) Or(until func(simulated bool) kpi.Date) Heard {
	if h.Real.IsZero() {
		if h.Real = until(false); !h.Real.IsZero() {
			h.All = min(h.Real, cmp.Or(h.All, h.Real))
		}
	}
	if h.All.IsZero() {
		h.All = until(true)
	}
	return h
}

// Knows tells whether what is counted of a period is known, of real applications alone or of all: once all sources were heard after its end. Of
// what is open today, a stock in the running period, it is enough that they were within it; and of what was open as it ended, on the day after,
// that they were on its last day.
func (h Heard) Knows(p kpi.Period, simulated, stock bool, today kpi.Date) bool {
	day := h.Real
	if simulated {
		day = h.All
	}
	switch {
	case day.IsZero():
		return true
	case stock && p.End >= today:
		return day >= p.Start
	case stock && p.End.AddDays(1) == today:
		return day >= p.End
	}
	return day > p.End
}

// Since is the first day of what is known now and was not before; false where nothing is.
func (h Heard) Since(before Heard) (day kpi.Date, some bool) {
	for _, of := range []struct{ was, is kpi.Date }{{before.Real, h.Real}, {before.All, h.All}} {
		if !of.was.IsZero() && of.is.MonthStart() > of.was.MonthStart() && (!some || of.was < day) {
			day, some = of.was, true
		}
	}
	return day, some
}
