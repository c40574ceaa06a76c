package config

import (
	"fmt"
	"time"
)

// Kinds of region.
var regionKinds = []string{"country", "region", "municipality", "organisation"}

// resolveRegions finds circles among parents and lets regions take over what their parents say:
// country, time zone and calendar.
func (c *checker) resolveRegions() {
	fallback := c.location(c.TimeZone, c.at(&c.TimeZone))
	done := map[*Region]bool{}
	for _, r := range c.Regions {
		c.resolveRegion(r, fallback, done)
	}
}

func (c *checker) resolveRegion(r *Region, fallback *time.Location, done map[*Region]bool) {
	var chain []*Region
	walked := map[*Region]bool{}
	for ; r != nil && !done[r]; r = c.region[r.Parent] {
		if walked[r] {
			c.wrong(c.at(&r.Parent, r), fmt.Sprintf("the region %q is inside itself", r.Code), "following parents leads back to it", "correct parent")
			break
		}
		walked[r] = true
		chain = append(chain, r)
	}
	for i := len(chain) - 1; i >= 0; i-- {
		c.inheritRegion(chain[i], fallback)
		done[chain[i]] = true
	}
}

func (c *checker) inheritRegion(r *Region, fallback *time.Location) {
	parent := c.region[r.Parent]
	if parent == nil {
		parent = &Region{TimeZone: c.TimeZone, Location: fallback}
	}
	if r.Kind == "country" && r.Country == "" {
		r.Country = r.Code
	}
	if r.Country == "" {
		r.Country = parent.Country
	}
	if r.Calendar == "" {
		r.Calendar = parent.Calendar
	}
	if r.TimeZone == "" {
		r.TimeZone, r.Location = parent.TimeZone, parent.Location
	} else {
		r.Location = c.location(r.TimeZone, c.at(&r.TimeZone, r))
	}
	if r.Location == nil {
		r.Location = fallback
	}
}

// location finds a time zone; an unknown one is a mistake, and UTC.
func (c *checker) location(name string, at place) *time.Location {
	if name != "" && name != "Local" {
		if zone, err := time.LoadLocation(name); err == nil {
			return zone
		}
	}
	c.wrong(at, fmt.Sprintf("there is no time zone %q", name), "the list of time zones has none of this name", "write it as Europe/Kyiv, Asia/Vladivostok or UTC")
	return time.UTC
}

func (c *checker) checkRegion(r *Region) {
	at := c.at(r)
	owner := fmt.Sprintf("the region %q", r.Code)
	c.needed(len(r.Name) == 0, at, owner, "name", "pages show it by its name")
	c.needed(r.Kind == "", at, owner, "kind", "it says whether it is a "+regionKinds[0]+", "+regionKinds[1]+" or other")
	c.word("kind", r.Kind, regionKinds, c.at(&r.Kind, r))
	refer(c, "region", r.Parent, c.region, c.at(&r.Parent, r))
	if c.has(&r.Calendar) {
		refer(c, "calendar", r.Calendar, c.calendar, c.at(&r.Calendar))
	}
	for i, g := range r.Groups {
		refer(c, "group", g, c.group, c.at(&r.Groups[i], r))
	}
	if r.Population < 0 {
		c.wrong(c.at(&r.Population, r), fmt.Sprintf("population is %d", r.Population), "there are no fewer people than none", "correct it, or leave it out where it is not known")
	}
	c.ordered("the region's time", r.From, r.To, c.at(&r.To, r))
	for i := range r.Aliases {
		a := &r.Aliases[i]
		c.needed(a.List == "", c.at(a, r), "the alias", "list", "codes mean something in a list")
		c.needed(a.Code == "", c.at(a, r), "the alias", "code", "it is the region's code in that list")
		c.ordered("the alias's time", a.From, a.To, c.at(&a.To, a))
	}
}

// checkAliases finds codes that stand for two regions at the same time.
func (c *checker) checkAliases() {
	type holder struct {
		region *Region
		alias  *Alias
	}
	seen := map[[2]string][]holder{}
	for _, r := range c.Regions {
		for i := range r.Aliases {
			a := &r.Aliases[i]
			key := [2]string{a.List, a.Code}
			for _, h := range seen[key] {
				if overlap(a, h.alias) {
					c.wrong(c.at(a, r), fmt.Sprintf("the code %q of the list %q stands for two regions", a.Code, a.List),
						fmt.Sprintf("%s gives it to %q at the same time", c.at(h.alias, h.region), h.region.Code), "correct it, or say from and to when it holds")
				}
			}
			seen[key] = append(seen[key], holder{r, a})
		}
	}
}

func overlap(a, b *Alias) bool {
	return (a.To.IsZero() || b.From <= a.To) && (b.To.IsZero() || a.From <= b.To)
}
