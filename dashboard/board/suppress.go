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
	periods.reset()
	b.smallCells(periods, region, series, b.layout.scopes)
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

// smallCells decides which cells of a region's applications are withheld, by period: those that are too small, then
// what would give them away by the additions of each period and by the balances of the services over their months,
// until nothing does.
func (b *Board) smallCells(periods cellsOfRegion, region string, series []*Series, scopes []scope) {
	for _, s := range series {
		i := b.Config.Indicator(s.Indicator)
		f, scope := figureOf[i.Derived.Measure], scopeOf(i.Derived)
		for n := range s.Cells {
			s.Cells[n].each(func(o *store.Observation) *store.Observation {
				cells := periods.at(o.Period)
				cells.add(f, scope, s.Breakdown, b.counts(i, o))
				if told, ok := tells[f]; ok && o.Denominator != nil && o.Coverage != nil && *o.Coverage > 0 {
					cells.add(told, scope, s.Breakdown, counts{math.Round(*o.Denominator / *o.Coverage)})
				}
				return o
			})
		}
	}
	balances := b.balances(region, periods, scopes)
	for _, s := range series {
		if i := b.Config.Indicator(s.Indicator); figureOf[i.Derived.Measure] == figureOverdue {
			for n := range s.Cells {
				b.addCoverage(periods.at(s.Cells[n].Period), i.Derived, s.Cells[n].Observation)
			}
		}
	}
	limit := float64(b.Config.SuppressBelow)
	for _, cells := range periods {
		cells.unite()
		cells.addChannels()
		cells.hideSmall(limit)
	}
	for again := true; again; {
		again = false
		for _, s := range balances {
			s.settle(limit)
		}
		for _, cells := range periods {
			again = cells.settle(b.Config, limit) || again
		}
	}
	periods.hideWithdrawn()
}

// addCoverage puts in how many of the open ones have a legal deadline, which the coverage of the overdue ones tells.
func (b *Board) addCoverage(cells *cellsOfPeriod, d *config.Derived, o *store.Observation) {
	if o.Coverage == nil {
		return
	}
	open := cells.parts[keyOf(figureOpen, scopeOf(d), o.Breakdown)]
	if open == nil { // no list gives it, but the services' add up to it
		n := b.sum(d, o, func(v *ProcessingView) uint64 { return v.Open })
		open = cells.add(figureOpen, scopeOf(d), o.Breakdown, counts{n})
	}
	cells.add(figureOpenDeadline, scopeOf(d), o.Breakdown, ofSome(math.Round(*o.Coverage*open.counts[0]), open.counts[0]))
}

// balances puts the processing's figures into the cells of each period, and lists the services' months.
func (b *Board) balances(region string, periods cellsOfRegion, scopes []scope) []balance {
	var list []balance
	views := b.Processing(region)
	for n := range views {
		v := &views[n]
		cells, breakdown := periods.at(kpi.Month(v.Month)), "service="+v.Service.ID
		for _, s := range scopes {
			if covers(s.derived, "", v.Service) {
				cells.add(s.figure, s.scope, breakdown, v.counts(s.figure))
			}
		}
		if n == 0 || views[n-1].Service != v.Service {
			list = append(list, nil)
		}
		of := func(f figure) *part { return cells.parts[keyOf(f, "", breakdown)] }
		last := &list[len(list)-1]
		*last = append(*last, flows{of(figureApplications), of(figureCompleted), of(figureWithdrawn), of(figureOpen)})
	}
	return list
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
	all, isPart := within[figureOf[indicator.Derived.Measure]]
	switch {
	case !isPart:
		return counts{n}
	case o.Denominator != nil && o.Coverage != nil && *o.Coverage > 0:
		return ofSome(n, math.Round(*o.Denominator / *o.Coverage))
	}
	return ofSome(n, b.sum(indicator.Derived, o, func(v *ProcessingView) uint64 {
		if all == figureOpen {
			return v.Open
		}
		return v.Completed
	}))
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

// sum adds up what the processing has of the services that an observation takes in.
func (b *Board) sum(d *config.Derived, o *store.Observation, number func(*ProcessingView) uint64) float64 {
	var n uint64
	views := b.Processing(o.Region)
	for i := range views {
		v := &views[i]
		if o.Period.Contains(v.Month) && covers(d, o.Breakdown, v.Service) {
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
