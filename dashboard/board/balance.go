package board

import "github.com/postup/postup/kpi"

// A service's months balance: what was open before and what was submitted is what was completed, what was withdrawn and
// what is open after. Before the first month nothing was open; of what comes after the newest one nothing is known.

// balance is the cells of a service in its months, oldest first.
type balance []flows

type flows struct{ applications, completed, withdrawn, open *part }

// hideWithdrawn hides the withdrawn of a region, a sector or a tier unless they follow from its other figures, which are shown: then
// they tell nothing that is not known. Else their sum could tell those of a service, and by its balance what else is hidden of it.
func (c cellsOfRegion) hideWithdrawn() {
	for p, cells := range c {
		before := c[kpi.Month(p.Start.AddDays(-1))]
		for _, m := range cells.members {
			if m.figure != figureWithdrawn || breakdownKeys(m.breakdown) == "service" {
				continue
			}
			shown := func(in *cellsOfPeriod, f figure) bool {
				part := in.parts[keyOf(f, m.scope, m.breakdown)]
				return part != nil && !part.hidden
			}
			told := shown(cells, figureApplications) && shown(cells, figureCompleted) && shown(cells, figureOpen)
			if before != nil && len(before.members) > 0 {
				told = told && shown(before, figureOpen)
			}
			m.part.hidden = m.part.hidden || !told
		}
	}
}

// settle hides what it takes until no month's balance gives a hidden cell away.
//
// A month in which anything is hidden has its withdrawn hidden, too, be they none. No list adds the withdrawn up, so
// such a month's balance says what was withdrawn, if one knew the rest, and no more: it binds no other cell. That leaves the
// bounds. Between two months whose open are shown, what is hidden must not be known to be fewer than the limit together.
func (b balance) settle(limit float64) {
	b.absorb()
	for end := len(b); end > 0; {
		start := b.start(end)
		at, told := b.told(start, end, limit)
		if !told || !b.blur(start, at, end, limit) {
			end = start
		}
	}
}

// absorb hides the withdrawn of each month in whose balance anything else is hidden.
func (b balance) absorb() {
	for i := range b {
		m := &b[i]
		if m.applications.hidden || m.completed.hidden || m.open.hidden || i > 0 && b[i-1].open.hidden {
			m.withdrawn.hidden = true
		}
	}
}

// start is the first month of the stretch that ends before end: the open of the month before it are shown.
func (b balance) start(end int) int {
	start := end - 1
	for start > 0 && b[start-1].open.hidden {
		start--
	}
	return start
}

// told finds the month by which what is hidden from start on is known to be few, or one figure alone. Where
// applications are hidden it may have been any number.
func (b balance) told(start, end int, limit float64) (int, bool) {
	hidden, sum := 0, 0.0
	for i := start; i < end; i++ {
		m := &b[i]
		if m.applications.hidden {
			return 0, false
		}
		for _, p := range []*part{m.completed, m.withdrawn} {
			if p.hidden {
				hidden, sum = hidden+1, sum+p.counts[0]
			}
		}
		switch {
		case m.open.hidden:
			if sum+m.open.counts[0] < limit {
				return i, true
			}
		case hidden == 1, hidden > 1 && sum < limit:
			return i, true
		}
	}
	return 0, false
}

// blur hides one more cell of the stretch that is told by the month at: the open before it, where that is enough or helps
// the stretch before it as well, else the applications of a month. The newest open is what visitors come for, and stays.
func (b balance) blur(start, at, end int, limit float64) bool {
	if start > 0 && b[start-1].open.counts[0] > 0 {
		if _, needy := b.told(b.start(start), start, limit); needy || b.joined(start, end, limit) {
			b.hideOpen(start - 1)
			return true
		}
	}
	for i := at; i >= start; i-- {
		if b[i].applications.counts[0] > 0 {
			b[i].applications.hidden, b[i].withdrawn.hidden = true, true
			return true
		}
	}
	if start > 0 && b[start-1].open.counts[0] > 0 {
		b.hideOpen(start - 1)
		return true
	}
	return false // the numbers don't balance, and tell nothing
}

func (b balance) hideOpen(i int) {
	b[i].open.hidden, b[i].withdrawn.hidden, b[i+1].withdrawn.hidden = true, true, true
}

// joined tells whether the stretch would be told no more, were it one with that before.
func (b balance) joined(start, end int, limit float64) bool {
	before, first, second := b[start-1].open.hidden, b[start-1].withdrawn.hidden, b[start].withdrawn.hidden
	b.hideOpen(start - 1)
	_, told := b.told(b.start(end), end, limit)
	b[start-1].open.hidden, b[start-1].withdrawn.hidden, b[start].withdrawn.hidden = before, first, second
	return !told
}
