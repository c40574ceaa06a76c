package schedule

import (
	"time"

	"github.com/postup/postup/store"
)

// A source that fails again and again is asked less often: from breakerAfter failures in a row only at every second
// of its due times, then every fourth, and so on, but once a day at least where its schedule says so. A success
// ends it.
const (
	breakerAfter = 5
	longestBreak = 24 * time.Hour
	mostTurns    = 1 << 14 // a day of turns ten seconds apart, and more
)

// AfterFailures is when a source is due after so many failures in a row: one of its own due times.
func (s *Schedule) AfterFailures(t time.Time, failures uint32) time.Time {
	due := s.Next(t)
	if failures < breakerAfter {
		return due
	}
	turns := 1 << min(failures-breakerAfter+1, 14)
	for range min(turns, mostTurns) - 1 {
		later := s.Next(due)
		if later.Sub(t) > longestBreak {
			break
		}
		due = later
	}
	return due
}

// Broken is when a source that fails again and again is due after a start, and whether it is such a one: a restart
// is no reason to ask it sooner.
func (s *Schedule) Broken(state store.SourceState, now time.Time) (time.Time, bool) {
	open := state.Failures >= breakerAfter && state.NextDue.After(now) && state.NextDue.Sub(now) <= longestBreak
	return state.NextDue, open
}
