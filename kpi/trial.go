package kpi

import (
	"fmt"
	"slices"
)

// Change is another value of an indicator in a region.
type Change struct {
	Indicator string   // the id of a leaf of the index
	Region    int      // its place among the values
	Value     *float64 // nil: there is none
}

// Place is where a region stands in an index.
type Place struct {
	Score  *float64
	Rank   int    // 0: no score
	Reason Reason // why there is no score
}

// trial is an index scored once, and again with some values changed: only what hangs on them is computed anew.
type trial struct {
	tree      *tree
	leaf      map[string]int // place among the leaves
	then, now standing
	order     ranker
}

// standing is what an index says of all regions at one time.
type standing struct {
	raw, treated, normalised, prepared [][]float64
	scales                             []Scale
	memory                             *scratch
	scores                             []float64
	ranks                              []int
}

func newTrial(x Index, values [][]*float64) (*trial, error) {
	t, err := compile(x)
	if err != nil {
		return nil, fmt.Errorf("try other values in the index %q: %w", x.Root.ID, err)
	}
	if len(values) != len(t.leaves) {
		return nil, fmt.Errorf("try other values in the index %q: it has %d indicators, and there are values of %d", x.Root.ID, len(t.leaves), len(values))
	}
	trial := &trial{tree: t, leaf: map[string]int{}}
	for i, leaf := range t.leaves {
		trial.leaf[t.nodes[leaf].ID] = i
	}
	then := &trial.then
	then.raw = t.columnsOf(values)
	then.treated, then.normalised, then.scales = t.normaliseAll(then.raw, "")
	then.prepared = t.prepare(then.normalised, "")
	for _, s := range []*standing{then, &trial.now} {
		s.memory = t.scratch(len(then.raw[0]))
		s.ranks = make([]int, len(then.raw[0]))
	}
	trial.rank(then)
	return trial, nil
}

func (t *trial) rank(s *standing) {
	s.scores = t.tree.aggregate(s.memory, s.prepared, t.tree.weights, "")
	t.order.rank(s.scores, s.ranks)
}

// change scores the index with other values, all at once, in t.now. Of two for one cell the later counts.
func (t *trial) change(changes []Change) error {
	then, now := &t.then, &t.now
	now.raw, now.treated = slices.Clone(then.raw), slices.Clone(then.treated)
	now.normalised, now.prepared, now.scales = slices.Clone(then.normalised), slices.Clone(then.prepared), slices.Clone(then.scales)
	touched := map[int]bool{}
	for _, c := range changes {
		i, ok := t.leaf[c.Indicator]
		if !ok {
			return fmt.Errorf("try %s: the index %q has no such indicator", c.Indicator, t.tree.nodes[0].ID)
		}
		if c.Region < 0 || c.Region >= len(then.raw[i]) {
			return fmt.Errorf("try %s in region %d: there are %d regions", c.Indicator, c.Region, len(then.raw[i]))
		}
		if !touched[i] {
			touched[i] = true
			now.raw[i] = slices.Clone(then.raw[i])
		}
		now.raw[i][c.Region] = orMissing(c.Value)
	}
	for i := range touched {
		t.renew(now, i)
	}
	t.rank(now)
	return nil
}

// renew normalises one indicator anew.
func (t *trial) renew(s *standing, i int) {
	node := t.tree.leaves[i]
	n := t.tree.nodes[node]
	if s.treated[i] = s.raw[i]; n.Treat {
		s.treated[i], _ = treat(s.raw[i])
	}
	s.normalised[i], s.scales[i] = t.tree.normalise(n, s.treated[i], "")
	above := t.tree.means[t.tree.parents[node]]
	s.prepared[i] = make([]float64, len(s.raw[i]))
	for r, v := range s.normalised[i] {
		s.prepared[i][r] = above.in(v)
	}
}

// place is where a region stands.
func (t *trial) place(s *standing, region int) Place {
	p := Place{Score: finite(s.scores[region]), Rank: s.ranks[region]}
	if p.Score == nil {
		p.Reason = t.reason(s, region)
	}
	return p
}

func (t *trial) reason(s *standing, region int) Reason {
	columns := s.memory.columns
	parts := t.tree.parts(region, s.raw, s.treated, s.normalised, columns)
	t.tree.reasons(parts, region, columns, s.scales)
	return parts[0].Reason
}
