package board

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

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
// least, which may be any size, or together make as many as the limit. Where every cell with anything in it is hidden,
// no more can be done.
func (a *addition) settle(limit float64) {
	for {
		hidden, sum := 0, 0.0
		added, taken := false, false
		var next *term
		for i := range a.terms {
			switch t := &a.terms[i]; {
			case t.hidden:
				hidden, sum = hidden+1, sum+math.Abs(t.times)*t.n
				added, taken = added || t.times > 0, taken || t.times < 0
			case t.n > 0 && (next == nil || t.n < next.n):
				next = t
			}
		}
		if hidden == 0 || next == nil || hidden > 1 && (added && taken || sum >= limit) {
			return
		}
		next.hidden = true
	}
}

// allAdditions lists what adds up: the cells by the same keys to the cell without any, and the services of a sector or
// a tier to it. They are in a fixed order, for of equal parts the first is hidden.
func (c *cellsOfPeriod) allAdditions(cfg *config.Config) []addition {
	families := map[family]map[string]*part{}
	for _, m := range c.members {
		if families[m.family] == nil {
			families[m.family] = map[string]*part{}
		}
		families[m.family][m.breakdown] = m.part
	}
	var list []addition
	for _, f := range slices.SortedFunc(maps.Keys(families), func(x, y family) int {
		return cmp.Or(cmp.Compare(x.figure, y.figure), strings.Compare(x.scope, y.scope))
	}) {
		switch f.figure {
		case figureChannel:
			list = append(list, additionsOf(cfg, f, 0, families[f], families[f])...)
			list = append(list, additionsOf(cfg, f, 1, families[f], families[f])...)
		case figureWithdrawn: // shown of services alone, but the balance tells it of all of which the others are shown
			totals := maps.Clone(families[family{figureOpen, f.scope}])
			maps.DeleteFunc(totals, func(breakdown string, _ *part) bool {
				return families[family{figureApplications, f.scope}][breakdown] == nil || families[family{figureCompleted, f.scope}][breakdown] == nil
			})
			list = append(list, additionsOf(cfg, f, 0, families[f], totals)...)
		default:
			list = append(list, additionsOf(cfg, f, 0, families[f], families[f])...)
		}
		if takeUp := families[family{figureChannel, f.scope}][""]; f.figure == figureApplications && takeUp != nil {
			list = append(list, addition{f, 0, "channel", otherChannels(families[f], takeUp)})
		}
	}
	return list
}

// additionsOf lists the additions of a family to the totals that it has.
func additionsOf(cfg *config.Config, f family, count int, cells, totals map[string]*part) []addition {
	var order []string // of totals and keys
	byTotal := map[string]*addition{}
	incomplete := map[string]bool{} // keys by which a part has no cell, so that the others don't add up
	put := func(total, keys string, p *part) {
		k := total + "|" + keys
		a := byTotal[k]
		if a == nil {
			a = &addition{family: f, count: count, keys: keys}
			byTotal[k] = a
			order = append(order, k)
		}
		if p.counts[count] > 0 || f.figure == figureWithdrawn {
			a.terms = append(a.terms, term{p, p.counts[count], 1})
		}
	}
	for _, b := range slices.Sorted(maps.Keys(cells)) {
		keys := breakdownKeys(b)
		if keys == "" {
			continue
		}
		if totals[""] != nil || f.scope == "" && f.figure != figureWithdrawn {
			put("", keys, cells[b])
		}
		if s := cfg.Service(BreakdownValue(b, "service")); keys == "service" && s != nil {
			for _, total := range []string{"sector=" + s.Sector, "tier=" + s.Tier} {
				if totals[total] != nil {
					put(total, keys, cells[b])
				} else if cells[b].counts[count] > 0 {
					incomplete["|"+breakdownKeys(total)] = true
				}
			}
		}
	}
	var list []addition
	for _, k := range order {
		if incomplete[k] {
			continue
		}
		a := byTotal[k]
		total, _, _ := strings.Cut(k, "|")
		if p := cells[total]; p != nil && p.counts[count] > 0 {
			a.terms = append(a.terms, term{p, p.counts[count], -1})
		}
		list = append(list, *a)
	}
	return list
}

// otherChannels adds the channels but online up to what the take-up leaves.
func otherChannels(cells map[string]*part, takeUp *part) []term {
	var terms []term
	for _, b := range slices.Sorted(maps.Keys(cells)) {
		if p := cells[b]; isOffline(b) && p.counts[0] > 0 {
			terms = append(terms, term{p, p.counts[0], 1})
		}
	}
	if len(terms) > 0 {
		terms = append(terms, term{takeUp, takeUp.counts[1], -1})
	}
	return terms
}
