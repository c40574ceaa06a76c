package kpi

import (
	"fmt"
	"math"
	"slices"
)

// Check says what is wrong with an index, in the order of the tree. An index with problems scores nobody.
func (x Index) Check() []IndexProblem {
	c := &indexCheck{index: x, seen: map[string]bool{}}
	low, high := x.scale()
	path := []string{x.Root.ID}
	if finite(low) == nil || finite(high) == nil || finite(high-low) == nil || low >= high {
		c.add(path, "low is %v and high is %v; normalised values need two ends, the lower first", x.Low, x.High)
	}
	if !(x.MinShare >= 0 && x.MinShare <= 1) {
		c.add(path, "min_share is %v; it is a share above 0 and up to 1", x.MinShare)
	}
	if len(x.Root.Children) == 0 {
		c.add(path, "an index needs parts")
	}
	c.node(&x.Root, path, mean{by: Arithmetic}, Arithmetic)
	return c.problems
}

type indexCheck struct {
	index    Index
	seen     map[string]bool
	problems []IndexProblem
}

func (c *indexCheck) add(path []string, format string, args ...any) {
	c.problems = append(c.problems, IndexProblem{slices.Clone(path), fmt.Sprintf(format, args...)})
}

// node checks a node and what is below it. above is the mean of its parent, positive an aggregation anywhere above that needs
// scores above 0, else arithmetic.
func (c *indexCheck) node(n *Node, path []string, above mean, positive Aggregation) {
	if n.ID == "" {
		c.add(path, "a part without id")
	} else if c.seen[n.ID] {
		c.add(path, "the id %q stands in the index twice", n.ID)
	}
	c.seen[n.ID] = true
	if len(n.Children) > 0 {
		c.group(n, path, above, positive)
	} else if len(path) > 1 {
		c.indicator(n, path)
		c.positive(n, path, positive)
	}
}

func (c *indexCheck) group(n *Node, path []string, above mean, positive Aggregation) {
	if n.Normalisation != "" || n.Min != nil || n.Max != nil || n.Target != nil || n.Treat || n.Direction != "" {
		c.add(path, "a group has no direction, normalisation, ends, target or treatment; its indicators have")
	}
	own := n.mean(above)
	if n.Aggregation != "" || n.Power != 0 {
		c.aggregation(n, path, own)
	}
	switch own.by {
	case Geometric, Harmonic, Generalised:
		positive = own.by
	}
	weighted := false
	for i := range n.Children {
		child := &n.Children[i]
		below := append(slices.Clone(path), child.ID)
		if !(child.Weight >= 0) || math.IsInf(child.Weight, 1) {
			c.add(below, "the weight is %v; it is a number from 0 up", child.Weight)
		}
		weighted = weighted || child.Weight > 0
		c.node(child, below, own, positive)
	}
	if !weighted {
		c.add(path, "none of its parts has a weight")
	}
}

func (c *indexCheck) aggregation(n *Node, path []string, own mean) {
	switch own.by {
	case Arithmetic, Geometric, Harmonic:
		if n.Power != 0 {
			c.add(path, "power is of the generalised mean only, and this group's is %s", own.by)
		}
	case Generalised:
		if own.power == 0 || finite(own.power) == nil {
			c.add(path, "the power of the generalised mean is %v; it is a number other than 0 (near 0, the mean is geometric)", own.power)
		}
	default:
		c.add(path, "no aggregation is called %q; there are %s, %s, %s and %s", own.by, Arithmetic, Geometric, Harmonic, Generalised)
	}
}

// positive checks that an indicator's scores lie above 0 where a mean above needs it. By fixed ends from 0 on they do, but for
// regions at the worst end or past it, which then have no score (not_applicable), as in the Human Development Index.
func (c *indexCheck) positive(n *Node, path []string, by Aggregation) {
	if by == Arithmetic || n.Weight == 0 {
		return
	}
	low, _ := c.index.scale()
	ok := true
	switch n.normalisation() {
	case MinMax, PercentileRank:
		ok = low > 0
	case ZScore, Borda:
		ok = false
	case Goalposts:
		ok = low >= 0
	case DistanceToTarget:
		ok = low > 0 || low == 0 && n.worst() != nil
	}
	if !ok {
		c.add(path, "a %s mean above needs scores above 0, and those by %s from low %v may not be: let low be above 0, or take another normalisation",
			by, n.normalisation(), low)
	}
}

func (c *indexCheck) indicator(n *Node, path []string) {
	if n.Aggregation != "" || n.Power != 0 {
		c.add(path, "a group without parts")
		return
	}
	if n.Direction != Up && n.Direction != Down {
		c.add(path, "the direction is %q; it is %s or %s", n.Direction, Up, Down)
	}
	for _, v := range []*float64{n.Min, n.Max, n.Target} {
		if v != nil && finite(*v) == nil {
			c.add(path, "%v is no number for min, max or target", *v)
			return
		}
	}
	switch n.normalisation() {
	case MinMax, ZScore, PercentileRank, Borda:
		if n.Min != nil || n.Max != nil || n.Target != nil {
			c.add(path, "%s is by the regions' own values and takes no min, max or target", n.normalisation())
		}
	case Goalposts:
		c.goalposts(n, path)
	case DistanceToTarget:
		c.distance(n, path)
	default:
		c.add(path, "no normalisation is called %q; there are %s, %s, %s, %s, %s and %s", n.Normalisation,
			MinMax, Goalposts, DistanceToTarget, ZScore, PercentileRank, Borda)
	}
}

func (c *indexCheck) goalposts(n *Node, path []string) {
	switch {
	case n.Min == nil || n.Max == nil:
		c.add(path, "goalposts need min and max")
	case n.Treat:
		c.add(path, "goalposts are fixed ends of the values themselves, so values are not treated")
	case spread(*n.Min, *n.Max) != ReasonNone:
		c.add(path, "the goalposts are %v and %v; max is above min, whatever the direction", *n.Min, *n.Max)
	}
	if n.Target != nil {
		c.add(path, "goalposts take no target")
	}
}

func (c *indexCheck) distance(n *Node, path []string) {
	if n.Target == nil {
		c.add(path, "the distance to a target needs the target")
		return
	}
	if n.Treat {
		c.add(path, "the target is one of the values themselves, so values are not treated")
	}
	worst, other, name := n.worst(), n.Max, "min"
	if n.Direction == Down {
		other, name = n.Min, "max"
	}
	if other != nil {
		c.add(path, "where %s is better, the distance to a target is from %s", n.Direction, name)
	}
	if worst != nil && spread(min(*worst, *n.Target), max(*worst, *n.Target)) != ReasonNone ||
		worst != nil && (*n.Target-*worst)*n.Direction.Sign() < 0 {
		c.add(path, "the target %v is not better than %s, %v", *n.Target, name, *worst)
	}
}
