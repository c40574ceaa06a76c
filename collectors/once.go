package collectors

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// OnceOptions choose what Once runs.
type OnceOptions struct {
	Sources  []string    // ids; none: all
	From, To kpi.Date    // the window of sources that take one; zero: what is new
	DryRun   bool        // nothing is written: Outcome.Rejections holds the first rejections
	Again    bool        // parts of a window that were collected before, under the same mapping, are asked for again
	Progress func(Parts) // called for each source that is asked for a window, several at once; may be nil
	// ConfirmWithdrawals is how many rows snapshots may withdraw, though that is more than their source's limit: one that lacks
	// more of them is held, as it is another one than whoever confirmed has seen.
	ConfirmWithdrawals uint64

	patient bool // where the source runs already, it waits
}

// Once runs sources now, and gives an outcome for each in the order of the configuration; a window that was asked for
// is collected in parts, with an outcome for each, and so are the files of a folder. A source that runs already is skipped. The error is of the call
// itself (an unknown source, store.CodeNotFound); what became of a source is in its outcome.
func (c *Collector) Once(ctx context.Context, o OnceOptions) ([]Outcome, error) {
	sources, err := c.chosen(o.Sources)
	if err != nil {
		return nil, err
	}
	if !o.From.IsZero() && !o.To.IsZero() && o.To < o.From {
		return nil, &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("the window ends on %s, before it begins on %s", o.To, o.From)}
	}
	payloads, done, err := c.keeper(o.DryRun)
	if err != nil {
		return nil, err
	}
	defer done()
	outcomes := make([][]Outcome, len(sources))
	var owned sync.WaitGroup
	for i, s := range sources {
		owned.Go(func() {
			if s.windowed() && (!o.From.IsZero() || !o.To.IsZero()) {
				outcomes[i] = c.backfill(ctx, s, o, payloads)
				return
			}
			outcomes[i] = c.once(ctx, s, o, payloads)
		})
	}
	owned.Wait()
	if !o.DryRun {
		c.dated(ctx, sources)
	}
	return slices.Concat(outcomes...), nil
}

// dated derives what depends on the date where sources bring applications: a month ends without their help, and who collects from time to time has
// nobody else who says so.
func (c *Collector) dated(ctx context.Context, sources []*source) {
	err := c.daily(ctx, c.Clock.Now(), func(r *config.Region) bool {
		return slices.ContainsFunc(sources, func(s *source) bool { return s.Brings(config.Applications) && s.Covers(r.Code) })
	})
	if err != nil && ctx.Err() == nil {
		c.Log.Error("what depends on the date could not be derived; the next collection tries again", "error", err)
	}
}

// keeper is where payloads are kept: a folder that is deleted afterwards where nothing may be written.
func (c *Collector) keeper(dry bool) (payloads *store.Payloads, done func(), err error) {
	if !dry {
		return c.Payloads, func() {}, nil
	}
	dir, err := os.MkdirTemp("", "postup-dry-run-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a folder for the payloads of a dry run: %w", err)
	}
	remove := func() {
		if err := os.RemoveAll(dir); err != nil {
			c.Log.Error("the payloads of a dry run could not be deleted", "folder", dir, "error", err)
		}
	}
	if payloads, err = store.NewPayloads(dir); err != nil {
		remove()
		return nil, nil, err
	}
	return payloads, remove, nil
}

func (c *Collector) chosen(ids []string) ([]*source, error) {
	if len(ids) == 0 {
		return c.sources, nil
	}
	wanted := map[string]bool{}
	for _, id := range ids {
		wanted[id] = true
	}
	var chosen []*source
	for _, s := range c.sources {
		if wanted[s.ID] {
			chosen = append(chosen, s)
			delete(wanted, s.ID)
		}
	}
	var unknown []error
	for _, id := range ids {
		if wanted[id] {
			unknown = append(unknown, &store.Error{Code: store.CodeNotFound, Message: c.Config.NoSource(id)})
		}
	}
	return chosen, errors.Join(unknown...)
}

func (c *Collector) once(ctx context.Context, s *source, o OnceOptions, payloads *store.Payloads) (outcomes []Outcome) {
	skip := func(why string) []Outcome {
		if o.DryRun {
			return []Outcome{{Collection: store.Collection{Source: s.ID, Status: store.CollectionSkipped, Error: why}}}
		}
		return []Outcome{c.skip(ctx, s, why)}
	}
	failed := func(why string) []Outcome {
		return append(outcomes, Outcome{Collection: store.Collection{Source: s.ID, Status: store.CollectionFailed, Error: why}})
	}
	const stopped = "stopped before it began"
	if len(o.Sources) == 0 && s.Source.Paused(c.Clock.Now()) {
		return skip("it is paused: " + s.PauseReason.In("en") + "; name it to collect it all the same")
	}
	select {
	case s.running <- struct{}{}:
		defer func() { <-s.running }()
	default:
		if !o.patient {
			return skip("it runs already")
		}
		select {
		case s.running <- struct{}{}:
			defer func() { <-s.running }()
		case <-ctx.Done():
			return failed(stopped)
		}
	}
	leave, err := c.gate.enter(ctx, time.Time{}, s.took > bigAfter) // who asks by hand waits for it
	if err != nil {
		return failed(stopped)
	}
	defer leave()
	for {
		state, away, err := c.prepare(ctx, s, o.DryRun)
		if err != nil {
			return failed(fmt.Sprintf("read what is remembered of the source: %v", err))
		}
		j := &job{Collector: c, source: s, state: state, from: o.From, to: o.To, dry: o.DryRun, confirm: o.ConfirmWithdrawals, away: away, payloads: payloads}
		if o.DryRun {
			j.sink = c.Store.Compare(store.Compare{Dry: true})
		}
		outcomes = append(outcomes, j.run(ctx))
		if !j.more {
			return outcomes
		}
	}
}
