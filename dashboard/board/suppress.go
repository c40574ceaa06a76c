package board

import (
	"runtime"
	"slices"
	"strings"

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
	regions.SetLimit(runtime.GOMAXPROCS(0))
	for region, series := range byRegion {
		regions.Go(func() error {
			b.suppressRegion(series, b.processing[region], scopes)
			return nil
		})
	}
	_ = regions.Wait() // none fails
}

func (b *Board) suppressRegion(series []*Series, views []ProcessingView, scopes []scope) {
	limit := float64(b.Config.SuppressBelow)
	periods := b.smallCells(series, views, scopes)
	for _, s := range series {
		indicator := b.Config.Indicator(s.Indicator)
		f, scope := figureOf[indicator.Derived.Measure], scopeOf(indicator.Derived)
		cell, open := keyOf(f, scope, s.Breakdown), keyOf(figureOpen, scope, s.Breakdown)
		for i := range s.Cells {
			c := &s.Cells[i]
			c.withhold(periods[c.Period].hides(cell), func(o *store.Observation) bool {
				return small(b.population(indicator, o), limit)
			})
			if f == figureOverdue && periods[c.Period].hides(open) {
				o := *c.Observation
				o.Coverage = nil // a fraction of the open ones, whose denominator would tell how many there are
				c.Observation = &o
			}
		}
	}
	for i := range views {
		v := &views[i]
		cells := periods[kpi.Month(v.Month)]
		v.withhold(limit, func(f figure) bool { return cells.hides(keyOf(f, "", "service="+v.Service.ID)) })
	}
}

func (c *cellsOfPeriod) hides(k cellKey) bool {
	if c == nil {
		return false
	}
	p := c.parts[k]
	return p != nil && p.hidden
}

// scope is which services a figure is counted over.
type scope struct {
	family
	derived *config.Derived
}

// scopes are those of the indicators, and for each figure that of all services.
func (b *Board) scopes() []scope {
	var scopes []scope
	for f := figureApplications; f <= figureOverdue; f++ {
		scopes = append(scopes, scope{family{f, ""}, &config.Derived{}})
	}
	for _, i := range b.Config.Indicators {
		if ofApplications(i) && scopeOf(i.Derived) != "" {
			scopes = append(scopes, scope{family{figureOf[i.Derived.Measure], scopeOf(i.Derived)}, i.Derived})
		}
	}
	return scopes
}

// smallCells decides which cells of a region's applications are withheld, by period.
func (b *Board) smallCells(series []*Series, views []ProcessingView, scopes []scope) map[kpi.Period]*cellsOfPeriod {
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
			o := s.Cells[n].Observation
			at(o.Period).add(f, scope, s.Breakdown, b.population(i, o))
		}
	}
	for n := range views {
		v := &views[n]
		cells := at(kpi.Month(v.Month))
		for _, s := range scopes {
			if covers(s.derived, "", v.Service) {
				cells.add(s.figure, s.scope, "service="+v.Service.ID, v.population(s.figure))
			}
		}
	}
	for _, cells := range periods {
		cells.decide(b.Config, float64(b.Config.SuppressBelow))
	}
	return periods
}

// withhold takes the figures out of the cell where it is hidden, and out of the others that stand beside it where they
// are too small themselves.
func (c *Cell) withhold(hidden bool, tooSmall func(*store.Observation) bool) {
	if hidden && c.Value != nil {
		c.Observation = withheld(c.Observation)
	}
	for i, o := range c.Others {
		if o.Value != nil && (hidden || tooSmall(o)) {
			c.Others[i] = withheld(o)
		}
	}
}

// withheld is the observation without its figures.
func withheld(o *store.Observation) *store.Observation {
	blank := *o
	blank.Value, blank.Numerator, blank.Denominator, blank.Coverage = nil, nil, nil, nil
	blank.Reason = kpi.ReasonSuppressed
	return &blank
}

// Withheld tells whether an observation that isn't on the board itself, such as an older version, must not be shown:
// its cell is withheld, or it speaks of too few applications.
func (b *Board) Withheld(o *store.Observation) bool {
	indicator := b.Config.Indicator(o.Indicator)
	if o.Value == nil || !ofApplications(indicator) {
		return false
	}
	cell := b.Series(o.Indicator, o.Region, o.Breakdown).At(o.Period)
	return (cell != nil && cell.Reason == kpi.ReasonSuppressed) ||
		small(b.population(indicator, o), float64(b.Config.SuppressBelow))
}

// CoverageWithheld tells whether an observation's coverage must not be shown, though its value may be: how many of the
// open applications have a legal deadline tells of a number of open ones that is withheld.
func (b *Board) CoverageWithheld(o *store.Observation) bool {
	indicator := b.Config.Indicator(o.Indicator)
	if !ofApplications(indicator) || figureOf[indicator.Derived.Measure] != figureOverdue {
		return false
	}
	cell := b.Series(o.Indicator, o.Region, o.Breakdown).At(o.Period)
	return cell != nil && cell.Coverage == nil
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
