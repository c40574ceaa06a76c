package config

import (
	"fmt"
	"time"

	"github.com/postup/postup/kpi"
)

// Pause says that a source is not asked on its schedule: until a day, or until the configuration says otherwise.
// In YAML it is true, false, or the first day on which the source is asked again.
type Pause struct {
	On    bool
	Until kpi.Date // the first day on which it is asked again; zero: none
}

// UnmarshalText reads true, false or a day.
func (p *Pause) UnmarshalText(b []byte) error {
	switch text := string(b); text {
	case "true":
		*p = Pause{On: true}
	case "false":
		*p = Pause{}
	default:
		until, err := kpi.ParseDate(text)
		if err != nil {
			return fmt.Errorf("it is true, false, or the day on which the source is asked again, such as 2026-03-01")
		}
		*p = Pause{On: true, Until: until}
	}
	return nil
}

// Resumes is when the pause ends; zero where nobody has said.
func (p Pause) Resumes(zone *time.Location) time.Time {
	if p.Until.IsZero() {
		return time.Time{}
	}
	y, m, d := p.Until.Time().Date()
	return time.Date(y, m, d, 0, 0, 0, 0, zone)
}

// Paused tells whether the source is not asked on its schedule at a moment.
func (s *Source) Paused(now time.Time) bool {
	if !s.Pause.On || s.Pause.Until.IsZero() {
		return s.Pause.On
	}
	zone, err := time.LoadLocation(s.Schedule.TimeZone)
	if err != nil {
		zone = time.UTC // a zone that is none was refused when the configuration was checked
	}
	return now.Before(s.Pause.Resumes(zone))
}

// maxPriority bounds a source's priority on both sides.
const maxPriority = 10

func (c *checker) checkTurn(s *Source) {
	if s.Pause.On && len(s.PauseReason) == 0 {
		c.wrong(c.at(&s.Pause, s), "the source is paused, and nobody can see why", "the page of sources shows the reason", "add pause_reason:")
	}
	if !s.Pause.On && len(s.PauseReason) > 0 {
		c.wrong(c.at(&s.PauseReason, s), "pause_reason has no meaning here", "the source is not paused", "remove it, or add pause: true")
	}
	if s.Priority < -maxPriority || s.Priority > maxPriority {
		c.wrong(c.at(&s.Priority, s), fmt.Sprintf("priority is %d", s.Priority), "each step is worth ten minutes of waiting", fmt.Sprintf("write %d to %d", -maxPriority, maxPriority))
	}
}
