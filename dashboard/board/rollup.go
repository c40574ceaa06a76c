package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// The ways that an indicator can be rolled up to a parent region; anything else is not rolled up.
const (
	rollupSum      = "sum"
	rollupWeighted = "weighted"
	rollupMean     = "mean"
)

// parent is a region that figures are rolled up to.
type parent struct {
	*config.Region
	parts map[string][]child // by indicator: what its figures are made of; none where none are
}

func parentOf(cfg *config.Config, region *config.Region) parent {
	p := parent{region, map[string][]child{}}
	for _, i := range cfg.Indicators {
		if i.Rollup != rollupSum && i.Rollup != rollupWeighted && i.Rollup != rollupMean {
			continue
		}
		if children := expectedOf(cfg, region, i.ID); len(children) > 0 {
			p.parts[i.ID] = children
		}
	}
	return p
}

// rollUp gives parent regions the figures of their children. Parents are taken from the leaves up, so that a country
// is made of regions that were themselves made of municipalities. Those of whose parts none has changed keep theirs.
func (b *Board) rollUp(last *Board, changed *changes) {
	for _, p := range b.layout.parents {
		var indicators []*config.Indicator
		for _, i := range b.Config.Indicators {
			if parts := p.parts[i.ID]; len(parts) > 0 && (changed.has(i.ID, p.Code) ||
				slices.ContainsFunc(parts, func(c child) bool { return changed.has(i.ID, c.region.Code) })) {
				indicators = append(indicators, i)
			}
		}
		if len(indicators) == 0 {
			continue
		}
		s := b.sheets[p.Code]
		if s == nil || s == last.sheetOf(p.Code) {
			s = s.renewed()
			b.sheets[p.Code] = s
		}
		rolled := make([][]*Series, len(indicators))
		inTurn(len(indicators), func() func(int) { // no indicator is made of another
			return func(n int) { rolled[n] = b.rolledUp(p, indicators[n], s.own[indicators[n].ID]) }
		})
		for n, i := range indicators {
			put(s.series, i.ID, rolled[n])
			changed.add(i.ID, p.Code)
		}
	}
}

// rolledUp is a parent's own series of an indicator, with what its children make.
func (b *Board) rolledUp(p parent, indicator *config.Indicator, own []*Series) []*Series {
	byBreakdown := map[string]map[kpi.Period][]*Cell{}
	for _, c := range p.parts[indicator.ID] {
		for _, s := range b.below(p, c, indicator.ID) {
			cells := byBreakdown[s.Breakdown]
			if cells == nil {
				cells = map[kpi.Period][]*Cell{}
				byBreakdown[s.Breakdown] = cells
			}
			for i := range s.Cells {
				if cell := &s.Cells[i]; c.expected(cell.Period) {
					cells[cell.Period] = append(cells[cell.Period], cell)
				}
			}
		}
	}
	for breakdown, cells := range byBreakdown {
		key := SeriesKey{indicator.ID, p.Code, breakdown}
		own = with(own, indicator, key, b.rolledCells(p, indicator, key, cells))
	}
	return own
}

// below is what a parent is made of in another region: what that has, or, where it comes later in the order in which
// regions are rolled up, what it has of its own.
func (b *Board) below(p parent, c child, indicator string) []*Series {
	if s := b.sheet(c.region.Code); b.layout.rank[c.region.Code] < b.layout.rank[p.Code] {
		return s.series[indicator]
	} else {
		return s.own[indicator]
	}
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
			if r == parent || excluded(p, r.Code) {
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

// rolledCells are a parent's cells of a series, in order of period, as its children's cells make them.
func (b *Board) rolledCells(p parent, indicator *config.Indicator, key SeriesKey, cells map[kpi.Period][]*Cell) []Cell {
	rolled := make([]Cell, 0, len(cells))
	for period, list := range cells {
		expected := 0
		for _, c := range p.parts[indicator.ID] {
			if c.expected(period) {
				expected++
			}
		}
		if cell, ok := b.rolledCell(indicator, key, period, list, expected); ok {
			rolled = append(rolled, cell)
		}
	}
	slices.SortFunc(rolled, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
	return rolled
}

func (c child) expected(p kpi.Period) bool {
	return (c.from.IsZero() || p.End >= c.from) && inForce(c.region, p)
}

// rolledCell makes the parent's cell; false where no child has a value. A child that the question doesn't apply to is
// not expected to have one. A child whose figure is withheld counts as not reported, lest the sum give it away.
func (b *Board) rolledCell(indicator *config.Indicator, key SeriesKey, period kpi.Period, cells []*Cell, expected int) (Cell, bool) {
	cell := Cell{Observation: &store.Observation{
		Indicator: key.Indicator, Breakdown: key.Breakdown, Region: key.Region, Period: period, Status: kpi.Present,
		Origin: store.Origin{Source: RollupSource},
	}, Running: period.End >= b.Today}
	parts := make([]kpi.Part, 0, len(cells))
	for _, c := range cells {
		if c.Status == kpi.NotApplicable {
			expected--
			continue
		}
		if c.Value == nil {
			continue
		}
		parts = append(parts, kpi.Part{Value: c.Value, Numerator: c.Numerator, Denominator: c.Denominator})
		cell.addOrigin(c)
	}
	rolled := rollParts(indicator, parts, expected)
	if rolled.Value == nil {
		return Cell{}, false
	}
	cell.Value, cell.Numerator, cell.Denominator = rolled.Value, rolled.Numerator, rolled.Denominator
	cell.Reported, cell.Expected = rolled.Reported, rolled.Expected
	cell.Partial = cell.Partial || rolled.Partial
	cell.Incomplete = cell.Incomplete || rolled.Partial && indicator.Rollup == rollupSum
	cell.trimCollections()
	return cell, true
}

func rollParts(indicator *config.Indicator, parts []kpi.Part, expected int) kpi.Rolled {
	switch indicator.Rollup {
	case rollupSum:
		return kpi.RollUpSum(parts, expected)
	case rollupWeighted:
		return kpi.RollUpWeighted(parts, expected, scaleOf(indicator))
	}
	return kpi.RollUpMean(parts, expected)
}

// scaleOf is what a share is multiplied by to be in the indicator's unit.
func scaleOf(indicator *config.Indicator) float64 {
	if indicator.Unit == "percent" {
		return 100
	}
	return 1
}

// addOrigin lets the marks of a part pass to the whole: simulated, restated, partial and how new it is.
func (c *Cell) addOrigin(part *Cell) {
	c.Simulated = c.Simulated || part.Simulated
	c.Restated = c.Restated || part.Restated
	c.Partial = c.Partial || part.Partial
	c.Incomplete = c.Incomplete || part.Incomplete
	if part.Seq > c.Seq {
		c.Seq, c.RecordedAt = part.Seq, part.RecordedAt
	}
	c.Collections = append(c.Collections, part.Collections...)
}

// mostCollections is how many collections a rolled-up figure names, the newest ones.
const mostCollections = 50

func (c *Cell) trimCollections() {
	slices.Sort(c.Collections)
	c.Collections = slices.Compact(c.Collections)
	if n := len(c.Collections); n > mostCollections {
		c.Collections = slices.Clone(c.Collections[n-mostCollections:])
	}
}
