package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// rolledCells are a parent's cells of a series, in order of period, as its children's cells make them.
func (b *Board) rolledCells(p parent, indicator *config.Indicator, key SeriesKey, cells map[kpi.Period][]*Cell) []Cell {
	rolled := make([]Cell, 0, len(cells))
	for period, list := range cells {
		expected := 0
		for _, c := range p.parts[indicator.ID] {
			if c.expected(period) {
				expected++
			}
		}
		if cell, ok := b.rolledCell(indicator, key, period, list, expected); ok {
			rolled = append(rolled, cell)
		}
	}
	slices.SortFunc(rolled, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
	return rolled
}

func (c child) expected(p kpi.Period) bool {
	return (c.from.IsZero() || p.End >= c.from) && inForce(c.region, p)
}

// rolledCell makes the parent's cell; false where no child that should have a value has a cell. A child that the question doesn't apply to is
// not expected to have one. A child whose figure is withheld counts as not reported, lest the sum give it away; and where all the others
// have nothing, the sum is withheld too: it is not 0. Where no child has a value that counts, the cell says why.
func (b *Board) rolledCell(indicator *config.Indicator, key SeriesKey, period kpi.Period, cells []*Cell, expected int) (Cell, bool) {
	cell := Cell{Observation: &store.Observation{
		Indicator: key.Indicator, Breakdown: key.Breakdown, Region: key.Region, Period: period, Status: kpi.Present,
		Origin: store.Origin{Source: RollupSource},
	}, Running: period.End >= b.Known}
	asked := slices.DeleteFunc(cells, func(c *Cell) bool { return c.Status == kpi.NotApplicable })
	expected -= len(cells) - len(asked)
	parts, missing := make([]kpi.Part, 0, len(asked)), lacksNothing
	if expected > len(asked) {
		missing = lacksData
	}
	cell.Collections = make([]uint64, 0, len(asked)) // mostly one of each
	for _, c := range asked {
		if c.Value == nil {
			missing = missing.and(cell.leaveOut(c.Reason))
			continue
		}
		part := partOf(indicator, b.Config.Region(c.Region), c)
		parts = append(parts, part)
		if weighed(indicator, part) {
			cell.addOrigin(c)
		}
	}
	rolled := rollParts(indicator, parts, expected)
	cell.Reported, cell.Expected = int32(rolled.Reported), int32(rolled.Expected)
	if rolled.Value == nil {
		cell.blank(asked, rolled.Reason)
		return cell, len(asked) > 0
	}
	cell.Value, cell.Numerator, cell.Denominator = rolled.Value, rolled.Numerator, rolled.Denominator
	cell.Partial = cell.Partial || rolled.Partial
	if rolled.Partial && indicator.Rollup == config.RollupSum {
		cell.Incomplete, cell.lacks = true, cell.lacks.and(missing)
	}
	cell.trimCollections()
	if missing == lacksWithheld && nothingKnown(indicator, rolled) {
		cell.Observation = withheld(cell.Observation)
	}
	return cell, true
}

// blank makes the cell one that has no value, and says why: as its parts do, none of which has one that counts. otherwise is the reason where they
// don't agree.
func (c *Cell) blank(parts []*Cell, otherwise kpi.Reason) {
	for _, p := range parts {
		c.addOrigin(p)
	}
	c.trimCollections()
	c.Partial, c.Incomplete, c.lacks, c.ofNothing = false, false, lacksNothing, true
	c.Status, c.Reason = sharedAbsence(parts, otherwise)
}

// sharedAbsence is why none of some cells has a value that counts: withheld if one of them is, else the status and the reason that all share.
func sharedAbsence(cells []*Cell, otherwise kpi.Reason) (kpi.Status, kpi.Reason) {
	share := true
	for _, c := range cells {
		if c.Reason == kpi.ReasonSuppressed {
			return c.Status, c.Reason
		}
		share = share && c.Value == nil && c.Status == cells[0].Status && c.Reason == cells[0].Reason
	}
	if !share || len(cells) == 0 {
		return kpi.NoData, otherwise
	}
	return cells[0].Status, cells[0].Reason
}

// nothingKnown tells whether a sum is of nothing but zeros, which is no sum where a part of it is withheld.
func nothingKnown(indicator *config.Indicator, rolled kpi.Rolled) bool {
	return indicator.Rollup == config.RollupSum && *rolled.Value == 0
}

// partOf is what a region brings into a roll-up.
func partOf(indicator *config.Indicator, region *config.Region, c *Cell) kpi.Part {
	p := kpi.Part{Value: c.Value, Numerator: c.Numerator, Denominator: c.Denominator}
	if indicator.Rollup == config.RollupPopulation {
		p.Weight = populationOf(region)
	}
	return p
}

// weighed tells whether a part that has a value counts: one that can't be weighed is as if it had not reported.
func weighed(indicator *config.Indicator, p kpi.Part) bool {
	switch indicator.Rollup {
	case config.RollupWeighted:
		return p.Denominator != nil
	case config.RollupPopulation:
		return p.Weight != nil
	}
	return true
}

func rollParts(indicator *config.Indicator, parts []kpi.Part, expected int) kpi.Rolled {
	switch indicator.Rollup {
	case config.RollupSum:
		return kpi.RollUpSum(parts, expected)
	case config.RollupWeighted:
		return kpi.RollUpWeighted(parts, expected, scaleOf(indicator))
	case config.RollupPopulation:
		return kpi.RollUpByWeight(parts, expected)
	}
	return kpi.RollUpMean(parts, expected)
}

// scaleOf is what a share is multiplied by to be in the indicator's unit.
func scaleOf(indicator *config.Indicator) float64 {
	if indicator.Unit == "percent" {
		return 100
	}
	return 1
}

// addOrigin lets the marks of a part pass to the whole: simulated, restated, partial and how new it is.
func (c *Cell) addOrigin(part *Cell) {
	c.Simulated = c.Simulated || part.Simulated
	c.Restated = c.Restated || part.Restated
	c.Partial = c.Partial || part.Partial
	c.Incomplete, c.lacks = c.Incomplete || part.Incomplete, c.lacks.and(part.lacks)
	if part.Seq > c.Seq {
		c.Seq, c.RecordedAt = part.Seq, part.RecordedAt
	}
	c.Collections = append(c.Collections, part.Collections...)
}

// mostCollections is how many collections a rolled-up figure names, the newest ones.
const mostCollections = 50

func (c *Cell) trimCollections() {
	slices.Sort(c.Collections)
	c.Collections = slices.Compact(c.Collections)
	if n := len(c.Collections); n > mostCollections {
		c.Collections = c.Collections[n-mostCollections:]
	}
	if 2*len(c.Collections) < cap(c.Collections) {
		c.Collections = slices.Clone(c.Collections)
	}
}
