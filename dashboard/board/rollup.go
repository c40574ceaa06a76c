package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// parent is a region that figures are rolled up to.
type parent struct {
	*config.Region
	parts map[string][]child // by indicator: what its figures are made of; none where none are
	of    []string           // the regions that any of its figures are made of, itself among them
}

func parentOf(cfg *config.Config, region *config.Region) parent {
	p := parent{Region: region, parts: map[string][]child{}, of: []string{region.Code}}
	for _, i := range cfg.Indicators {
		if !i.RollsUp() {
			continue
		}
		if children := expectedOf(cfg, region, i.ID); len(children) > 0 {
			p.parts[i.ID] = children
			for _, c := range children {
				p.of = append(p.of, c.region.Code)
			}
		}
	}
	slices.Sort(p.of)
	p.of = slices.Clip(slices.Compact(p.of))
	return p
}

// rollUp gives parent regions the figures of their children, and each region what formulas make of its figures. Regions are taken
// from the leaves up, so that a country is made of regions that were themselves made of municipalities. What is made of cells of
// which none has changed stays.
func (b *Board) rollUp(last *Board, changed *changes) {
	for _, p := range b.layout.upwards {
		b.rollUpTo(p, last, changed)
		b.compute(p, last, changed)
	}
}

func (b *Board) rollUpTo(p parent, last *Board, changed *changes) {
	if len(p.parts) == 0 || !slices.ContainsFunc(p.of, changed.in) {
		return
	}
	var indicators []*config.Indicator
	for _, i := range b.Config.Indicators {
		if parts := p.parts[i.ID]; len(parts) > 0 && (changed.has(i.ID, p.Code) ||
			slices.ContainsFunc(parts, func(c child) bool { return changed.has(i.ID, c.region.Code) })) {
			indicators = append(indicators, i)
		}
	}
	if len(indicators) == 0 {
		return
	}
	s := b.writable(p.Code, last)
	rolled := make([][]*Series, len(indicators))
	inParallel(len(indicators), func() func(int) { // no indicator is made of another
		return func(n int) {
			if overParts[indicators[n].Rollup] != nil {
				rolled[n] = b.servicesOverParts(p, indicators[n])
			} else {
				rolled[n] = b.rolledUp(p, indicators[n], last, changed)
			}
		}
	})
	for n, i := range indicators {
		put(s.rolled, i.ID, rolled[n])
		s.place(i, rolled[n])
		changed.add(i.ID, p.Code)
	}
}

// writable is a region's sheet, which is the last board's no more.
func (b *Board) writable(region string, last *Board) *sheet {
	s := b.sheets[region]
	if s == nil || s == last.sheetOf(region) {
		s = s.renewed()
		b.sheets[region] = s
	}
	return s
}

// place puts what was computed of an indicator beside what the region itself has.
func (s *sheet) place(i *config.Indicator, computed []*Series) {
	list := s.own[i.ID]
	for _, c := range computed {
		list = with(list, i, c)
	}
	put(s.series, i.ID, list)
}

// rolledUp are the series of an indicator that a parent's children make.
func (b *Board) rolledUp(p parent, indicator *config.Indicator, last *Board, changed *changes) []*Series {
	parts := p.parts[indicator.ID]
	anew := periodsOf{} // that are to be made anew
	for _, c := range parts {
		if changed.has(indicator.ID, c.region.Code) {
			anew.addDifferences(last.below(p, c, indicator.ID), b.below(p, c, indicator.ID))
		}
	}
	cells := make(map[string]map[kpi.Period][]*Cell, len(anew)) // by breakdown
	for breakdown, periods := range anew {
		if len(periods) > 0 {
			cells[breakdown] = make(map[kpi.Period][]*Cell, len(periods))
		}
	}
	for _, c := range parts {
		for _, s := range b.below(p, c, indicator.ID) {
			for cell := range anew.cellsOf(s) {
				if c.expected(cell.Period) {
					list := cells[s.Breakdown][cell.Period]
					if list == nil {
						list = make([]*Cell, 0, len(parts))
					}
					cells[s.Breakdown][cell.Period] = append(list, cell)
				}
			}
		}
	}
	rolled := last.sheetOf(p.Code).rolledBefore(indicator.ID)
	for breakdown, made := range cells {
		key := SeriesKey{indicator.ID, p.Code, breakdown}
		rolled = renewed(rolled, key, anew[breakdown], b.rolledCells(p, indicator, key, made))
	}
	return rolled
}

// below is what a parent is made of in another region: what that has, or, where it comes later in the order in which
// regions are rolled up, what it has of its own. A board that isn't there has nothing.
func (b *Board) below(p parent, c child, indicator string) []*Series {
	if b == nil {
		return nil
	}
	s := b.sheet(c.region.Code)
	if b.layout.rank[c.region.Code] < b.layout.rank[p.Code] {
		return s.series[indicator]
	}
	return s.own[indicator]
}

// child is a region that a parent's figure is made of, expected from a day on (zero: always).
type child struct {
	region *config.Region
	from   kpi.Date
}

// expectedOf finds the regions that a parent's figure of an indicator is made of: those that the parent's programmes
// with that indicator expect, else all of its children.
func expectedOf(cfg *config.Config, parent *config.Region, indicator string) []child {
	var children []child
	programmes := false
	for _, p := range cfg.Programmes {
		if p.Region != parent.Code || p.Expects == nil || !slices.Contains(indicatorsOf(p), indicator) {
			continue
		}
		programmes = true
		for _, r := range cfg.Select(*p.Expects) {
			if r == parent || p.Exempt(r.Code) != nil {
				continue
			}
			if i := slices.IndexFunc(children, func(c child) bool { return c.region == r }); i >= 0 {
				children[i].from = min(children[i].from, p.ExpectsFrom)
			} else {
				children = append(children, child{r, p.ExpectsFrom})
			}
		}
	}
	if programmes {
		return children
	}
	for _, r := range cfg.Children(parent.Code) {
		children = append(children, child{region: r})
	}
	return children
}
