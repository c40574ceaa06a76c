package derive

import (
	"slices"
	"sync"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// progress remembers up to which day each region was derived whole by this process, and lets one call at a time
// work on a region.
type progress struct {
	mu      sync.Mutex
	turns   map[string]*sync.Mutex
	derived map[string]kpi.Date
	heard   map[string]config.Heard // as it was when applications were counted last
	ahead   map[string]kpi.Date     // the last day that it ever was derived to, by a clock that may have been put back since
}

func newProgress() *progress {
	return &progress{turns: map[string]*sync.Mutex{}, derived: map[string]kpi.Date{}, heard: map[string]config.Heard{}, ahead: map[string]kpi.Date{}}
}

// take waits for the turns of regions, in one order for all, and gives the function that ends them.
func (p *progress) take(regions ...string) (done func()) {
	turns := make([]*sync.Mutex, 0, len(regions))
	for _, region := range slices.Sorted(slices.Values(regions)) {
		turn := p.turn(region)
		turn.Lock()
		turns = append(turns, turn)
	}
	return func() {
		for _, turn := range turns {
			turn.Unlock()
		}
	}
}

func (p *progress) turn(region string) *sync.Mutex {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.turns[region] == nil {
		p.turns[region] = &sync.Mutex{}
	}
	return p.turns[region]
}

func (p *progress) derivedTo(region string) (day kpi.Date, whole bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	day, whole = p.derived[region]
	return day, whole
}

func (p *progress) done(region string, day kpi.Date) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.derived[region], p.ahead[region] = day, max(day, p.ahead[region])
}

// hear remembers how far a region's applications were known as they were counted.
func (p *progress) hear(region string, heard config.Heard) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.heard[region] = heard
}

// heardOf is how far a region's applications were known as they were counted last.
func (p *progress) heardOf(region string) config.Heard {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.heard[region]
}

// stands is the day that a region was derived to; false where it has to be derived anew: it never was, failed, or the clock was
// put back.
func (p *progress) stands(region string, today kpi.Date) (day kpi.Date, stands bool) {
	day, whole := p.derivedTo(region)
	return day, whole && today >= day && !p.wasAhead(region, today)
}

// wasAhead tells whether a region has months, between the day it was derived to and a later one, that were derived by a clock
// that was put back since: what happened meanwhile is not in them.
func (p *progress) wasAhead(region string, day kpi.Date) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ahead[region].MonthStart() > p.derived[region].MonthStart() && day.MonthStart() > p.derived[region].MonthStart()
}

// failed makes the next call derive the whole region again.
func (p *progress) failed(region string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.derived, region)
}
