package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// What follows from applications is counted up to today whether or not anybody was heard: where a source has failed since the sixth, the rest of
// the month counts nothing. Such a count is no zero, but not known.

// heard is the last day, by a region's clock, on which all sources of its applications were asked with success: the real ones, and all of them.
// The zero day: no source has brought any yet.
type heard struct{ real, all kpi.Date }

// until is the day for what was counted of real rows alone, or of all.
func (h heard) until(simulated bool) kpi.Date {
	if simulated {
		return h.all
	}
	return h.real
}

// heardOf finds it for each region that has such sources. Where some of these have a schedule, a file that was read once is not waited for.
func heardOf(cfg *config.Config, sources []SourceView) map[string]heard {
	found := map[string]heard{}
	for _, scheduled := range []bool{true, false} {
		now := map[string]heard{}
		for i := range sources {
			v := &sources[i]
			if !v.Source.Brings(config.Applications) || scheduled != (v.Source.Schedule.Cron != "") {
				continue
			}
			at := v.State.LastSuccess
			if at.IsZero() {
				continue
			}
			for _, region := range cfg.Regions {
				if v.Source.Covers(region.Code) {
					now[region.Code] = now[region.Code].with(kpi.DateOf(at.In(region.Location)), v.Source.Simulated)
				}
			}
		}
		for code, h := range now {
			found[code] = heard{cmp.Or(found[code].real, h.real), cmp.Or(found[code].all, h.all)}
		}
	}
	return found
}

// with takes in one more source: the last of the days is that of the one that was heard least lately.
func (h heard) with(day kpi.Date, simulated bool) heard {
	earlier := func(x kpi.Date) kpi.Date {
		if x.IsZero() {
			return day
		}
		return min(x, day)
	}
	h.all = earlier(h.all)
	if !simulated {
		h.real = earlier(h.real)
	}
	return h
}

// unheard tells whether what was counted of a region's applications in a period is not known, since not all of its sources were heard after
// that. Of what is open today it is enough that they were within the period.
func (b *Board) unheard(region string, simulated, stock bool, p kpi.Period) bool {
	day := b.heard[region].until(simulated)
	switch {
	case day.IsZero():
		return false
	case stock && p.End >= b.Known:
		return day < p.Start
	}
	return day <= p.End
}

// ofUnheard tells whether a stored version of an observation counts a period of which not all sources were heard: it is not known what it would
// have been.
func (b *Board) ofUnheard(o *store.Observation) bool {
	i := b.Config.Indicator(o.Indicator)
	if o.Value == nil || !ofApplications(i) || !store.IsDerived(o.Source) {
		return false
	}
	f := figureOf[i.Derived.Measure]
	return b.unheard(o.Region, o.Simulated, f == figureOpen || f == figureOverdue, o.Period)
}

// known is the observation, without its figures where they are not known.
func (b *Board) known(o *store.Observation) *store.Observation {
	if !b.ofUnheard(o) {
		return o
	}
	return blank(o, kpi.NoData, kpi.ReasonNotHeard)
}

// NotHeard tells whether a month of a region's applications is not known, since not all of their sources were heard after it. Where a real source
// is, the simulated ones are not asked about.
func (b *Board) NotHeard(region string, month kpi.Date) bool {
	return b.unheard(region, b.heard[region].real.IsZero(), false, kpi.Month(month))
}

// onlyHeard takes out what is not known of a region's applications: the figures of its series, and its rows of processing.
func (b *Board) onlyHeard(s *sheet, region string) {
	if _, some := b.heard[region]; !some {
		return
	}
	for _, i := range b.layout.applications {
		for _, series := range s.own[i.ID] {
			for n := range series.Cells {
				series.Cells[n].each(b.known)
			}
		}
	}
	s.processing = slices.DeleteFunc(s.processing, func(v ProcessingView) bool {
		month := kpi.Month(v.Month)
		return b.unheard(region, v.Simulated, month.End >= b.Known, month)
	})
}
