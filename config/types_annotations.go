package config

import (
	"maps"
	"slices"

	"github.com/postup/postup/kpi"
)

// Annotation is an event on a day, or over some time, that charts show beside their figures. It says that something
// happened; that figures changed because of it, it does not say.
type Annotation struct {
	ID         string    `yaml:"id"`
	Text       Text      `yaml:"text"`
	On         Dated     `yaml:"on"`
	To         kpi.Date  `yaml:"to"`         // its last day, where it lasted
	Regions    *Selector `yaml:"regions"`    // default: those of its programme; without one, wherever its indicators are followed
	Indicators []string  `yaml:"indicators"` // default: those of its programme; without one, all
	Programme  string    `yaml:"programme"`
	Source     string    `yaml:"source"`   // name of the document
	Quote      string    `yaml:"quote"`    // in the original language
	Language   string    `yaml:"language"` // of source and quote
	Simulated  bool      `yaml:"simulated"`

	regions    map[string]bool // nil: all
	indicators map[string]bool // nil: all
	programmes map[string]bool
}

// Concerns tells whether an event is one for an indicator in a region; an empty one is any.
func (a *Annotation) Concerns(indicator, region string) bool {
	return (indicator == "" || a.indicators == nil || a.indicators[indicator]) && (region == "" || a.regions == nil || a.regions[region])
}

// Of tells whether an event is one for a programme: it names it or, where it names none, indicators and regions of it.
func (a *Annotation) Of(p *Programme) bool { return a.programmes[p.ID] }

// Names tells whether an event was written for a region: it, or its programme, picks it.
func (a *Annotation) Names(region string) bool { return a.regions[region] }

// RegionCodes are the regions that it is for, in order; none: all in which its indicators are followed.
func (a *Annotation) RegionCodes() []string { return slices.Sorted(maps.Keys(a.regions)) }

// IndicatorIDs are the indicators that it is for, in order; none: all.
func (a *Annotation) IndicatorIDs() []string { return slices.Sorted(maps.Keys(a.indicators)) }

// First is its first day, and Last its last one: "2019" is not a day, it begins on 1 January and ends on 31 December.
func (a *Annotation) First() kpi.Date { return a.On.FirstDay() }

// Last is the day that it ends on.
func (a *Annotation) Last() kpi.Date { return max(a.To, a.On.LastDay()) }

// Followed are the indicators of a programme: those of its targets, and those that are shown beside them.
func (p *Programme) Followed() []string {
	var ids []string
	for _, t := range p.Targets {
		ids = append(ids, t.Indicator)
	}
	return append(ids, p.Indicators...)
}

// fillAnnotation finds what an event is one for.
func (c *checker) fillAnnotation(a *Annotation) {
	a.On.fill()
	p := c.programme[a.Programme]
	switch {
	case len(a.Indicators) > 0:
		a.indicators = setOf(a.Indicators)
	case p != nil:
		a.indicators = setOf(p.Followed())
	}
	switch {
	case a.Regions != nil:
		a.regions = c.codesOf(a.Regions)
	case p != nil:
		a.regions = c.regionsOf(p)
	}
	a.programmes = map[string]bool{}
	for _, p := range c.Programmes {
		a.programmes[p.ID] = a.Programme == p.ID || a.Programme == "" && meet(a.indicators, setOf(p.Followed())) && meet(a.regions, c.regionsOf(p))
	}
}

// meet tells whether a set, nil being all that there is, has something in common with another.
func meet(set, other map[string]bool) bool {
	for id := range other {
		if set == nil || set[id] {
			return true
		}
	}
	return false
}

// regionsOf are the regions that a programme is about: its own, those that it expects, and those that its targets apply to or
// are laid on.
func (c *checker) regionsOf(p *Programme) map[string]bool {
	selectors := []*Selector{{Region: p.Region}, p.Expects}
	for _, t := range p.Targets {
		selectors = append(selectors, &t.AppliesTo, t.Yardstick)
	}
	return c.codesOf(selectors...)
}

func (c *checker) codesOf(selectors ...*Selector) map[string]bool {
	codes := map[string]bool{}
	for _, s := range selectors {
		if s == nil {
			continue
		}
		for _, r := range c.Select(*s) {
			codes[r.Code] = true
		}
	}
	return codes
}

func setOf(ids []string) map[string]bool {
	set := map[string]bool{}
	for _, id := range ids {
		set[id] = true
	}
	return set
}
