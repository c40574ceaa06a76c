package board

import (
	"maps"
	"sync"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Supposed is something that is not so: a service at another stage, or an indicator with another value.
type Supposed struct {
	Region    *config.Region
	Service   *config.Service   // nil: Indicator is meant
	Stage     kpi.Stage         // of Service
	Indicator *config.Indicator // nil: Service is meant
	Breakdown string            // of Indicator
	Value     float64           // of Indicator
}

// Consequence is what would be otherwise in a region: its place in an index, or how one of its targets stands.
type Consequence struct {
	Region        *config.Region
	Period        *IndexPeriod // of the index as it is supposed; nil where a target is meant
	Before, After *IndexRegion // Before is nil where the index had no value for the period
	Was, Is       *Progress    // nil where an index is meant
}

// WhatIf tells what would be otherwise if all that is supposed were so, in each region affected: first targets, then indexes in
// their newest period. Increments, formulas, roll-ups, states and ranks are computed as on a board that had been told so; everything else is
// taken to stay as it is. The board stays as it is, too. What can't be supposed is an error for users.
func (b *Board) WhatIf(supposed []Supposed) ([]Consequence, error) {
	w := *b
	w.sheets, w.Indexes, w.found = maps.Clone(b.sheets), nil, new(sync.Map)
	w.inOrder = sync.OnceValue(w.allSeries)
	changed := newChanges(false)
	touched := map[*config.Region]map[string]bool{} // their indicators
	for _, one := range supposed {
		if touched[one.Region] == nil {
			touched[one.Region] = map[string]bool{}
		}
		if err := b.suppose(w.writable(one.Region.Code, b), one, touched[one.Region]); err != nil {
			return nil, err
		}
	}
	for region, affected := range touched {
		w.increase(w.writable(region.Code, b), affected)
		for indicator := range affected {
			changed.add(indicator, region.Code)
		}
	}
	w.rollUp(b, changed)
	w.judgeAll(b, changed.reads, func(_ *judgement, n int) []*store.TargetValue {
		if b.places[n] == b.places[n+1] {
			return nil
		}
		return b.Progress[b.places[n]].revisions
	})
	w.fillIndexes(b)
	return append(targetsOtherwise(b, &w), indexesOtherwise(b, &w)...), nil
}

// targetsOtherwise are the targets that stand otherwise on w than on b. Both have the same judgements in the same order.
func targetsOtherwise(b, w *Board) []Consequence {
	var list []Consequence
	for n := range b.layout.judgements {
		was, is := b.Progress[b.places[n]:b.places[n+1]], w.Progress[w.places[n]:w.places[n+1]]
		for i := range min(len(was), len(is)) {
			if x, y := was[i], is[i]; x != y && (x.State != y.State || x.Reason != y.Reason || !equal(x.Latest, y.Latest) || !equal(x.Ratio, y.Ratio)) {
				list = append(list, Consequence{Region: y.Region, Was: x, Is: y})
			}
		}
	}
	return list
}

// indexesOtherwise are the places in the newest period of an index that are others on w than on b.
func indexesOtherwise(b, w *Board) []Consequence {
	var list []Consequence
	for n, v := range w.Indexes {
		p := v.Latest()
		if v == b.Indexes[n] || p == nil {
			continue
		}
		before := b.Indexes[n].At(p.Period)
		for i := range p.Regions {
			c := Consequence{Region: p.Regions[i].Region, Period: p, After: &p.Regions[i]}
			if before != nil {
				c.Before = &before.Regions[i]
			}
			if c.Before == nil || c.Before.Rank != c.After.Rank || !equal(c.Before.Score, c.After.Score) {
				list = append(list, c)
			}
		}
	}
	return list
}

func equal[T comparable](x, y *T) bool { return x == y || x != nil && y != nil && *x == *y }
