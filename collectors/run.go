package collectors

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/postup/postup/store"
)

// defaultConcurrency is how many collections run at once where the configuration does not say.
const defaultConcurrency = 4

// Run runs every source on its schedule until ctx ends, then waits for what is running. Sources that became
// due while nothing ran are caught up with at once; those without a schedule run once.
// The error is nil when ctx ended it.
func (c *Collector) Run(ctx context.Context) error {
	err := c.CloseInterrupted(ctx)
	var states map[string]store.SourceState
	if err == nil {
		states, err = c.Store.SourceStates(ctx)
		c.mu.Lock()
		c.states = states
		c.mu.Unlock()
	}
	if err == nil {
		err = c.recallSizes(ctx)
	}
	switch {
	case ctx.Err() != nil:
		return nil
	case err != nil:
		return fmt.Errorf("begin to collect: %w", err)
	}
	var owned sync.WaitGroup
	for _, s := range c.sources {
		owned.Go(func() { c.follow(ctx, s, states[s.ID]) })
	}
	owned.Go(func() { c.days(ctx) })
	if c.Spool != nil {
		owned.Go(func() { c.drainWhenBack(ctx) })
	}
	owned.Wait()
	return nil
}

func (c *Collector) concurrency() int {
	if n := c.Config.Concurrency; n > 0 {
		return n
	}
	return defaultConcurrency
}

// CloseInterrupted ends the rows of collections that a process before this one did not live to end. It is for a process that has
// the store to itself: it takes those of others for ended, too.
func (c *Collector) CloseInterrupted(ctx context.Context) error {
	const page = 1000
	for {
		rows, err := c.Store.Collections(ctx, store.CollectionFilter{Status: store.CollectionRunning, Limit: page})
		if err != nil {
			return fmt.Errorf("look for collections that were interrupted: %w", err)
		}
		if len(rows) == 0 {
			return nil
		}
		states, err := c.Store.SourceStates(ctx)
		if err != nil {
			return fmt.Errorf("read what is remembered of the sources of interrupted collections: %w", err)
		}
		ended := 0
		for _, row := range rows {
			if c.runs(row.ID) {
				continue
			}
			row.Status, row.Finished = store.CollectionFailed, c.Clock.Now().UTC()
			row.Error = "it was interrupted: the process ended before the collection did; it runs again by itself"
			if row.Replays != 0 {
				row.Error = "it was interrupted: the process ended before the replay did; replay again"
			}
			if err := c.forgetPayload(ctx, states, row.Source); err != nil {
				return fmt.Errorf("have the payload of %s read again, whose collection %d was interrupted: %w", row.Source, row.ID, err)
			}
			if err := c.Store.SaveCollection(ctx, &row); err != nil {
				return fmt.Errorf("note that collection %d was interrupted: %w", row.ID, err)
			}
			ended++
		}
		if ended == 0 || len(rows) < page {
			return nil
		}
	}
}

// forgetPayload has a source's next collection read whatever comes: one that was interrupted may have stored a part of
// another payload since. states are those of all sources.
func (c *Collector) forgetPayload(ctx context.Context, states map[string]store.SourceState, id string) error {
	state := states[id]
	if state.Payload == "" {
		return nil
	}
	forget(&state)
	states[id] = state
	return c.Store.SaveSourceState(ctx, state)
}

// runs tells whether a collection runs in this process.
func (c *Collector) runs(id uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.active[id]
}

// follow runs one source whenever it is due. It runs it again only when it has ended, so no source runs twice
// at once; due times that passed meanwhile are noted as skipped.
func (c *Collector) follow(ctx context.Context, s *source, state store.SourceState) {
	due, ever := s.firstDue(state, c.Clock.Now())
	for ever && c.Clock.Until(ctx, due) == nil {
		out := c.scheduled(ctx, s, due)
		if s.schedule == nil || ctx.Err() != nil {
			return
		}
		if missed := s.schedule.Missed(out.Started, c.Clock.Now()); !missed.IsZero() {
			c.skip(ctx, s, fmt.Sprintf("it was due at %s while the collection before it still ran", missed.UTC().Format(time.RFC3339)))
		}
		due = c.nextDue(ctx, s)
	}
}

// firstDue is when a source is due after a start, and whether it ever is: one that is paused may not be.
func (s *source) firstDue(state store.SourceState, now time.Time) (due time.Time, ever bool) {
	due = now
	if s.schedule != nil {
		due = s.schedule.First(state.NextDue, now)
		if later, broken := s.schedule.Broken(state, now); broken {
			due = later
		}
	}
	if !s.Source.Paused(now) {
		return due, true
	}
	resumes := s.Pause.Resumes(s.zone)
	if resumes.After(due) {
		due = resumes
	}
	return due, !resumes.IsZero()
}

// recallSizes finds how long each source took last, which tells the big ones.
func (c *Collector) recallSizes(ctx context.Context) error {
	took := map[string]time.Duration{}
	rows, err := c.Store.Collections(ctx, store.CollectionFilter{Limit: pageOfCollections})
	if err != nil {
		return err
	}
	for _, row := range rows {
		if _, known := took[row.Source]; !known && row.Records > 0 {
			took[row.Source] = row.Finished.Sub(row.Started)
		}
	}
	for _, s := range c.sources {
		select {
		case s.running <- struct{}{}:
			s.took = took[s.ID]
			<-s.running
		default: // someone collects it by hand already, and will know
		}
	}
	return nil
}

// scheduled runs a source because it is due.
func (c *Collector) scheduled(ctx context.Context, s *source, due time.Time) Outcome {
	select {
	case s.running <- struct{}{}: // someone may have asked for it by hand: then it waits its turn
		defer func() { <-s.running }()
	case <-ctx.Done():
		return Outcome{}
	}
	leave, err := c.gate.enter(ctx, s.since(due), s.took > bigAfter)
	if err != nil {
		return Outcome{}
	}
	defer leave()
	for {
		state, away, err := c.prepare(ctx, s, false)
		if err != nil && ctx.Err() != nil {
			return Outcome{}
		}
		if err != nil {
			c.Log.Error("collection: what is remembered of the source can't be read", "source", s.ID, "error", err)
			return Outcome{Collection: store.Collection{Started: c.Clock.Now()}}
		}
		j := &job{Collector: c, source: s, state: state, away: away, payloads: c.Payloads}
		if out := j.run(ctx); !j.more {
			return out
		}
	}
}

// stateOf reads what is remembered of a source.
func (c *Collector) stateOf(ctx context.Context, s *source) (store.SourceState, error) {
	ctx, cancel := context.WithTimeout(ctx, stateWait)
	defer cancel()
	states, err := c.Store.SourceStates(ctx)
	if err != nil {
		return store.SourceState{}, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.states = states
	return states[s.ID], nil
}

// nextDue is when the store says that the source is due: the collection that ended wrote it there. Where it
// could not, the schedule says.
func (c *Collector) nextDue(ctx context.Context, s *source) time.Time {
	now := c.Clock.Now()
	state, err := c.stateOf(ctx, s)
	if err != nil || !state.NextDue.After(now) {
		return s.schedule.Next(now)
	}
	return state.NextDue
}

// skip notes that a source did not run when it was due.
func (c *Collector) skip(ctx context.Context, s *source, why string) Outcome {
	now := c.Clock.Now().UTC()
	out := Outcome{Collection: store.Collection{ID: c.Store.NextSeq(), Source: s.ID, Simulated: s.Simulated,
		Started: now, Finished: now, Status: store.CollectionSkipped, Error: why}}
	c.own.note(out.ID)
	if err := c.Store.SaveCollection(ctx, &out.Collection); err != nil {
		c.Log.Error("collection: it could not be noted that it was skipped", "source", s.ID, "error", err)
	}
	if c.OnOutcome != nil {
		c.OnOutcome(out)
	}
	return out
}
