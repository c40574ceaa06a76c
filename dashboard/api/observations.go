package api

import (
	"iter"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

type observationRow struct {
	Indicator   string     `json:"indicator"`
	Breakdown   string     `json:"breakdown"`
	Region      string     `json:"region"`
	PeriodStart kpi.Date   `json:"period_start"`
	PeriodEnd   kpi.Date   `json:"period_end"`
	Value       *float64   `json:"value"`
	Numerator   *float64   `json:"numerator"`
	Denominator *float64   `json:"denominator"`
	Coverage    *float64   `json:"coverage"`
	Status      kpi.Status `json:"status"`
	Reason      *string    `json:"reason"`
	RecordedAt  moment     `json:"recorded_at"`
	Seq         uint64     `json:"seq"`
	Source      string     `json:"source"`
	Collections []uint64   `json:"collections"`
	Simulated   bool       `json:"simulated"`
}

// cellRow is an observation on the board, with the marks that it carries there.
type cellRow struct {
	observationRow
	Chosen   bool `json:"chosen"` // false: it stands beside the one that speaks for the cell
	Restated bool `json:"restated"`
	Running  bool `json:"running"`
	Partial  bool `json:"partial"`
	Reported *int `json:"reported"` // regions that a roll-up, or what is computed from one, is made of, and those expected; null for others
	Expected *int `json:"expected"`
}

func observationRowOf(o *store.Observation) observationRow {
	return observationRow{
		Indicator: o.Indicator, Breakdown: o.Breakdown, Region: o.Region,
		PeriodStart: o.Period.Start, PeriodEnd: o.Period.End,
		Value: o.Value, Numerator: o.Numerator, Denominator: o.Denominator, Coverage: o.Coverage,
		Status: o.Status, Reason: missing(o.Value, o.Reason, o.Status),
		RecordedAt: moment(o.RecordedAt), Seq: o.Seq, Source: o.Source, Collections: listOf(o.Collections), Simulated: o.Simulated,
	}
}

// placed is an observation in its cell.
type placed struct {
	cell *board.Cell
	o    *store.Observation
}

func (a *API) observations(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, a.placedOn(b, q), func(p placed) string { return observationKey(p.o) }, cellRowOf)
}

// placedOn gives the observations that a query asks for, one at a time: a board may hold hundreds of thousands.
func (a *API) placedOn(b *board.Board, q *query) iter.Seq[placed] {
	wanted := a.indicatorFilter(q)
	return func(yield func(placed) bool) {
		for _, s := range b.AllSeries() {
			if (wanted != nil && !wanted[s.Indicator]) || !picks(q.regions, s.Region) || !a.breakdownPicked(q, s.Breakdown) {
				continue
			}
			for i := range s.Cells {
				if q.within(s.Cells[i].Period) && !q.each(&s.Cells[i], yield) {
					return
				}
			}
		}
	}
}

// each gives a cell's chosen observation and, where they are asked for, those beside it; false: no more are wanted.
func (q *query) each(cell *board.Cell, yield func(placed) bool) bool {
	if !yield(placed{cell, cell.Observation}) {
		return false
	}
	if !q.beside {
		return true
	}
	for _, o := range cell.Others {
		if !yield(placed{cell, o}) {
			return false
		}
	}
	return true
}

func cellRowOf(p placed) cellRow {
	c := p.cell.Of(p.o)
	row := cellRow{observationRow: observationRowOf(p.o), Chosen: p.o == p.cell.Observation, Running: c.Running}
	if p.o.Source == board.RollupSource || p.o.Source == board.ComputedSource && c.Expected > 0 {
		reported, expected := int(c.Reported), int(c.Expected)
		row.Reported, row.Expected = &reported, &expected
		row.Partial = c.Partial
	}
	if row.Chosen {
		row.Restated = p.cell.Restated
	}
	return row
}

func observationKey(o *store.Observation) string {
	return strings.Join([]string{o.Indicator, o.Region, o.Breakdown, o.Period.String(), o.Source}, "|")
}

// within tells whether a period lies between from and to.
func (q *query) within(p kpi.Period) bool {
	return (q.from.IsZero() || p.Start >= q.from) && (q.to.IsZero() || p.End <= q.to)
}

// breakdownPicked tells whether a breakdown is asked for. A sector lets through its own figures and those of its
// services.
func (a *API) breakdownPicked(q *query, breakdown string) bool {
	if q.breakdown != nil && *q.breakdown != breakdown {
		return false
	}
	if len(q.sectors) == 0 {
		return true
	}
	sector := board.BreakdownValue(breakdown, "sector")
	if s := a.Config.Service(board.BreakdownValue(breakdown, "service")); sector == "" && s != nil {
		sector = s.Sector
	}
	return sector != "" && picks(q.sectors, sector)
}
