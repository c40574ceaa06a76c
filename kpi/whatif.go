package kpi

// Moved is a region whose score or rank changes.
type Moved struct {
	Region        int // its place among the values
	Before, After Place
}

// WhatIf tells what changes if some values were others, all at once: each region whose score or rank does, in the order of
// the regions. Where indicators are normalised over the regions, one region's value may change the scores of all; those
// of the others are taken to stay as they are. values are as in Score; of two changes of one value the later counts. It is
// an error where the index can't be scored, or a change is of an indicator or a region that isn't there.
func WhatIf(x Index, values [][]*float64, changes []Change) ([]Moved, error) {
	t, err := newTrial(x, values)
	if err != nil {
		return nil, err
	}
	if err := t.change(changes); err != nil {
		return nil, err
	}
	var moved []Moved
	for r := range t.then.scores {
		before, after := t.then.scores[r], t.now.scores[r]
		if t.then.ranks[r] != t.now.ranks[r] || present(before) && before != after {
			moved = append(moved, Moved{Region: r, Before: t.place(t.then, r), After: t.place(t.now, r)})
		}
	}
	return moved, nil
}
