package derive

import (
	"sync"

	"github.com/postup/postup/kpi"
)

// progress remembers up to which day each region was derived whole by this process, and lets one call at a time
// work on a region.
type progress struct {
	mu      sync.Mutex
	turns   map[string]*sync.Mutex
	derived map[string]kpi.Date
}

func newProgress() *progress {
	return &progress{turns: map[string]*sync.Mutex{}, derived: map[string]kpi.Date{}}
}

// take waits for the region's turn and gives the function that ends it.
func (p *progress) take(region string) (done func()) {
	p.mu.Lock()
	turn := p.turns[region]
	if turn == nil {
		turn = &sync.Mutex{}
		p.turns[region] = turn
	}
	p.mu.Unlock()
	turn.Lock()
	return turn.Unlock
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
	p.derived[region] = day
}

// failed makes the next call derive the whole region again.
func (p *progress) failed(region string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.derived, region)
}
