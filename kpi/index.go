package kpi

import "strings"

// Index is a composite indicator by one edition of its method: a tree of parts, and how values become scores.
// Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008).
type Index struct {
	Root      Node
	Low, High float64 // what normalised values reach from and to; both 0: 0 and 100
	MinShare  float64 // least share of a node's children that must be there for it to have a score; 0: two thirds
}

// Node is a part of an index: a group of parts, or an indicator, which has no children.
type Node struct {
	ID       string
	Weight   float64 // among its siblings; they need not sum to anything; 0: it has no part. The root's is not read
	Children []Node

	Aggregation Aggregation // of a group, how its children are put together; "": as its parent, at the root arithmetic
	Power       float64     // of the generalised mean

	Direction     Direction     // of an indicator
	Normalisation Normalisation // of an indicator; "": min–max over the regions
	Min, Max      *float64      // goalposts: the ends; of the distance to a target, the end that is worst, nil: the worst region
	Target        *float64      // of the distance to a target
	Treat         bool          // outliers are treated before values are normalised
}

// Normalisation is how an indicator's values are made comparable with others'.
type Normalisation string

// The normalisations. All are oriented: more is better afterwards. Of values that are equal all get what the worse of their
// ranks gives.
const (
	MinMax           Normalisation = "min_max"            // over the regions, to [Low, High]
	Goalposts        Normalisation = "goalposts"          // between fixed ends, clamped, to [Low, High]
	DistanceToTarget Normalisation = "distance_to_target" // (x − min) / (T − min), or (max − x) / (max − T), clamped, to [Low, High]
	ZScore           Normalisation = "z_score"            // (x − mean) / sd, with sd over n − 1; not laid on [Low, High]
	PercentileRank   Normalisation = "percentile_rank"    // (rank − 1) / (n − 1), the worst ranking 1, to [Low, High]
	Borda            Normalisation = "borda"              // n − rank, the best ranking 1: how many regions are worse; not laid on [Low, High]
)

// Normalisations are all of them.
var Normalisations = []Normalisation{MinMax, Goalposts, DistanceToTarget, ZScore, PercentileRank, Borda}

// Formula is the normalisation in symbols: v is the value, ± its direction, worst and best the ends that it lies between, T the
// target, μ and σ mean and standard deviation, k how many of n regions are worse, and l and u the ends of the scale.
func (n Normalisation) Formula() string {
	switch n {
	case MinMax:
		return "xᵢ = l + (u − l) · (vᵢ − worstᵢ) / (bestᵢ − worstᵢ)"
	case Goalposts:
		return "xᵢ = l + (u − l) · (vᵢ − worstᵢ) / (bestᵢ − worstᵢ), l ≤ xᵢ ≤ u"
	case DistanceToTarget:
		return "xᵢ = l + (u − l) · (vᵢ − worstᵢ) / (Tᵢ − worstᵢ), l ≤ xᵢ ≤ u"
	case ZScore:
		return "xᵢ = ±ᵢ · (vᵢ − μᵢ) / σᵢ"
	case PercentileRank:
		return "xᵢ = l + (u − l) · kᵢ / (nᵢ − 1)"
	case Borda:
		return "xᵢ = kᵢ"
	}
	return ""
}

// Aggregation is how the parts of a node are put together, weighted.
type Aggregation string

// The aggregations. All but the arithmetic one need values above 0.
const (
	Arithmetic  Aggregation = "arithmetic"
	Geometric   Aggregation = "geometric"
	Harmonic    Aggregation = "harmonic"
	Generalised Aggregation = "generalised" // power mean, by Power
)

// Aggregations are all of them.
var Aggregations = []Aggregation{Arithmetic, Geometric, Harmonic, Generalised}

// Formula is the aggregation in symbols: x are the parts' scores and w their weights, which sum to 1.
func (a Aggregation) Formula() string {
	switch a {
	case Arithmetic:
		return "score = Σ wᵢ · xᵢ"
	case Geometric:
		return "score = Π xᵢ^wᵢ"
	case Harmonic:
		return "score = 1 / Σ (wᵢ / xᵢ)"
	case Generalised:
		return "score = (Σ wᵢ · xᵢ^p)^(1/p)"
	}
	return ""
}

// Scores are what an index says of regions, in the order in which they were given.
type Scores struct {
	Regions []RegionScore
	Scales  []Scale // how values became scores, one for each indicator in the order of the tree
}

// RegionScore is a region's place in an index.
type RegionScore struct {
	Score    *float64
	Rank     int     // competition rank, 1 is best; 0: no score
	Coverage float64 // share of the index, by weight, whose indicators have a value: 0 to 1
	Reason   Reason  // why there is no score
	Parts    []PartScore
}

// PartScore is a node in a region. Parts stand in the order of the tree, a group before its children, less the root.
type PartScore struct {
	ID      string
	Value   *float64 // of an indicator: as it came
	Treated *float64 // of an indicator: what outliers were treated to, where that is another value
	Score   *float64 // of an indicator: normalised; of a group: aggregated
	Weight  float64  // among the siblings that are there, re-scaled to sum to 1; 0: it has no part
	Reason  Reason   // why there is no Score
}

// Leaves are the indicators of the index in the order of the tree, which is the order of what Score takes.
func (x *Index) Leaves() []*Node {
	var leaves []*Node
	var walk func(n *Node)
	walk = func(n *Node) {
		if len(n.Children) == 0 {
			leaves = append(leaves, n)
		}
		for i := range n.Children {
			walk(&n.Children[i])
		}
	}
	walk(&x.Root)
	return leaves
}

// scale is what normalised values reach from and to.
func (x *Index) scale() (low, high float64) {
	if x.Low == 0 && x.High == 0 {
		return 0, 100
	}
	return x.Low, x.High
}

// minShare is the least share of a node's children that must be there.
func (x *Index) minShare() float64 {
	if x.MinShare == 0 {
		return 2.0 / 3
	}
	return x.MinShare
}

// normalisation is how an indicator's values are normalised.
func (n *Node) normalisation() Normalisation {
	if n.Normalisation == "" {
		return MinMax
	}
	return n.Normalisation
}

// worst is the fixed worst end of the distance to a target, nil where that is the worst region.
func (n *Node) worst() *float64 {
	if n.Direction == Down {
		return n.Max
	}
	return n.Min
}

// IndexProblem is what is wrong with an index, and at which node: the ids from the root on.
type IndexProblem struct {
	Path []string
	Text string
}

func (p IndexProblem) Error() string { return strings.Join(p.Path, " / ") + ": " + p.Text }
