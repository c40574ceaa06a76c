package store

import (
	"context"

	"github.com/postup/postup/kpi"
)

var observations = versions[Observation, ObservationKey]{
	table: "observations",
	as:    "observations",
	words: (*Observation).words,
	columns: columnsOf([]column[Observation]{
		word("indicator", func(o *Observation) *string { return &o.Indicator }),
		word("breakdown", func(o *Observation) *string { return &o.Breakdown }),
		word("region", func(o *Observation) *string { return &o.Region }),
		day("period_start", func(o *Observation) *kpi.Date { return &o.Period.Start }),
		day("period_end", func(o *Observation) *kpi.Date { return &o.Period.End }),
		word("status", func(o *Observation) *kpi.Status { return &o.Status }),
		word("reason", func(o *Observation) *kpi.Reason { return &o.Reason }),
		plain("value", func(o *Observation) **float64 { return &o.Value }),
		plain("numerator", func(o *Observation) **float64 { return &o.Numerator }),
		plain("denominator", func(o *Observation) **float64 { return &o.Denominator }),
		plain("coverage", func(o *Observation) **float64 { return &o.Coverage }),
		list("collections", func(o *Observation) *[]uint64 { return &o.Collections }),
	}, origin(func(o *Observation) *Origin { return &o.Origin })),
	identity: []string{"indicator", "breakdown", "region", "period_start", "period_end", "source"},
	key:      (*Observation).Key,
	same: func(a, b *Observation) bool {
		return a.Status == b.Status && a.Reason == b.Reason && equal(a.Value, b.Value) &&
			equal(a.Numerator, b.Numerator) && equal(a.Denominator, b.Denominator) && equal(a.Coverage, b.Coverage)
	},
	origin: func(o *Observation) *Origin { return &o.Origin },
	came:   (*Observation).CameIn,
	check: func(o *Observation, f *faults) {
		f.text("indicator", o.Indicator)
		f.text("region", o.Region)
		f.period(o.Period)
		f.text("status", string(o.Status))
		f.when(o.Value != nil && o.Status != kpi.Present, "a value whose status is "+string(o.Status))
		f.number("value", o.Value)
		f.number("numerator", o.Numerator)
		f.number("denominator", o.Denominator)
		f.number("coverage", o.Coverage)
	},
	near: func(where *conditions, rows []*Observation) {
		where.near("indicator", distinct(rows, func(o *Observation) string { return o.Indicator }))
		where.near("region", distinct(rows, func(o *Observation) string { return o.Region }))
		first, _ := span(rows, func(o *Observation) kpi.Date { return o.Period.Start })
		_, last := span(rows, func(o *Observation) kpi.Date { return o.Period.End })
		where.from("period_start", first)
		where.until("period_end", last)
	},
	filter: filterColumns{indicator: "indicator", breakdown: "breakdown", start: "period_start", end: "period_end"},
}

// WriteObservations stores the observations that differ from the newest stored one of their identity, in value,
// numerator, denominator, coverage, status, reason or in being simulated, and derived ones that no longer name a collection
// which that one names; the others are not written again.
// Of several with one identity the last counts, and only that one is counted. Seq and RecordedAt of those that
// were written are set. NaN, a value without the status present, or a day that cannot be stored is an Error
// with CodeInvalid, and nothing is written.
func (s *Store) WriteObservations(ctx context.Context, rows []Observation) (Written, error) {
	return observations.write(ctx, s, rows)
}

// Observations hands over the newest version of each identity, ordered by identity. An error of the callback
// ends the read and is returned. The row is the callback's to keep.
func (s *Store) Observations(ctx context.Context, f Filter, at AsOf, each func(*Observation) error) error {
	return observations.newest(ctx, s, f, at, each)
}

// History hands over every version, by identity, oldest first.
func (s *Store) History(ctx context.Context, f Filter, at AsOf, each func(*Observation) error) error {
	return observations.history(ctx, s, f, at, each)
}

// CameIn are the collections that the observation came from: those that it was derived from, or the one that brought it.
func (o *Observation) CameIn() []uint64 { return cameIn(o.Collections, o.Collection) }

// equal compares values that may be missing; missing is never zero.
func equal(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
