package derive

import (
	"log/slog"
	"slices"
	"sync"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// unjudged remembers which years working days could not be counted in, and tells each once: whoever keeps the
// calendars has to add them.
type unjudged struct {
	log *slog.Logger

	mu    sync.Mutex
	count map[missingYear]uint64 // applications, since it was told last
	told  map[missingYear]bool
}

// missingYear is a year that a calendar is not complete for. The calendar is "" for regions without one.
type missingYear struct {
	calendar string
	year     int
}

func newUnjudged(log *slog.Logger) *unjudged {
	return &unjudged{log: log, count: map[missingYear]uint64{}, told: map[missingYear]bool{}}
}

// note counts applications whose working days from their submission to a day can't be counted.
func (u *unjudged) note(c calendar, a *store.Duration, day kpi.Date) {
	if u == nil {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	for year := a.SubmittedOn.AddDays(1).Time().Year(); year <= day.Time().Year(); year++ {
		if key := (missingYear{c.id, year}); !slices.Contains(c.years, year) && !u.told[key] {
			u.count[key] += a.Count
		}
	}
}

// tell says what was noted, each year of a calendar once.
func (u *unjudged) tell() {
	u.mu.Lock()
	defer u.mu.Unlock()
	for key, n := range u.count {
		u.told[key] = true
		if key.calendar == "" {
			u.log.Warn("deadlines in working days can't be judged: a region has no calendar", "year", key.year, "cases", n)
			continue
		}
		u.log.Warn("deadlines in working days can't be judged: the calendar is not complete for the year",
			"calendar", key.calendar, "year", key.year, "cases", n)
	}
	clear(u.count)
}
