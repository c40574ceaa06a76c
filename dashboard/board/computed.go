package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// compute gives a region the figures of those indicators that a formula makes of others, where one of these has changed. What has a
// roll-up is rolled up where the region has parts, and is computed where it has none; the rest is computed of the region's own
// figures, rolled up as they may be.
func (b *Board) compute(p parent, last *Board, changed *changes) {
	if !changed.in(p.Code) {
		return
	}
	for _, i := range b.Config.Formulas() {
		names := i.Formula.Compiled.Names()
		if len(p.parts[i.ID]) > 0 || !changed.has(i.ID, p.Code) && !slices.ContainsFunc(names, func(name string) bool { return changed.has(name, p.Code) }) {
			continue
		}
		computed := b.computedSeries(p, i, names)
		if len(computed) == 0 && len(b.sheet(p.Code).series[i.ID]) == 0 {
			continue
		}
		b.writable(p.Code, last).place(i, computed)
		changed.add(i.ID, p.Code)
	}
}

// input is what an expression calls by a name: a number of the region, or an indicator's cells.
type input struct {
	constant *float64
	known    bool // there is such a constant, be its number known or not
	cells    map[kpi.Period]*Cell
}

// computedSeries are an indicator's series in a region: of the whole, and of those breakdowns that all of its inputs have.
func (b *Board) computedSeries(p parent, i *config.Indicator, names []string) []*Series {
	var list []*Series
	for breakdown, least := range b.sharedBreakdowns(p.Region, names) {
		if breakdown != "" && least < indicatorsIn(names) {
			continue
		}
		inputs, periods := make([]input, len(names)), map[kpi.Period]bool{}
		for n, name := range names {
			inputs[n] = b.inputOf(p.Region, name, breakdown)
			for period := range inputs[n].cells {
				periods[period] = true
			}
		}
		s := &Series{SeriesKey: SeriesKey{i.ID, p.Code, breakdown}, Cells: make([]Cell, 0, len(periods))}
		for period := range periods {
			c := b.computedCell(i, s.SeriesKey, period, inputs)
			if c.Value != nil && c.Incomplete && (slices.Contains(names, config.Population) || !b.ofSameRegions(p, names, breakdown, period)) {
				c.Value, c.Status, c.Reason = nil, kpi.NoData, kpi.ReasonNotComparable
			}
			s.Cells = append(s.Cells, c)
		}
		slices.SortFunc(s.Cells, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
		list = append(list, s)
	}
	return list
}

// sharedBreakdowns are the breakdowns of the named indicators in a region, and how many of them have each.
func (b *Board) sharedBreakdowns(region *config.Region, names []string) map[string]int {
	shared := map[string]int{}
	for _, name := range names {
		for _, s := range b.Breakdowns(name, region.Code) {
			shared[s.Breakdown]++
		}
	}
	return shared
}

func indicatorsIn(names []string) int {
	if slices.Contains(names, config.Population) {
		return len(names) - 1
	}
	return len(names)
}

func (b *Board) inputOf(region *config.Region, name, breakdown string) input {
	if name == config.Population {
		return input{constant: populationOf(region), known: true}
	}
	in := input{cells: map[kpi.Period]*Cell{}}
	if s := b.Series(name, region.Code, breakdown); s != nil {
		for n := range s.Cells {
			in.cells[s.Cells[n].Period] = &s.Cells[n]
		}
	}
	return in
}

// populationOf is how many people live in a region; nil where that is not known.
func populationOf(region *config.Region) *float64 {
	if region.Population <= 0 {
		return nil
	}
	n := float64(region.Population)
	return &n
}

// computedCell is what the formula gives for a period; where it gives nothing, the cell says why.
func (b *Board) computedCell(i *config.Indicator, k SeriesKey, period kpi.Period, inputs []input) Cell {
	cell := Cell{Observation: &store.Observation{
		Indicator: i.ID, Breakdown: k.Breakdown, Region: k.Region, Period: period, Status: kpi.Present,
		Origin: store.Origin{Source: ComputedSource},
	}, Running: period.End >= b.Known, ofNothing: true}
	numbers := make([]*float64, len(inputs))
	for n := range inputs {
		numbers[n] = inputs[n].constant
		if c := inputs[n].cells[period]; c != nil {
			numbers[n] = c.Value
			cell.addOrigin(c)
			cell.addCoverage(c)
			cell.ofNothing = cell.ofNothing && c.ofNothing
		}
	}
	cell.trimCollections()
	if status, reason := missing(inputs, period); status != "" {
		cell.Status, cell.Reason = status, reason
		return cell
	}
	v, reason := i.Formula.Compiled.Value(numbers...)
	switch {
	case v == nil:
		cell.Status, cell.Reason = kpi.NoData, reason
	case i.Min != nil && *v < *i.Min, i.Max != nil && *v > *i.Max:
		cell.Status, cell.Reason = kpi.NoData, kpi.ReasonOutOfRange
	default:
		cell.Value = v
	}
	return cell
}

// addCoverage keeps the least that any part covers: of its own inputs, and of regions.
func (c *Cell) addCoverage(part *Cell) {
	if part.Coverage != nil && (c.Coverage == nil || *part.Coverage < *c.Coverage) {
		c.Coverage = part.Coverage
	}
	if part.Expected > 0 && (c.Expected == 0 || part.Reported*c.Expected < c.Reported*part.Expected) {
		c.Reported, c.Expected, c.Withheld, c.Unheard = part.Reported, part.Expected, part.Withheld, part.Unheard
	}
}

// missing says why a formula can't be computed for a period, "" where it can: what is withheld stays withheld before all else, then
// what does not apply, then what has other periods, then what is not known.
func missing(inputs []input, p kpi.Period) (kpi.Status, kpi.Reason) {
	var status kpi.Status
	var reason kpi.Reason
	rank := 0
	for _, in := range inputs {
		s, why, r := in.missing(p)
		if r > rank {
			status, reason, rank = s, why, r
		}
	}
	return status, reason
}

// missing says why an input has no number in a period, and how much that weighs; 0 where it has one.
func (in input) missing(p kpi.Period) (kpi.Status, kpi.Reason, int) {
	c := in.cells[p]
	switch {
	case in.known && in.constant == nil:
		return kpi.NoData, kpi.ReasonNoData, 1
	case in.known, c != nil && c.Value != nil:
		return "", "", 0
	case c != nil && c.Reason == kpi.ReasonSuppressed:
		return c.Status, c.Reason, 4
	case c != nil && c.Status == kpi.NotApplicable:
		return c.Status, c.Reason, 3
	case c != nil:
		return c.Status, c.Reason, 1
	}
	for other := range in.cells {
		if other.Start <= p.End && p.Start <= other.End {
			return kpi.NoData, kpi.ReasonMixedFrequency, 2
		}
	}
	return kpi.NoData, kpi.ReasonNoData, 1
}
