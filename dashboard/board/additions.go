package board

import (
	"math"

	"github.com/postup/postup/config"
)

// term is a cell in a sum: what it counts there, and how often that is added (−1: taken away).
type term struct {
	*part
	n, times float64
}

// addition is a sum that anybody knows: parts less their total make nothing. A total that nobody published has no
// term, and is still taken for known.
type addition struct {
	family
	count int    // which of the figure's counts is added up
	keys  string // of the parts' breakdowns
	terms []term
}

// settle hides further cells, smallest first, until what is hidden can't be told from what is shown: two cells at
// least, which may be any size, or of which each may be as many as the limit, though everybody knows that none is 0 where it is hidden.
// Where every cell with anything in it is hidden, no more can be done.
func (a *addition) settle(limit float64) {
	for {
		hidden, most := 0, 1.0 // of one cell: if each other one were 1
		added, taken := false, false
		var next *term
		for i := range a.terms {
			switch t := &a.terms[i]; {
			case t.hidden:
				if hidden++; t.n > 0 {
					most += math.Abs(t.times) * (t.n - 1)
				}
				added, taken = added || t.times > 0, taken || t.times < 0
			case t.n > 0 && (next == nil || t.n < next.n):
				next = t
			}
		}
		if hidden == 0 || next == nil || hidden > 1 && (added && taken || most >= limit) {
			return
		}
		next.hidden = true
	}
}

// allAdditions lists what adds up: the cells by the same keys to the cell without any, and the services of a sector or
// a tier to it. They are in a fixed order, for of equal parts the first is hidden.
func (c *cellsOfPeriod) allAdditions(cfg *config.Config) []addition {
	c.sortMembers()
	var list []addition
	for rest := c.members; len(rest) > 0; {
		f, n := rest[0].family, 1
		for n < len(rest) && rest[n].family == f {
			n++
		}
		cells := rest[:n]
		list = append(list, c.additionsOf(cfg, f, 0, cells)...)
		switch takeUp := c.parts[cellKey{figureChannel, f.scope, ""}]; {
		case f.figure == figureChannel, isPart(f.figure):
			list = append(list, c.additionsOf(cfg, f, 1, cells)...)
		case f.figure == figureApplications && takeUp != nil:
			list = append(list, addition{f, 0, "channel", otherChannels(cells, takeUp)})
		}
		rest = rest[n:]
	}
	return list
}

// additionsOf lists the additions of a family's cells, which are in order, to the totals that it has.
func (c *cellsOfPeriod) additionsOf(cfg *config.Config, f family, count int, cells []member) []addition {
	type sum struct{ total, keys string }
	place := map[sum]int{}
	incomplete := map[sum]bool{} // a part has no cell, so that the others don't add up
	var sums []sum
	var list []addition
	put := func(k sum, p *part) {
		i, ok := place[k]
		if !ok {
			i = len(list)
			place[k] = i
			sums = append(sums, k)
			list = append(list, addition{family: f, count: count, keys: k.keys})
		}
		if p.counts[count] > 0 || f.figure == figureWithdrawn {
			list[i].terms = append(list[i].terms, term{p, p.counts[count], 1})
		}
	}
	whole := c.known(f, "") || f.scope == "" && f.figure != figureWithdrawn && f.figure != figureRefused
	for _, m := range cells {
		keys := breakdownKeys(m.breakdown)
		if keys == "" {
			continue
		}
		if whole {
			put(sum{"", keys}, m.part)
		}
		if keys != "service" {
			continue
		}
		s := cfg.Service(BreakdownValue(m.breakdown, "service"))
		if s == nil {
			continue
		}
		for _, total := range partTotals(s) {
			if c.known(f, total) {
				put(sum{total, keys}, m.part)
			} else if m.part.counts[count] > 0 {
				incomplete[sum{"", breakdownKeys(total)}] = true
			}
		}
	}
	complete := list[:0]
	for i, a := range list {
		if incomplete[sums[i]] {
			continue
		}
		if p := c.parts[cellKey{f.figure, f.scope, sums[i].total}]; p != nil && p.counts[count] > 0 && f.figure != figureWithdrawn {
			a.terms = append(a.terms, term{p, p.counts[count], -1})
		}
		complete = append(complete, a)
	}
	return complete
}

// partTotals are the breakdowns, less than the whole, that a service is added up in.
func partTotals(s *config.Service) []string { return []string{"sector=" + s.Sector, "tier=" + s.Tier} }

// known tells whether a family has a total. The withdrawn are shown of services alone, but the balance tells them of
// all of which the others are shown.
func (c *cellsOfPeriod) known(f family, total string) bool {
	if f.figure != figureWithdrawn {
		return c.parts[cellKey{f.figure, f.scope, total}] != nil
	}
	for _, figure := range []figure{figureOpen, figureApplications, figureCompleted} {
		if c.parts[cellKey{figure, f.scope, total}] == nil {
			return false
		}
	}
	return true
}

// otherChannels adds the channels but online up to what the take-up leaves.
func otherChannels(cells []member, takeUp *part) []term {
	var terms []term
	for _, m := range cells {
		if isOffline(m.breakdown) && m.part.counts[0] > 0 {
			terms = append(terms, term{m.part, m.part.counts[0], 1})
		}
	}
	if len(terms) > 0 {
		terms = append(terms, term{takeUp, takeUp.counts[1], -1})
	}
	return terms
}
