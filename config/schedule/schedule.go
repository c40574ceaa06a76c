// Package schedule says when sources are due: collectors ask by it, and the board tells by it of days that have been.
package schedule

import (
	"fmt"
	"hash/fnv"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/postup/postup/config"
)

// Schedule says when a source is due.
type Schedule struct {
	id     string
	cron   cron.Schedule
	zone   *time.Location
	jitter time.Duration
}

// New reads a schedule; nil where there is none.
func New(id string, c config.Schedule, zone *time.Location) (*Schedule, error) {
	if c.Cron == "" {
		return nil, nil
	}
	parsed, err := config.ParseCron(c.Cron)
	if err != nil {
		return nil, fmt.Errorf("schedule: cron %q: %w", c.Cron, err)
	}
	return &Schedule{id: id, cron: parsed, zone: zone, jitter: time.Duration(c.Jitter)}, nil
}

// Next is the first due time after t, spread by the source's own share of the jitter.
func (s *Schedule) Next(t time.Time) time.Time {
	due := s.following(t)
	return due.Add(s.spread(due)).UTC()
}

// following is the next time that the line names. One that the clocks leave out as they are put forward is an hour later:
// a source that is due on Sundays at half past three would else wait for a week. As they are put back, it comes twice.
func (s *Schedule) following(t time.Time) time.Time {
	due := s.cron.Next(t.In(s.zone))
	if _, named := s.cron.(*cron.SpecSchedule); !named {
		return due // every so often, by whatever clock
	}
	y, m, d := t.In(s.zone).Date()
	h, min, sec := t.In(s.zone).Clock()
	wall := s.cron.Next(time.Date(y, m, d, h, min, sec, 0, time.UTC)) // whose clock is never put forward
	y, m, d = wall.Date()
	h, min, sec = wall.Clock()
	if moved := time.Date(y, m, d, h, min, sec, 0, s.zone); moved.After(t) && moved.Before(due) {
		return moved
	}
	return due
}

// spread is a random share of the jitter that the source's id and the due time seed.
func (s *Schedule) spread(due time.Time) time.Duration {
	if s.jitter <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = fmt.Fprint(h, s.id, " ", due.Unix()) // a hash takes everything
	return time.Duration(h.Sum64() % uint64(s.jitter)).Truncate(time.Second)
}

// First is when a source is due after a start: when the store says, at once if that has passed or it never ran,
// and no later than the schedule says now.
func (s *Schedule) First(stored, now time.Time) time.Time {
	if stored.IsZero() || !stored.After(now) {
		return now
	}
	if due := s.Next(now); due.Before(stored) {
		return due
	}
	return stored
}

// Missed is the first due time between the start of a collection and its end, zero if there was none.
func (s *Schedule) Missed(started, ended time.Time) time.Time {
	if due := s.following(started); due.Before(ended) {
		return due
	}
	return time.Time{}
}
