package board

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// What can be computed is one thing, between which bounds a number lies another: whoever knows that nothing was withdrawn in a region knows it of
// each service.

// reach narrows the bounds of numbers, none of which is below 0, by all that is known, until nothing changes.
type reach struct {
	audit  *audit
	index  map[string]int // unknowns by name
	names  []string
	low    []float64
	high   []float64
	sums   [][]summand // each makes its constant
	wants  []float64
	of     [][]int // sums by unknown
	queue  []int
	queued []bool
}

type summand struct {
	unknown int
	times   float64
}

// flow kinds are those that a service's months balance by.
var flowKinds = map[string][]int{"applied": applied, "completed": completed, "withdrawn": {withdrawn}, "open": {stillOpen}}

// reachOf puts in what holds without any figure, and what was learnt.
func reachOf(a *audit) *reach {
	r := &reach{audit: a, index: map[string]int{}}
	for _, v := range a.known.learned {
		r.learn(v)
	}
	r.run()
	return r
}

// unknown is the number of cases of some kinds of a month, of some services.
func (r *reach) unknown(kind string, kinds []int, month int, members []int) int {
	name := nameOf(kind, month, members)
	if i, ok := r.index[name]; ok {
		return i
	}
	i := len(r.names)
	r.index[name] = i
	r.names = append(r.names, name)
	r.low, r.high, r.of = append(r.low, 0), append(r.high, math.Inf(1)), append(r.of, nil)
	if len(members) > 1 {
		sum := []summand{{i, -1}}
		for _, m := range members {
			sum = append(sum, summand{r.unknown(kind, kinds, month, []int{m}), 1})
		}
		r.add(sum, 0)
	} else if len(kinds) > 1 {
		sum := []summand{{i, -1}}
		for _, k := range kinds {
			sum = append(sum, summand{r.unknown(fmt.Sprint(k), []int{k}, month, members), 1})
		}
		r.add(sum, 0)
	}
	if _, flow := flowKinds[kind]; flow {
		r.balance(month, members)
	}
	return i
}

// balance of some services in a month.
func (r *reach) balance(month int, members []int) {
	name := fmt.Sprint("balance", month, members)
	if _, ok := r.index[name]; ok {
		return
	}
	r.index[name] = -1
	sum := []summand{
		{r.unknown("applied", applied, month, members), 1}, {r.unknown("completed", completed, month, members), -1},
		{r.unknown("withdrawn", []int{withdrawn}, month, members), -1}, {r.unknown("open", []int{stillOpen}, month, members), -1},
	}
	w := r.audit.world
	var before []int
	for _, m := range members {
		service, simulated := w.services[m%len(w.services)], m >= len(w.services)
		if month > 0 && w.has(service.ID, w.months[month-1], simulated) {
			before = append(before, m)
		}
	}
	if len(before) > 0 {
		sum = append(sum, summand{r.unknown("open", []int{stillOpen}, month-1, before), 1})
	}
	r.add(sum, 0)
}

func (r *reach) add(sum []summand, want float64) {
	for _, t := range sum {
		r.of[t.unknown] = append(r.of[t.unknown], len(r.sums))
	}
	r.sums, r.wants, r.queued = append(r.sums, sum), append(r.wants, want), append(r.queued, true)
	r.queue = append(r.queue, len(r.sums)-1)
}

// learn puts in a sum of columns and what it makes in the world.
func (r *reach) learn(v vector) {
	w := r.audit.world
	type place struct{ month, member int }
	type group struct {
		kind  string
		month int
		times float64
	}
	times := map[place]*[kinds]float64{}
	want := 0.0
	per := len(w.months) * len(w.services) * kinds
	for column, n := range v {
		factor := float64(n)
		if n > prime/2 {
			factor = -float64(prime - n)
		}
		simulated, rest := column >= per, column%per
		kind, service, month := rest%kinds, rest/kinds%len(w.services), rest/kinds/len(w.services)
		at := place{month, service}
		cases := w.cases
		if simulated {
			at.member += len(w.services)
			cases = w.simulated
		}
		if times[at] == nil {
			times[at] = &[kinds]float64{}
		}
		times[at][kind] = factor
		if c := cases[caseKey{w.services[service].ID, w.months[month]}]; c != nil {
			want += factor * float64(c[kind])
		}
	}
	groups := map[group][]int{}
	kindsOf := map[string][]int{}
	for at, by := range times {
		put := func(name string, of []int) {
			first := by[of[0]]
			if first == 0 || slices.ContainsFunc(of, func(k int) bool { return by[k] != first }) {
				return
			}
			kindsOf[name] = of
			g := group{name, at.month, first}
			groups[g] = append(groups[g], at.member)
			for _, k := range of {
				by[k] = 0
			}
		}
		for _, name := range slices.Sorted(maps.Keys(flowKinds)) {
			put(name, flowKinds[name])
		}
		for k := range by {
			put(fmt.Sprint(k), []int{k})
		}
	}
	var sum []summand
	for g, members := range groups {
		slices.Sort(members)
		sum = append(sum, summand{r.unknown(g.kind, kindsOf[g.kind], g.month, members), g.times})
	}
	r.add(sum, want)
}

// run narrows until nothing changes, or it goes on for too long.
func (r *reach) run() {
	for steps := 0; len(r.queue) > 0 && steps < 200_000; steps++ {
		i := r.queue[0]
		r.queue, r.queued[i] = r.queue[1:], false
		for at, t := range r.sums[i] {
			low, high := r.wants[i], r.wants[i] // of t.times × the unknown: what is wanted less the others
			for other, o := range r.sums[i] {
				if other == at {
					continue
				}
				least, most := o.times*r.low[o.unknown], o.times*r.high[o.unknown]
				low, high = low-max(least, most), high-min(least, most)
			}
			low, high = low/t.times, high/t.times
			if low > high {
				low, high = high, low
			}
			low, high = max(r.low[t.unknown], math.Ceil(low-1e-6)), min(r.high[t.unknown], math.Floor(high+1e-6))
			if low > r.low[t.unknown] || high < r.high[t.unknown] {
				r.low[t.unknown], r.high[t.unknown] = low, high
				for _, s := range r.of[t.unknown] {
					if !r.queued[s] {
						r.queued[s] = true
						r.queue = append(r.queue, s)
					}
				}
			}
		}
	}
}

// told lists the numbers of few real applications that are known exactly: of services, and of what is listed.
func (r *reach) told() []string {
	a, w := r.audit, r.audit.world
	var list []string
	look := func(name string, d *config.Derived, breakdown string, m kpi.Date, of []int) {
		var members []int
		n := uint64(0)
		for i, s := range w.services {
			if w.has(s.ID, m, false) && covers(d, breakdown, s) {
				members, n = append(members, i), n+w.of(s.ID, m, false).sum(of)
			}
		}
		i, there := r.index[nameOf(kindOf(name, of), slices.Index(w.months, m), members)]
		if there && n > 0 && n < smallLimit && r.low[i] == r.high[i] {
			list = append(list, fmt.Sprintf("%s, %v: %d %s of %q %s are known", a.hint, m, n, name, breakdown, scopeOf(d)))
		}
	}
	for _, m := range w.months {
		for _, s := range w.services {
			for name, of := range figureKinds {
				if restOf[name] == "" && name != "withdrawn" {
					look(name, &config.Derived{}, "service="+s.ID, m, of)
				}
			}
		}
	}
	w.eachCell(false, func(i *config.Indicator, b string, m kpi.Date, c *cases) {
		for _, name := range indicatorKinds[i.Derived.Measure] {
			if restOf[name] == "" && BreakdownValue(b, "channel") == "" {
				look(name, i.Derived, b, m, figureKinds[name])
			}
		}
	})
	return list
}

// kindOf is what the unknown is called that a figure is.
func kindOf(figure string, of []int) string {
	switch _, flows := flowKinds[figure]; {
	case figure == "applications":
		return "applied"
	case !flows && len(of) == 1:
		return fmt.Sprint(of[0])
	}
	return figure
}

func nameOf(kind string, month int, members []int) string { return fmt.Sprint(kind, month, members) }
