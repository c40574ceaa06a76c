package derive

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/postup/postup/store"
)

// What is derived from real rows came from real collections alone. Earlier versions named simulated ones, too, or in their place: such rows are
// written anew though they say the same.

// suspect is a month of real applications that was stored with the same numbers, and with collections that it doesn't come from now. Mostly they
// brought an application as it was before.
type suspect struct {
	row   *store.Processing
	named []uint64
}

// others are the collections of an older row that a fresh one doesn't name; nil where there are none.
func others(old, fresh []uint64) []uint64 {
	var named []uint64
	for _, id := range old {
		if !slices.Contains(fresh, id) {
			named = append(named, id)
		}
	}
	return named
}

// mend has those months written anew that name a simulated collection.
func (d *Deriver) mend(ctx context.Context, c *counting) error {
	simulated, err := d.simulatedAmong(ctx, func(yield func([]uint64) bool) {
		for _, s := range c.suspect {
			if !yield(s.named) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	for _, s := range c.suspect {
		if simulated(s.named) {
			c.change(s.row)
		}
	}
	return nil
}

// collectionsAtOnce bounds the collections that are looked up together.
const collectionsAtOnce = 500

// simulatedAmong looks up collections, and gives what tells whether one of some of them is of a simulated source.
func (d *Deriver) simulatedAmong(ctx context.Context, lists iter.Seq[[]uint64]) (func([]uint64) bool, error) {
	ids := slices.Sorted(func(yield func(uint64) bool) {
		for list := range lists {
			for _, id := range list {
				if !yield(id) {
					return
				}
			}
		}
	})
	simulated := map[uint64]bool{}
	for part := range slices.Chunk(slices.Compact(ids), collectionsAtOnce) {
		rows, err := d.st.Collections(ctx, store.CollectionFilter{IDs: part, Limit: len(part)})
		if err != nil {
			return nil, fmt.Errorf("look up which collections are simulated: %w", err)
		}
		for _, c := range rows {
			simulated[c.ID] = c.Simulated
		}
	}
	return func(ids []uint64) bool {
		return slices.ContainsFunc(ids, func(id uint64) bool { return simulated[id] })
	}, nil
}
