package board

import (
	"cmp"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

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

// rollUp gives parent regions the figures of their children. Parents are taken from the leaves up, so that a country
// is made of regions that were themselves made of municipalities.
func (b *Board) rollUp() {
	depth := b.depths()
	parents := slices.Clone(b.Config.Regions)
	slices.SortStableFunc(parents, func(x, y *config.Region) int { return cmp.Compare(depth[y.Code], depth[x.Code]) })
	for _, parent := range parents {
		rolled := make([][]Cell, len(b.Config.Indicators))
		var beside errgroup.Group // no indicator is made of another
		beside.SetLimit(runtime.GOMAXPROCS(0))
		for n, i := range b.Config.Indicators {
			if i.Rollup != rollupSum && i.Rollup != rollupWeighted && i.Rollup != rollupMean {
				continue
			}
			if children := b.expectedOf(parent, i.ID); len(children) > 0 {
				beside.Go(func() error { rolled[n] = b.rolledCells(parent, i, children); return nil })
			}
		}
		_ = beside.Wait() // none fails
		for n, i := range b.Config.Indicators {
			b.placeRolled(parent, i, rolled[n])
		}
	}
}

func (b *Board) depths() map[string]int {
	depth := map[string]int{}
	for _, r := range b.Config.Regions {
		for p := r; p != nil && p.Parent != "" && depth[r.Code] < len(b.Config.Regions); p = b.Config.Region(p.Parent) {
			depth[r.Code]++
		}
	}
	return depth
}

// child is a region that a parent's figure is made of, expected from a day on (zero: always).
type child struct {
	region *config.Region
	from   kpi.Date
}

// expectedOf finds the regions that a parent's figure of an indicator is made of: those that the parent's programmes
// with that indicator expect, else all of its children.
func (b *Board) expectedOf(parent *config.Region, indicator string) []child {
	var children []child
	programmes := false
	for _, p := range b.Config.Programmes {
		if p.Region != parent.Code || p.Expects == nil || !slices.Contains(indicatorsOf(p), indicator) {
			continue
		}
		programmes = true
		for _, r := range b.Config.Select(*p.Expects) {
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
	for _, r := range b.Config.Children(parent.Code) {
		children = append(children, child{region: r})
	}
	return children
}

// rollKey is a figure that is rolled up.
type rollKey struct {
	breakdown string
	period    kpi.Period
}

// rolledCells are a parent's cells of an indicator, as its children make them.
func (b *Board) rolledCells(parent *config.Region, indicator *config.Indicator, children []child) []Cell {
	cells := map[rollKey][]*Cell{}
	for _, c := range children {
		for _, s := range b.bySeries[indicatorRegion{indicator.ID, c.region.Code}] {
			for i := range s.Cells {
				if cell := &s.Cells[i]; c.expected(cell.Period) {
					k := rollKey{s.Breakdown, cell.Period}
					cells[k] = append(cells[k], cell)
				}
			}
		}
	}
	var rolled []Cell
	for k, list := range cells {
		expected := 0
		for _, c := range children {
			if c.expected(k.period) {
				expected++
			}
		}
		if cell, ok := b.rolledCell(parent, indicator, k, list, expected); ok {
			rolled = append(rolled, cell)
		}
	}
	return rolled
}

func (c child) expected(p kpi.Period) bool {
	return (c.from.IsZero() || p.End >= c.from) && inForce(c.region, p)
}

// rolledCell makes the parent's cell; false where no child has a value. A child that the question doesn't apply to is
// not expected to have one. A child whose figure is withheld counts as not reported, lest the sum give it away.
func (b *Board) rolledCell(parent *config.Region, indicator *config.Indicator, k rollKey, cells []*Cell, expected int) (Cell, bool) {
	cell := Cell{Observation: &store.Observation{
		Indicator: indicator.ID, Breakdown: k.breakdown, Region: parent.Code, Period: k.period, Status: kpi.Present,
		Origin: store.Origin{Source: RollupSource},
	}}
	cell.Running = k.period.End >= b.Today
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

// placeRolled puts rolled-up cells into the parent's series.
func (b *Board) placeRolled(parent *config.Region, indicator *config.Indicator, rolled []Cell) {
	for _, cell := range rolled {
		b.placeCell(indicator, cell)
	}
	for _, s := range b.bySeries[indicatorRegion{indicator.ID, parent.Code}] {
		slices.SortFunc(s.Cells, func(x, y Cell) int { return comparePeriods(x.Period, y.Period) })
	}
}

// placeCell puts a rolled-up cell into the parent's series, in its place among what the parent itself has.
func (b *Board) placeCell(indicator *config.Indicator, rolled Cell) {
	s := b.seriesFor(SeriesKey{rolled.Indicator, rolled.Region, rolled.Breakdown})
	i := slices.IndexFunc(s.Cells, func(c Cell) bool { return c.Period == rolled.Period })
	if i < 0 {
		s.Cells = append(s.Cells, rolled)
		return
	}
	own := &s.Cells[i]
	if precedence(indicator)(rolled.Observation, own.Observation) < 0 {
		rolled.Others = append([]*store.Observation{own.Observation}, own.Others...)
		*own = rolled
		return
	}
	own.Others = append(own.Others, rolled.Observation)
	slices.SortStableFunc(own.Others, precedence(indicator))
}
