package collectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// While the store is away, sources are asked all the same. What comes waits on disk and is written, in the order in
// which it came, before anything else of these sources. Whether a collection waits is decided as it begins, and again
// where the store goes away in its midst; one that waits never touches the store.

const (
	stateWait  = 10 * time.Second // after which the store is taken to be away
	drainRetry = 10 * time.Second
	drainTries = 3 // after so many that failed although the store takes other things, a collection is given up
)

// unavailable tells that the store is away, rather than that something is wrong with what it was given.
func unavailable(ctx context.Context, err error) bool {
	return ctx.Err() == nil && (errors.Is(err, spool.ErrBusy) || store.CodeOf(err) == store.CodeUnavailable)
}

// prepare reads what is remembered of a source, once what waits was written. Away is why the store takes nothing;
// then it is what this process remembers.
func (c *Collector) prepare(ctx context.Context, s *source, dry bool) (state store.SourceState, away, err error) {
	if c.Spool == nil || dry {
		state, err = c.stateOf(ctx, s)
		return state, nil, err
	}
	if c.Spool.Usage().Entries > 0 {
		err = c.drain(ctx)
	}
	if err == nil {
		state, err = c.stateOf(ctx, s)
	}
	if unavailable(ctx, err) {
		c.Log.Warn("collection: the store takes nothing; what comes waits on disk", "source", s.ID, "error", err)
		return c.remembered(s), err, nil
	}
	return state, nil, err
}

// remembered is what this process knows of a source.
func (c *Collector) remembered(s *source) store.SourceState {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.states[s.ID]
}

// mayWait tells whether what the collection brings can wait for the store.
func (j *job) mayWait() bool {
	return j.Spool != nil && !j.apart && !j.dry && j.waited == nil && !j.source.inTray()
}

// wait keeps a collection for when the store is back.
func (j *job) wait(cause error) {
	j.row.Status, j.row.Error = store.CollectionWaiting, fmt.Sprintf("the store takes nothing: what came waits on disk until it does (%v)", cause)
	e := &spool.Entry{Arrived: j.row.ID, Collection: j.row, ETag: j.response.ETag, LastModified: j.response.LastModified, Tried: j.away == nil}
	var err error
	if e.Size, err = j.payloads.Size(j.row.Payload); err == nil {
		err = j.Spool.Put(e)
	}
	if err != nil {
		j.row.Status, j.row.Error = store.CollectionFailed, fmt.Sprintf("the store takes nothing (%v), and what came could not be kept for it: %v", cause, err)
	}
	if u := j.Spool.Usage(); u.Full() >= spool.NearlyFull {
		j.Log.Error("what waits for the store has nearly reached spool_limit; above it sources fail: see that the store runs",
			"waiting", u.Entries, "bytes", u.Bytes, "limit", u.Limit)
	}
}

// drainWhenBack writes what waits as soon as the store is back.
func (c *Collector) drainWhenBack(ctx context.Context) {
	for {
		select {
		case <-c.Spool.Filled():
		case <-ctx.Done():
			return
		}
		for c.Spool.Usage().Entries > 0 {
			err := c.drain(ctx)
			if err == nil {
				break
			}
			if c.Clock.Until(ctx, c.Clock.Now().Add(drainRetry)) != nil {
				return
			}
			c.Log.Warn("what waits for the store can't be written yet", "waiting", c.Spool.Usage().Entries, "error", err)
		}
	}
}

// drain writes what waits, in the order in which it came, until nothing waits or the store is away.
func (c *Collector) drain(ctx context.Context) (err error) {
	unlock, err := c.Spool.Lock(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, unlock()) }()
	entries, err := c.Spool.Entries()
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := c.drainOne(ctx, e); err != nil {
			return err
		}
	}
	return nil
}

// drainOne writes one collection that waited, and forgets it once it is written or can't be for a reason of its own.
func (c *Collector) drainOne(ctx context.Context, e *spool.Entry) error {
	if _, err := c.named(e.Collection.Source); err != nil {
		return c.orphan(ctx, e)
	}
	j, err := c.waiting(ctx, e)
	if err != nil {
		return err
	}
	if e.Tried {
		done, err := c.again(ctx, e, j)
		if err != nil {
			return err
		}
		if done {
			return c.Spool.Remove(e)
		}
	}
	e.Tried = true
	if err := c.Spool.Put(e); err != nil {
		return err
	}
	out := j.run(ctx)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if unavailable(ctx, j.unnoted) || errors.Is(j.err, syscall.ENOSPC) { // the store takes nothing else either
		e.Collection = out.Collection // what was counted belongs to what was written
		return errors.Join(cmp.Or(j.err, j.unnoted), c.Spool.Put(e))
	}
	if unavailable(ctx, j.err) {
		if e.Failures++; e.Failures < drainTries {
			return errors.Join(j.err, c.Spool.Put(e))
		}
		defer c.Log.Error("a collection that waited for the store is given up: replay it once the cause is gone",
			"source", out.Source, "collection", out.ID, "error", j.err)
	}
	return c.Spool.Remove(e)
}

// waiting makes the job that writes an entry. The source is a copy with a plan of its own: the source itself may be
// collected meanwhile.
func (c *Collector) waiting(ctx context.Context, e *spool.Entry) (*job, error) {
	s, err := c.named(e.Collection.Source)
	if err != nil {
		return nil, err
	}
	own := *s
	if own.plan, err = c.planFor(s.Source, false); err != nil {
		return nil, err
	}
	state, err := c.stateOf(ctx, s)
	if err != nil {
		return nil, err
	}
	return &job{Collector: c, source: &own, state: state, payloads: c.Payloads, waited: e,
		window: [2]kpi.Date{e.Collection.From, e.Collection.To}, response: &fetch.Response{ETag: e.ETag, LastModified: e.LastModified}}, nil
}

// orphan ends what waited for a source that is not configured any more: nobody can tell what its bytes mean.
func (c *Collector) orphan(ctx context.Context, e *spool.Entry) error {
	row := e.Collection
	row.Status, row.Finished = store.CollectionFailed, c.Clock.Now().UTC()
	row.Error = "it waited for the store, and its source is not in the configuration any more: put it back, and replay this collection"
	if err := c.Store.SaveCollection(ctx, &row); err != nil {
		return err
	}
	return c.Spool.Remove(e)
}

// again looks at what became of an entry that was tried before. Where it was written to its end, it is done but for
// what the schedule remembers; else it goes on as a new collection, so that no rejection is counted twice.
func (c *Collector) again(ctx context.Context, e *spool.Entry, j *job) (done bool, err error) {
	rows, err := c.Store.Collections(ctx, store.CollectionFilter{ID: e.Collection.ID, Limit: 1})
	if err != nil {
		return false, err
	}
	next := c.Store.NextSeq()
	if len(rows) > 0 {
		switch row := rows[0]; row.Status {
		case store.CollectionOK, store.CollectionPartial, store.CollectionUnchanged:
			j.row = row
			j.held = j.source.Mode == config.Snapshot && row.Status == store.CollectionPartial // it may have been
			j.ahead = row.Status == store.CollectionPartial                                    // as may some of what it rejected
			return true, c.Store.SaveSourceState(ctx, j.next())
		case store.CollectionRunning:
			row.Status, row.Finished = store.CollectionFailed, c.Clock.Now().UTC()
			from := &e.Collection // what was counted before
			row.Records, row.Accepted, row.Rejected, row.Unchanged = from.Records, from.Accepted, from.Rejected, from.Unchanged
			row.Error = fmt.Sprintf("the store went away while it ran; what came was kept, and is collection %d", next)
			if err := c.Store.SaveCollection(ctx, &row); err != nil {
				return false, err
			}
		}
	}
	e.Collection.ID = next
	return false, nil
}
