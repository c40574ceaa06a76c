package board

import "math"

// bounds are between what a number lies.
type bounds struct{ low, high float64 }

// anyNumber is what is known of a number of applications of which nothing is.
var anyNumber = bounds{0, math.Inf(1)}

func exactly(n float64) bounds         { return bounds{n, n} }
func (x bounds) plus(y bounds) bounds  { return bounds{x.low + y.low, x.high + y.high} }
func (x bounds) minus(y bounds) bounds { return bounds{x.low - y.high, x.high - y.low} }
func (x bounds) and(y bounds) bounds   { return bounds{max(x.low, y.low), min(x.high, y.high)} }
func (x bounds) width() float64        { return x.high - x.low }

// knownBalance is what a balance tells of what was open as each month ended: by what came until then, and by what came after.
type knownBalance struct {
	balance
	before, after []bounds
}

func (b balance) known() *knownBalance {
	k := &knownBalance{b, make([]bounds, len(b)), make([]bounds, len(b))}
	for i, m := range b {
		if k.before[i] = m.known(flowOpen); b.holds(i) {
			k.before[i] = k.before[i].and(k.opening(i).plus(m.known(flowApplications)).minus(m.known(flowCompleted)).minus(m.known(flowWithdrawn)))
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		if k.after[i] = b[i].known(flowOpen); i+1 < len(b) && b.holds(i+1) {
			m := b[i+1]
			k.after[i] = k.after[i].and(k.after[i+1].plus(m.known(flowCompleted)).plus(m.known(flowWithdrawn)).minus(m.known(flowApplications)))
		}
	}
	return k
}

// opening is what is known of the open before a month, by what came until then.
func (k *knownBalance) opening(month int) bounds {
	if month == 0 {
		return exactly(0)
	}
	return k.before[month-1]
}

// of is what the balance tells of a cell.
func (k *knownBalance) of(at place) bounds {
	m, after := k.balance[at.month], k.after[at.month]
	if at.flow == flowOpen {
		return k.before[at.month].and(after)
	}
	if !k.holds(at.month) {
		return anyNumber
	}
	completed, withdrawn := m.known(flowCompleted), m.known(flowWithdrawn)
	if at.flow == flowApplications {
		return m.known(at.flow).and(after.plus(completed).plus(withdrawn).minus(k.opening(at.month)))
	}
	left := k.opening(at.month).plus(m.known(flowApplications)).minus(after)
	if at.flow == flowCompleted {
		return m.known(at.flow).and(left.minus(withdrawn))
	}
	return anyNumber.and(left.minus(completed))
}

// known is what is known of a figure of a month by itself.
func (m flows) known(f flow) bounds {
	p := m[f]
	switch {
	case !p.hidden:
		return exactly(p.counts[0])
	case f == flowWithdrawn:
		return bounds{0, p.most}
	}
	return bounds{min(1, p.counts[0]), math.Inf(1)} // zeros are shown, but for those that simulated ones hide
}

// holds tells whether the numbers of a month balance; where they don't they tell nothing.
func (b balance) holds(month int) bool {
	m, before := b[month], 0.0
	if month > 0 {
		before = b[month-1][flowOpen].counts[0]
	}
	return before+m[flowApplications].counts[0] == m[flowCompleted].counts[0]+m[flowWithdrawn].counts[0]+m[flowOpen].counts[0]
}
