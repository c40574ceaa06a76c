package collectors

import (
	"context"
	"time"
)

// Clock is the time that schedules, checks and "today" go by.
type Clock interface {
	Now() time.Time
	// Until returns nil once Now is at or after t, or the context's error when that ends first.
	Until(ctx context.Context, t time.Time) error
}

// SystemClock is the machine's clock.
type SystemClock struct{}

// Now is the machine's time.
func (SystemClock) Now() time.Time { return time.Now() }

// Until waits for the machine's clock. It looks again at least every minute, so that a clock that was set
// forward, or a machine that slept, is noticed. A clock that was set back holds nobody up: Until returns once as much
// time has passed as was to pass.
func (c SystemClock) Until(ctx context.Context, t time.Time) error { return until(ctx, t, c.Now) }

func until(ctx context.Context, t time.Time, now func() time.Time) error {
	began, planned := time.Now(), t.Sub(now()) // began holds a reading that nobody sets
	for {
		wait := min(t.Sub(now()), planned-time.Since(began))
		if wait <= 0 {
			return ctx.Err()
		}
		timer := time.NewTimer(min(wait, time.Minute))
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return ctx.Err()
		}
	}
}
