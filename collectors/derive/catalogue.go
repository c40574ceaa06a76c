package derive

import (
	"slices"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// catalogue is what derivation needs of the configuration.
type catalogue struct {
	regions        []string
	services       map[string]*config.Service
	zones          map[string]*time.Location // by region
	calendars      map[string]calendar       // by region; none for regions without one
	onStages       []*config.Indicator
	onApplications []*config.Indicator
}

// calendar is a working-day calendar and what it is complete for.
type calendar struct {
	kpi.Calendar
	id    string
	years []int
}

func newCatalogue(cfg *config.Config) *catalogue {
	c := &catalogue{services: map[string]*config.Service{}, zones: map[string]*time.Location{}, calendars: map[string]calendar{}}
	for _, s := range cfg.Services {
		c.services[s.ID] = s
	}
	for _, i := range cfg.Indicators {
		switch {
		case i.Derived == nil:
		case isOnStages(i.Derived.Measure):
			c.onStages = append(c.onStages, i)
		default:
			c.onApplications = append(c.onApplications, i)
		}
	}
	byID := map[string]calendar{}
	for _, cal := range cfg.Calendars {
		byID[cal.ID] = calendar{cal.Counting(), cal.ID, cal.Years}
	}
	byCode := map[string]*config.Region{}
	for _, r := range cfg.Regions {
		byCode[r.Code] = r
	}
	for _, r := range cfg.Regions {
		c.regions = append(c.regions, r.Code)
		c.zones[r.Code] = r.Location
		if cal, ok := byID[calendarOf(r, byCode)]; ok {
			c.calendars[r.Code] = cal
		}
	}
	return c
}

func (c *catalogue) has(region string) bool { return slices.Contains(c.regions, region) }

func isOnStages(measure string) bool {
	return measure == config.MeasureServicesOnline || measure == config.MeasureServicesOnlineShare
}

// calendarOf is the region's own calendar, else that of the nearest region above it, else its country's.
func calendarOf(r *config.Region, byCode map[string]*config.Region) string {
	country := byCode[r.Country]
	for range len(byCode) {
		if r.Calendar != "" {
			return r.Calendar
		}
		parent := byCode[r.Parent]
		if parent == nil {
			break
		}
		r = parent
	}
	if country != nil {
		return country.Calendar
	}
	return ""
}

// cellsOf names the cells of an indicator that a service counts in: the whole (""), and one for each breakdown.
// It is none where the indicator leaves the service out.
func (c *catalogue) cellsOf(d *config.Derived, service string) []string {
	s := c.services[service]
	if s == nil {
		s = &config.Service{ID: service}
	}
	if d.Mass != nil && *d.Mass != s.Mass ||
		len(d.Tiers) > 0 && !slices.Contains(d.Tiers, s.Tier) ||
		len(d.Sectors) > 0 && !slices.Contains(d.Sectors, s.Sector) {
		return nil
	}
	cells := []string{""}
	for _, by := range d.By {
		value := map[string]string{"sector": s.Sector, "tier": s.Tier, "service": s.ID}[by]
		if value != "" {
			cells = append(cells, by+"="+value)
		}
	}
	return cells
}

// touchedCells are the cells of an indicator that any of the services counts in; nil means all.
func (c *catalogue) touchedCells(d *config.Derived, services map[string]bool) cells {
	if services == nil {
		return nil
	}
	touched := cells{}
	for s := range services {
		for _, cell := range c.cellsOf(d, s) {
			touched[cell] = true
		}
	}
	return touched
}
