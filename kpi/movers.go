package kpi

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Candidate is something that could be done for a region: one more service online, an indicator brought to the best region's value.
type Candidate struct {
	ID      string
	Changes []Change // what it changes, mostly one value; one service more may change a count and a share
}

// Move is what a candidate alone does for the region.
type Move struct {
	Candidate Candidate
	After     Place
	Gain      *float64 // score after less score before; nil where one is missing
	Rose      *int     // by how many places; nil likewise
}

// Moves are what moves a region most.
type Moves struct {
	Before   Place
	Best     []Move // best first
	Together Move   // all of Best at once
	Alone    []Move // each that moves the region up at all, best first, whatever the others change
}

// MoverOptions set what moves a region most. Zero values mean the three with the largest gain in score.
type MoverOptions struct {
	Most   int  // how many
	ByRank bool // by places won, then by score; else by score, then by places
}

const moversMost = 3

// Movers tries each candidate alone and gives those that move a region up most, and where all of them together would bring
// it. They are not the most that so many could bring together, for what one brings may depend on the others; but each
// stands for itself, and none has to be done for another to count. Of candidates that change the same value only the best is
// given. Candidates that bring nothing are left out, and of two that bring the same the one given first goes first. A region
// without a score is moved most by what gives it the highest. Other regions are taken to stay as they are.
// values, region and errors are as in WhatIf.
func Movers(x Index, values [][]*float64, region int, candidates []Candidate, o MoverOptions) (Moves, error) {
	t, err := NewTrials(x, values)
	if err != nil {
		return Moves{}, err
	}
	return t.Movers(region, candidates, o)
}

// Movers is as the function Movers.
func (of *Trials) Movers(region int, candidates []Candidate, o MoverOptions) (Moves, error) {
	t := of.begin()
	if region < 0 || region >= len(t.then.ranks) {
		return Moves{}, fmt.Errorf("find what moves region %d most: there are %d regions", region, len(t.then.ranks))
	}
	result := Moves{Before: t.place(t.then, region)}
	var moves []Move
	for _, c := range candidates {
		if err := t.change(c.Changes); err != nil {
			return Moves{}, fmt.Errorf("candidate %s: %w", c.ID, err)
		}
		if m := moveTo(c, result.Before, t.place(t.now, region)); m.up(o.ByRank) {
			moves = append(moves, m)
		}
	}
	slices.SortStableFunc(moves, func(a, b Move) int { return a.compare(b, o.ByRank) })
	result.Alone, result.Best = moves, distinct(moves, o.most())
	var all Candidate
	for _, m := range result.Best {
		all.Changes = append(all.Changes, m.Candidate.Changes...)
	}
	if err := t.change(all.Changes); err != nil {
		return Moves{}, err
	}
	result.Together = moveTo(all, result.Before, t.place(t.now, region))
	return result, nil
}

func (o MoverOptions) most() int {
	if o.Most <= 0 {
		return moversMost
	}
	return o.Most
}

func moveTo(c Candidate, before, after Place) Move {
	m := Move{Candidate: c, After: after, Rose: Movement(before.Rank, after.Rank)}
	if before.Score != nil && after.Score != nil {
		m.Gain = finite(*after.Score - *before.Score)
	}
	return m
}

// up tells whether a move brings anything that rounding doesn't.
func (m Move) up(byRank bool) bool {
	switch {
	case m.After.Score == nil:
		return false
	case m.Gain == nil: // the first score that the region has
		return true
	case byRank && *m.Rose != 0:
		return *m.Rose > 0
	}
	return *m.Gain > roundingRoom*math.Abs(*m.After.Score)
}

// compare puts the better move first. All start from the same place, so where they lead says it.
func (m Move) compare(other Move, byRank bool) int {
	score, rank := cmp.Compare(*other.After.Score, *m.After.Score), cmp.Compare(m.After.Rank, other.After.Rank)
	if byRank {
		return cmp.Or(rank, score)
	}
	return cmp.Or(score, rank)
}

// distinct takes the first so many moves of which no two change the same value.
func distinct(moves []Move, most int) []Move {
	type cell struct {
		indicator string
		region    int
	}
	taken := map[cell]bool{}
	var best []Move
	for _, m := range moves {
		cells := make([]cell, len(m.Candidate.Changes))
		for i, c := range m.Candidate.Changes {
			cells[i] = cell{c.Indicator, c.Region}
		}
		if len(best) == most || slices.ContainsFunc(cells, func(c cell) bool { return taken[c] }) {
			continue
		}
		for _, c := range cells {
			taken[c] = true
		}
		best = append(best, m)
	}
	return best
}
