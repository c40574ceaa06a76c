package collectors

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"syscall"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/store"
)

// Backoff between attempts: a random time up to the base, doubled each time, up to the cap (full jitter).
const (
	backoffBase   = time.Second
	backoffCap    = time.Minute
	retryAfterCap = 5 * time.Minute // a source that asks for more is asked again when it is next due
)

// obtained is what an attempt brought.
type obtained struct {
	*fetch.Response
	kept store.Kept
}

// obtain fetches and keeps a payload, trying again where that is worth it, and counts the attempts.
func (c *Collector) obtain(ctx context.Context, s *source, r fetch.Request, keep *store.Payloads, away bool, attempts *uint32) (*obtained, error) {
	random := rand.New(rand.NewPCG(uint64(c.Clock.Now().UnixNano()), uint64(len(s.ID))))
	for {
		*attempts++
		got, err := c.attempt(ctx, s, r, keep, away)
		if err == nil {
			return got, nil
		}
		var worth *fetch.Error
		if ctx.Err() != nil || !errors.As(err, &worth) || !worth.Retry || int(*attempts) > s.retries() {
			return nil, tried(err, *attempts)
		}
		if worth.After > retryAfterCap {
			return nil, tried(fmt.Errorf("%w; it asks to be left alone for %s", err, worth.After.Round(time.Second)), *attempts)
		}
		ceiling := min(backoffCap, backoffBase<<min(*attempts-1, 16))
		wait := max(worth.After, time.Duration(random.Int64N(int64(ceiling))))
		c.Log.Warn("collection: trying again", "source", s.ID, "attempt", *attempts, "wait", wait.Round(time.Millisecond), "error", err)
		if err := c.Clock.Until(ctx, c.Clock.Now().Add(wait)); err != nil {
			return nil, tried(fmt.Errorf("%w; then it was stopped", worth), *attempts)
		}
	}
}

func tried(err error, attempts uint32) error {
	if attempts > 1 {
		return fmt.Errorf("%w (after %d attempts)", err, attempts)
	}
	return err
}

// attempt fetches once and keeps the payload as it comes, within the bound of what may wait where the store is away.
func (c *Collector) attempt(ctx context.Context, s *source, r fetch.Request, keep *store.Payloads, away bool) (*obtained, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, s.timeout(), errTimeout)
	defer cancel()
	response, err := s.fetcher.Fetch(ctx, r)
	if err != nil {
		return nil, err
	}
	got := &obtained{Response: response}
	if response.Body == nil {
		return got, nil
	}
	if away {
		response.Body = c.Spool.Bound(response.Body)
	}
	defer response.Body.Close() // read to its end or not wanted any more
	got.kept, err = keep.Keep(ctx, response.Body, r.MaxBytes)
	switch {
	case errors.Is(err, store.ErrTooLarge):
		return nil, fetch.Refuse(fetch.TooLarge, fmt.Errorf("%w; raise the source's max_bytes if that is right", err))
	case errors.Is(err, syscall.ENOSPC):
		return nil, fmt.Errorf("%w: make room on the disk of the data folder", err)
	case err != nil && errors.Is(context.Cause(ctx), errTimeout):
		return nil, fetch.Worth(fmt.Errorf("%w: it took longer than the source's timeout of %s", fetch.ErrCut, s.timeout()))
	case err != nil:
		place, _, _ := strings.Cut(s.fetcher.Place(), "\n") // of a query, where it is asked
		return nil, fmt.Errorf("read %s: %w", place, err)
	}
	return got, err
}

// errTimeout is the cause of an attempt's end by its own deadline, and a deadline to those who ask what ended it.
var errTimeout error = tooLong{}

type tooLong struct{}

func (tooLong) Error() string        { return "the attempt took too long" }
func (tooLong) Is(target error) bool { return target == context.DeadlineExceeded }
