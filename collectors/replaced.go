package collectors

import (
	"context"
	"fmt"
	"sync"

	"github.com/postup/postup/store"
)

// replaced gathers what a collection's applications replace, as long as they are few: then what follows from them is
// computed from the difference. Of many it remembers nothing, and all that is stored is counted.
type replaced struct {
	began    uint64 // by the deriver, before the first was written
	rows     int
	many     bool
	byRegion map[string]*store.Replaced
}

// takes tells whether so many more are still few.
func (r *replaced) takes(rows int) bool {
	if r.rows += rows; r.rows > store.MaxReplaced {
		r.many, r.byRegion = true, nil
	}
	return !r.many
}

func (r *replaced) add(more store.Replaced) {
	for _, a := range more.Before {
		in := r.in(a.Region)
		in.Before = append(in.Before, a)
	}
	for _, a := range more.After {
		in := r.in(a.Region)
		in.After = append(in.After, a)
	}
}

func (r *replaced) in(region string) *store.Replaced {
	if r.byRegion == nil {
		r.byRegion = map[string]*store.Replaced{}
	}
	if r.byRegion[region] == nil {
		r.byRegion[region] = &store.Replaced{}
	}
	return r.byRegion[region]
}

// own knows the collections of this process, so that those of another are noticed.
type own struct {
	mu     sync.Mutex
	since  uint64          // older ones were looked at
	ids    map[uint64]bool // newer ones of this process
	beside bool            // one of another process ran when they were looked at
}

func (o *own) note(id uint64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ids == nil {
		o.ids, o.since = map[uint64]bool{}, id
	}
	o.ids[id] = true
}

// looked is how many of the newest collections are looked at: where there are more that are new, they count as others'.
const looked = 200

// alone has everything be counted again where another process has collected since this was asked last.
func (c *Collector) alone(ctx context.Context) error {
	c.own.mu.Lock()
	defer c.own.mu.Unlock()
	rows, err := c.Store.Collections(ctx, store.CollectionFilter{Limit: looked})
	if err != nil {
		return fmt.Errorf("look for collections of other processes: %w", err)
	}
	others := c.own.beside || len(rows) == looked && rows[looked-1].ID > c.own.since
	since := c.own.since
	c.own.beside = false
	for _, row := range rows {
		c.own.beside = c.own.beside || row.Status == store.CollectionRunning && !c.runs(row.ID)
		others = others || c.own.beside || row.ID > c.own.since && !c.own.ids[row.ID]
		since = max(since, row.ID)
	}
	if others {
		c.Deriver.Doubt()
	}
	for id := range c.own.ids {
		if id <= since {
			delete(c.own.ids, id)
		}
	}
	c.own.since = since
	return nil
}
