package board

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

// figure is what a group of applications is counted for; every indicator and every column of the processing that
// speaks of the same group in the same way shares one, and so one decision.
type figure int

const (
	figureApplications figure = iota
	figureChannel             // submitted through a known channel: online and not
	figureCompleted
	figureDeadline // completed that have a legal deadline
	figureWithdrawn
	figureOpen
	figureOpenDeadline // open that have a legal deadline
	figureOverdue
	figureRefused // of the completed: refused and granted
	figures
)

var figureOf = map[string]figure{
	config.MeasureApplications:     figureApplications,
	config.MeasureDigitalTakeUp:    figureChannel,
	config.MeasureCompleted:        figureCompleted,
	config.MeasureRefused:          figureRefused,
	config.MeasureWithdrawn:        figureWithdrawn,
	config.MeasureProcessingMean:   figureCompleted,
	config.MeasureProcessingMedian: figureCompleted,
	config.MeasureProcessingP90:    figureCompleted,
	config.MeasureWithinDeadline:   figureDeadline,
	config.MeasureOpen:             figureOpen,
	config.MeasureOverdue:          figureOverdue,
	config.MeasureOverdueMedian:    figureOverdue,
	config.MeasureOverdueLongest:   figureOverdue,
}

// tells names the figure that another one gives away where it is shown: a share comes with how many it is of, and with
// the coverage that this is of all.
var tells = map[figure]figure{
	figureDeadline: figureCompleted, figureChannel: figureApplications, figureOpenDeadline: figureOpen,
}

// within names the figure that another one is a part of. Where the whole is withheld its part goes, too: it tells how many there are at least.
// Where the part is all of it, as in time is of the completed where each has a legal deadline, both are one cell.
var within = map[figure]figure{
	figureDeadline: figureCompleted, figureRefused: figureCompleted, figureOpenDeadline: figureOpen, figureOverdue: figureOpen,
}

func isPart(f figure) bool {
	_, is := within[f]
	return is
}

const (
	channelOnline  = "channel=online"
	channelUnknown = "channel=unknown"
)

// counts are how many applications a figure speaks of. Some have a second count: take-up tells how many came online, and how many by the other
// channels; what is a part of something, how many the rest of that are: the refused, how many were granted, the overdue, how many of the open are not.
type counts [2]float64

func (c counts) small(limit float64) bool { return small(c[0], limit) || small(c[1], limit) }

func small(population, limit float64) bool { return population > 0 && population < limit }

// part is a cell: shown or hidden with all that it counts.
type part struct {
	counts
	hidden   bool
	most     float64 // of the withdrawn: how many they can be where they are hidden; infinite where nothing is known
	unlisted bool    // it is what others add up to, and stands nowhere itself
	tells    bool    // of such: who knows it knows one that is hidden, or that these are few
}

// cellKey names a cell of a region and period. Scope is which services an indicator is limited to; a single service's cell is the
// same in every scope.
type cellKey struct {
	figure           figure
	scope, breakdown string
}

// keyOf names the cell of a figure. How many applications came online is what the take-up is made of.
func keyOf(f figure, scope, breakdown string) cellKey {
	switch {
	case strings.HasPrefix(breakdown, "service=") && breakdownKeys(breakdown) == "service":
		scope = ""
	case f == figureApplications && breakdown == channelOnline:
		return cellKey{figureChannel, scope, ""}
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

// cellsOfPeriod are a region's cells in a period, and which are hidden.
type cellsOfPeriod struct {
	parts     map[cellKey]*part
	members   []member
	additions []addition   // made when the first cell is hidden
	entangled [][]addition // of them
	hidden    int          // cells when the additions were settled last
}

// member is a cell's place in a family.
type member struct {
	family
	breakdown string
	part      *part
}

// sortMembers puts those of a family together, in the order of their breakdowns, each once.
func (c *cellsOfPeriod) sortMembers() {
	slices.SortFunc(c.members, func(x, y member) int {
		switch {
		case x.figure != y.figure:
			return cmp.Compare(x.figure, y.figure)
		case x.scope != y.scope:
			return strings.Compare(x.scope, y.scope)
		}
		return strings.Compare(x.breakdown, y.breakdown)
	})
	c.members = slices.Compact(c.members)
}

// add puts a cell in. Of two that speak of the same group the smaller decides.
func (c *cellsOfPeriod) add(f figure, scope, breakdown string, n counts) *part {
	k := keyOf(f, scope, breakdown)
	p := c.parts[k]
	if p == nil {
		p = &part{most: math.Inf(1)}
		c.parts[k] = p
	}
	for i := range n {
		if n[i] > 0 && (p.counts[i] == 0 || n[i] < p.counts[i]) {
			p.counts[i] = n[i]
		}
	}
	c.members = append(c.members, member{family{f, scope}, breakdown, p})
	if k.figure != f {
		c.members = append(c.members, member{family{k.figure, scope}, k.breakdown, p})
	}
	return p
}

func (c *cellsOfPeriod) hides(k cellKey) bool {
	if c == nil {
		return false
	}
	p := c.parts[k]
	return p != nil && p.hidden
}

// addChannels puts in what the channels and the take-up tell of each other: how many came by other channels than
// online, and, where the channels are shown at all, how many by one that is not known.
func (c *cellsOfPeriod) addChannels() {
	offline := map[*part]float64{}
	for k, p := range c.parts {
		if takeUp := c.parts[cellKey{figureChannel, k.scope, ""}]; takeUp != nil && isOffline(k.breakdown) {
			offline[takeUp] += p.counts[0]
		}
	}
	for takeUp, n := range offline {
		if takeUp.counts[1] == 0 {
			takeUp.counts[1] = n
		}
	}
	if len(offline) == 0 {
		return
	}
	takeUps := map[string]*part{} // by scope
	for k, p := range c.parts {
		if k.figure == figureChannel && k.breakdown == "" {
			takeUps[k.scope] = p
		}
	}
	for scope, takeUp := range takeUps {
		unknown := cellKey{figureApplications, scope, channelUnknown}
		if all := c.parts[cellKey{figureApplications, scope, ""}]; all != nil && c.parts[unknown] == nil {
			c.parts[unknown] = &part{counts: counts{all.counts[0] - takeUp.counts[0] - takeUp.counts[1]}}
		}
	}
}

func isOffline(breakdown string) bool {
	return isChannel(breakdown) && breakdown != channelOnline && breakdown != channelUnknown
}

// unite makes one cell of all and of those with a legal deadline where all have one: a law is known to everybody, and so whoever sees one
// number sees the other.
func (c *cellsOfPeriod) unite() {
	for k, p := range c.parts {
		if k.figure != figureDeadline && k.figure != figureOpenDeadline {
			continue
		}
		all := c.parts[cellKey{within[k.figure], k.scope, k.breakdown}]
		if all == nil || p.counts[0] == 0 || p.counts[0] != all.counts[0] {
			continue
		}
		c.parts[k] = all
		for i := range c.members {
			if c.members[i].part == p {
				c.members[i].part = all
			}
		}
	}
}

// hideSmall hides the cells that are too small themselves.
func (c *cellsOfPeriod) hideSmall(limit float64) {
	for _, p := range c.parts {
		p.hidden = p.small(limit)
	}
}

// settle hides as many cells as it takes until none that is hidden is given away by others of the period. It tells
// whether there was anything to do.
func (c *cellsOfPeriod) settle(cfg *config.Config, limit float64) bool {
	if c.count() == c.hidden {
		return false
	}
	if c.additions == nil {
		c.additions = c.allAdditions(cfg)
		c.entangled = entangled(c.additions)
	}
	for c.hidden != c.count() {
		c.hidden = c.count()
		for before := -1; before != c.count(); {
			before = c.count()
			c.follow()
		}
		for i := range c.additions {
			c.additions[i].settle(limit)
		}
		for _, group := range c.entangled {
			for _, combined := range combine(group) {
				combined.settle(limit)
			}
		}
	}
	return true
}

// follow hides what would tell a cell that is hidden. A channel that is hidden over some services is hidden over all:
// no list gives it by service, so that differences can't be looked into.
func (c *cellsOfPeriod) follow() {
	channels := map[string]bool{}
	for k, p := range c.parts {
		for _, names := range [...]map[figure]figure{within, tells} {
			if other, ok := names[k.figure]; ok && p.counts != (counts{}) && c.hides(cellKey{other, k.scope, k.breakdown}) {
				p.hidden = true
			}
		}
		if k.breakdown == channelUnknown { // the take-up's coverage tells it
			if takeUp := c.parts[cellKey{figureChannel, k.scope, ""}]; takeUp != nil {
				p.hidden = p.hidden || takeUp.hidden && p.counts[0] > 0
				takeUp.hidden = takeUp.hidden || p.hidden
			}
		}
		if p.hidden && isChannel(k.breakdown) {
			channels[k.breakdown] = true
		}
	}
	for k, p := range c.parts {
		p.hidden = p.hidden || channels[k.breakdown]
	}
}

func isChannel(breakdown string) bool { return breakdownKeys(breakdown) == "channel" }

func (c *cellsOfPeriod) count() int {
	n := 0
	for _, p := range c.parts {
		if p.hidden {
			n++
		}
	}
	return n
}
