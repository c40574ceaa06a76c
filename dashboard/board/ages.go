package board

import (
	"cmp"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Age is how old a region's newest data is.
type Age struct {
	Region  *config.Region
	Newest  *Cell     // the figure that speaks of the newest day; nil: the region has none of its own
	Day     kpi.Date  // the last day that it can speak of
	Came    time.Time // when it was collected
	Sources []SourceView
}

// Ages tells of the regions that have figures of their own, or whose data a source brings, in the order of the configuration.
func (b *Board) Ages() []Age {
	var ages []Age
	for _, region := range b.Config.Regions {
		if age := b.AgeOf(region); age.Newest != nil || len(age.Sources) > 0 {
			ages = append(ages, age)
		}
	}
	return ages
}

// AgeOf is how old a region's newest data is.
func (b *Board) AgeOf(region *config.Region) Age {
	type key struct{ region *config.Region }
	return Once(b, key{region}, func() Age {
		age := Age{Region: region, Sources: b.SourcesOf(region.Code)}
		for _, series := range b.sheet(region.Code).own {
			for _, s := range series {
				age.take(s, b.Today)
			}
		}
		return age
	})
}

// take holds the newest figure of a series against the newest one so far. Which of two that speak of the same day it is follows
// from the figures, not from the order in which they are looked at.
func (a *Age) take(s *Series, today kpi.Date) {
	for i := len(s.Cells) - 1; i >= 0; i-- {
		c := &s.Cells[i]
		came := cameAt(c.Observation)
		day := min(c.Period.End, today, kpi.DateOf(came))
		if c.Value == nil || day < c.Period.Start || c.Source == IncrementSource {
			continue // nothing, or carried on from a time before the period
		}
		if n := a.Newest; n == nil || day > a.Day || day == a.Day && (comparePeriods(c.Period, n.Period) < 0 || c.Period == n.Period && c.compare(n) < 0) {
			a.Newest, a.Day, a.Came = c, day, came
		}
		return
	}
}

// compare puts cells in one order, whatever it is.
func (c *Cell) compare(o *Cell) int {
	return cmp.Or(strings.Compare(c.Indicator, o.Indicator), strings.Compare(c.Breakdown, o.Breakdown))
}

// cameAt is when the last of what a figure was made of was collected.
func cameAt(o *store.Observation) time.Time {
	last := o.Collection
	if n := len(o.Collections); n > 0 { // the oldest first
		last = max(last, o.Collections[n-1])
	}
	if last == 0 {
		last = o.Seq
	}
	return time.UnixMicro(int64(last)).UTC()
}
