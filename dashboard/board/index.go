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

	series [][]*Series  // of the edition's indicators in each region of the view; nil where nothing is known
	values [][]*float64 // as Values gives them; kept of the newest period, which is asked about most
	taken  bool         // Regions are the last board's
	doubt  *doubt
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

	simulated bool // one of its values is
	at        int  // its place among the view's regions
}

// fillIndexes computes every index in every period by the edition that holds for it. A period of which nothing has changed is the
// last board's.
func (b *Board) fillIndexes(last *Board) {
	for _, p := range b.Config.Programmes {
		if p.Index != nil {
			b.Indexes = append(b.Indexes, b.index(p.Index, nil, last))
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

// index computes an index, by the edition that holds where e is nil. What has stayed the same is last's, which may be nil.
func (b *Board) index(x *config.Index, e *config.Edition, last *Board) *IndexView {
	old := last.IndexOf(x.Programme.ID)
	v := b.viewOf(x, last, old)
	if v.shares(old) {
		return old
	}
	changed, all := v.changed(old)
	var anew []*IndexPeriod
	for _, period := range all {
		holds := x.EditionOf(period)
		by := cmp.Or(e, holds)
		if by == nil {
			continue // the index did not exist yet
		}
		p := &IndexPeriod{Index: x, Edition: by, Recomputed: by != holds, Period: period, series: v.series[by]}
		v.Periods = append(v.Periods, p)
		if before := old.At(period); before != nil && !changed[period] {
			p.Regions, p.Simulated, p.values, p.doubt, p.taken = before.Regions, before.Simulated, before.values, before.doubt, true
		} else {
			anew = append(anew, p)
		}
	}
	v.read(anew, old)
	inParallel(len(anew), func() func(int) { return func(n int) { anew[n].score() } })
	v.Periods = slices.DeleteFunc(v.Periods, func(p *IndexPeriod) bool { return p.doubt == nil })
	v.forget()
	v.rankBefore()
	return v
}

// viewOf is an index of which nothing is computed yet.
func (b *Board) viewOf(x *config.Index, last *Board, old *IndexView) *IndexView {
	v := &IndexView{Index: x, series: map[*config.Edition][][]*Series{}}
	if x.Regions != nil {
		v.regions = b.Config.Select(*x.Regions)
	}
	for _, e := range x.Editions {
		rows := make([][]*Series, len(v.regions))
		for n, r := range v.regions {
			if old != nil && b.sheets[r.Code] == last.sheets[r.Code] {
				rows[n] = old.series[e][n]
			} else {
				rows[n] = b.indexSeries(e, r)
			}
		}
		v.series[e] = rows
	}
	return v
}

// indexSeries are the series of an edition's indicators in a region.
func (b *Board) indexSeries(e *config.Edition, region *config.Region) []*Series {
	row := make([]*Series, len(e.Leaves))
	for l, leaf := range e.Leaves {
		row[l] = b.Series(leaf.Indicator, region.Code, leaf.Breakdown)
	}
	return row
}

// score computes the period from its values; where no region has one, nothing comes of it.
func (p *IndexPeriod) score() {
	if !slices.ContainsFunc(p.values, func(column []*float64) bool {
		return slices.ContainsFunc(column, func(v *float64) bool { return v != nil })
	}) {
		return
	}
	for n, s := range p.Edition.Method.Places(p.values) {
		r := &p.Regions[n]
		r.Score, r.Rank, r.Coverage, r.Reason = s.Score, s.Rank, s.Coverage, s.Reason
		p.Simulated = p.Simulated || r.simulated
	}
	p.doubt = &doubt{}
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
		columns[l] = p.Column(l)
	}
	return columns
}

// Column is the cells of one indicator, by its place among the edition's leaves.
func (p *IndexPeriod) Column(leaf int) []*Cell {
	column := make([]*Cell, len(p.Regions))
	for n := range column {
		column[n] = p.cell(leaf, n)
	}
	return column
}

// cell is that of an indicator in a region, by their places.
func (p *IndexPeriod) cell(leaf, region int) *Cell { return p.seriesOf(leaf, region).At(p.Period) }

func (p *IndexPeriod) seriesOf(leaf, region int) *Series { return p.series[p.Regions[region].at][leaf] }

// Values are what the cells bring into the index, in the same order; nil where that is nothing. They are not to be changed.
func (p *IndexPeriod) Values() [][]*float64 {
	if p.values != nil {
		return p.values
	}
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
	place := map[string]int{}
	for l, leaf := range p.Edition.Leaves {
		place[leaf.ID] = l
	}
	parts := make([][]kpi.PartScore, len(scores.Regions))
	for n, s := range scores.Regions {
		parts[n] = s.Parts
		for i := range s.Parts {
			if l, ok := place[s.Parts[i].ID]; ok && s.Parts[i].Value == nil {
				s.Parts[i].Reason = absence(p.cell(l, n), p.seriesOf(l, n), p.Period)
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

// PlaceOf is a region's place in Regions, -1 where it is not compared.
func (p *IndexPeriod) PlaceOf(region *config.Region) int {
	for n := range p.Regions {
		if p.Regions[n].Region == region {
			return n
		}
	}
	return -1
}

// Ranked is how many regions have a score in the period.
func (p *IndexPeriod) Ranked() int {
	n := 0
	for i := range p.Regions {
		if p.Regions[i].Score != nil {
			n++
		}
	}
	return n
}
