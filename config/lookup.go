package config

import "slices"

// Region finds a region by its code, nil if there is none.
func (c *Config) Region(code string) *Region { return c.region[code] }

// Service finds a service by its id, nil if there is none.
func (c *Config) Service(id string) *Service { return c.service[id] }

// Indicator finds an indicator by its id, nil if there is none.
func (c *Config) Indicator(id string) *Indicator { return c.indicator[id] }

// Programme finds a programme by its id, nil if there is none.
func (c *Config) Programme(id string) *Programme { return c.programme[id] }

// Index finds an index of any programme by its id, nil if there is none.
func (c *Config) Index(id string) *Index { return c.composite[id] }

// Target finds a target of any programme by its id, nil if there is none.
func (c *Config) Target(id string) *Target { return c.target[id] }

// Exempt finds what says that a programme expects nothing of a region, and why; nil where it says nothing.
func (p *Programme) Exempt(region string) *NotExpected {
	for i := range p.NotExpected {
		if p.NotExpected[i].Region == region {
			return &p.NotExpected[i]
		}
	}
	return nil
}

// Source finds a source by its id, after for_each was expanded; nil if there is none.
func (c *Config) Source(id string) *Source { return c.source[id] }

// Computed tells whether Postup computes the indicator: from stages and applications, a year-to-date one, or by a formula.
func (i *Indicator) Computed() bool { return i.Derived != nil || i.Increment != "" || i.Formula != nil }

// IsShare tells whether the indicator is a part of a whole.
func (i *Indicator) IsShare() bool { return i.Unit == "percent" || i.Unit == "ratio" }

// RollsUp tells whether parents are given the indicator's figures of their children.
func (i *Indicator) RollsUp() bool { return i.Rollup != "" && i.Rollup != RollupNone }

// Formulas are the indicators that are computed by a formula, each after those that it is computed from.
func (c *Config) Formulas() []*Indicator { return c.formulas }

// Calendar finds a calendar by its id, nil if there is none.
func (c *Config) Calendar(id string) *Calendar { return c.calendar[id] }

// Sector finds a sector by its id, nil if there is none.
func (c *Config) Sector(id string) *Sector { return c.sector[id] }

// Group finds a group by its id, nil if there is none.
func (c *Config) Group(id string) *Group { return c.group[id] }

// Children are the regions whose parent is the given one, in the order of the configuration.
func (c *Config) Children(code string) []*Region { return c.children[code] }

// Members are the regions of a group, in the order of the configuration.
func (c *Config) Members(group string) []*Region { return c.members[group] }

// Select gives the regions that a selector picks, in the order of the configuration
// (of the list, where it is one). Regions that do not exist are left out.
func (c *Config) Select(s Selector) []*Region {
	switch {
	case s.Region != "":
		return c.pick([]string{s.Region})
	case len(s.Regions) > 0:
		return c.pick(s.Regions)
	case s.ChildrenOf != "":
		return c.Children(s.ChildrenOf)
	case s.Group != "":
		return c.Members(s.Group)
	}
	return nil
}

func (c *Config) pick(codes []string) []*Region {
	var picked []*Region
	for _, code := range codes {
		if r := c.Region(code); r != nil {
			picked = append(picked, r)
		}
	}
	return picked
}

// OfOpen tells whether an indicator is derived from the applications that are open on a day: it has a value while its period runs, too.
func (i *Indicator) OfOpen() bool {
	if i == nil || i.Derived == nil {
		return false
	}
	switch i.Derived.Measure {
	case MeasureOpen, MeasureOverdue, MeasureOverdueMedian, MeasureOverdueLongest:
		return true
	}
	return false
}

// Brings tells whether a source brings records of a kind, such as Applications.
func (s *Source) Brings(kind string) bool {
	return slices.ContainsFunc(s.Records, func(m Mapping) bool { return m.As == kind })
}

// Covers tells whether a source speaks of a region: it does of all where it names none.
func (s *Source) Covers(region string) bool {
	return len(s.Regions) == 0 || slices.Contains(s.Regions, region)
}
