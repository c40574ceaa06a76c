package api

import (
	"iter"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

type signalRow struct {
	Kind        kpi.SignalKind `json:"kind"`
	Region      string         `json:"region"`
	Indicator   *string        `json:"indicator"` // null of a service
	Breakdown   string         `json:"breakdown"`
	Period      string         `json:"period"`
	PeriodStart kpi.Date       `json:"period_start"`
	PeriodEnd   kpi.Date       `json:"period_end"`
	Seen        float64        `json:"seen"`
	Expected    float64        `json:"expected"`
	Size        *float64       `json:"size"`    // what was held against limit; null where any difference counts, or it can't be said
	Limit       *float64       `json:"limit"`   // null where any difference counts
	Against     *string        `json:"against"` // a source, the key of a breakdown, or a target
	Source      *string        `json:"source"`  // null of promises
	Collections []uint64       `json:"collections"`
	Simulated   bool           `json:"simulated"`
}

func (a *API) signals(c *fiber.Ctx, q *query) error {
	b, err := a.board(c, q)
	if err != nil {
		return err
	}
	return answer(a, c, q, b, a.signalsOn(b, q), signalKey, signalRowOf)
}

// signalsOn gives the signals that a query asks for. One belongs to the time in which its period ends: a value that has
// been the same since last year is a matter of this year.
func (a *API) signalsOn(b *board.Board, q *query) iter.Seq[*board.Signal] {
	wanted := a.indicatorFilter(q)
	return func(yield func(*board.Signal) bool) {
		for i := range b.Signals {
			s := &b.Signals[i]
			end := kpi.Period{Start: s.Period.End, End: s.Period.End}
			if (wanted != nil && !wanted[s.IndicatorID()]) || !picks(q.regions, s.Region.Code) || !picks(q.kinds, string(s.Kind)) ||
				!a.breakdownPicked(q, s.Breakdown) || !q.within(end) {
				continue
			}
			if !yield(s) {
				return
			}
		}
	}
}

func signalKey(s *board.Signal) string {
	return strings.Join([]string{s.IndicatorID(), s.Region.Code, s.Breakdown, s.Period.String(), string(s.Kind), s.Against, s.Source}, "|")
}

func signalRowOf(s *board.Signal) signalRow {
	row := signalRow{
		Kind: s.Kind, Region: s.Region.Code, Indicator: orNull(s.IndicatorID()), Breakdown: s.Breakdown,
		Period: s.Period.String(), PeriodStart: s.Period.Start, PeriodEnd: s.Period.End, Seen: s.Seen, Expected: s.Expected,
		Against: orNull(s.Against), Source: orNull(s.Source), Collections: listOf(s.Collections), Simulated: s.Simulated,
	}
	if s.Limit > 0 {
		row.Limit = &s.Limit
	}
	if s.Size > 0 {
		row.Size = &s.Size
	}
	return row
}

func (q *query) readKinds(r *reading) {
	all := func() []string {
		names := make([]string, len(kpi.SignalKinds))
		for i, k := range kpi.SignalKinds {
			names[i] = string(k)
		}
		return names
	}
	q.kinds = r.several(pKind, "kind of signal", "", func(s string) bool { return slices.Contains(all(), s) }, all)
}
