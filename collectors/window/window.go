// Package window is the days that a source is asked for: from the last success, less an overlap, to today.
package window

import (
	"errors"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Window says which days a source is asked for.
type Window struct {
	First   kpi.Date        `yaml:"first"`   // where the first window begins
	Overlap config.Duration `yaml:"overlap"` // asked for again each time; default 7 days, at least one
	Chunk   config.Duration `yaml:"chunk"`   // of a long window that is asked for by hand; default 31 days
}

// Validate judges a window, nil where there is none, by whether the request has a place for it. where names the request.
func (w *Window) Validate(wanted bool, where string) error {
	switch {
	case wanted && w == nil:
		return errors.New("window is missing: " + where + " with {from} or {to} needs window: {first: 2023-01-01}")
	case !wanted && w != nil:
		return errors.New("window has no use: " + where + " has neither {from} nor {to}")
	case !wanted:
		return nil
	}
	var mistakes []error
	if w.First.IsZero() {
		mistakes = append(mistakes, errors.New("window: first is missing: the day where the first window begins"))
	}
	if w.Overlap < 0 {
		mistakes = append(mistakes, errors.New("window: overlap can't be below zero"))
	}
	if w.Chunk != 0 && w.Chunk < config.Duration(day) {
		mistakes = append(mistakes, errors.New("window: chunk is less than a day: write whole days, such as 31d"))
	}
	return errors.Join(mistakes...)
}

// Days are those to ask for, given the day of the last success, if there was one.
func (w *Window) Days(last, today kpi.Date) (from, to kpi.Date) {
	if last.IsZero() {
		return w.First, today
	}
	return max(w.First, last.AddDays(-w.overlap())), today
}

// overlap in days, at least one: what arrived on the last day after it was asked for is still missing.
func (w *Window) overlap() int {
	if w.Overlap == 0 {
		return 7
	}
	return max(1, int(time.Duration(w.Overlap)/day))
}

// ChunkDays is how many days of a long window are asked for at once.
func (w *Window) ChunkDays() int {
	if w.Chunk == 0 {
		return 31
	}
	return int(time.Duration(w.Chunk) / day)
}

const day = 24 * time.Hour
