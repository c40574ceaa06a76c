package board

import "cmp"

// A service's months balance: what was open before and what was submitted is what was completed, what was withdrawn and
// what is open after. Before the first month nothing was open; of what comes after the newest one nothing is known.

// flow is a figure that months balance by.
type flow int

const (
	flowApplications flow = iota
	flowCompleted
	flowWithdrawn
	flowOpen
	flowsOfMonth
)

var flowFigures = [flowsOfMonth]figure{figureApplications, figureCompleted, figureWithdrawn, figureOpen}

// balance is the cells of a service, or of what services add up to, in its months, oldest first.
type balance []flows

type flows [flowsOfMonth]*part

// place is a cell of a balance.
type place struct {
	month int
	flow
}

// settle hides what it takes until the balance narrows no hidden cell down to fewer numbers than the limit: the withdrawn of each month in
// which anything is hidden, be they none, and then one cell after another near one that is told. It tells whether it hid any.
func (b balance) settle(limit float64) bool {
	any := b.absorb()
	for lost := map[*part]bool{}; ; {
		told, some := b.told(limit, lost)
		if !some {
			return any
		}
		if next := b.next(told, limit); next != nil {
			next.hidden, any = true, true
			b.absorb()
		} else {
			lost[b[told.month][told.flow]] = true
		}
	}
}

// absorb hides the withdrawn of each month in whose balance anything else is hidden, and tells whether there were any such.
func (b balance) absorb() (any bool) {
	for i, m := range b {
		if m[flowWithdrawn].hidden {
			continue
		}
		if m[flowApplications].hidden || m[flowCompleted].hidden || m[flowOpen].hidden || i > 0 && b[i-1][flowOpen].hidden {
			m[flowWithdrawn].hidden = true
			any = any || !m[flowWithdrawn].unlisted
		}
	}
	return any
}

// told finds a hidden cell of which the balance tells how many it counts, but for those that are lost.
func (b balance) told(limit float64, lost map[*part]bool) (place, bool) {
	hidden := false
	for _, m := range b {
		hidden = hidden || m[flowWithdrawn].hidden
	}
	if !hidden {
		return place{}, false
	}
	known := b.known()
	for i, m := range b {
		for f, p := range m {
			at := place{i, flow(f)}
			if p.hidden && (!p.unlisted || p.tells) && p.counts[0] > 0 && !lost[p] && known.of(at).width() < limit {
				return at, true
			}
		}
	}
	return place{}, false
}

// next is the cell to hide so that one that is told no longer is: the smallest near it of those that are enough, else that which helps most, else
// the smallest. The newest open is what visitors come for, and stays as long as there is anything else; others go where that helps. Nil where
// there is nothing left.
func (b balance) next(told place, limit float64) *part {
	type choice struct {
		*part
		aside bool
		width float64
	}
	var best *choice
	now := b.known().of(told).width()
	start, end := b.stretch(told.month)
	for i := max(0, start-1); i < end; i++ {
		for _, f := range [...]flow{flowOpen, flowApplications, flowCompleted} {
			p := b[i][f]
			if p.hidden || p.unlisted || p.counts[0] == 0 || i < start && f != flowOpen {
				continue
			}
			width := min(b.without(place{i, f}, told).width(), limit) // more is no better
			c := &choice{p, f == flowOpen && (i == len(b)-1 || width == now), width}
			if best == nil || cmp.Or(falseFirst(c.aside, best.aside), cmp.Compare(best.width, c.width), cmp.Compare(p.counts[0], best.counts[0])) < 0 {
				best = c
			}
		}
	}
	if best == nil {
		return nil
	}
	return best.part
}

// without is what would be known of a cell if one more were hidden, and the withdrawn that it would hide.
func (b balance) without(at, of place) bounds {
	hide := []*part{b[at.month][at.flow], b[at.month][flowWithdrawn]}
	if at.flow == flowOpen && at.month+1 < len(b) {
		hide = append(hide, b[at.month+1][flowWithdrawn])
	}
	for _, p := range hide {
		if !p.hidden {
			p.hidden = true
			defer func() { p.hidden = false }()
		}
	}
	return b.known().of(of)
}

// stretch is the months around one between which the open are hidden.
func (b balance) stretch(month int) (start, end int) {
	start, end = month, month+1
	for start > 0 && b[start-1][flowOpen].hidden {
		start--
	}
	for end < len(b) && b[end-1][flowOpen].hidden {
		end++
	}
	return start, end
}
