package kpi

import (
	"errors"
	"math"
)

// tree is an index made flat, for scoring it many times over. Nodes stand in the order of the tree, a group before its
// children and the root first, so that going backwards every child comes before its group. Columns are of regions.
type tree struct {
	nodes     []*Node
	parents   []int     // -1 of the root
	children  [][]int   // by node
	leaves    []int     // the indicators' nodes
	weights   []float64 // among siblings, summing to 1
	shares    []float64 // of the whole index, those of indicators summing to 1
	means     []mean    // of groups
	low, high float64
	minShare  float64
}

// compile makes an index flat. What Check finds is an error.
func compile(x Index) (*tree, error) {
	if problems := x.Check(); len(problems) > 0 {
		errs := make([]error, len(problems))
		for i, p := range problems {
			errs[i] = p
		}
		return nil, errors.Join(errs...)
	}
	t := &tree{minShare: x.minShare()}
	t.low, t.high = x.scale()
	t.add(&x.Root, -1, 1, mean{by: Arithmetic})
	return t, nil
}

// add puts a node and what is below it at the end.
func (t *tree) add(n *Node, parent int, weight float64, above mean) {
	at, own, share := len(t.nodes), n.mean(above), weight
	if parent >= 0 {
		share *= t.shares[parent]
		t.children[parent] = append(t.children[parent], at)
	}
	t.nodes = append(t.nodes, n)
	t.parents = append(t.parents, parent)
	t.children = append(t.children, nil)
	t.weights = append(t.weights, weight)
	t.shares = append(t.shares, share)
	t.means = append(t.means, own)
	if len(n.Children) == 0 {
		t.leaves = append(t.leaves, at)
	}
	weights := shareOut(n.Children)
	for i := range n.Children {
		t.add(&n.Children[i], at, weights[i], own)
	}
}

// shareOut scales the weights of siblings to sum to 1.
func shareOut(siblings []Node) []float64 {
	largest, sum := 0.0, 0.0
	for _, n := range siblings {
		largest = max(largest, n.Weight)
	}
	shares := make([]float64, len(siblings))
	for i, n := range siblings {
		shares[i] = n.Weight / largest // first, so that the largest weights have a sum
		sum += shares[i]
	}
	for i := range shares {
		shares[i] /= sum
	}
	return shares
}

// mean is how a group puts its children together, given how its parent does.
func (n *Node) mean(above mean) mean {
	switch n.Aggregation {
	case "":
		if above.by == Generalised && n.Power != 0 {
			return mean{Generalised, n.Power}
		}
		return above
	case Generalised:
		return mean{Generalised, n.Power}
	}
	return mean{by: n.Aggregation}
}

// scratch is the memory that an index is scored in, for a number of regions. It serves one goroutine.
type scratch struct {
	columns [][]float64 // by node, in the space in which the group above adds; of the root: scores
	own     [][]float64 // memory of the groups' columns
	weight  []float64
	count   []int
}

func (t *tree) scratch(regions int) *scratch {
	s := &scratch{
		columns: make([][]float64, len(t.nodes)), own: make([][]float64, len(t.nodes)),
		weight: make([]float64, regions), count: make([]int, regions),
	}
	for i := range t.nodes {
		if len(t.children[i]) > 0 {
			s.own[i] = make([]float64, regions)
		}
	}
	return s
}

// prepare takes normalised columns, one for each indicator, to where the groups above add them. With another aggregation
// than "" all groups aggregate that way. What it gives can be aggregated any number of times, and shares no memory with
// the normalised columns.
func (t *tree) prepare(normalised [][]float64, by Aggregation) [][]float64 {
	prepared := make([][]float64, len(normalised))
	for i, column := range normalised {
		above := t.meanOf(t.parents[t.leaves[i]], by)
		prepared[i] = make([]float64, len(column))
		for r, v := range column {
			prepared[i][r] = above.in(v)
		}
	}
	return prepared
}

// meanOf is how a group aggregates: as all do by an aggregation, by "" in its own way. What is above the root takes scores
// as they are.
func (t *tree) meanOf(group int, by Aggregation) mean {
	switch {
	case group < 0:
		return mean{by: Arithmetic}
	case by == "" || by == t.means[group].by:
		return t.means[group]
	case by == Generalised:
		return mean{Generalised, 1}
	}
	return mean{by: by}
}

// aggregate scores regions: prepared has a column for each indicator, as prepare gave it by the same aggregation; weights has
// one for each node, as in t.weights, and needs no particular sum. What it gives are the root's scores, no number where there
// is none; they stand in s until it is used again. Nothing is allocated.
func (t *tree) aggregate(s *scratch, prepared [][]float64, weights []float64, by Aggregation) []float64 {
	return t.aggregateAgain(s, prepared, weights, by, nil)
}

// aggregateAgain is aggregate where s holds what was aggregated before, and only some groups, by node, are others since; nil: all.
func (t *tree) aggregateAgain(s *scratch, prepared [][]float64, weights []float64, by Aggregation, others []bool) []float64 {
	for i, leaf := range t.leaves {
		s.columns[leaf] = prepared[i]
	}
	for group := len(t.nodes) - 1; group >= 0; group-- {
		if len(t.children[group]) == 0 || others != nil && !others[group] {
			continue
		}
		t.sum(s, group, weights)
		s.settle(s.columns[group], t.least(group, weights), t.meanOf(group, by), t.meanOf(t.parents[group], by))
	}
	return s.columns[0]
}

// sum adds the columns of a group's children up, with the weights and the number of those that are there.
func (t *tree) sum(s *scratch, group int, weights []float64) {
	sums := s.own[group]
	s.columns[group] = sums
	clear(sums)
	clear(s.weight)
	clear(s.count)
	for _, child := range t.children[group] {
		w := weights[child]
		if w <= 0 {
			continue
		}
		for r, v := range s.columns[child] {
			if v == v { // there, or unsayable, which stays so in the sum
				sums[r] += w * v
				s.weight[r] += w
				s.count[r]++
			}
		}
	}
}

// settle turns sums into means, handed to the mean above, where at least so many children are there.
func (s *scratch) settle(sums []float64, least int, own, above mean) {
	for r, sum := range sums {
		if s.count[r] < least {
			sums[r] = missing
		} else {
			sums[r] = own.hand(sum/s.weight[r], above)
		}
	}
}

// least is how many children with a weight a group needs.
func (t *tree) least(group int, weights []float64) int {
	n := 0
	for _, child := range t.children[group] {
		if weights[child] > 0 {
			n++
		}
	}
	return max(1, int(math.Ceil(t.minShare*float64(n)-roundingRoom)))
}
