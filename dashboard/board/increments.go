package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// addIncrements gives indicators that are the increment of a year-to-date one their figures.
func (b *Board) addIncrements() {
	for _, i := range b.Config.Indicators {
		if i.Increment == "" {
			continue
		}
		for _, region := range b.Config.Regions {
			for _, s := range b.bySeries[indicatorRegion{i.Increment, region.Code}] {
				b.addIncrementsOf(s, i)
			}
		}
	}
}

func (b *Board) addIncrementsOf(s *Series, i *config.Indicator) {
	levels := make([]kpi.Level, len(s.Cells))
	for n := range s.Cells {
		levels[n] = kpi.Level{Period: s.Cells[n].Period, Value: s.Cells[n].Value}
	}
	for _, one := range kpi.Increments(levels, i.Frequency) {
		b.placeCell(i, b.increment(s, i, one))
	}
	own := b.seriesFor(SeriesKey{i.ID, s.Region, s.Breakdown})
	slices.SortFunc(own.Cells, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
}

// increment is the cell of an increment: where the level itself has no value, that says why.
func (b *Board) increment(s *Series, i *config.Indicator, one kpi.Increment) Cell {
	of := &s.Cells[one.Of]
	cell := Cell{Observation: &store.Observation{
		Indicator: i.ID, Breakdown: s.Breakdown, Region: s.Region, Period: one.Period, Status: kpi.Present, Value: one.Value,
		Origin: store.Origin{Source: IncrementSource},
	}, Running: one.Period.End >= b.Today}
	switch {
	case of.Value == nil:
		cell.Status, cell.Reason = of.Status, of.Reason
	case one.Value == nil:
		cell.Status, cell.Reason = kpi.NoData, one.Reason
	case i.Min != nil && *one.Value < *i.Min:
		cell.Status, cell.Reason, cell.Value = kpi.NoData, kpi.ReasonFell, nil
	}
	cell.addOrigin(of)
	if one.Before >= 0 {
		cell.addOrigin(&s.Cells[one.Before])
	}
	cell.trimCollections()
	return cell
}
