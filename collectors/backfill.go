package collectors

import (
	"context"
	"fmt"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// windowed tells whether the source is asked for a window of days.
func (s *source) windowed() bool {
	_, ok := s.fetcher.(windowed)
	return ok && s.fetcher.Windowed()
}

// backfill collects a window part by part, oldest first, each with a payload and a collection of its own. Parts that
// were collected whole before are passed over, so that who was interrupted goes on where that was. It ends with the
// first part that fails.
func (c *Collector) backfill(ctx context.Context, s *source, o OnceOptions, payloads *store.Payloads) []Outcome {
	failed := func(err error) []Outcome {
		return []Outcome{{Collection: store.Collection{Source: s.ID, Status: store.CollectionFailed, Error: err.Error()}}}
	}
	state, err := c.stateOf(ctx, s)
	if err != nil {
		return failed(fmt.Errorf("read what is remembered of the source: %w", err))
	}
	j := &job{Collector: c, source: s, state: state, from: o.From, to: o.To, row: store.Collection{Started: c.Clock.Now()}}
	w := s.fetcher.(windowed)
	from, to := j.days(w)
	if to < from {
		return failed(fmt.Errorf("the window ends on %s, before it begins on %s: give both --from and --to", to, from))
	}
	done := map[part]uint64{}
	if !o.Again && !o.DryRun {
		if done, err = c.collected(ctx, s); err != nil {
			return failed(err)
		}
	}
	var outcomes []Outcome
	parts := partsOf(from, to, w.Chunk())
	for i, p := range parts {
		if o.Progress != nil {
			o.Progress(i, len(parts))
		}
		if id := done[p]; id != 0 {
			outcomes = append(outcomes, Outcome{Collection: store.Collection{Source: s.ID, From: p.from, To: p.to,
				Status: store.CollectionSkipped, Error: fmt.Sprintf("it was collected before, as collection %d; --again asks again", id)}})
			continue
		}
		one := o
		one.From, one.To, one.patient = p.from, p.to, true
		out := c.once(ctx, s, one, payloads)[0] // a window is asked for at once
		over := out.Status == store.CollectionFailed || out.Status == store.CollectionSkipped || out.Status == store.CollectionWaiting || ctx.Err() != nil
		if left := len(parts) - i - 1; over && left > 0 {
			out.Error += fmt.Sprintf("; %d later parts of the window were not asked for: the same command goes on here", left)
		}
		if outcomes = append(outcomes, out); over {
			break
		}
	}
	return outcomes
}

// part is a part of a window, both days included.
type part struct{ from, to kpi.Date }

func partsOf(from, to kpi.Date, days int) []part {
	var parts []part
	for ; from <= to; from = from.AddDays(days) {
		parts = append(parts, part{from, min(to, from.AddDays(days-1))})
	}
	return parts
}

// collected are the windows of a source that were collected whole under today's mapping, after their last day was
// over, each with its collection.
func (c *Collector) collected(ctx context.Context, s *source) (map[part]uint64, error) {
	done := map[part]uint64{}
	err := c.eachCollection(ctx, store.CollectionFilter{Source: s.ID}, func(row store.Collection) bool {
		whole := row.Status == store.CollectionOK || row.Status == store.CollectionPartial || row.Status == store.CollectionUnchanged
		over := kpi.DateOf(row.Started.In(s.zone)) > row.To
		if whole && over && row.Mapping == s.mapping && row.Replays == 0 && !row.From.IsZero() {
			done[part{row.From, row.To}] = row.ID
		}
		return true
	})
	return done, err
}
