package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// IndexView is an index over the periods that have ended and of which there is a value, oldest first. Each is computed
// by the edition that holds for it.
type IndexView struct {
	Index   *config.Index
	Periods []*IndexPeriod

	regions []*config.Region                // that it compares
	series  map[*config.Edition][][]*Series // region by region, in the order of an edition's indicators
}

// IndexPeriod is an index in one period. Regions that its programme expects nothing of then are not in it.
type IndexPeriod struct {
	Index      *config.Index
	Edition    *config.Edition
	Recomputed bool // by another edition than the one that holds for the period
	Period     kpi.Period
	Regions    []IndexRegion // in the order of the configuration
	Simulated  bool          // one of its values is: ranks, and most scores, are made of all regions' values

	doubt *doubt
}

// IndexRegion is a region's place in an index.
type IndexRegion struct {
	Region   *config.Region
	Score    *float64
	Rank     int // 0: no score
	Previous int // the rank in the period before, by the same edition; 0: none
	Coverage float64
	Reason   kpi.Reason
	Partial  bool // one of its values lacks regions that it should be made of

	series []*Series // of the edition's indicators in the region; nil where nothing is known
}

// fillIndexes computes every index in every period by the edition that holds for it. A period of which nothing has changed is the
// last board's.
func (b *Board) fillIndexes(last *Board) {
	for _, p := range b.Config.Programmes {
		if p.Index != nil {
			b.Indexes = append(b.Indexes, b.index(p.Index, nil, last.IndexOf(p.ID)))
		}
	}
}

// IndexOf finds a programme's index; nil where it has none.
func (b *Board) IndexOf(programme string) *IndexView {
	if b == nil {
		return nil
	}
	for _, v := range b.Indexes {
		if v.Index.Programme.ID == programme {
			return v
		}
	}
	return nil
}

// IndexBy computes all periods of an index by one edition, whichever holds for them: those that another one holds for are
// marked as recomputed.
func (b *Board) IndexBy(x *config.Index, e *config.Edition) *IndexView { return b.index(x, e, nil) }

// index computes an index, by the edition that holds where e is nil. last is the same index on the last board, or nil.
func (b *Board) index(x *config.Index, e *config.Edition, last *IndexView) *IndexView {
	v := &IndexView{Index: x, series: map[*config.Edition][][]*Series{}}
	if x.Regions != nil {
		v.regions = b.Config.Select(*x.Regions)
	}
	for _, e := range x.Editions {
		v.series[e] = b.indexSeries(e, v.regions)
	}
	changed, all := v.changed(last)
	if len(changed) == 0 && last != nil {
		return last
	}
	pieces := make([]*IndexPeriod, len(all))
	inTurn(len(all), func() func(int) {
		return func(n int) {
			period := all[n]
			holds := x.EditionOf(period)
			by := cmp.Or(e, holds)
			if by == nil {
				return // the index did not exist yet
			}
			p := v.period(period, by, by != holds)
			if old := last.At(period); old != nil && !changed[period] {
				p.take(old)
				pieces[n] = p
			} else if p.score() {
				pieces[n] = p
			}
		}
	})
	v.Periods = slices.DeleteFunc(pieces, func(p *IndexPeriod) bool { return p == nil })
	v.rankBefore()
	return v
}

// period is a period of the index that is not scored yet.
func (v *IndexView) period(period kpi.Period, e *config.Edition, recomputed bool) *IndexPeriod {
	p := &IndexPeriod{Index: v.Index, Edition: e, Recomputed: recomputed, Period: period}
	for n, r := range v.regions {
		if inForce(r, period) && !notExpected(v.Index.Programme, r.Code, period) {
			p.Regions = append(p.Regions, IndexRegion{Region: r, series: v.series[e][n]})
		}
	}
	return p
}

// take takes over what an older board found for the same values.
func (p *IndexPeriod) take(old *IndexPeriod) {
	p.Simulated, p.doubt = old.Simulated, old.doubt
	for n := range p.Regions {
		series := p.Regions[n].series
		p.Regions[n] = old.Regions[n]
		p.Regions[n].series = series
	}
}

// changed are the periods in which a value is not the last index's, and all that may have one, in order.
func (v *IndexView) changed(last *IndexView) (changed map[kpi.Period]bool, all []kpi.Period) {
	changed = map[kpi.Period]bool{}
	for e, rows := range v.series {
		for n, row := range rows {
			for l, s := range row {
				var old *Series
				if last != nil {
					old = last.series[e][n][l]
				}
				if s != old {
					v.differences(changed, s, old)
					v.differences(changed, old, s)
				}
			}
		}
	}
	for p := range changed {
		all = append(all, p)
	}
	if last != nil {
		for _, p := range last.Periods {
			if !changed[p.Period] {
				all = append(all, p.Period)
			}
		}
	}
	slices.SortFunc(all, comparePeriods)
	return changed, all
}

// differences adds the periods in which a series has a value that another does not have.
func (v *IndexView) differences(changed map[kpi.Period]bool, s, other *Series) {
	if s == nil {
		return
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		if c.Running || changed[c.Period] || kpi.FrequencyOf(c.Period) != v.Index.Frequency {
			continue
		}
		if o := other.At(c.Period); o == nil || o.Observation != c.Observation {
			changed[c.Period] = true
		}
	}
}

// indexSeries are the series of an edition's indicators, region by region.
func (b *Board) indexSeries(e *config.Edition, regions []*config.Region) [][]*Series {
	rows := make([][]*Series, len(regions))
	for n, r := range regions {
		rows[n] = make([]*Series, len(e.Leaves))
		for l, leaf := range e.Leaves {
			rows[n][l] = b.Series(leaf.Indicator, r.Code, leaf.Breakdown)
		}
	}
	return rows
}

// score computes the period; false where no region has a value.
func (p *IndexPeriod) score() bool {
	known := false
	for _, column := range p.Cells() {
		for n, c := range column {
			if counted(c) == nil {
				continue
			}
			known = true
			p.Simulated = p.Simulated || c.Simulated
			p.Regions[n].Partial = p.Regions[n].Partial || c.Partial
		}
	}
	if !known {
		return false
	}
	for n, s := range p.Edition.Method.Score(p.Values()).Regions {
		r := &p.Regions[n]
		r.Score, r.Rank, r.Coverage, r.Reason = s.Score, s.Rank, s.Coverage, s.Reason
	}
	p.doubt = &doubt{}
	return true
}

// counted is what an index takes from a cell: nothing while the period runs, nor of a sum that lacks regions.
func counted(c *Cell) *float64 {
	if c == nil || c.Running || c.Incomplete {
		return nil
	}
	return c.Value
}

// Cells are the index's cells, indicator by indicator in the order of the tree, region by region; nil where nothing is known.
func (p *IndexPeriod) Cells() [][]*Cell {
	columns := make([][]*Cell, len(p.Edition.Leaves))
	for l := range columns {
		columns[l] = make([]*Cell, len(p.Regions))
		for n, r := range p.Regions {
			columns[l][n] = r.series[l].At(p.Period)
		}
	}
	return columns
}

// Values are what the cells bring into the index, in the same order; nil where that is nothing.
func (p *IndexPeriod) Values() [][]*float64 {
	columns := make([][]*float64, len(p.Edition.Leaves))
	for l, cells := range p.Cells() {
		columns[l] = make([]*float64, len(cells))
		for n, c := range cells {
			columns[l][n] = counted(c)
		}
	}
	return columns
}

// Parts tells, for each region in order, what its score is made of. A part without a value says why it has none.
func (p *IndexPeriod) Parts() [][]kpi.PartScore {
	scores := p.Edition.Method.Score(p.Values())
	cells := p.Cells()
	place := map[string]int{}
	for l, leaf := range p.Edition.Leaves {
		place[leaf.ID] = l
	}
	parts := make([][]kpi.PartScore, len(scores.Regions))
	for n, s := range scores.Regions {
		parts[n] = s.Parts
		for i := range s.Parts {
			if l, ok := place[s.Parts[i].ID]; ok && s.Parts[i].Value == nil {
				s.Parts[i].Reason = absence(cells[l][n], p.Regions[n].series[l], p.Period)
			}
		}
	}
	return parts
}

// absence says why an indicator brings nothing into a region's score.
func absence(c *Cell, s *Series, period kpi.Period) kpi.Reason {
	switch {
	case c != nil && c.Reason != "":
		return c.Reason
	case c != nil && c.Value != nil:
		return kpi.ReasonNotComparable // a sum that lacks regions
	case c != nil && c.Status == kpi.NotApplicable:
		return kpi.ReasonNotApplicable
	}
	if c == nil && s != nil && slices.ContainsFunc(s.Cells, func(c Cell) bool {
		return c.Value != nil && c.Period.Start <= period.End && c.Period.End >= period.Start
	}) {
		return kpi.ReasonMixedFrequency
	}
	return kpi.ReasonNoData
}

// rankBefore notes each region's rank in the period before. A change of edition is a break: nothing moved across it.
func (v *IndexView) rankBefore() {
	for i := 1; i < len(v.Periods); i++ {
		before, p := v.Periods[i-1], v.Periods[i]
		if before.Edition != p.Edition || before.Period.End.AddDays(1) != p.Period.Start {
			continue
		}
		rank := make(map[*config.Region]int, len(before.Regions))
		for _, r := range before.Regions {
			rank[r.Region] = r.Rank
		}
		for n := range p.Regions {
			p.Regions[n].Previous = rank[p.Regions[n].Region]
		}
	}
}

// Latest is the newest period; nil where there is none.
func (v *IndexView) Latest() *IndexPeriod {
	if v == nil || len(v.Periods) == 0 {
		return nil
	}
	return v.Periods[len(v.Periods)-1]
}

// At finds a period; nil where the index has no value for it.
func (v *IndexView) At(period kpi.Period) *IndexPeriod {
	if v == nil {
		return nil
	}
	for _, p := range v.Periods {
		if p.Period == period {
			return p
		}
	}
	return nil
}

// Order lists the places of the regions, the best first, those without a score last.
func (p *IndexPeriod) Order() []int {
	order := make([]int, len(p.Regions))
	for n := range order {
		order[n] = n
	}
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Compare(uint(p.Regions[x].Rank-1), uint(p.Regions[y].Rank-1)) // no rank, 0, becomes the greatest
	})
	return order
}
