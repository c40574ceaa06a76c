package config

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// LeastInterval is how often a source may be due at most.
const LeastInterval = 10 * time.Second

// ParseCron reads a schedule's line: five fields, a word such as @daily, or @every with a duration.
// Lines that never fire, fire more often than LeastInterval or name a time zone are errors. Times are those of
// the zone that the times given to the schedule are in.
func ParseCron(line string) (schedule cron.Schedule, err error) {
	defer func() {
		// Some lines make the parser panic.
		if p := recover(); p != nil {
			schedule, err = nil, errors.New("it can't be read as a schedule")
		}
	}()
	if strings.Contains(line, "TZ=") {
		return nil, errors.New("the time zone has a key of its own, time_zone")
	}
	if every, ok := strings.CutPrefix(line, "@every "); ok {
		if err := checkEvery(every); err != nil {
			return nil, err
		}
	}
	if schedule, err = cron.ParseStandard(line); err != nil {
		return nil, errors.New("it can't be read as a schedule: " + err.Error())
	}
	// A leap year's beginning, so that 29 February counts as a day that comes.
	first := schedule.Next(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC))
	if first.IsZero() {
		return nil, errors.New("it never fires, no day matches it")
	}
	return schedule, nil
}

func checkEvery(every string) error {
	d, err := time.ParseDuration(strings.TrimSpace(every))
	switch {
	case err != nil:
		return errors.New("@every needs a duration such as 15m")
	case d < LeastInterval:
		return fmt.Errorf("it fires more often than each %s", LeastInterval)
	}
	return nil
}

func (c *checker) checkSchedule(s *Schedule) {
	if c.has(&s.TimeZone) {
		c.location(s.TimeZone, c.at(&s.TimeZone))
	}
	if s.Cron == "" {
		return
	}
	if _, err := ParseCron(s.Cron); err != nil {
		c.wrong(c.at(&s.Cron, s), fmt.Sprintf("cron: %q can't be used", s.Cron), err.Error(), `write minute, hour, day, month and weekday, such as "30 5 * * 1", or "@every 15m"`)
	}
}
