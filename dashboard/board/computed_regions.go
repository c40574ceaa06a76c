package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// ofSameRegions tells whether the sums that a formula names add up the same regions. Where they don't, what it makes of them is
// wrong: the refused of eight regions are no share of the completed of twenty-four.
func (b *Board) ofSameRegions(p parent, names []string, breakdown string, period kpi.Period) bool {
	var first []bool
	for _, name := range b.sumsIn(names) {
		has := b.summed(p, name, breakdown, period)
		if has == nil {
			continue
		}
		if first != nil && !slices.Equal(first, has) {
			return false
		}
		first = has
	}
	for n, has := range first {
		if below := b.layout.upwards[n]; has && b.lackRegions(below, names, breakdown, period) && !b.ofSameRegions(below, names, breakdown, period) {
			return false // nor do those that they are made of
		}
	}
	return true
}

// lackRegions tells whether any of the sums lacks a region.
func (b *Board) lackRegions(p parent, names []string, breakdown string, period kpi.Period) bool {
	return slices.ContainsFunc(b.sumsIn(names), func(name string) bool {
		c := b.Series(name, p.Code, breakdown).At(period)
		return c != nil && c.Incomplete
	})
}

// sumsIn are the indicators that the named ones are made of by formulas, as far as they are sums themselves.
func (b *Board) sumsIn(names []string) (sums []string) {
	for _, name := range names {
		switch i := b.Config.Indicator(name); {
		case i == nil: // the population
		case i.Formula != nil && !i.RollsUp():
			sums = append(sums, b.sumsIn(i.Formula.Compiled.Names())...)
		case i.Rollup == config.RollupSum:
			sums = append(sums, name)
		}
	}
	return sums
}

// summed are the regions that an indicator's figure of a parent takes in, as they are rolled up: all that it should, where the parent
// itself says it, else those that have one or to which the question does not apply. Nil where it is made of none.
func (b *Board) summed(p parent, name, breakdown string, period kpi.Period) []bool {
	whole := b.Series(name, p.Code, breakdown).At(period)
	if whole == nil || whole.ofNothing || len(p.parts[name]) == 0 {
		return nil
	}
	has := make([]bool, len(b.layout.upwards))
	for _, part := range p.parts[name] {
		c := ofBreakdown(b.below(p, part, name), breakdown).At(period)
		has[b.layout.rank[part.region.Code]] = part.expected(period) &&
			(whole.Source != RollupSource || c != nil && (c.Value != nil || c.Status == kpi.NotApplicable))
	}
	return has
}

// ofBreakdown finds the series of a breakdown among those of an indicator; nil where there is none.
func ofBreakdown(list []*Series, breakdown string) *Series {
	if n := slices.IndexFunc(list, func(s *Series) bool { return s.Breakdown == breakdown }); n >= 0 {
		return list[n]
	}
	return nil
}
