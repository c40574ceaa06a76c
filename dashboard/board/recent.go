package board

import (
	"context"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

const (
	recentOfSource = 10   // collections that a source brings along
	recentAtOnce   = 1000 // newest collections that are read together before any source is asked for alone
)

// readRecent finds the newest collections of each source. Most come with one read of the newest of all; a source that
// is collected so rarely that it isn't among those is read by itself.
func readRecent(ctx context.Context, r Reader, cfg *config.Config, asOf store.AsOf) (map[string][]store.Collection, error) {
	before := uint64(0)
	if asOf != 0 {
		before = uint64(asOf) + 1
	}
	newest, err := r.Collections(ctx, store.CollectionFilter{Before: before, Limit: recentAtOnce})
	if err != nil {
		return nil, err
	}
	recent := map[string][]store.Collection{}
	for _, c := range newest {
		if len(recent[c.Source]) < recentOfSource {
			recent[c.Source] = append(recent[c.Source], c)
		}
	}
	if len(newest) < recentAtOnce {
		return recent, nil
	}
	for _, s := range cfg.Sources {
		if len(recent[s.ID]) == recentOfSource {
			continue
		}
		f := store.CollectionFilter{Source: s.ID, Before: before, Limit: recentOfSource}
		if recent[s.ID], err = r.Collections(ctx, f); err != nil {
			return nil, err
		}
	}
	return recent, nil
}
