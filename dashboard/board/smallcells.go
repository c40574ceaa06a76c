package board

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

// figure is what a group of applications is counted for; every indicator and every column of the processing that
// speaks of the same group in the same way shares one, and so one decision.
type figure int

const (
	figureApplications figure = iota
	figureChannel             // submitted through a known channel
	figureCompleted
	figureDeadline // completed that have a legal deadline
	figureOpen
	figureOverdue
)

var figureOf = map[string]figure{
	config.MeasureApplications:     figureApplications,
	config.MeasureDigitalTakeUp:    figureChannel,
	config.MeasureProcessingMedian: figureCompleted,
	config.MeasureProcessingP90:    figureCompleted,
	config.MeasureWithinDeadline:   figureDeadline,
	config.MeasureOpen:             figureOpen,
	config.MeasureOverdue:          figureOverdue,
}

// tells names the figure that another one gives away where it is shown: a share comes with how many it is of, and with
// the coverage that this is of all.
var tells = map[figure]figure{figureDeadline: figureCompleted, figureChannel: figureApplications}

// part is one of the cells that a total is made of.
type part struct {
	population float64
	hidden     bool
}

func small(population, limit float64) bool { return population > 0 && population < limit }

// protect hides further parts, smallest first, until what is hidden can't be told from the total. It tells whether
// that was reached: false where every part with anything in it is hidden and the total still gives them away.
func protect(parts []*part, limit float64) bool {
	for {
		count, sum := 0, 0.0
		var next *part
		for _, p := range parts {
			switch {
			case p.population <= 0:
			case p.hidden:
				count, sum = count+1, sum+p.population
			case next == nil || p.population < next.population:
				next = p
			}
		}
		switch {
		case count == 0 || (count > 1 && sum >= limit):
			return true
		case next == nil:
			return false
		}
		next.hidden = true
	}
}

// addition is a total and what it is made of; a total that nobody published is nil, and still taken for known.
type addition struct {
	total *part
	parts []*part
}

// settle hides what the addition would give away.
func (a *addition) settle(limit float64) {
	if !protect(a.parts, limit) && a.total != nil && a.total.population > 0 {
		a.total.hidden = true
	}
	if a.total == nil || !a.total.hidden {
		return
	}
	var least *part
	for _, p := range a.parts {
		switch {
		case p.population <= 0:
		case p.hidden:
			return
		case least == nil || p.population < least.population:
			least = p
		}
	}
	if least != nil {
		least.hidden = true // else the parts would add up to the total that is withheld
	}
}

// cellKey names a cell of a region and period. Scope is which services an indicator is limited to; a single service's cell is the
// same in every scope.
type cellKey struct {
	figure           figure
	scope, breakdown string
}

func keyOf(f figure, scope, breakdown string) cellKey {
	if strings.HasPrefix(breakdown, "service=") && breakdownKeys(breakdown) == "service" {
		scope = ""
	}
	return cellKey{f, scope, breakdown}
}

func scopeOf(d *config.Derived) string {
	if d.Mass == nil && len(d.Tiers) == 0 && len(d.Sectors) == 0 {
		return ""
	}
	mass := "any"
	if d.Mass != nil {
		mass = fmt.Sprint(*d.Mass)
	}
	return fmt.Sprintf("%s %q %q", mass, d.Tiers, d.Sectors)
}

// family is the cells of one figure in one scope.
type family struct {
	figure figure
	scope  string
}

// cellsOfPeriod are the populations of a region's cells in a period, and which are hidden.
type cellsOfPeriod struct {
	parts   map[cellKey]*part
	members []member
}

// member is a cell's place in a family.
type member struct {
	family
	breakdown string
	part      *part
}

// add puts a cell in. Of two that speak of the same group the smaller decides.
func (c *cellsOfPeriod) add(f figure, scope, breakdown string, population float64) {
	k := keyOf(f, scope, breakdown)
	p := c.parts[k]
	switch {
	case p == nil:
		p = &part{population: population}
		c.parts[k] = p
	case population > 0 && (p.population == 0 || population < p.population):
		p.population = population
	}
	c.members = append(c.members, member{family{f, scope}, breakdown, p})
}

// families are the cells of each, by breakdown.
func (c *cellsOfPeriod) families() map[family]map[string]*part {
	families := map[family]map[string]*part{}
	for _, m := range c.members {
		if families[m.family] == nil {
			families[m.family] = map[string]*part{}
		}
		families[m.family][m.breakdown] = m.part
	}
	return families
}

// decide hides the small cells, and then as many others as it takes until nothing gives them away.
func (c *cellsOfPeriod) decide(cfg *config.Config, limit float64) {
	found := false
	for _, p := range c.parts {
		p.hidden = small(p.population, limit)
		found = found || p.hidden
	}
	if !found {
		return
	}
	additions := c.additions(cfg)
	for before := -1; before != c.count(); {
		before = c.count()
		for k, p := range c.parts {
			if told, ok := tells[k.figure]; ok && p.population > 0 {
				if other := c.parts[cellKey{told, k.scope, k.breakdown}]; other != nil && other.hidden {
					p.hidden = true
				}
			}
		}
		for i := range additions {
			additions[i].settle(limit)
		}
	}
}

func (c *cellsOfPeriod) count() int {
	n := 0
	for _, p := range c.parts {
		if p.hidden {
			n++
		}
	}
	return n
}

// additions lists what adds up: the cells by the same keys to the cell without any, and the services of a
// sector or a tier to it. They are in a fixed order, for of equal parts the first is hidden.
func (c *cellsOfPeriod) additions(cfg *config.Config) []addition {
	var list []addition
	families := c.families()
	for _, f := range slices.SortedFunc(maps.Keys(families), func(x, y family) int {
		return cmp.Or(cmp.Compare(x.figure, y.figure), strings.Compare(x.scope, y.scope))
	}) {
		list = append(list, additionsOf(cfg, families[f])...)
	}
	return list
}

func additionsOf(cfg *config.Config, cells map[string]*part) []addition {
	breakdowns := make([]string, 0, len(cells))
	for b := range cells {
		breakdowns = append(breakdowns, b)
	}
	slices.Sort(breakdowns)
	var order []string // of totals and keys
	byTotal := map[string]*addition{}
	put := func(total, keys string, p *part) {
		k := total + "|" + keys
		if byTotal[k] == nil {
			byTotal[k] = &addition{total: cells[total]}
			order = append(order, k)
		}
		byTotal[k].parts = append(byTotal[k].parts, p)
	}
	for _, b := range breakdowns {
		keys := breakdownKeys(b)
		if keys == "" {
			continue
		}
		put("", keys, cells[b])
		if s := cfg.Service(BreakdownValue(b, "service")); keys == "service" && s != nil {
			for _, total := range []string{"sector=" + s.Sector, "tier=" + s.Tier} {
				if cells[total] != nil {
					put(total, keys, cells[b])
				}
			}
		}
	}
	list := make([]addition, len(order))
	for i, k := range order {
		list[i] = *byTotal[k]
	}
	return list
}
