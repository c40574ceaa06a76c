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

// Trials are an index scored once, to be scored again with some values changed: only what hangs on them is computed anew. They are safe for
// concurrent use.
type Trials struct {
	tree *tree
	leaf map[string]int // place among the leaves
	then *standing
}

// NewTrials scores an index. values and errors are as in WhatIf.
func NewTrials(x Index, values [][]*float64) (*Trials, error) {
	t, err := compile(x)
	if err != nil {
		return nil, fmt.Errorf("try other values in the index %q: %w", x.Root.ID, err)
	}
	if len(values) != len(t.leaves) {
		return nil, fmt.Errorf("try other values in the index %q: it has %d indicators, and there are values of %d", x.Root.ID, len(t.leaves), len(values))
	}
	trials := &Trials{tree: t, leaf: map[string]int{}, then: t.stand(t.columnsOf(values))}
	for i, leaf := range t.leaves {
		trials.leaf[t.nodes[leaf].ID] = i
	}
	return trials, nil
}

// trial is one change after another.
type trial struct {
	*Trials
	now     *standing
	touched map[int]bool // the leaves that now has other values of; nil: it was not made yet
	order   ranker
}

func (t *Trials) begin() *trial {
	regions := len(t.then.ranks)
	return &trial{Trials: t, now: &standing{memory: t.tree.scratch(regions), ranks: make([]int, regions)}}
}

func newTrial(x Index, values [][]*float64) (*trial, error) {
	t, err := NewTrials(x, values)
	if err != nil {
		return nil, err
	}
	return t.begin(), nil
}

// change scores the index with other values, all at once, in t.now. Of two for one cell the later counts.
func (t *trial) change(changes []Change) error {
	then, now := t.then, t.now
	now.raw, now.treated = append(now.raw[:0], then.raw...), append(now.treated[:0], then.treated...)
	now.normalised, now.prepared = append(now.normalised[:0], then.normalised...), append(now.prepared[:0], then.prepared...)
	now.scales = append(now.scales[:0], then.scales...)
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
	now.scores = t.tree.aggregateAgain(now.memory, now.prepared, t.tree.weights, "", t.above(touched))
	t.touched = touched
	t.order.rank(now.scores, now.ranks)
	return nil
}

// above tells which groups hang on leaves that are touched, or were the last time; nil: all have to be made.
func (t *trial) above(touched map[int]bool) []bool {
	if t.touched == nil {
		return nil
	}
	groups := make([]bool, len(t.tree.nodes))
	for _, leaves := range []map[int]bool{touched, t.touched} {
		for i := range leaves {
			for node := t.tree.leaves[i]; node != 0; {
				node = t.tree.parents[node]
				groups[node] = true
			}
		}
	}
	return groups
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
		p.Reason = t.tree.partsOf(s, region)[0].Reason
	}
	return p
}
