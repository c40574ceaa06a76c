package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// addIncrements gives those of a region's indicators that are the increment of a year-to-date one their figures.
func (b *Board) addIncrements(s *sheet, affected map[string]bool) {
	for _, i := range b.Config.Indicators {
		if i.Increment == "" || !affected[i.ID] {
			continue
		}
		for _, of := range s.own[i.Increment] {
			increments := &Series{SeriesKey{i.ID, of.Region, of.Breakdown}, b.incrementsOf(of, i)}
			put(s.own, i.ID, with(s.own[i.ID], i, increments))
		}
	}
}

// includeIncrements adds the increments of the indicators that are affected to them, and gives those that it has added. There are none of
// what is computed itself, so none of these.
func (b *Board) includeIncrements(affected map[string]bool) []*config.Indicator {
	var added []*config.Indicator
	for _, i := range b.Config.Indicators {
		if i.Increment != "" && affected[i.Increment] && !affected[i.ID] {
			affected[i.ID] = true
			added = append(added, i)
		}
	}
	return added
}

func (b *Board) incrementsOf(s *Series, i *config.Indicator) []Cell {
	totals := totalsOf(s.Cells, b.Config.Indicator(s.Indicator))
	var cells []Cell
	for _, one := range kpi.Increments(levelsOf(totals), i.Frequency) {
		cells = append(cells, b.increment(totals, i, one))
	}
	return cells
}

func levelsOf(totals []*Cell) []kpi.Level {
	levels := make([]kpi.Level, len(totals))
	for n, c := range totals {
		levels[n] = kpi.Level{Period: c.Period, Value: c.Value}
	}
	return levels
}

// totalsOf are the cells less those of which another one that goes first says what was counted by the same day: one source may
// write the month, another the time since January.
func totalsOf(cells []Cell, indicator *config.Indicator) []*Cell {
	first := precedence(indicator)
	var totals []*Cell
	for n := range cells {
		if !slices.ContainsFunc(cells, func(c Cell) bool {
			return c.Period.End == cells[n].Period.End && first(c.Observation, cells[n].Observation) < 0
		}) {
			totals = append(totals, &cells[n])
		}
	}
	return totals
}

// increment is the cell of an increment: where the level itself has no value, that says why.
func (b *Board) increment(totals []*Cell, i *config.Indicator, one kpi.Increment) Cell {
	of := totals[one.Of]
	cell := Cell{Observation: &store.Observation{
		Indicator: i.ID, Breakdown: of.Breakdown, Region: of.Region, Period: one.Period, Status: kpi.Present, Value: one.Value,
		Origin: store.Origin{Source: IncrementSource},
	}, Running: one.Period.End >= b.Known}
	switch {
	case of.Value == nil:
		cell.Status, cell.Reason = of.Status, of.Reason
	case one.Value == nil:
		cell.Status, cell.Reason = kpi.NoData, one.Reason
	case one.Before >= 0 && b.broken(i.Increment, totals[one.Before].Period.End, of.Period.End):
		cell.Status, cell.Reason, cell.Value = kpi.NoData, kpi.ReasonNotComparable, nil
	case i.Min != nil && *one.Value < *i.Min:
		cell.Status, cell.Reason, cell.Value = kpi.NoData, kpi.ReasonFell, nil
	}
	cell.addOrigin(of)
	if one.Before >= 0 {
		cell.addOrigin(totals[one.Before])
	}
	cell.trimCollections()
	return cell
}

// broken tells whether an indicator is measured in another way on a day than on an earlier one.
func (b *Board) broken(indicator string, earlier, later kpi.Date) bool {
	return slices.ContainsFunc(b.Config.Indicator(indicator).Breaks, func(at config.Break) bool {
		return at.On > earlier && at.On <= min(later, b.Today)
	})
}
