package board

import (
	"iter"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
)

// periodsOf are periods by breakdown.
type periodsOf map[string]map[kpi.Period]bool

// addDifferences adds the periods in which an indicator's series in a region are not what they were.
func (p periodsOf) addDifferences(before, now []*Series) {
	for len(before) > 0 || len(now) > 0 {
		switch c := first(before, now, func(x, y *Series) int { return strings.Compare(x.Breakdown, y.Breakdown) }); {
		case c < 0:
			p.addCells(before[0].Breakdown, before[0].Cells, nil)
			before = before[1:]
		case c > 0:
			p.addCells(now[0].Breakdown, nil, now[0].Cells)
			now = now[1:]
		default:
			if before[0] != now[0] {
				p.addCells(now[0].Breakdown, before[0].Cells, now[0].Cells)
			}
			before, now = before[1:], now[1:]
		}
	}
}

func (p periodsOf) addCells(breakdown string, before, now []Cell) {
	periods := p[breakdown]
	if periods == nil {
		periods = map[kpi.Period]bool{}
		p[breakdown] = periods
	}
	for len(before) > 0 || len(now) > 0 {
		switch c := first(before, now, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) }); {
		case c < 0:
			periods[before[0].Period] = true
			before = before[1:]
		case c > 0:
			periods[now[0].Period] = true
			now = now[1:]
		default:
			if !now[0].says(&before[0]) {
				periods[now[0].Period] = true
			}
			before, now = before[1:], now[1:]
		}
	}
}

// first compares the first of two lists of which one may be at its end, which then comes last.
func first[T any](x, y []T, compare func(x, y T) int) int {
	switch {
	case len(x) == 0:
		return 1
	case len(y) == 0:
		return -1
	}
	return compare(x[0], y[0])
}

// says tells whether a cell is what another one is for whom it is a part. Boards share observations, so one that is another may
// say something else.
func (c *Cell) says(o *Cell) bool {
	return c.Observation == o.Observation && c.Restated == o.Restated && c.Partial == o.Partial &&
		c.Incomplete == o.Incomplete && c.lacks == o.lacks
}

// cellsOf are a series' cells of the periods.
func (p periodsOf) cellsOf(s *Series) iter.Seq[*Cell] {
	return func(yield func(*Cell) bool) {
		periods := p[s.Breakdown]
		if len(periods) < len(s.Cells)/8 { // few of them
			for period := range periods {
				if c := s.At(period); c != nil && !yield(c) {
					return
				}
			}
			return
		}
		for i := range s.Cells {
			if c := &s.Cells[i]; periods[c.Period] && !yield(c) {
				return
			}
		}
	}
}

// renewed puts cells, in order of period, in the place of those that a series of the list had in some periods. A series
// without any cell is left out. The list stays as it is, since boards share it.
func renewed(list []*Series, key SeriesKey, periods map[kpi.Period]bool, cells []Cell) []*Series {
	at, there := slices.BinarySearchFunc(list, key, func(s *Series, k SeriesKey) int { return s.Compare(k) })
	list = slices.Clone(list)
	if there {
		var kept []Cell
		for _, c := range list[at].Cells {
			if !periods[c.Period] {
				kept = append(kept, c)
			}
		}
		if len(kept) > 0 {
			cells = merged(kept, cells, nil) // of different periods
		}
		list = slices.Delete(list, at, at+1)
	}
	if len(cells) == 0 {
		return list
	}
	return slices.Insert(list, at, &Series{key, cells})
}
