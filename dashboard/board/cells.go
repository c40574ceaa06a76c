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
// region, what year-to-date values grew by, and what formulas give.
const (
	RollupSource    = "rollup"
	IncrementSource = "increment"
	ComputedSource  = "computed"
)

// HasBegun tells whether a board can speak of a period: one that begins after Known is not there. A region whose day has turned already tells of a
// month that has not begun in UTC.
func (b *Board) HasBegun(p kpi.Period) bool { return p.Start <= b.Known }

// seriesOf makes an indicator's series in a region of its rows, which are in order of breakdown, period and source: each
// row goes into its cell, and the one that speaks for the cell is chosen.
func (b *Board) seriesOf(indicator *config.Indicator, rows []*store.Observation, restated map[store.ObservationKey]*store.Observation) []*Series {
	var list []*Series
	ahead := func(o *store.Observation) bool { return !b.HasBegun(o.Period) }
	if slices.ContainsFunc(rows, ahead) {
		rows = slices.DeleteFunc(slices.Clone(rows), ahead)
	}
	for len(rows) > 0 {
		own := rows[:leading(rows, sameBreakdown)]
		rows = rows[len(own):]
		s := &Series{
			SeriesKey: SeriesKey{own[0].Indicator, own[0].Region, own[0].Breakdown},
			Cells:     make([]Cell, 0, periods(own)),
		}
		for len(own) > 0 {
			n := leading(own, samePeriod)
			s.Cells = append(s.Cells, b.cell(indicator, own[:n], restated))
			own = own[n:]
		}
		list = append(list, s)
	}
	return list
}

func (b *Board) cell(indicator *config.Indicator, candidates []*store.Observation, restated map[store.ObservationKey]*store.Observation) Cell {
	c := Cell{Observation: candidates[0], Running: candidates[0].Period.End >= b.Known}
	if len(candidates) > 1 {
		candidates = slices.Clone(candidates)
		slices.SortStableFunc(candidates, precedence(indicator))
		c.Observation, c.Others = candidates[0], candidates[1:]
	}
	c.Restated = len(restated) > 0 && restated[c.Key()] != nil
	return c
}

// periods is how many different ones a series' rows speak of.
func periods(rows []*store.Observation) int {
	n := 1
	for i := range rows[1:] {
		if !samePeriod(rows[i], rows[i+1]) {
			n++
		}
	}
	return n
}

// leading is how many observations at the beginning are the same as the first.
func leading(observations []*store.Observation, same func(x, y *store.Observation) bool) int {
	n := 1
	for n < len(observations) && same(observations[0], observations[n]) {
		n++
	}
	return n
}

func sameBreakdown(x, y *store.Observation) bool { return x.Breakdown == y.Breakdown }

func samePeriod(x, y *store.Observation) bool { return x.Period == y.Period }

func comparePeriods(x, y kpi.Period) int {
	return cmp.Or(cmp.Compare(x.End, y.End), cmp.Compare(x.Start, y.Start))
}

// with puts the cells of a computed series into their places among a region's series of the indicator. What it is given stays as it
// is, since boards share it.
func with(list []*Series, indicator *config.Indicator, computed *Series) []*Series {
	if len(computed.Cells) == 0 {
		return list
	}
	at, there := slices.BinarySearchFunc(list, computed.SeriesKey, func(s *Series, k SeriesKey) int { return s.Compare(k) })
	if !there {
		return slices.Insert(slices.Clone(list), at, computed)
	}
	list = slices.Clone(list)
	list[at] = &Series{computed.SeriesKey, merged(list[at].Cells, computed.Cells, precedence(indicator))}
	return list
}

func merged(own, computed []Cell, first func(x, y *store.Observation) int) []Cell {
	all := make([]Cell, 0, len(own)+len(computed))
	for len(own) > 0 && len(computed) > 0 {
		switch c := comparePeriods(own[0].Period, computed[0].Period); {
		case c < 0:
			all, own = append(all, own[0]), own[1:]
		case c > 0:
			all, computed = append(all, computed[0]), computed[1:]
		default:
			all = append(all, joined(own[0], computed[0], first))
			own, computed = own[1:], computed[1:]
		}
	}
	return append(append(all, own...), computed...)
}

// joined is the cell of which a region has a figure of its own and a computed one. What was made of nothing is no second opinion.
func joined(own, computed Cell, first func(x, y *store.Observation) int) Cell {
	if computed.ofNothing {
		return own
	}
	if first(computed.Observation, own.Observation) < 0 {
		computed.Others = append([]*store.Observation{own.Observation}, own.Others...)
		return computed
	}
	own.Others, own.computed = append(slices.Clip(own.Others), computed.Observation), &computed
	slices.SortStableFunc(own.Others, first)
	return own
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

// computed ranks how far a source is from what somebody reported: 0 reported, 1 derived, an increment or computed, 2 rolled up.
func computed(source string) int {
	switch source {
	case store.DerivedSource(false), store.DerivedSource(true), IncrementSource, ComputedSource:
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

// Compare orders series by indicator, region and breakdown.
func (k SeriesKey) Compare(o SeriesKey) int {
	return cmp.Or(
		strings.Compare(k.Indicator, o.Indicator),
		strings.Compare(k.Region, o.Region),
		strings.Compare(k.Breakdown, o.Breakdown),
	)
}
