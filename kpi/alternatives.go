package kpi

import (
	"math"
	"slices"
)

// MonteCarlo is what is taken to be in doubt about an index, and how often it is made anew to see what hangs on that.
// Zero values mean the defaults.
type MonteCarlo struct {
	Runs   int      // how many; of Sensitivity, N of N(d + 2); 1,000 by default
	Seed   uint64   // the same seed gives the same result, whatever Workers is
	Spread *float64 // each weight is multiplied by 1 ± Spread, uniformly; 0 to 1; nil: 0.25

	// What else values could be normalised by and parts be put together by, beside the edition's own ways. Nil: min–max,
	// z-score and percentile rank; arithmetic and geometric. Empty and not nil: nothing else. What needs more than its name
	// (fixed ends, a target, a power) can't take the place of something else, and isn't drawn.
	Normalisations []Normalisation
	Aggregations   []Aggregation

	Workers int // goroutines; 0: one
}

// Variant is a way to make an index. "" is the edition's own.
type Variant struct {
	Normalisation Normalisation
	Aggregation   Aggregation
}

// What is drawn from unless something else is asked for.
const (
	monteCarloRuns = 1000
	weightSpread   = 0.25
	positiveLow    = 1.0 // what normalised values reach from and to where means need them above 0
	positiveHigh   = 100.0
)

// The inputs of a run, numbers in [0, 1): what they decide.
const (
	normalisationInput = iota
	aggregationInput
	weightInputs // from here on, one for each weight in doubt
)

func (m MonteCarlo) withDefaults() MonteCarlo {
	if m.Runs <= 0 {
		m.Runs = monteCarloRuns
	}
	spread := weightSpread
	if m.Spread != nil && present(*m.Spread) {
		spread = min(max(*m.Spread, 0), 1)
	}
	m.Spread = &spread
	if m.Normalisations == nil {
		m.Normalisations = []Normalisation{MinMax, ZScore, PercentileRank}
	}
	if m.Aggregations == nil {
		m.Aggregations = []Aggregation{Arithmetic, Geometric}
	}
	return m
}

// alternatives are the ways in which an index can be made of some values.
type alternatives struct {
	tree    *tree
	regions int
	nominal []int   // ranks by the edition itself
	ways    [][]way // by normalisation, those that go with it by aggregation
}

// way is a variant with the indicators' columns made ready for it.
type way struct {
	Variant
	prepared [][]float64
}

// alternativesOf finds the variants that can be drawn from: the edition itself, and those in which each region that has a
// score in the edition has one, too. Means that need values above 0 get them on 1 to 100 where the edition's reach down
// to 0, as in the examples of COINr; of the edition itself nothing is changed. False: the index can't be scored, as in Score.
func alternativesOf(x Index, values [][]*float64, m MonteCarlo) (*alternatives, bool) {
	t, err := compile(x)
	if err != nil || len(values) != len(t.leaves) {
		return nil, false
	}
	positive := *t
	if t.low <= 0 {
		positive.low, positive.high = positiveLow, positiveHigh
	}
	raw := t.columnsOf(values)
	a := &alternatives{tree: t, regions: len(raw[0])}
	for _, n := range t.otherNormalisations(m.Normalisations) {
		_, plain, _ := t.normaliseAll(raw, n)
		_, above, _ := positive.normaliseAll(raw, n)
		var ways []way
		for _, by := range t.otherAggregations(m.Aggregations) {
			columns := plain
			if (n != "" || by != "") && !t.arithmetic(by) {
				columns = above
			}
			ways = a.offer(ways, way{Variant{n, by}, t.prepare(columns, by)})
		}
		if len(ways) > 0 {
			a.ways = append(a.ways, ways)
		}
	}
	return a, true
}

// offer takes a way if it can be drawn. The first is the edition's own.
func (a *alternatives) offer(ways []way, candidate way) []way {
	w := a.worker()
	ranks := w.ranksOf(candidate)
	if a.nominal == nil {
		a.nominal = slices.Clone(ranks)
	}
	for r, rank := range ranks {
		if rank == 0 && a.nominal[r] > 0 {
			return ways
		}
	}
	return append(ways, candidate)
}

// otherNormalisations puts "" first and leaves out what is the edition's own anyway.
func (t *tree) otherNormalisations(others []Normalisation) []Normalisation {
	result := []Normalisation{""}
	for _, n := range others {
		own := !slices.ContainsFunc(t.leaves, func(leaf int) bool { return t.nodes[leaf].normalisation() != n })
		if anywhere := n == MinMax || n == ZScore || n == PercentileRank || n == Borda; anywhere && !own && !slices.Contains(result, n) {
			result = append(result, n)
		}
	}
	return result
}

// otherAggregations likewise.
func (t *tree) otherAggregations(others []Aggregation) []Aggregation {
	result := []Aggregation{""}
	for _, by := range others {
		own := t.groups(func(group int) bool { return t.means[group].by == by })
		if anywhere := by == Arithmetic || by == Geometric || by == Harmonic; anywhere && !own && !slices.Contains(result, by) {
			result = append(result, by)
		}
	}
	return result
}

// arithmetic tells whether every group adds its parts up as they are.
func (t *tree) arithmetic(by Aggregation) bool {
	return t.groups(func(group int) bool { return t.meanOf(group, by).by == Arithmetic })
}

// groups tells whether something holds for every group.
func (t *tree) groups(holds func(group int) bool) bool {
	for i, children := range t.children {
		if len(children) > 0 && !holds(i) {
			return false
		}
	}
	return true
}

// doubtful are the nodes whose weights matter: those that have siblings with weight, and some of their own.
func (t *tree) doubtful(asked func(node int) bool) []int {
	var nodes []int
	for i, w := range t.weights {
		if i > 0 && 0 < w && w < 1 && asked(i) {
			nodes = append(nodes, i)
		}
	}
	return nodes
}

// worker makes the index again and again in memory of its own.
type worker struct {
	*alternatives
	memory  *scratch
	weights []float64
	order   ranker
	ranks   []int
}

func (a *alternatives) worker() *worker {
	return &worker{alternatives: a, memory: a.tree.scratch(a.regions), weights: slices.Clone(a.tree.weights), ranks: make([]int, a.regions)}
}

// ranksOf ranks the regions that the edition ranks, by the worker's weights. What it gives stands until it is used again.
func (w *worker) ranksOf(by way) []int {
	scores := w.tree.aggregate(w.memory, by.prepared, w.weights, by.Aggregation)
	for r, rank := range w.nominal {
		if rank == 0 {
			scores[r] = missing
		}
	}
	w.order.rank(scores, w.ranks)
	return w.ranks
}

// run ranks the regions by what numbers in [0, 1) decide: the normalisation, the aggregation among those that go with
// it, and the factor of each of the nodes' weights. Weights are re-scaled where they are used.
func (w *worker) run(x []float64, nodes []int, spread float64) []int {
	ways := pick(w.ways, x[normalisationInput])
	for i, node := range nodes {
		w.weights[node] = w.tree.weights[node] * (1 + spread*(2*x[weightInputs+i]-1))
	}
	return w.ranksOf(pick(ways, x[aggregationInput]))
}

func pick[T any](from []T, x float64) T {
	return from[int(math.Floor(x*float64(len(from))))]
}
