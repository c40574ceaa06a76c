package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// InputsOf finds the cells that a computed figure of the board was made of: those of a roll-up's regions, the two totals of an
// increment, and a formula's inputs, in their order; none for what was reported or derived. They are found again rather than kept,
// since few are ever asked for. Those without a value are among a formula's and an increment's, as the reason why it has none.
func (b *Board) InputsOf(o *store.Observation) []*Cell {
	indicator, region := b.Config.Indicator(o.Indicator), b.Config.Region(o.Region)
	if indicator == nil || region == nil {
		return nil
	}
	switch o.Source {
	case RollupSource:
		if overParts[indicator.Rollup] != nil {
			return b.serviceInputs(indicator, region, o.Breakdown, o.Period)
		}
		return b.rolledInputs(indicator, region, o.Breakdown, o.Period)
	case IncrementSource:
		return b.incrementInputs(indicator, o)
	case ComputedSource:
		var cells []*Cell
		for _, name := range indicator.Formula.Compiled.Names() {
			if c := b.Series(name, o.Region, o.Breakdown).At(o.Period); c != nil {
				cells = append(cells, c)
			}
		}
		return cells
	}
	return nil
}

func (b *Board) rolledInputs(indicator *config.Indicator, parent *config.Region, breakdown string, period kpi.Period) []*Cell {
	var cells []*Cell
	for _, child := range expectedOf(b.Config, parent, indicator.ID) {
		c := b.Series(indicator.ID, child.region.Code, breakdown).At(period)
		if c != nil && child.expected(period) && rollParts(indicator, []kpi.Part{partOf(indicator, child.region, c)}, 1).Reported > 0 {
			cells = append(cells, c)
		}
	}
	return cells
}

func (b *Board) incrementInputs(indicator *config.Indicator, o *store.Observation) []*Cell {
	s := b.Series(indicator.Increment, o.Region, o.Breakdown)
	if s == nil {
		return nil
	}
	own := slices.DeleteFunc(slices.Clone(s.Cells), func(c Cell) bool { return c.Source == RollupSource }) // increments are told before
	totals := totalsOf(own, b.Config.Indicator(indicator.Increment))
	for _, one := range kpi.Increments(levelsOf(totals), indicator.Frequency) {
		switch {
		case one.Period != o.Period:
		case one.Before < 0:
			return totals[one.Of : one.Of+1]
		default:
			return []*Cell{totals[one.Before], totals[one.Of]}
		}
	}
	return nil
}
