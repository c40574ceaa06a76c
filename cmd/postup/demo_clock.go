package main

import (
	"context"
	"time"
)

// demoClock runs from a day in the past, much faster than the world: in the demo a day passes every ten seconds.
type demoClock struct {
	began time.Time     // on the machine
	start time.Time     // on this clock
	day   time.Duration // how long a day takes on the machine
}

// newDemoClock starts a clock at start, a day of which takes the given time.
func newDemoClock(start time.Time, day time.Duration) *demoClock {
	return &demoClock{began: time.Now(), start: start.UTC(), day: day}
}

// Now is the demo's time.
func (c *demoClock) Now() time.Time {
	passed := float64(time.Since(c.began)) / float64(c.day) * float64(24*time.Hour)
	return c.start.Add(time.Duration(passed))
}

// Until waits until the clock shows t, or ctx ends.
func (c *demoClock) Until(ctx context.Context, t time.Time) error {
	wait := time.Duration(float64(t.Sub(c.Now())) / float64(24*time.Hour) * float64(c.day))
	timer := time.NewTimer(max(wait, 0))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
