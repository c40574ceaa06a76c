package board

import (
	"cmp"
	"context"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

const (
	recentOfSource = 10   // collections that a source brings along
	recentAtOnce   = 1000 // newest collections that are read together before any source is asked for alone
)

// recent are the newest collections of each source. They can be read on from where they are, as rows can.
type recent struct {
	of     map[string][]store.Collection // newest first
	newest uint64                        // id of the newest
}

// read brings the collections up to what was known at asOf. Where some are there already only those are read that were saved
// since the newest of them began.
func (c *recent) read(ctx context.Context, r Reader, cfg *config.Config, asOf store.AsOf) error {
	if after := behind(c.newest); after != 0 {
		saved, err := r.Collections(ctx, store.CollectionFilter{After: after, Limit: recentAtOnce})
		if err != nil {
			return err
		}
		if len(saved) < recentAtOnce {
			for _, one := range saved {
				c.take(one)
			}
			return nil
		}
	}
	anew, err := readRecent(ctx, r, cfg, asOf)
	if err != nil {
		return err
	}
	*c = recent{of: anew}
	for _, list := range anew {
		for _, one := range list {
			c.newest = max(c.newest, one.ID)
		}
	}
	return nil
}

// take adds a collection, or what became of one. Boards hold the lists, so a new one is made.
func (c *recent) take(one store.Collection) {
	c.newest = max(c.newest, one.ID)
	list := c.of[one.Source]
	at, there := slices.BinarySearchFunc(list, one.ID, func(c store.Collection, id uint64) int { return cmp.Compare(id, c.ID) })
	if there {
		list = slices.Clone(list)
		list[at] = one
	} else {
		list = slices.Insert(slices.Clone(list), at, one)
	}
	c.of[one.Source] = list[:min(len(list), recentOfSource)]
}

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
	for _, s := range cfg.Sources {
		if len(newest) == recentAtOnce && len(recent[s.ID]) < recentOfSource {
			f := store.CollectionFilter{Source: s.ID, Before: before, Limit: recentOfSource}
			if recent[s.ID], err = r.Collections(ctx, f); err != nil {
				return nil, err
			}
		}
	}
	return recent, nil
}

// askedAnew tells whether a collection succeeded in asking for what was new.
func askedAnew(c *store.Collection) bool {
	switch c.Status {
	case store.CollectionOK, store.CollectionPartial, store.CollectionUnchanged:
		return c.Replays == 0 && (c.From.IsZero() || !c.Heard.IsZero())
	}
	return false
}
