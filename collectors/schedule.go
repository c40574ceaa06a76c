package collectors

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/postup/postup/config"
)

// schedule says when a source is due.
type schedule struct {
	id     string
	cron   cron.Schedule
	zone   *time.Location
	jitter time.Duration
}

// newSchedule reads a schedule; nil where there is none.
func newSchedule(id string, c config.Schedule, zone *time.Location) (*schedule, error) {
	if c.Cron == "" {
		return nil, nil
	}
	parsed, err := config.ParseCron(c.Cron)
	if err != nil {
		return nil, fmt.Errorf("schedule: cron %q: %w", c.Cron, err)
	}
	return &schedule{id: id, cron: parsed, zone: zone, jitter: time.Duration(c.Jitter)}, nil
}

// next is the first due time after t, spread by the source's own share of the jitter.
func (s *schedule) next(t time.Time) time.Time {
	due := s.cron.Next(t.In(s.zone))
	return due.Add(s.spread(due)).UTC()
}

// spread is a random share of the jitter that the source's id and the due time seed.
func (s *schedule) spread(due time.Time) time.Duration {
	if s.jitter <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, s.id, " ", due.Unix()) // a hash takes everything
	return time.Duration(h.Sum64() % uint64(s.jitter)).Truncate(time.Second)
}

// first is when a source is due after a start: when the store says, at once if that has passed or it never ran,
// and no later than the schedule says now.
func (s *schedule) first(stored, now time.Time) time.Time {
	if stored.IsZero() || !stored.After(now) {
		return now
	}
	if due := s.next(now); due.Before(stored) {
		return due
	}
	return stored
}

// missed is the first due time between the start of a collection and its end, zero if there was none.
func (s *schedule) missed(started, ended time.Time) time.Time {
	if due := s.cron.Next(started.In(s.zone)); due.Before(ended) {
		return due
	}
	return time.Time{}
}
