package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// explainRollup lists every region that the parent's figure is made of, and those that it lacks with the reason.
func (b *Board) explainRollup(e *Explanation) {
	e.Method, _ = kpi.MethodOf("rollup_" + e.On.Rollup)
	if overParts[e.On.Rollup] != nil {
		b.explainOverParts(e)
		return
	}
	symbol := "vᵢ"
	if e.On.Rollup == config.RollupWeighted {
		symbol = "numeratorᵢ / denominatorᵢ"
	}
	var parts []kpi.Part
	expected := 0
	for _, c := range expectedOf(b.Config, e.In, e.Indicator) {
		if !c.expected(e.Period) {
			continue
		}
		expected++
		cell := b.partCell(e, c)
		if cell == nil {
			e.Inputs = append(e.Inputs, b.lacking(e, c.region))
			continue
		}
		in := cellInput(symbol, InputRegion, cell)
		switch {
		case cell.Status == kpi.NotApplicable:
			expected--
		case cell.Value != nil:
			parts = append(parts, partOf(e.On, c.region, cell))
			weigh(&in, e.On, c.region)
		}
		e.Inputs = append(e.Inputs, in)
	}
	e.Inputs = append(e.Inputs, b.notAsked(e)...)
	if e.On.Rollup == config.RollupWeighted {
		e.Inputs = append(e.Inputs, constant("s", InputScale, scaleOf(e.On)))
	}
	hidden := slices.ContainsFunc(e.Inputs, func(in Input) bool { return in.Reason == kpi.ReasonSuppressed })
	if rolled := rollParts(e.On, parts, expected); rolled.Value != nil && !(hidden && nothingKnown(e.On, rolled)) {
		e.Recomputed = rolled.Value
	}
}

// partCell is what a region brings into its parent's figure; nil where it has nothing.
func (b *Board) partCell(e *Explanation, c child) *Cell {
	return ofBreakdown(b.below(parent{Region: e.In}, c, e.Indicator), e.Breakdown).At(e.Period)
}

// weigh says how a region counts. One that lacks a denominator can't be weighed, and counts as not reported.
func weigh(in *Input, indicator *config.Indicator, region *config.Region) {
	one := 1.0
	in.Weight = &one
	switch indicator.Rollup {
	case config.RollupWeighted:
	case config.RollupPopulation:
		if in.Weight = populationOf(region); in.Weight == nil {
			in.Reason = kpi.ReasonNoData
		}
		return
	default:
		return
	}
	if in.Weight = in.Denominator; in.Denominator == nil {
		in.Reason = kpi.ReasonNoData
		return
	}
	in.Numerator = numeratorOf(indicator, in.Value, in.Numerator, in.Denominator)
}

// lacking is a region that should be in the figure and isn't.
func (b *Board) lacking(e *Explanation, region *config.Region) Input {
	q := e.Question
	q.Region = region.Code
	status := b.Absence(b.expecting(q), region.Code, e.Period)
	return Input{
		Symbol: "vᵢ", Kind: InputRegion, SeriesKey: SeriesKey{e.Indicator, region.Code, e.Breakdown}, Period: e.Period,
		Status: status, Reason: kpi.Reason(status), Explained: true,
	}
}

// notAsked are the regions that the parent's programmes expect nothing of.
func (b *Board) notAsked(e *Explanation) []Input {
	var list []Input
	for _, p := range b.Config.Programmes {
		if p.Region != e.Region || p.Expects == nil || !slices.Contains(indicatorsOf(p), e.Indicator) {
			continue
		}
		for _, n := range p.NotExpected {
			if !slices.ContainsFunc(slices.Concat(list, e.Inputs), func(in Input) bool { return in.Region == n.Region }) {
				list = append(list, Input{
					Kind: InputRegion, SeriesKey: SeriesKey{Region: n.Region}, Period: e.Period,
					Status: kpi.NotExpected, Reason: kpi.ReasonNotExpected,
				})
			}
		}
	}
	return list
}

// explainIncrement gives the year-to-date value and the one before it.
func (b *Board) explainIncrement(e *Explanation) {
	e.Method, _ = kpi.MethodOf(kpi.MethodIncrement)
	s := b.Series(e.On.Increment, e.Region, e.Breakdown)
	if s == nil {
		return
	}
	own := slices.DeleteFunc(slices.Clone(s.Cells), func(c Cell) bool { return c.Source == RollupSource }) // increments are told before
	totals := totalsOf(own, b.Config.Indicator(e.On.Increment))
	for _, one := range kpi.Increments(levelsOf(totals), e.On.Frequency) {
		if one.Period != e.Period {
			continue
		}
		e.Inputs = []Input{cellInput("Y₁", InputTotal, totals[one.Of])}
		if one.Before >= 0 {
			e.Inputs = append(e.Inputs, cellInput("Y₀", InputBefore, totals[one.Before]))
		}
		if e.Figure.Value != nil {
			e.Recomputed = one.Value
		}
	}
}
