package board

import (
	"math"
	"slices"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// AllSeries lists every series, ordered by indicator, region and breakdown.
func (b *Board) AllSeries() []*Series { return b.inOrder() }

func (b *Board) allSeries() []*Series {
	var indicators, regions []string
	for _, i := range b.Config.Indicators {
		indicators = append(indicators, i.ID)
	}
	for region := range b.sheets {
		regions = append(regions, region)
	}
	slices.Sort(indicators)
	slices.Sort(regions)
	all := make([]*Series, 0, b.count())
	for _, indicator := range indicators {
		for _, region := range regions {
			all = append(all, b.sheets[region].series[indicator]...)
		}
	}
	return all
}

// count is how many series there are.
func (b *Board) count() int {
	n := 0
	for _, s := range b.sheets {
		for _, list := range s.series {
			n += len(list)
		}
	}
	return n
}

// Breakdowns lists the series of an indicator in a region: the whole (breakdown "") first, then by breakdown.
func (b *Board) Breakdowns(indicator, region string) []*Series {
	return b.sheet(region).series[indicator]
}

// SourcesOf lists the sources that bring a region's data.
func (b *Board) SourcesOf(region string) []SourceView {
	var list []SourceView
	for _, v := range b.Sources {
		if slices.Contains(v.Source.Regions, region) {
			list = append(list, v)
		}
	}
	return list
}

// ProgressOf lists the progress of a programme, of all of them where programme is empty, and of one region where
// region is not. The list is not to be changed.
func (b *Board) ProgressOf(programme, region string) []*Progress {
	type of struct{ programme, region string }
	if programme == "" && region == "" {
		return b.Progress
	}
	type key struct{}
	by := Once(b, key{}, func() map[of][]*Progress {
		by := map[of][]*Progress{}
		for _, p := range b.Progress {
			for _, k := range []of{{p.Programme.ID, ""}, {"", p.Region.Code}, {p.Programme.ID, p.Region.Code}} {
				by[k] = append(by[k], p)
			}
		}
		return by
	})
	return by[of{programme, region}]
}

// PromisesOf lists the progress of a programme's own promises, or of all programmes' where it is empty; yardsticks are comparisons.
// The list is not to be changed.
func (b *Board) PromisesOf(programme string) []*Progress {
	type key struct{ programme string }
	return Once(b, key{programme}, func() []*Progress {
		return slices.DeleteFunc(slices.Clone(b.ProgressOf(programme, "")), func(p *Progress) bool { return p.Yardstick })
	})
}

// MilestonesOf lists the milestones of a programme.
func (b *Board) MilestonesOf(programme string) []Milestone {
	var list []Milestone
	for _, m := range b.Milestones {
		if m.Programme.ID == programme {
			list = append(list, m)
		}
	}
	return list
}

// CoverageOf finds a programme's coverage; nil where it expects no regions.
func (b *Board) CoverageOf(programme string) *Coverage {
	i := slices.IndexFunc(b.Coverage, func(c Coverage) bool { return c.Programme.ID == programme })
	if i < 0 {
		return nil
	}
	return &b.Coverage[i]
}

// says tells whether anything is in a series but cells that are made of nothing.
func (s *Series) says() bool {
	return s != nil && slices.ContainsFunc(s.Cells, func(c Cell) bool { return !c.ofNothing })
}

// Latest is the newest cell that has a value and speaks of a day up to today; nil where there is none.
func (s *Series) Latest(today kpi.Date) *Cell {
	if s == nil {
		return nil
	}
	for i := len(s.Cells) - 1; i >= 0; i-- {
		if c := &s.Cells[i]; c.Value != nil && c.Period.Start <= today {
			return c
		}
	}
	return nil
}

// At finds the cell of a period; nil where nothing is known of it.
func (s *Series) At(p kpi.Period) *Cell {
	if s == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(s.Cells, p, func(c Cell, p kpi.Period) int { return comparePeriods(c.Period, p) })
	if !ok {
		return nil
	}
	return &s.Cells[i]
}

// Points are the values that the methods work on, oldest first. A stock's running period counts as of today; of
// anything else a running period is left out, since it isn't closed. Periods after today are not known yet. A sum that
// lacks regions is left out, too: it would be taken for a fall.
func (s *Series) Points(nature kpi.Nature, today kpi.Date) []kpi.Point {
	if s == nil {
		return nil
	}
	points := make([]kpi.Point, 0, len(s.Cells))
	for i := range s.Cells {
		c := &s.Cells[i]
		if c.Value == nil || c.Incomplete || c.Period.Start > today || (c.Period.End > today && nature != kpi.Stock) {
			continue
		}
		points = append(points, kpi.Point{Period: c.Period, At: min(c.Period.End, today), Value: *c.Value})
	}
	return points
}

// Absence says why a region that has no cell for a period has none: not_expected, outage where every source of the
// region alone fails, or of several regions where it has none of its own, overdue where the period has ended, and no_data while it still runs.
func (b *Board) Absence(p *config.Programme, region string, period kpi.Period) kpi.Status {
	if p != nil && notExpected(p, region, period) {
		return kpi.NotExpected
	}
	var own, shared struct{ sources, failing int }
	for i := range b.Sources {
		s := b.Sources[i].Source
		if s.Published || !slices.Contains(s.Regions, region) { // a document is no portal of the region's
			continue
		}
		of := &own
		if len(s.Regions) > 1 {
			of = &shared
		}
		of.sources++
		if b.Sources[i].Freshness == Failing {
			of.failing++
		}
	}
	if own.sources == 0 {
		own = shared
	}
	switch {
	case own.sources > 0 && own.sources == own.failing:
		return kpi.Outage
	case period.End < b.Today:
		return kpi.Overdue
	}
	return kpi.NoData
}

// Backlog is what is open in a region at a month's end, or today in the running one, as its observations say.
// Withheld or unknown numbers are nil.
type Backlog struct{ Open, WithDeadline, Overdue *float64 }

// Backlog finds what is open in a region of all services. It is taken from the region's own observations, never added
// up from those services that may be shown: the difference would tell of those that may not.
func (b *Board) Backlog(region string, month kpi.Date) Backlog {
	var found Backlog
	open, overdue := b.total(config.MeasureOpen, region, month), b.total(config.MeasureOverdue, region, month)
	if open != nil {
		found.Open = open.Value
	}
	if open == nil || open.Value == nil || overdue == nil || overdue.Value == nil || overdue.Coverage == nil {
		return found
	}
	with := math.Round(*overdue.Coverage * *open.Value)
	if limit := float64(b.Config.SuppressBelow); with > 0 && !small(with, limit) {
		found.WithDeadline, found.Overdue = &with, overdue.Value
	}
	return found
}

// total is the month's cell of all services that a measure has in a region; nil where no indicator gives it.
func (b *Board) total(measure, region string, month kpi.Date) *Cell {
	for _, i := range b.Config.Indicators {
		if i.Derived == nil || i.Derived.Measure != measure || scopeOf(i.Derived) != "" {
			continue
		}
		if c := b.Series(i.ID, region, "").At(kpi.Month(month)); c != nil {
			return c
		}
	}
	return nil
}

// KnownSince is the day on which the first was written of what is known now of an indicator in a region; of a figure that is computed
// from others, the first of anything. Zero where nothing is known.
func (b *Board) KnownSince(indicator, region string) kpi.Date {
	first := firstWritten(b.Breakdowns(indicator, region))
	if first == 0 {
		first = firstWritten(b.AllSeries())
	}
	if first == 0 {
		return 0
	}
	return kpi.DateOf(time.UnixMicro(int64(first)).UTC())
}

// firstWritten is the lowest seq of stored observations; 0 where there are none.
func firstWritten(list []*Series) uint64 {
	first := uint64(0)
	for _, s := range list {
		for i := range s.Cells {
			if seq := s.Cells[i].Seq; seq != 0 && (first == 0 || seq < first) {
				first = seq
			}
		}
	}
	return first
}
