package board

import (
	"maps"
	"math"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Counts of fewer applications than Config.SuppressBelow are withheld, and times and shares of fewer, lest they tell of
// one person. Whoever knows a total and all of its parts but one knows that one too, so a part that is withheld alone
// takes the next smallest with it.

// suppress withholds what speaks of too few applications. What observations and the processing say of one service is
// one cell, decided once, so that neither list shows what the other withholds. Nothing of one region tells of another
// before they are rolled up, so regions are worked through side by side.
func (b *Board) suppress() {
	byRegion := map[string][]*Series{}
	for region := range b.processing {
		byRegion[region] = nil
	}
	for _, s := range b.series {
		if ofApplications(b.Config.Indicator(s.Indicator)) {
			byRegion[s.Region] = append(byRegion[s.Region], s)
		}
	}
	scopes := b.scopes()
	var regions errgroup.Group
	var merging sync.Mutex
	regions.SetLimit(runtime.GOMAXPROCS(0))
	for region, series := range byRegion {
		regions.Go(func() error {
			hidden := b.suppressRegion(region, series, scopes)
			merging.Lock()
			defer merging.Unlock()
			maps.Copy(b.hidden, hidden)
			return nil
		})
	}
	_ = regions.Wait() // none fails
}

func (b *Board) suppressRegion(region string, series []*Series, scopes []scope) map[table]bool {
	periods := b.smallCells(region, series, scopes)
	for _, s := range series {
		indicator := b.Config.Indicator(s.Indicator)
		f, scope := figureOf[indicator.Derived.Measure], scopeOf(indicator.Derived)
		cell, deadline := keyOf(f, scope, s.Breakdown), keyOf(figureOpenDeadline, scope, s.Breakdown)
		for i := range s.Cells {
			c := &s.Cells[i]
			switch cells := periods[c.Period]; {
			case cells.hides(cell):
				c.each(withheld)
			case f == figureOverdue && cells.hides(deadline):
				c.each(withoutCoverage)
			}
		}
	}
	views := b.processing[region]
	for i := range views {
		v := &views[i]
		cells := periods[kpi.Month(v.Month)]
		v.withhold(float64(b.Config.SuppressBelow), func(f figure) bool { return cells.hides(keyOf(f, "", "service="+v.Service.ID)) })
	}
	return hiddenTables(region, periods)
}

// scope is which services a figure is counted over.
type scope struct {
	family
	derived *config.Derived
}

// scopes are those of the indicators, and for each figure that of all services.
func (b *Board) scopes() []scope {
	var scopes []scope
	for f := range figures {
		scopes = append(scopes, scope{family{f, ""}, &config.Derived{}})
	}
	for _, i := range b.Config.Indicators {
		if !ofApplications(i) || scopeOf(i.Derived) == "" {
			continue
		}
		add := func(f figure) { scopes = append(scopes, scope{family{f, scopeOf(i.Derived)}, i.Derived}) }
		add(figureOf[i.Derived.Measure])
		switch i.Derived.Measure { // what is told beside it
		case config.MeasureOpen:
			add(figureWithdrawn)
		case config.MeasureOverdue:
			add(figureOpenDeadline)
		}
	}
	return scopes
}

// smallCells decides which cells of a region's applications are withheld, by period: those that are too small, then
// what would give them away by the additions of each period and by the balances of the services over their months,
// until nothing does.
func (b *Board) smallCells(region string, series []*Series, scopes []scope) map[kpi.Period]*cellsOfPeriod {
	periods := map[kpi.Period]*cellsOfPeriod{}
	at := func(p kpi.Period) *cellsOfPeriod {
		if periods[p] == nil {
			periods[p] = &cellsOfPeriod{parts: map[cellKey]*part{}}
		}
		return periods[p]
	}
	for _, s := range series {
		i := b.Config.Indicator(s.Indicator)
		f, scope := figureOf[i.Derived.Measure], scopeOf(i.Derived)
		for n := range s.Cells {
			s.Cells[n].each(func(o *store.Observation) *store.Observation {
				at(o.Period).add(f, scope, s.Breakdown, b.counts(i, o))
				return o
			})
		}
	}
	balances := b.balances(region, at, scopes)
	for _, s := range series {
		if i := b.Config.Indicator(s.Indicator); figureOf[i.Derived.Measure] == figureOverdue {
			for n := range s.Cells {
				at(s.Cells[n].Period).addCoverage(scopeOf(i.Derived), s.Breakdown, s.Cells[n].Coverage)
			}
		}
	}
	limit := float64(b.Config.SuppressBelow)
	for _, cells := range periods {
		cells.hideSmall(limit)
	}
	for again := true; again; {
		again = false
		for _, s := range balances {
			s.settle(limit)
		}
		for _, cells := range periods {
			again = cells.settle(b.Config, limit) || again
		}
	}
	return periods
}

// addCoverage puts in how many of the open ones have a legal deadline, which the coverage of the overdue ones tells.
func (c *cellsOfPeriod) addCoverage(scope, breakdown string, coverage *float64) {
	open := c.parts[keyOf(figureOpen, scope, breakdown)]
	if coverage != nil && open != nil {
		c.add(figureOpenDeadline, scope, breakdown, counts{math.Round(*coverage * open.counts[0])})
	}
}

// balances puts the processing's figures into the cells of each period, and lists the services' months.
func (b *Board) balances(region string, at func(kpi.Period) *cellsOfPeriod, scopes []scope) []balance {
	var list []balance
	views := b.processing[region]
	for n := range views {
		v := &views[n]
		cells, breakdown := at(kpi.Month(v.Month)), "service="+v.Service.ID
		for _, s := range scopes {
			if covers(s.derived, "", v.Service) {
				cells.add(s.figure, s.scope, breakdown, v.counts(s.figure))
			}
		}
		if n == 0 || views[n-1].Service != v.Service {
			list = append(list, nil)
		}
		of := func(f figure) *part { return cells.parts[keyOf(f, "", breakdown)] }
		last := &list[len(list)-1]
		*last = append(*last, flows{of(figureApplications), of(figureCompleted), of(figureWithdrawn), of(figureOpen)})
	}
	return list
}

// each replaces the observations of the cell.
func (c *Cell) each(with func(*store.Observation) *store.Observation) {
	c.Observation = with(c.Observation)
	for i, o := range c.Others {
		c.Others[i] = with(o)
	}
}

// withheld is the observation without its figures.
func withheld(o *store.Observation) *store.Observation {
	if o.Value == nil {
		return o
	}
	blank := *o
	blank.Value, blank.Numerator, blank.Denominator, blank.Coverage = nil, nil, nil, nil
	blank.Reason = kpi.ReasonSuppressed
	return &blank
}

// withoutCoverage is the observation without the fraction that its figure is of: its denominator would tell how many
// are open.
func withoutCoverage(o *store.Observation) *store.Observation {
	blank := *o
	blank.Coverage = nil
	return &blank
}

// table is a figure of a region in a period: the cells that are added up.
type table struct {
	region string
	period kpi.Period
	figure figure
}

// hiddenTables are those in which a cell is hidden.
func hiddenTables(region string, periods map[kpi.Period]*cellsOfPeriod) map[table]bool {
	hidden := map[table]bool{}
	for p, cells := range periods {
		for _, m := range cells.members {
			if m.part.hidden {
				hidden[table{region, p, m.figure}] = true
			}
		}
	}
	return hidden
}

// Withheld tells whether a stored version of an observation must not be shown. One that is on the board is shown as it
// is there. An older one is withheld if it speaks of too few applications, and where any cell of the same figure is
// withheld now: the others' older versions may give it away.
func (b *Board) Withheld(o *store.Observation) bool {
	indicator := b.Config.Indicator(o.Indicator)
	if o.Value == nil || !ofApplications(indicator) {
		return false
	}
	if now := b.onBoard(o); now != nil {
		return now.Value == nil
	}
	return b.hidden[table{o.Region, o.Period, figureOf[indicator.Derived.Measure]}] ||
		b.counts(indicator, o).small(float64(b.Config.SuppressBelow))
}

// CoverageWithheld tells whether an observation's coverage must not be shown, though its value may be: how many of the
// open applications have a legal deadline tells of a number of open ones that is withheld.
func (b *Board) CoverageWithheld(o *store.Observation) bool {
	indicator := b.Config.Indicator(o.Indicator)
	if !ofApplications(indicator) || figureOf[indicator.Derived.Measure] != figureOverdue {
		return false
	}
	if now := b.onBoard(o); now != nil {
		return now.Coverage == nil
	}
	return b.hidden[table{o.Region, o.Period, figureOpenDeadline}] || b.hidden[table{o.Region, o.Period, figureOpen}]
}

// onBoard finds the same version on the board; nil where it is older.
func (b *Board) onBoard(o *store.Observation) *store.Observation {
	cell := b.Series(o.Indicator, o.Region, o.Breakdown).At(o.Period)
	if cell == nil {
		return nil
	}
	for _, now := range append([]*store.Observation{cell.Observation}, cell.Others...) {
		if now.Seq == o.Seq && now.Source == o.Source {
			return now
		}
	}
	return nil
}

// counts are how many applications an observation speaks of.
func (b *Board) counts(indicator *config.Indicator, o *store.Observation) counts {
	if indicator.Derived.Measure == config.MeasureDigitalTakeUp && o.Numerator != nil && o.Denominator != nil {
		return counts{*o.Numerator, *o.Denominator - *o.Numerator}
	}
	return counts{b.population(indicator, o)}
}

// population is how many applications an observation speaks of; 0 where that can't be known.
func (b *Board) population(indicator *config.Indicator, o *store.Observation) float64 {
	switch {
	case o.Denominator != nil:
		return *o.Denominator
	case o.Value == nil:
		return 0
	}
	switch indicator.Derived.Measure {
	case config.MeasureApplications, config.MeasureOpen, config.MeasureOverdue:
		return *o.Value
	}
	var closed uint64
	for i := range b.processing[o.Region] {
		v := &b.processing[o.Region][i]
		if o.Period.Contains(v.Month) && covers(indicator.Derived, o.Breakdown, v.Service) {
			closed += v.Completed + v.Withdrawn
		}
	}
	return float64(closed)
}

// covers tells whether an observation's figure takes in a service.
func covers(d *config.Derived, breakdown string, s *config.Service) bool {
	return (d.Mass == nil || *d.Mass == s.Mass) &&
		(len(d.Tiers) == 0 || slices.Contains(d.Tiers, s.Tier)) &&
		(len(d.Sectors) == 0 || slices.Contains(d.Sectors, s.Sector)) &&
		is(breakdown, "service", s.ID) && is(breakdown, "sector", s.Sector) && is(breakdown, "tier", s.Tier)
}

func is(breakdown, key, value string) bool {
	v := BreakdownValue(breakdown, key)
	return v == "" || v == value
}

func ofApplications(i *config.Indicator) bool {
	if i == nil || i.Derived == nil {
		return false
	}
	switch i.Derived.Measure {
	case config.MeasureServicesOnline, config.MeasureServicesOnlineShare:
		return false
	}
	return true
}

// BreakdownValue finds a key's value in a canonical breakdown such as "sector=health,tier=regional"; "" where it has
// none.
func BreakdownValue(breakdown, key string) string {
	for pair := range strings.SplitSeq(breakdown, ",") {
		if k, v, ok := strings.Cut(pair, "="); ok && k == key {
			return v
		}
	}
	return ""
}

func breakdownKeys(breakdown string) string {
	if breakdown == "" {
		return ""
	}
	var keys []string
	for pair := range strings.SplitSeq(breakdown, ",") {
		k, _, _ := strings.Cut(pair, "=")
		keys = append(keys, k)
	}
	return strings.Join(keys, ",")
}
