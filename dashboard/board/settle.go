package board

import (
	"math"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// smallCells decides which cells of a region's applications are withheld, by period. What is real is decided by itself first: a
// simulated application is in none of the real figures' sums, so what is withheld of it hides nothing real there. Then all are decided
// together, by their own numbers, and what is hidden already stays so: the figures of a cell are withheld together.
func (b *Board) smallCells(periods cellsOfRegion, region string, series []*Series) {
	var hidden []cellOfPeriod
	if b.mixes(region, series) {
		periods.reset()
		b.settle(periods, region, series, true, nil)
		hidden = periods.hiddenCells()
	}
	periods.reset()
	b.settle(periods, region, series, false, hidden)
}

// mixes tells whether simulated applications take part in a region's figures.
func (b *Board) mixes(region string, series []*Series) bool {
	views := b.Processing(region)
	for i := range views {
		if views[i].Simulated {
			return true
		}
	}
	for _, s := range series {
		for i := range s.Cells {
			c := &s.Cells[i]
			if c.Simulated || slices.ContainsFunc(c.Others, func(o *store.Observation) bool { return o.Simulated }) {
				return true
			}
		}
	}
	return false
}

// settle hides the cells that are too small, then what would give them away by the additions of each period and by the
// balances of the services over their months, until nothing does. Of the real alone, simulated rows are as if they were not
// there. hidden are cells that are hidden already.
func (b *Board) settle(periods cellsOfRegion, region string, series []*Series, real bool, hidden []cellOfPeriod) {
	b.addObservations(periods, series, real)
	balances := b.balances(region, periods, real)
	b.addUnlisted(periods, series, real)
	limit := float64(b.Config.SuppressBelow)
	for _, cells := range periods {
		cells.unite()
		cells.addChannels()
		cells.hideSmall(limit)
	}
	periods.hide(hidden)
	if !periods.hides() {
		return
	}
	withdrawals := periods.withdrawals(b.Config)
	for again := true; again; {
		again = false
		withdrawals.bound()
		for _, s := range balances {
			again = s.settle(limit) || again
		}
		for _, s := range withdrawals.balances() {
			again = s.settle(limit) || again
		}
		for _, cells := range periods {
			again = cells.settle(b.Config, limit) || again
		}
	}
	withdrawals.hide()
}

// addObservations puts the figures that are listed into the cells of each period, and what they tell of others.
func (b *Board) addObservations(periods cellsOfRegion, series []*Series, real bool) {
	for _, s := range series {
		i := b.Config.Indicator(s.Indicator)
		f, scope := figureOf[i.Derived.Measure], scopeOf(i.Derived)
		for n := range s.Cells {
			s.Cells[n].each(func(o *store.Observation) *store.Observation {
				if !s.Cells[n].takes(o, real) {
					return o
				}
				cells := periods.at(o.Period)
				cells.add(f, scope, s.Breakdown, b.counts(i, o))
				if told, ok := tells[f]; ok && o.Denominator != nil && o.Coverage != nil && *o.Coverage > 0 {
					cells.add(told, scope, s.Breakdown, counts{math.Round(*o.Denominator / *o.Coverage)})
				}
				return o
			})
		}
	}
}

// addUnlisted puts in what no list gives, but the services' figures add up to, where it is told by a part of it that is listed.
func (b *Board) addUnlisted(periods cellsOfRegion, series []*Series, real bool) {
	for _, s := range series {
		i := b.Config.Indicator(s.Indicator)
		f := figureOf[i.Derived.Measure]
		if !isPart(f) {
			continue
		}
		for n := range s.Cells {
			switch o := s.Cells[n].speaker(real); {
			case o == nil:
			case f == figureOverdue:
				b.addCoverage(periods.at(o.Period), i.Derived, o)
			default:
				b.addWhole(periods.at(o.Period), i, o)
			}
		}
	}
}

// addWhole puts in the few of whom none is in the part that is listed: where none was refused, all that were completed were granted.
func (b *Board) addWhole(cells *cellsOfPeriod, i *config.Indicator, o *store.Observation) {
	f, scope := figureOf[i.Derived.Measure], scopeOf(i.Derived)
	if o.Value == nil || b.population(i, o) != 0 || cells.parts[keyOf(within[f], scope, o.Breakdown)] != nil {
		return
	}
	if n := b.sum(i.Derived, o, wholeOf(f)); small(n, float64(b.Config.SuppressBelow)) {
		cells.add(within[f], scope, o.Breakdown, counts{n})
	}
}

// wholeOf is the number that a figure is a part of.
func wholeOf(f figure) func(*ProcessingView) uint64 {
	if within[f] == figureOpen {
		return func(v *ProcessingView) uint64 { return v.Open }
	}
	return func(v *ProcessingView) uint64 { return v.Completed }
}

// takes tells whether an observation of the cell is decided on: of the real ones alone, or of all, where a figure that was derived
// from the real alone is left out for the one that simulated ones take part in.
func (c *Cell) takes(o *store.Observation, real bool) bool {
	if real || len(c.Others) == 0 || o.Source != store.DerivedSource(false) {
		return !real || !o.Simulated
	}
	ofAll := func(o *store.Observation) bool { return o.Source == store.DerivedSource(true) && o.Value != nil }
	return !ofAll(c.Observation) && !slices.ContainsFunc(c.Others, ofAll)
}

// speaker is the first observation of the cell that is decided on; nil where none is.
func (c *Cell) speaker(real bool) *store.Observation {
	if c.takes(c.Observation, real) {
		return c.Observation
	}
	if i := slices.IndexFunc(c.Others, func(o *store.Observation) bool { return c.takes(o, real) }); i >= 0 {
		return c.Others[i]
	}
	return nil
}

// addCoverage puts in how many of the open ones have a legal deadline, which the coverage of the overdue ones tells.
func (b *Board) addCoverage(cells *cellsOfPeriod, d *config.Derived, o *store.Observation) {
	if o.Coverage == nil {
		return
	}
	open := cells.parts[keyOf(figureOpen, scopeOf(d), o.Breakdown)]
	if open == nil { // no list gives it, but the services' add up to it
		n := b.sum(d, o, wholeOf(figureOverdue))
		open = cells.add(figureOpen, scopeOf(d), o.Breakdown, counts{n})
	}
	cells.add(figureOpenDeadline, scopeOf(d), o.Breakdown, ofSome(math.Round(*o.Coverage*open.counts[0]), open.counts[0]))
}

// balances puts the processing's figures into the cells of each period, and lists the services' months.
func (b *Board) balances(region string, periods cellsOfRegion, real bool) []balance {
	var list []balance
	var last *ProcessingView
	views := b.rowsOf(region, !real)
	for n := range views {
		v := &views[n]
		if real && v.Simulated {
			continue
		}
		cells, breakdown := periods.at(kpi.Month(v.Month)), "service="+v.Service.ID
		for _, s := range b.layout.scopes {
			if covers(s.derived, "", v.Service) {
				cells.add(s.figure, s.scope, breakdown, v.counts(s.figure))
			}
		}
		if last == nil || last.Service != v.Service || last.Simulated != v.Simulated {
			list = append(list, nil) // simulated months and real ones don't balance
		}
		last = v
		of := func(f figure) *part { return cells.parts[keyOf(f, "", breakdown)] }
		months := &list[len(list)-1]
		*months = append(*months, flows{of(figureApplications), of(figureCompleted), of(figureWithdrawn), of(figureOpen)})
	}
	return list
}
