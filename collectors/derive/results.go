package derive

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// mostCollections bounds the collections that a result names: the newest ones.
const mostCollections = 50

// cell is what a result can be computed for: a breakdown's part of a region, from all it is made of.
type cell interface {
	observation(i *config.Indicator) store.Observation
	isSimulated() bool
	newest(most int) []uint64
}

// results are the observations of jobs, and which stored ones they stand for.
type results struct {
	covered map[coverKey]cover
	rows    map[store.ObservationKey]store.Observation
}

type coverKey struct{ region, indicator string }

// cover says which stored observations of an indicator a job has computed again.
type cover struct {
	from, to kpi.Date // periods that overlap these days
	cells    cells
	due      func(breakdown string, p kpi.Period, simulated bool) bool // nil: all
	job      job
}

// cells are the touched breakdowns of an indicator; all of them where they are nil.
type cells map[string]bool

func (c cells) has(breakdown string) bool {
	return c == nil || c[breakdown] || strings.HasPrefix(breakdown, channelPrefix)
}

func newResults() *results {
	return &results{map[coverKey]cover{}, map[store.ObservationKey]store.Observation{}}
}

// cover says what a job computes of an indicator.
func (r *results) cover(j job, i *config.Indicator, c cover) {
	c.job = j
	r.covered[coverKey{j.region, i.ID}] = c
}

// put takes a cell's result over. Of the cells that are computed from all rows only those that a simulated row takes
// part in count: the others are the real ones over again.
func (r *results) put(j job, i *config.Indicator, breakdown string, p kpi.Period, c cell, all bool) {
	if c.isSimulated() != all {
		return
	}
	o := c.observation(i)
	o.Indicator, o.Breakdown, o.Region, o.Period = i.ID, breakdown, j.region, p
	o.Collections = c.newest(mostCollections)
	o.Origin = j.origin(all)
	r.rows[o.Key()] = o
}

var derivedSources = []string{store.DerivedSource(false), store.DerivedSource(true)}

// write stores the results that differ from what is stored. A stored observation that they cover and that does not
// follow from anything any more is withdrawn, never left standing.
func (d *Deriver) write(ctx context.Context, regions []string, r *results) error {
	if len(r.covered) == 0 {
		return nil
	}
	var gone []store.Observation
	suspects := map[store.ObservationKey][]uint64{} // that say the same as before, and name other collections
	err := d.st.Observations(ctx, r.filter(regions), 0, func(o *store.Observation) error {
		fresh, still := r.rows[o.Key()]
		switch c := r.covered[coverKey{o.Region, o.Indicator}]; {
		case still && sameResult(o, &fresh):
			if named := others(o.CameIn(), fresh.CameIn()); !o.Simulated && named != nil {
				suspects[o.Key()] = named
			} else {
				delete(r.rows, o.Key())
			}
		case !still && o.Status != kpi.Withdrawn && c.holds(o):
			gone = append(gone, store.Observation{
				Indicator: o.Indicator, Breakdown: o.Breakdown, Region: o.Region, Period: o.Period,
				Status: kpi.Withdrawn, Origin: c.job.origin(o.Simulated),
			})
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("read what was derived before: %w", err)
	}
	simulated, err := d.simulatedAmong(ctx, maps.Values(suspects))
	if err != nil {
		return err
	}
	for key, named := range suspects {
		if !simulated(named) {
			delete(r.rows, key)
		}
	}
	rows := slices.AppendSeq(gone, maps.Values(r.rows))
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b store.Observation) int { return compareCells(&a, &b) })
	if _, err := d.st.WriteObservations(ctx, rows); err != nil {
		return fmt.Errorf("write %d derived observations: %w", len(rows), err)
	}
	return nil
}

// filter finds the stored observations that the results can stand for.
func (r *results) filter(regions []string) store.Filter {
	indicators, from := map[string]bool{}, kpi.Date(math.MaxInt32)
	for key, c := range r.covered {
		indicators[key.indicator] = true
		from = min(from, c.from)
	}
	return store.Filter{Regions: regions, Sources: derivedSources, Indicators: slices.Sorted(maps.Keys(indicators)), From: from}
}

func sameResult(a, b *store.Observation) bool {
	return a.Status == b.Status && a.Reason == b.Reason && equal(a.Value, b.Value) && equal(a.Numerator, b.Numerator) &&
		equal(a.Denominator, b.Denominator) && equal(a.Coverage, b.Coverage)
}

func equal(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

func (c cover) holds(o *store.Observation) bool {
	return c.to != 0 && o.Period.End >= c.from && o.Period.Start <= c.to && c.cells.has(o.Breakdown) &&
		(c.due == nil || c.due(o.Breakdown, o.Period, o.Simulated))
}

func compareCells(a, b *store.Observation) int {
	return cmp.Or(strings.Compare(a.Region, b.Region), strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Breakdown, b.Breakdown),
		cmp.Compare(a.Period.Start, b.Period.Start), strings.Compare(a.Source, b.Source))
}
