package collectors

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// ReplayOptions choose what Replay decodes again: one collection's payload, or those of a source by day.
type ReplayOptions struct {
	Collection uint64
	Source     string
	From, To   kpi.Date // the days, in the source's time zone, on which they came; zero: open
	DryRun     bool     // nothing is written: Outcome.Compared says what would be
	Progress   func(done, of int)
}

// Replay decodes kept payloads again with today's mapping, in the order in which they came, and gives an outcome for
// each; one that fails, such as one that has expired, holds up no other. What later collections said stays: only cells that nobody has spoken of
// since are changed. Later ones that may say otherwise of them by today's mapping than by that of then are decoded
// after it. A replay is a collection of its own, and leaves what the schedule remembers as it is.
// The error is of the call itself (store.CodeNotFound, store.CodeInvalid).
func (c *Collector) Replay(ctx context.Context, o ReplayOptions) ([]Outcome, error) {
	s, came, err := c.replayed(ctx, o)
	if err != nil {
		return nil, err
	}
	if came, err = c.andAfter(ctx, s, came); err != nil {
		return nil, err
	}
	origins, err := c.origins(ctx)
	if err != nil {
		return nil, err
	}
	select {
	case s.running <- struct{}{}:
		defer func() { <-s.running }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for source %s, which is being collected: %w", s.ID, ctx.Err())
	}
	leave, err := c.gate.enter(ctx, time.Time{}, true)
	if err != nil {
		return nil, fmt.Errorf("wait for other collections to end: %w", err)
	}
	defer leave()
	var outcomes []Outcome
	for i := range came {
		if o.Progress != nil {
			o.Progress(i, len(came))
		}
		later := func(collection uint64) bool { return origins.of(collection) > came[i].ID }
		j := &job{Collector: c, source: s, apart: true, dry: o.DryRun, payloads: c.Payloads, again: &came[i],
			sink: c.Store.Compare(store.Compare{Dry: o.DryRun, Later: later})}
		out := j.run(ctx)
		origins[out.ID] = came[i].ID
		outcomes = append(outcomes, out)
		if ctx.Err() != nil {
			break
		}
	}
	return outcomes, nil
}

// replay is collect for a payload that was kept.
func (j *job) replay(ctx context.Context) error {
	j.row.Payload, j.row.Bytes = j.again.Payload, j.again.Bytes
	j.row.From, j.row.To = j.again.From, j.again.To
	if j.row.Bytes == 0 {
		return explainEmpty(record.ErrEmpty)
	}
	return j.process(ctx, store.Kept{Hash: j.again.Payload, Bytes: int64(j.again.Bytes)})
}

// origins are the collections that replays decoded again.
type origins map[uint64]uint64

// of is the collection whose payload a collection decoded: its own, but for replays.
func (o origins) of(collection uint64) uint64 {
	if origin := o[collection]; origin != 0 {
		return origin
	}
	return collection
}

// pageOfCollections is how many collections are read at once.
const pageOfCollections = 1000

func (c *Collector) origins(ctx context.Context) (origins, error) {
	all := origins{}
	err := c.eachCollection(ctx, store.CollectionFilter{Replays: true}, func(row store.Collection) bool {
		all[row.ID] = row.Replays
		return true
	})
	return all, err
}

// eachCollection walks over collections, newest first, until each says that it is enough.
func (c *Collector) eachCollection(ctx context.Context, f store.CollectionFilter, each func(store.Collection) bool) error {
	f.Limit = pageOfCollections
	for {
		page, err := c.Store.Collections(ctx, f)
		if err != nil {
			return fmt.Errorf("look through the collections: %w", err)
		}
		for _, row := range page {
			if !each(row) {
				return nil
			}
		}
		if len(page) < f.Limit {
			return nil
		}
		f.Before = page[len(page)-1].ID
	}
}

// replayed finds the source and its collections, oldest first.
func (c *Collector) replayed(ctx context.Context, o ReplayOptions) (*source, []store.Collection, error) {
	if o.Collection != 0 {
		return c.replayedOne(ctx, o.Collection)
	}
	s, err := c.named(o.Source)
	if err != nil {
		return nil, nil, err
	}
	var came []store.Collection
	err = c.eachCollection(ctx, store.CollectionFilter{Source: s.ID}, func(row store.Collection) bool {
		day := kpi.DateOf(row.Started.In(s.zone))
		wanted := row.Payload != "" && row.Replays == 0 && (o.To.IsZero() || day <= o.To) && day >= o.From
		if wanted {
			came = withNew(came, row)
		}
		return day >= o.From
	})
	if err == nil && len(came) == 0 {
		err = &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf("no payload came from source %s %s", s.ID, span(o.From, o.To))}
	}
	slices.Reverse(came)
	return s, came, err
}

func (c *Collector) replayedOne(ctx context.Context, id uint64) (*source, []store.Collection, error) {
	rows, err := c.Store.Collections(ctx, store.CollectionFilter{ID: id, Limit: 1})
	if err != nil {
		return nil, nil, fmt.Errorf("look for collection %d: %w", id, err)
	}
	if len(rows) == 0 {
		return nil, nil, &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf("there is no collection %d", id)}
	}
	row := rows[0]
	switch {
	case row.Replays != 0:
		return c.replayedOne(ctx, row.Replays)
	case row.Source == ImportSource:
		return nil, nil, &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("collection %d was an import, which has no mapping to decode it with again: import the file again", id)}
	case row.Payload == "":
		return nil, nil, &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf("collection %d of source %s brought no payload (%s)", id, row.Source, row.Status)}
	}
	s, err := c.named(row.Source)
	return s, []store.Collection{row}, err
}

// named is the source with an id.
func (c *Collector) named(id string) (*source, error) {
	chosen, err := c.chosen([]string{id})
	if err != nil {
		return nil, err
	}
	return chosen[0], nil
}

// andAfter adds the collections of a source after those that came, oldest first, of which it is not remembered what they say by
// today's mapping: those read by another one, which rejected it or stored it as something else, and those that found unchanged rows.
func (c *Collector) andAfter(ctx context.Context, s *source, came []store.Collection) ([]store.Collection, error) {
	last := came[len(came)-1]
	var after []store.Collection
	err := c.eachCollection(ctx, store.CollectionFilter{Source: s.ID}, func(row store.Collection) bool {
		wanted := row.ID > last.ID && row.Payload != "" && row.Replays == 0 && (row.Unchanged > 0 || row.Mapping != s.mapping)
		if wanted {
			after = withNew(after, row)
		}
		return row.ID > last.ID
	})
	slices.Reverse(after)
	return append(came, after...), err
}

// withNew adds a row, unless its bytes are those of the one before: the same again says nothing new.
func withNew(rows []store.Collection, row store.Collection) []store.Collection {
	if n := len(rows); n > 0 && rows[n-1].Payload == row.Payload {
		return rows
	}
	return append(rows, row)
}

// span says which days are meant.
func span(from, to kpi.Date) string {
	switch {
	case from.IsZero() && to.IsZero():
		return "ever"
	case from.IsZero():
		return "until " + to.String()
	case to.IsZero():
		return "since " + from.String()
	}
	return fmt.Sprintf("from %s to %s", from, to)
}
