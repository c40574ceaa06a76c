package explain

import (
	"context"
	"fmt"
	"slices"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
)

// atOnce is how many collections are asked for at once.
const atOnce = 500

// collectionsOf finds what a figure came from: its own collections, and those of inputs that can't be explained in turn.
// Newest first.
func collectionsOf(ctx context.Context, records Records, e *board.Explanation, withheld func(*store.Collection) bool) ([]Collection, error) {
	ids := slices.Clone(e.Figure.Collections)
	ids = append(ids, e.Figure.Collection)
	for i := range e.Inputs {
		if !e.Inputs[i].Explained {
			ids = append(ids, e.Inputs[i].Collections...)
		}
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) > 0 && ids[0] == 0 {
		ids = ids[1:]
	}
	found := map[uint64]store.Collection{}
	for part := range slices.Chunk(ids, atOnce) {
		list, err := records.Collections(ctx, store.CollectionFilter{IDs: part, Limit: len(part)})
		if err != nil {
			return nil, fmt.Errorf("read the collections of %s in %s for %s: %w", e.Indicator, e.Region, e.Period, err)
		}
		for _, c := range list {
			found[c.ID] = c
		}
	}
	out := make([]Collection, 0, len(ids))
	for _, id := range slices.Backward(ids) {
		c, known := found[id]
		row := Collection{
			ID: id, Source: c.Source, Started: second(c.Started), Finished: second(c.Finished), Status: string(c.Status),
			Payload: orNull(c.Payload), Simulated: c.Simulated,
		}
		if known && !withheld(&c) {
			row.Records, row.Accepted, row.Rejected = &c.Records, &c.Accepted, &c.Rejected
		}
		if c.Replays != 0 {
			row.Replays = &c.Replays
		}
		out = append(out, row)
	}
	return out, nil
}
