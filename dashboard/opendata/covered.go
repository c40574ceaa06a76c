package opendata

import (
	"slices"

	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/kpi"
)

// covered is the time that the rows of a dataset speak of, where they speak of periods or months.
type covered struct {
	start, end, month int // columns; -1: there is none
	from, to          kpi.Date
}

func newCovered(columns []table.Column) *covered {
	at := func(name string) int {
		return slices.IndexFunc(columns, func(c table.Column) bool { return c.Name == name })
	}
	return &covered{start: at("period_start"), end: at("period_end"), month: at("month")}
}

func (c *covered) add(cells []table.Cell) {
	switch {
	case c.start >= 0 && c.end >= 0:
		c.widen(cells[c.start].Date(), cells[c.end].Date())
	case c.month >= 0:
		if first := cells[c.month].Date(); !first.IsZero() {
			c.widen(first, first.MonthEnd())
		}
	}
}

func (c *covered) widen(from, to kpi.Date) {
	if from.IsZero() || to.IsZero() {
		return
	}
	if c.from.IsZero() || from < c.from {
		c.from = from
	}
	if to > c.to || c.to.IsZero() {
		c.to = to
	}
}
