package board

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// How many were withdrawn of all, of a sector or a tier is not protected, but follows from the other totals. Who knows by these that nobody
// withdrew in a region knows it of each of its services and sectors, whose balances then tell what else is hidden of them.

// total names a cell that services are added up in.
type total struct{ scope, breakdown string }

// addedUp are the cells of the services that a total is the sum of.
type addedUp [flowsOfMonth][]*part

// withdrawals are a region's totals, and what is known of how many were withdrawn.
type withdrawals struct {
	limit  float64
	months []*cellsOfPeriod // oldest first
	totals []map[total]*addedUp
	all    []total
	known  map[total][]bounds // by month
}

func (c cellsOfRegion) withdrawals(cfg *config.Config) *withdrawals {
	w := &withdrawals{limit: float64(cfg.SuppressBelow), known: map[total][]bounds{}}
	for _, p := range slices.SortedFunc(maps.Keys(c), func(x, y kpi.Period) int { return cmp.Compare(x.Start, y.Start) }) {
		if p == kpi.Month(p.Start) && len(c[p].members) > 0 {
			totals := c[p].totals(cfg)
			w.months, w.totals, w.all = append(w.months, c[p]), append(w.totals, totals), slices.AppendSeq(w.all, maps.Keys(totals))
		}
	}
	slices.SortFunc(w.all, func(x, y total) int {
		return cmp.Or(strings.Compare(x.scope, y.scope), strings.Compare(x.breakdown, y.breakdown))
	})
	w.all = slices.Compact(w.all)
	return w
}

// totals are those that services are added up in.
func (c *cellsOfPeriod) totals(cfg *config.Config) map[total]*addedUp {
	c.sortMembers()
	all := map[total]*addedUp{}
	for _, m := range c.members {
		f := slices.Index(flowFigures[:], m.figure)
		if f < 0 || breakdownKeys(m.breakdown) != "service" {
			continue
		}
		s := cfg.Service(BreakdownValue(m.breakdown, "service"))
		for _, breakdown := range append(partTotals(s), "") {
			of := total{m.scope, breakdown}
			if all[of] == nil {
				all[of] = &addedUp{}
			}
			all[of][f] = append(all[of][f], m.part)
		}
	}
	return all
}

// balanceOf is the balance of a total from the month on in which anything was submitted first. Of the withdrawn nothing is known.
func (w *withdrawals) balanceOf(of total) (b balance, start int) {
	for month, totals := range w.totals {
		if len(b) == 0 && totals[of] == nil {
			start++
			continue
		}
		m := flows{}
		for f := range m {
			m[f] = w.cell(month, flow(f), of)
		}
		m[flowWithdrawn].hidden = true
		b = append(b, m)
	}
	return b, start
}

// cell is a figure of a total. Where none is listed it is known if all that it adds up are shown.
func (w *withdrawals) cell(month int, f flow, of total) *part {
	if p := w.months[month].parts[cellKey{flowFigures[f], of.scope, of.breakdown}]; p != nil && f != flowWithdrawn {
		return p
	}
	sum := &part{unlisted: true, most: math.Inf(1)}
	services := w.totals[month][of]
	if services == nil {
		return sum
	}
	hidden, most := 0, 1.0 // of one cell that is hidden: if each other one were 1
	for _, p := range services[f] {
		if sum.counts[0] += p.counts[0]; p.hidden && p.counts[0] > 0 {
			hidden, most = hidden+1, most+p.counts[0]-1
		}
		sum.hidden = sum.hidden || p.hidden
	}
	sum.tells = hidden == 1 || hidden > 0 && most < w.limit
	return sum
}

// bound notes how many of each total and of each service can have been withdrawn.
func (w *withdrawals) bound() {
	for _, totals := range w.totals {
		for _, services := range totals {
			for _, p := range services[flowWithdrawn] {
				p.most = math.Inf(1)
			}
		}
	}
	for _, of := range w.all {
		b, start := w.balanceOf(of)
		known, list := b.known(), make([]bounds, len(w.months))
		for i := range b {
			list[start+i] = known.of(place{i, flowWithdrawn})
			if services := w.totals[start+i][of]; services != nil {
				hidden := list[start+i].high - sumShown(services[flowWithdrawn])
				for _, p := range services[flowWithdrawn] {
					p.most = min(p.most, hidden+sumShown([]*part{p}))
				}
			}
		}
		w.known[of] = list
	}
}

// sumShown adds up the cells that are.
func sumShown(cells []*part) (sum float64) {
	for _, p := range cells {
		if !p.hidden {
			sum += p.counts[0]
		}
	}
	return sum
}

// balances are those of the totals.
func (w *withdrawals) balances() []balance {
	list := make([]balance, len(w.all))
	for n, of := range w.all {
		b, start := w.balanceOf(of)
		for i, m := range b {
			m[flowWithdrawn].hidden, m[flowWithdrawn].most = !w.tells(start+i, of), w.most(start+i, of)
		}
		list[n] = b
	}
	return list
}

// tells tells whether it follows from the other figures of a total how many were withdrawn.
func (w *withdrawals) tells(month int, of total) bool {
	if known := w.known[of]; known != nil && known[month].width() == 0 {
		return true
	}
	for _, f := range [...]flow{flowApplications, flowCompleted, flowOpen} {
		if w.cell(month, f, of).hidden {
			return false
		}
	}
	return month == 0 || !w.cell(month-1, flowOpen, of).hidden
}

// most is how many of a total can have been withdrawn, as they were among all.
func (w *withdrawals) most(month int, of total) float64 {
	most, own := w.known[of][month].high, w.totals[month][of]
	for _, all := range [...]total{{of.scope, ""}, {}} {
		services := w.totals[month][all]
		if own == nil || services == nil {
			continue
		}
		others := sumShown(services[flowWithdrawn])
		for _, p := range own[flowWithdrawn] {
			if slices.Contains(services[flowWithdrawn], p) {
				others -= sumShown([]*part{p})
			}
		}
		most = min(most, w.known[all][month].high-others)
	}
	return most
}

// hide hides the withdrawn of all, of a sector or a tier unless they follow from the other totals, which are shown: then they tell nothing that is
// not known. Else their sum could tell those of a service, and by its balance what else is hidden of it.
func (w *withdrawals) hide() {
	for month, cells := range w.months {
		for _, m := range cells.members {
			if m.figure == figureWithdrawn && breakdownKeys(m.breakdown) != "service" {
				m.part.hidden = m.part.hidden || !w.tells(month, total{m.scope, m.breakdown})
			}
		}
	}
}
