package derive

import (
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// changes are the rows of processing that differ from the stored ones, and the months whose indicators follow.
type changes struct {
	since  kpi.Date // months from that day's on count as changed
	whole  bool     // all do
	rows   map[*store.Processing]bool
	months map[kpi.Date]bool
}

func (c *changes) compare(before, after []*store.Processing) {
	stored := map[kpi.Date]*store.Processing{}
	for _, p := range before {
		stored[p.Month] = p
	}
	for _, p := range after {
		if old := stored[p.Month]; old == nil || !sameNumbers(old, p) {
			c.rows[p], c.months[p.Month] = true, true
		}
	}
}

// concern tells whether the indicators of a month are to be computed.
func (c *changes) concern(month kpi.Date) bool {
	return c.whole || c.months[month] || !c.since.IsZero() && month >= c.since.MonthStart()
}

func sameNumbers(a, b *store.Processing) bool {
	numbers := func(p *store.Processing) [11]uint64 {
		return [...]uint64{p.Applications, p.KnownChannel, p.Online, p.Completed, p.Refused, p.Withdrawn,
			p.WithDeadline, p.WithinDeadline, p.Open, p.OpenWithDeadline, p.Overdue}
	}
	return numbers(a) == numbers(b) && slices.Equal(a.Hours, b.Hours) && slices.Equal(a.Counts, b.Counts)
}

// none tells that no month is to be computed.
func (c *changes) none() bool { return !c.whole && c.since.IsZero() && len(c.months) == 0 }
