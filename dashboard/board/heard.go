package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// What is derived from applications says itself where their sources were not heard (kpi.ReasonNotHeard), once it is derived: until then, and
// where nothing derives, what was open within a month stands as if it had been as the month ended. The rows of processing are counted all the same,
// since what is derived from them later needs them.

// heardOf is how far a region's applications are known, by its rows of processing where none of its sources tells.
func (b *Board) heardOf(s *sheet, region *config.Region) config.Heard {
	until := func(simulated bool) kpi.Date {
		return store.KnownUntil(func(yield func(*store.Processing) bool) {
			for i := range s.processing {
				if v := &s.processing[i]; (simulated || !v.Simulated) && !yield(&v.Processing) {
					return
				}
			}
		}, region.Location)
	}
	return b.heard[region.Code].Or(until)
}

// NotHeard tells whether a month of a region's applications that has ended is not known, since not all of their sources were heard after it.
// Where a real source is, the simulated ones are not asked about.
func (b *Board) NotHeard(region string, month kpi.Date) bool {
	h := b.sheet(region).heard
	return !h.Knows(kpi.Month(month), h.Real.IsZero(), false, b.Known)
}

// known is an observation without its figures, where it is of what was open and that is not known.
func (b *Board) known(o *store.Observation, h config.Heard) *store.Observation {
	if o.Value == nil || !store.IsDerived(o.Source) || !b.Config.Indicator(o.Indicator).OfOpen() || h.Knows(o.Period, o.Simulated, true, b.Known) {
		return o
	}
	return blank(o, kpi.NoData, kpi.ReasonNotHeard)
}

// onlyHeard takes out what is not known of a region's applications: what was open, and its rows of processing.
func (b *Board) onlyHeard(s *sheet, region string) {
	s.heard = b.heardOf(s, b.Config.Region(region))
	for _, i := range b.layout.applications {
		if !i.OfOpen() {
			continue
		}
		for _, series := range s.own[i.ID] {
			for n := range series.Cells {
				series.Cells[n].each(func(o *store.Observation) *store.Observation { return b.known(o, s.heard) })
			}
		}
	}
	s.processing = slices.DeleteFunc(s.processing, func(v ProcessingView) bool { return !b.knows(s.heard, &v.Processing) })
}

// knows tells whether what a row counts is known; in the running month, what is open now.
func (b *Board) knows(h config.Heard, p *store.Processing) bool {
	month := kpi.Month(p.Month)
	return h.Knows(month, p.Simulated, month.End >= b.Known, b.Known)
}
