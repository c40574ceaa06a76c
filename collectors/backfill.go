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
	progress := Parts{Source: s.ID, Of: len(parts)}
	tell := func() {
		if o.Progress != nil {
			o.Progress(progress)
		}
	}
	tell()
	for i, p := range parts {
		if id := done[p]; id != 0 {
			outcomes = append(outcomes, Outcome{Collection: store.Collection{Source: s.ID, From: p.from, To: p.to,
				Status: store.CollectionSkipped, Error: fmt.Sprintf("it was collected before, as collection %d; --again asks again", id)}})
			progress.Before++
			tell()
			continue
		}
		one := o
		one.From, one.To, one.patient = p.from, p.to, true
		out := c.once(ctx, s, one, payloads)[0] // a window is asked for at once
		over := out.Status == store.CollectionFailed || out.Status == store.CollectionSkipped || out.Status == store.CollectionWaiting || ctx.Err() != nil
		if left := len(parts) - i - 1; over && left > 0 {
			later := fmt.Sprintf("%d later parts of the window were not asked for: the same command goes on here", left)
			if out.Error != "" {
				later = out.Error + "; " + later
			}
			out.Error = later
		}
		outcomes = append(outcomes, out)
		progress.Asked, progress.Last, progress.Records, progress.Over = progress.Asked+1, out, progress.Records+out.Records, over
		if tell(); over {
			break
		}
	}
	return outcomes
}

// Parts tells how far a source is through the window that it is asked for. It is told at the beginning and after each part.
type Parts struct {
	Source  string
	Of      int     // parts of the window
	Before  int     // passed over, since they were collected before
	Asked   int     // asked for now, and ended
	Last    Outcome // of the last one that was asked for
	Records uint64  // of all that were asked for now
	Over    bool    // the last one failed, or someone stopped it: no other part is asked for
}

// Left is how many parts are still to be asked for.
func (p Parts) Left() int {
	if p.Over {
		return 0
	}
	return p.Of - p.Before - p.Asked
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
