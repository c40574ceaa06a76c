package board

import (
	"slices"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Figures that are derived from applications say themselves where their sources were not heard (kpi.ReasonNotHeard). The rows of processing are
// counted all the same, since what is derived from them later needs them, and are shown where they are known.

// heardBy finds when the sources of each region's applications were last heard.
func heardBy(cfg *config.Config, sources []SourceView) map[string]config.Heard {
	last := make(map[string]time.Time, len(sources))
	for i := range sources {
		last[sources[i].Source.ID] = sources[i].State.LastSuccess
	}
	return cfg.Heard(func(source string) time.Time { return last[source] })
}

// knows tells whether what was counted in a month of a region's applications is known; in the running one, what is open now.
func (b *Board) knows(region string, simulated bool, month kpi.Date) bool {
	p := kpi.Month(month)
	return b.heard[region].Knows(p, simulated, p.End >= b.Known, b.Known)
}

// NotHeard tells whether a month of a region's applications that has ended is not known, since not all of their sources were heard after it.
// Where a real source is, the simulated ones are not asked about.
func (b *Board) NotHeard(region string, month kpi.Date) bool {
	h := b.heard[region]
	return !h.Knows(kpi.Month(month), h.Real.IsZero(), false, b.Known)
}

// onlyHeard takes out the rows of a region's processing that are not known.
func (b *Board) onlyHeard(s *sheet, region string) {
	s.processing = slices.DeleteFunc(s.processing, func(v ProcessingView) bool { return !b.knows(region, v.Simulated, v.Month) })
}
