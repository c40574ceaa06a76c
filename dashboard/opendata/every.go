package opendata

import (
	"context"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// periodic is what the rows of a dataset are of that has values at a frequency: which column names it, and which dataset of the same release says
// the frequency, in which columns.
type periodic struct{ column, dataset, id, frequency string }

var (
	byIndicator = periodic{"indicator", "indicators", "id", "frequency"}
	byIndex     = periodic{"programme", "programmes", "id", "index_frequency"}
	periodics   = map[string]periodic{"observations": byIndicator, "progress": byIndicator, "index": byIndex}
)

// periodical finds out what has rows.
type periodical struct {
	periodic
	seen map[string]bool
}

func newPeriodical(dataset string) *periodical {
	return &periodical{periodics[dataset], map[string]bool{}}
}

func (p *periodical) add(row *fastjson.Value) {
	if p.column == "" {
		return
	}
	if id := row.GetStringBytes(p.column); !p.seen[string(id)] {
		p.seen[string(id)] = true
	}
}

// every is how many of what has rows there are of each frequency, as the release says; what it doesn't say is not counted.
func (s *Shelf) every(ctx context.Context, x *store.Release, p *periodical) (map[kpi.Frequency]int, error) {
	d := x.Dataset(p.dataset)
	if d == nil || len(p.seen) == 0 {
		return nil, nil
	}
	counts := map[kpi.Frequency]int{}
	err := objectsOf(ctx, s.store, *d, func(row *fastjson.Value) error {
		if f := textOf(row.Get(p.frequency)); f != "" && p.seen[textOf(row.Get(p.id))] {
			counts[kpi.Frequency(f)]++
		}
		return nil
	})
	return counts, err
}
