package board

import (
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Counts of fewer applications than Config.SuppressBelow are withheld, and times and shares of fewer, lest they tell of
// one person. Whoever knows a total and all of its parts but one knows that one too, so a part that is withheld alone
// takes the next smallest with it.

// suppress withholds what of a region speaks of too few applications. What observations and the processing say of one
// service is one cell, decided once, so that neither list shows what the other withholds. periods is room to work in.
func (b *Board) suppress(sheet *sheet, region string, periods cellsOfRegion) {
	var series []*Series
	for _, i := range b.layout.applications {
		series = append(series, sheet.own[i.ID]...)
	}
	b.smallCells(periods, region, series)
	for _, s := range series {
		indicator := b.Config.Indicator(s.Indicator)
		f, scope := figureOf[indicator.Derived.Measure], scopeOf(indicator.Derived)
		cell, deadline := keyOf(f, scope, s.Breakdown), keyOf(figureOpenDeadline, scope, s.Breakdown)
		for i := range s.Cells {
			c := &s.Cells[i]
			switch cells := periods[c.Period]; {
			case cells.hides(cell):
				c.each(withheld)
			case f == figureOverdue && cells.hides(deadline):
				c.each(withoutCoverage)
			}
		}
	}
	views := sheet.processing
	for i := range views {
		v := &views[i]
		cells := periods[kpi.Month(v.Month)]
		v.withhold(func(f figure) bool { return cells.hides(keyOf(f, "", "service="+v.Service.ID)) })
	}
	periods.hiddenTables(sheet.hidden)
}

// scope is which services a figure is counted over.
type scope struct {
	family
	derived *config.Derived
}

// scopesOf are those of the indicators, and that of all services; each for all figures, since one tells of another.
func scopesOf(cfg *config.Config) []scope {
	var scopes []scope
	seen := map[string]bool{}
	add := func(d *config.Derived) {
		for f := range figures {
			if !seen[scopeOf(d)] {
				scopes = append(scopes, scope{family{f, scopeOf(d)}, d})
			}
		}
		seen[scopeOf(d)] = true
	}
	add(&config.Derived{})
	for _, i := range cfg.Indicators {
		if ofApplications(i) {
			add(i.Derived)
		}
	}
	return scopes
}

// each replaces the observations of the cell.
func (c *Cell) each(with func(*store.Observation) *store.Observation) {
	c.Observation = with(c.Observation)
	for i, o := range c.Others {
		c.Others[i] = with(o)
	}
}

// counts are how many applications an observation speaks of.
func (b *Board) counts(indicator *config.Indicator, o *store.Observation) counts {
	if indicator.Derived.Measure == config.MeasureDigitalTakeUp && o.Numerator != nil && o.Denominator != nil {
		return counts{*o.Numerator, *o.Denominator - *o.Numerator}
	}
	n := b.population(indicator, o)
	f := figureOf[indicator.Derived.Measure]
	switch {
	case !isPart(f):
		return counts{n}
	case o.Denominator != nil && o.Coverage != nil && *o.Coverage > 0:
		return ofSome(n, math.Round(*o.Denominator / *o.Coverage))
	}
	return ofSome(n, b.sum(indicator.Derived, o, wholeOf(f)))
}

// population is how many applications an observation speaks of; 0 where that can't be known.
func (b *Board) population(indicator *config.Indicator, o *store.Observation) float64 {
	switch {
	case o.Denominator != nil:
		return *o.Denominator
	case o.Value == nil:
		return 0
	}
	switch indicator.Derived.Measure {
	case config.MeasureApplications, config.MeasureCompleted, config.MeasureRefused, config.MeasureWithdrawn, config.MeasureOpen, config.MeasureOverdue:
		return *o.Value
	}
	return b.sum(indicator.Derived, o, func(v *ProcessingView) uint64 { return v.Completed + v.Withdrawn })
}

// sum adds up what the processing has of the services that an observation takes in; of a real one, what is real.
func (b *Board) sum(d *config.Derived, o *store.Observation, number func(*ProcessingView) uint64) float64 {
	var n uint64
	views := b.rowsOf(o.Region, o.Simulated)
	for i := range views {
		v := &views[i]
		if (o.Simulated || !v.Simulated) && o.Period.Contains(v.Month) && covers(d, o.Breakdown, v.Service) {
			n += number(v)
		}
	}
	return float64(n)
}

// covers tells whether an observation's figure takes in a service.
func covers(d *config.Derived, breakdown string, s *config.Service) bool {
	return (d.Mass == nil || *d.Mass == s.Mass) &&
		(len(d.Tiers) == 0 || slices.Contains(d.Tiers, s.Tier)) &&
		(len(d.Sectors) == 0 || slices.Contains(d.Sectors, s.Sector)) &&
		is(breakdown, "service", s.ID) && is(breakdown, "sector", s.Sector) && is(breakdown, "tier", s.Tier)
}

func is(breakdown, key, value string) bool {
	v := BreakdownValue(breakdown, key)
	return v == "" || v == value
}

func ofApplications(i *config.Indicator) bool {
	if i == nil || i.Derived == nil {
		return false
	}
	switch i.Derived.Measure {
	case config.MeasureServicesOnline, config.MeasureServicesOnlineShare:
		return false
	}
	return true
}

// BreakdownValue finds a key's value in a canonical breakdown such as "sector=health,tier=regional"; "" where it has
// none.
func BreakdownValue(breakdown, key string) string {
	for pair := range strings.SplitSeq(breakdown, ",") {
		if k, v, ok := strings.Cut(pair, "="); ok && k == key {
			return v
		}
	}
	return ""
}

func breakdownKeys(breakdown string) string {
	if !strings.Contains(breakdown, ",") { // nearly all
		key, _, _ := strings.Cut(breakdown, "=")
		return key
	}
	var keys []string
	for pair := range strings.SplitSeq(breakdown, ",") {
		k, _, _ := strings.Cut(pair, "=")
		keys = append(keys, k)
	}
	return strings.Join(keys, ",")
}
