package board

import (
	"maps"
	"slices"
	"sync"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// changed are the periods in which a value is not the last index's, and all that may have one, in order.
func (v *IndexView) changed(last *IndexView) (changed map[kpi.Period]bool, all []kpi.Period) {
	changed = map[kpi.Period]bool{}
	var mu sync.Mutex
	v.inBlocks(nil, func(regions []int) {
		own := map[kpi.Period]bool{}
		for e, rows := range v.series {
			for _, n := range regions {
				if last == nil {
					v.rowDifferences(own, rows[n], nil)
				} else if old := last.series[e][n]; !sameRow(rows[n], old) {
					v.rowDifferences(own, rows[n], old)
				}
			}
		}
		mu.Lock()
		defer mu.Unlock()
		maps.Copy(changed, own)
	})
	all = slices.Collect(maps.Keys(changed))
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

// shares tells whether all series are those of the last index.
func (v *IndexView) shares(last *IndexView) bool {
	if last == nil {
		return false
	}
	for e, rows := range v.series {
		for n, row := range rows {
			if !sameRow(row, last.series[e][n]) {
				return false
			}
		}
	}
	return true
}

// sameRow tells whether a region's series are those of the last index: a region whose sheet has not changed shares them.
func sameRow(row, old []*Series) bool { return len(row) == 0 || &row[0] == &old[0] }

// rowDifferences adds the periods in which a region's series differ from older ones; nil: there were none.
func (v *IndexView) rowDifferences(changed map[kpi.Period]bool, row, old []*Series) {
	for l, s := range row {
		var was *Series
		if old != nil {
			was = old[l]
		}
		if s != was {
			v.differences(changed, s, was)
			v.differences(changed, was, s)
		}
	}
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

// read gives periods, which are in order, their regions and values. Of one whose values the last index kept only those regions are
// read of which something has changed.
func (v *IndexView) read(periods []*IndexPeriod, last *IndexView) {
	whole := map[*config.Edition][]*IndexPeriod{}
	for _, p := range periods {
		old := last.At(p.Period)
		if old == nil || old.values == nil || old.Edition != p.Edition {
			p.Regions = v.comparedIn(p.Period)
			p.values = make([][]*float64, len(p.Edition.Leaves))
			for l := range p.values {
				p.values[l] = make([]*float64, len(p.Regions))
			}
			whole[p.Edition] = append(whole[p.Edition], p)
			continue
		}
		p.Regions, p.values = slices.Clone(old.Regions), slices.Clone(old.values)
		for l := range p.values {
			p.values[l] = slices.Clone(p.values[l])
		}
		var others []int
		for n, row := range p.series {
			if !sameRow(row, old.series[n]) {
				others = append(others, n)
			}
		}
		v.readRegions([]*IndexPeriod{p}, others)
	}
	for _, list := range whole {
		v.readRegions(list, nil)
	}
}

// comparedIn are the regions that the index compares in a period.
func (v *IndexView) comparedIn(period kpi.Period) []IndexRegion {
	list := make([]IndexRegion, 0, len(v.regions))
	for n, r := range v.regions {
		if inForce(r, period) && !notExpected(v.Index.Programme, r.Code, period) {
			list = append(list, IndexRegion{Region: r, at: n})
		}
	}
	return list
}

// readRegions reads what some regions (nil: all) bring into periods of one edition, which are in order.
func (v *IndexView) readRegions(periods []*IndexPeriod, regions []int) {
	days := make([]kpi.Period, len(periods))
	places := make([][]int, len(periods)) // by period, those of the view's regions; -1: not compared in it
	for n, p := range periods {
		days[n], places[n] = p.Period, slices.Repeat([]int{-1}, len(v.regions))
		for place := range p.Regions {
			places[n][p.Regions[place].at] = place
		}
	}
	v.inBlocks(regions, func(regions []int) {
		for _, region := range regions {
			for n, p := range periods {
				if place := places[n][region]; place >= 0 {
					p.Regions[place].Partial, p.Regions[place].simulated = false, false
				}
			}
			for l, s := range periods[0].series[region] {
				s.each(days, func(n int, c *Cell) {
					if place := places[n][region]; place >= 0 {
						periods[n].set(l, place, c)
					}
				})
			}
		}
	})
}

// set puts what a cell brings, nil where there is none, into its place.
func (p *IndexPeriod) set(leaf, place int, c *Cell) {
	value := counted(c)
	p.values[leaf][place] = value
	if value != nil {
		r := &p.Regions[place]
		r.simulated, r.Partial = r.simulated || c.Simulated, r.Partial || c.Partial
	}
}

// each gives the cell of each of the periods, which are in order; nil where nothing is known.
func (s *Series) each(periods []kpi.Period, give func(n int, c *Cell)) {
	var cells []Cell
	if s != nil {
		cells = s.Cells
	}
	for n, p := range periods {
		if len(cells) > 0 && cells[0].Period != p { // mostly the periods follow each other
			at, _ := slices.BinarySearchFunc(cells, p, func(c Cell, p kpi.Period) int { return comparePeriods(c.Period, p) })
			cells = cells[at:]
		}
		if len(cells) > 0 && cells[0].Period == p {
			give(n, &cells[0])
			cells = cells[1:]
		} else {
			give(n, nil)
		}
	}
}

// block is how many regions go to one processor at once: their values in a column share a line of its memory.
const block = 8

// inBlocks does something with all of some regions' places (nil: all of the view's), on as many goroutines as there are processors.
func (v *IndexView) inBlocks(regions []int, do func(regions []int)) {
	if regions == nil {
		regions = make([]int, len(v.regions))
		for n := range regions {
			regions[n] = n
		}
	}
	blocks := slices.Collect(slices.Chunk(regions, block))
	inParallel(len(blocks), func() func(int) { return func(n int) { do(blocks[n]) } })
}

// forget drops the values of all periods but the newest.
func (v *IndexView) forget() {
	for n, p := range v.Periods {
		if n < len(v.Periods)-1 {
			p.values = nil
		}
	}
}

// rankBefore notes each region's rank in the period before. A change of edition is a break: nothing moved across it.
func (v *IndexView) rankBefore() {
	for n, p := range v.Periods {
		var before *IndexPeriod
		if n > 0 && v.Periods[n-1].Edition == p.Edition && v.Periods[n-1].Period.End.AddDays(1) == p.Period.Start {
			before = v.Periods[n-1]
		}
		if !p.taken || before == nil || !before.taken {
			p.moveFrom(before)
		}
	}
}

// moveFrom notes the ranks that regions had before, nil: none had one. What the last board has as well is not changed.
func (p *IndexPeriod) moveFrom(before *IndexPeriod) {
	var earlier []IndexRegion // less those that come before the region, both being in the order of the view
	if before != nil {
		earlier = before.Regions
	}
	for n := range p.Regions {
		rank := 0
		for len(earlier) > 0 && earlier[0].at < p.Regions[n].at {
			earlier = earlier[1:]
		}
		if len(earlier) > 0 && earlier[0].at == p.Regions[n].at {
			rank = earlier[0].Rank
		}
		if p.Regions[n].Previous == rank {
			continue
		}
		if p.taken {
			p.Regions, p.taken = slices.Clone(p.Regions), false
		}
		p.Regions[n].Previous = rank
	}
}
