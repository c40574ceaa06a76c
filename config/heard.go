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
type Heard struct {
	Real, All kpi.Date
	former    struct{ real, all kpi.Date } // up to which those had that are not configured any more: the last of them
}

// Heard finds it for each region of whose applications any source has told (store.Heard). Where some of a region's sources have a schedule, a file
// that was read once is not waited for.
func (c *Config) Heard(told []kpi.Told) map[string]Heard {
	last := map[[2]string]time.Time{} // by source and region
	for _, t := range told {
		if of := [2]string{t.Source, t.Region}; last[of].Before(t.Until) {
			last[of] = t.Until
		}
	}
	found := map[string]Heard{}
	for _, scheduled := range []bool{true, false} {
		now := map[string]Heard{}
		for _, s := range c.Sources {
			if !s.Brings(Applications) || scheduled != (s.Schedule.Cron != "") {
				continue
			}
			for _, region := range c.Regions {
				at, ofAll := last[[2]string{s.ID, region.Code}], last[[2]string{s.ID, ""}]
				if at.Before(ofAll) {
					at = ofAll
				}
				if !at.IsZero() && s.Covers(region.Code) {
					now[region.Code] = now[region.Code].with(kpi.DateOf(at.In(region.Location)), s.Simulated)
				}
			}
		}
		for code, h := range now {
			found[code] = Heard{Real: cmp.Or(found[code].Real, h.Real), All: cmp.Or(found[code].All, h.All)}
		}
	}
	c.addFormer(found, told)
	return found
}

// addFormer takes in up to when sources had told that bring none of a region's applications any more: what nobody is asked for is known that far.
func (c *Config) addFormer(found map[string]Heard, told []kpi.Told) {
	for _, t := range told {
		region, s := c.Region(t.Region), c.Source(t.Source)
		if region == nil || s != nil && s.Brings(Applications) && s.Covers(t.Region) {
			continue
		}
		h, day := found[t.Region], kpi.DateOf(t.Until.In(region.Location))
		if h.former.all = max(h.former.all, day); !t.Simulated {
			h.former.real = max(h.former.real, day)
		}
		found[t.Region] = h
	}
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

// Or is heard where sources were, and else the last day until which is known what came otherwise, or of sources that are not configured any more:
// real applications alone, or the simulated among them.
func (h Heard) Or(until func(simulated bool) kpi.Date) Heard {
	if h.Real.IsZero() {
		if h.Real = max(until(false), h.former.real); !h.Real.IsZero() {
			h.All = min(h.Real, cmp.Or(h.All, h.Real))
		}
	}
	if h.All.IsZero() {
		h.All = max(until(true), h.former.all)
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
