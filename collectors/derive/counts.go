package derive

import (
	"maps"
	"math"
	"sync"
)

// counts remembers which applications this process has counted, and when: to what was counted whole a difference
// can be added.
type counts struct {
	mu      sync.Mutex
	tick    uint64
	regions map[string]*countedRegion
}

// countedRegion says of a region's services how they were counted.
type countedRegion struct {
	rest     *counted           // those that are not among services; nil: they were not
	offers   map[string]uint64  // of rest: by service, the newest seq of its offers
	services map[string]counted // those that were counted again since
}

// counted is one count.
type counted struct {
	at     uint64 // when it ended
	offers uint64 // the newest seq of the offers that it judged by
}

func newCounts() *counts { return &counts{regions: map[string]*countedRegion{}} }

func (c *counts) now() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.tick
}

func (c *counts) doubt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.regions)
}

// note remembers a count that is stored. A difference is none: what it was added to stays as old as it is.
func (c *counts) note(done *counting) {
	if done.replaced != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.tick++
	r := c.regions[done.region]
	switch {
	case done.whole || done.services == nil && !done.dated():
		rest := counted{at: c.tick}
		c.regions[done.region] = &countedRegion{rest: &rest, offers: maps.Clone(done.offers), services: map[string]counted{}}
	case done.dated() && r != nil: // what is open was counted, by the offers of today: the rest was not judged again
		if r.rest != nil {
			r.rest.at = c.tick
		}
		for service, was := range r.services {
			r.services[service] = counted{c.tick, was.offers}
		}
	case !done.dated():
		if r == nil {
			r = &countedRegion{services: map[string]counted{}}
			c.regions[done.region] = r
		}
		for service := range done.services {
			r.services[service] = counted{c.tick, done.offers[service]}
		}
	}
}

// stands tells whether what is stored of a service was counted whole before a moment, by the offers that are there now.
func (c *counts) stands(region, service string, began, offers uint64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	r := c.regions[region]
	if r == nil {
		return false
	}
	one, ok := r.services[service]
	if !ok && r.rest != nil {
		one, ok = counted{r.rest.at, r.offers[service]}, true
	}
	return ok && one.at <= began && one.offers == offers
}

// judged tells whether what is stored of a service was counted by the offers that are there now.
func (c *counts) judged(region, service string, offers uint64) bool {
	return c.stands(region, service, math.MaxUint64, offers)
}

// newestOffers is the newest seq of each service's offers: it changes with them, and so may their deadlines.
func newestOffers(in *services) map[string]uint64 {
	newest := map[string]uint64{}
	for service, offers := range in.offers {
		for _, o := range offers {
			newest[service] = max(newest[service], o.Seq)
		}
	}
	return newest
}

// rejudge has the applications of those services counted again whose offers have changed: their deadlines may have, too.
func (d *Deriver) rejudge(jobs []job, known known) {
	for i := range jobs {
		j := &jobs[i]
		if !j.stages || j.applications || j.dated() {
			continue
		}
		for service, offers := range newestOffers(known.of(j.region)) {
			if (j.services == nil || j.services[service]) && !d.counts.judged(j.region, service, offers) {
				j.applications = true
				break
			}
		}
	}
}

// trust has those jobs count all applications of their services that have nothing to add a difference to.
func (d *Deriver) trust(jobs []job, known known) {
	for i := range jobs {
		j := &jobs[i]
		if j.replaced == nil {
			continue
		}
		if len(j.services) == 0 || len(j.replaced.After) == 0 {
			j.replaced = nil
			continue
		}
		offers := newestOffers(known.of(j.region))
		for service := range j.services {
			if !d.counts.stands(j.region, service, j.began, offers[service]) {
				j.replaced = nil
				break
			}
		}
	}
}
