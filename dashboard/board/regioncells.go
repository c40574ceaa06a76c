package board

import "github.com/postup/postup/kpi"

// cellsOfRegion are the cells of each period.
type cellsOfRegion map[kpi.Period]*cellsOfPeriod

func (c cellsOfRegion) at(p kpi.Period) *cellsOfPeriod {
	cells := c[p]
	if cells == nil {
		cells = &cellsOfPeriod{parts: map[cellKey]*part{}}
		c[p] = cells
	}
	return cells
}

// reset empties the cells and keeps their room.
func (c cellsOfRegion) reset() {
	for _, cells := range c {
		clear(cells.parts)
		*cells = cellsOfPeriod{parts: cells.parts, members: cells.members[:0]}
	}
}

// cellOfPeriod names a cell of a region.
type cellOfPeriod struct {
	period kpi.Period
	cellKey
}

// hides tells whether any cell is hidden.
func (c cellsOfRegion) hides() bool {
	for _, cells := range c {
		if cells.count() > 0 {
			return true
		}
	}
	return false
}

// hiddenCells lists those that are hidden.
func (c cellsOfRegion) hiddenCells() []cellOfPeriod {
	var list []cellOfPeriod
	for p, cells := range c {
		for k, part := range cells.parts {
			if part.hidden {
				list = append(list, cellOfPeriod{p, k})
			}
		}
	}
	return list
}

// hide hides the cells of a list.
func (c cellsOfRegion) hide(list []cellOfPeriod) {
	for _, k := range list {
		if p := c.at(k.period).parts[k.cellKey]; p != nil {
			p.hidden = true
		}
	}
}
