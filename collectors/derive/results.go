package derive

import (
	"cmp"
	"context"
	"fmt"
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

// results are the observations of one job, and which stored ones they stand for.
type results struct {
	job     job
	covered map[string]cover // by indicator
	rows    map[store.ObservationKey]store.Observation
}

// cover says which stored observations of an indicator a job has computed again.
type cover struct {
	from, to kpi.Date // periods that overlap these days
	cells    cells
	periods  func(p kpi.Period) bool // nil: all
}

// cells are the touched breakdowns of an indicator; all of them where they are nil.
type cells map[string]bool

func (c cells) has(breakdown string) bool {
	return c == nil || c[breakdown] || strings.HasPrefix(breakdown, channelPrefix)
}

func newResults(j job) *results {
	return &results{j, map[string]cover{}, map[store.ObservationKey]store.Observation{}}
}

// put takes a cell's result over. Of the cells that are computed from all rows only those that a simulated row takes
// part in count: the others are the real ones over again.
func (r *results) put(c cell, i *config.Indicator, breakdown string, p kpi.Period, all bool) {
	if c.isSimulated() != all {
		return
	}
	o := c.observation(i)
	o.Indicator, o.Breakdown, o.Region, o.Period = i.ID, breakdown, r.job.region, p
	o.Collections = c.newest(mostCollections)
	o.Origin = r.origin(all)
	r.rows[o.Key()] = o
}

func (r *results) origin(simulated bool) store.Origin {
	return store.Origin{Source: store.DerivedSource(simulated), Collection: r.job.collection, Simulated: simulated}
}

// write stores the results. A stored observation that they cover and that does not follow from anything any more
// is withdrawn, never left standing.
func (d *Deriver) write(ctx context.Context, r *results) error {
	rows := make([]store.Observation, 0, len(r.rows))
	for _, o := range r.rows {
		rows = append(rows, o)
	}
	gone, err := d.gone(ctx, r)
	if err != nil {
		return err
	}
	rows = append(rows, gone...)
	slices.SortFunc(rows, func(a, b store.Observation) int { return compareCells(&a, &b) })
	if len(rows) == 0 {
		return nil
	}
	if _, err := d.st.WriteObservations(ctx, rows); err != nil {
		return fmt.Errorf("write %d derived observations: %w", len(rows), err)
	}
	return nil
}

func (d *Deriver) gone(ctx context.Context, r *results) ([]store.Observation, error) {
	f := store.Filter{
		Regions: []string{r.job.region},
		Sources: []string{store.DerivedSource(false), store.DerivedSource(true)},
	}
	first := true
	for id, c := range r.covered {
		f.Indicators = append(f.Indicators, id)
		if first || c.from < f.From {
			f.From, first = c.from, false
		}
	}
	slices.Sort(f.Indicators)
	var gone []store.Observation
	err := d.st.Observations(ctx, f, 0, func(o *store.Observation) error {
		_, still := r.rows[o.Key()]
		if still || o.Status == kpi.Withdrawn || !r.covered[o.Indicator].holds(o) {
			return nil
		}
		gone = append(gone, store.Observation{
			Indicator: o.Indicator, Breakdown: o.Breakdown, Region: o.Region, Period: o.Period,
			Status: kpi.Withdrawn, Origin: r.origin(o.Simulated),
		})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read what was derived before: %w", err)
	}
	return gone, nil
}

func (c cover) holds(o *store.Observation) bool {
	return o.Period.End >= c.from && o.Period.Start <= c.to && c.cells.has(o.Breakdown) &&
		(c.periods == nil || c.periods(o.Period))
}

func compareCells(a, b *store.Observation) int {
	return cmp.Or(strings.Compare(a.Indicator, b.Indicator), strings.Compare(a.Breakdown, b.Breakdown),
		cmp.Compare(a.Period.Start, b.Period.Start), strings.Compare(a.Source, b.Source))
}
