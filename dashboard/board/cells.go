package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// The sources of figures that the board computes from others, and that are never stored: those that it rolls up to a parent
// region, and what year-to-date values grew by.
const (
	RollupSource    = "rollup"
	IncrementSource = "increment"
)

// fillSeries puts each observation into its cell and chooses the one that speaks for the cell.
func (b *Board) fillSeries(observations []*store.Observation, restated map[store.ObservationKey]bool) {
	slices.SortFunc(observations, compareObservations)
	for len(observations) > 0 {
		own := leading(observations, sameSeries)
		b.addSeries(observations[:own], restated)
		observations = observations[own:]
	}
}

// addSeries adds the observations of one series, in order of period.
func (b *Board) addSeries(observations []*store.Observation, restated map[store.ObservationKey]bool) {
	first := observations[0]
	indicator := b.Config.Indicator(first.Indicator)
	if indicator == nil || b.Config.Region(first.Region) == nil {
		return // a pack that is no longer configured
	}
	s := b.seriesFor(SeriesKey{first.Indicator, first.Region, first.Breakdown})
	s.Cells = make([]Cell, 0, len(observations))
	for len(observations) > 0 {
		own := leading(observations, samePeriod)
		s.Cells = append(s.Cells, b.cell(indicator, observations[:own], restated))
		observations = observations[own:]
	}
}

func (b *Board) cell(indicator *config.Indicator, candidates []*store.Observation, restated map[store.ObservationKey]bool) Cell {
	if len(candidates) > 1 {
		slices.SortStableFunc(candidates, precedence(indicator))
	}
	chosen := candidates[0]
	return Cell{
		Observation: chosen,
		Others:      slices.Clone(candidates[1:]),
		Restated:    restated[chosen.Key()],
		Running:     chosen.Period.End >= b.Today,
	}
}

// leading is how many observations at the beginning are the same as the first.
func leading(observations []*store.Observation, same func(x, y *store.Observation) bool) int {
	n := 1
	for n < len(observations) && same(observations[0], observations[n]) {
		n++
	}
	return n
}

func (b *Board) seriesFor(key SeriesKey) *Series {
	s := b.series[key]
	if s == nil {
		s = &Series{SeriesKey: key}
		b.series[key] = s
		k := indicatorRegion{key.Indicator, key.Region}
		b.bySeries[k] = append(b.bySeries[k], s)
	}
	return s
}

// precedence orders the observations of one cell, the one that speaks for it first: by the indicator's declared order,
// then real before simulated, reported before derived, present before absent, then by the source's id.
func precedence(indicator *config.Indicator) func(x, y *store.Observation) int {
	declared := func(source string) int {
		if i := slices.Index(indicator.Sources, source); i >= 0 {
			return i
		}
		return len(indicator.Sources)
	}
	return func(x, y *store.Observation) int {
		return cmp.Or(
			cmp.Compare(declared(x.Source), declared(y.Source)),
			falseFirst(x.Simulated, y.Simulated),
			cmp.Compare(computed(x.Source), computed(y.Source)),
			falseFirst(x.Status != kpi.Present, y.Status != kpi.Present),
			strings.Compare(x.Source, y.Source),
		)
	}
}

// computed ranks how far a source is from what somebody reported: 0 reported, 1 derived or an increment, 2 rolled up.
func computed(source string) int {
	switch source {
	case store.DerivedSource(false), store.DerivedSource(true), IncrementSource:
		return 1
	case RollupSource:
		return 2
	}
	return 0
}

func falseFirst(x, y bool) int {
	switch {
	case x == y:
		return 0
	case y:
		return -1
	}
	return 1
}

func sameSeries(x, y *store.Observation) bool {
	return x.Indicator == y.Indicator && x.Region == y.Region && x.Breakdown == y.Breakdown
}

func samePeriod(x, y *store.Observation) bool { return x.Period == y.Period }

func compareObservations(x, y *store.Observation) int {
	if c := strings.Compare(x.Indicator, y.Indicator); c != 0 {
		return c // the rest need not be looked at, of a hundred thousand rows
	}
	if c := strings.Compare(x.Region, y.Region); c != 0 {
		return c
	}
	if c := strings.Compare(x.Breakdown, y.Breakdown); c != 0 {
		return c
	}
	return cmp.Or(comparePeriods(x.Period, y.Period), strings.Compare(x.Source, y.Source))
}

func comparePeriods(x, y kpi.Period) int {
	return cmp.Or(cmp.Compare(x.End, y.End), cmp.Compare(x.Start, y.Start))
}

// order sorts each series by period and the lists of series by key, so that lists page in a stable order.
func (b *Board) order() {
	b.ordered = make([]*Series, 0, len(b.series))
	for _, s := range b.series {
		slices.SortFunc(s.Cells, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
		b.ordered = append(b.ordered, s)
	}
	byKey := func(x, y *Series) int { return x.Compare(y.SeriesKey) }
	slices.SortFunc(b.ordered, byKey)
	for _, list := range b.bySeries {
		slices.SortFunc(list, byKey)
	}
}

// Compare orders series by indicator, region and breakdown.
func (k SeriesKey) Compare(o SeriesKey) int {
	return cmp.Or(
		strings.Compare(k.Indicator, o.Indicator),
		strings.Compare(k.Region, o.Region),
		strings.Compare(k.Breakdown, o.Breakdown),
	)
}
