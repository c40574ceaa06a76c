package collectors

import (
	"context"
	"fmt"

	"github.com/postup/postup/store"
)

// Two processes may collect one source at once, by mistake or by hand. The store shows equal versions once, so nothing
// is there twice; but which of two different payloads was written last is chance. So who notices another beside
// itself does not remember its payload: the next collection reads all of it again, alone, and sets it right.

// recentRows is how many of a source's collections are looked at.
const recentRows = 20

// recent are the newest collections of the source, and whether another one runs.
func (j *job) recent(ctx context.Context) (seen map[uint64]bool, beside bool, err error) {
	rows, err := j.Store.Collections(ctx, store.CollectionFilter{Source: j.source.ID, Limit: recentRows})
	if err != nil {
		return nil, false, fmt.Errorf("look for other collections of the source: %w", err)
	}
	seen = map[uint64]bool{j.row.ID: true}
	for _, row := range rows {
		seen[row.ID] = true
		beside = beside || row.Status == store.CollectionRunning && row.ID != j.row.ID
	}
	return seen, beside, nil
}

// watch notices collections of the source beside this one, from now until the returned function is called.
func (j *job) watch(ctx context.Context) (done func() error, err error) {
	if j.dry || j.apart || j.source.inTray() { // a folder is for one process at a time
		return func() error { return nil }, nil
	}
	before, beside, err := j.recent(ctx)
	if err != nil {
		return nil, err
	}
	j.beside = beside
	return func() error {
		after, _, err := j.recent(ctx)
		for id := range after {
			j.beside = j.beside || !before[id]
		}
		return err
	}, nil
}
