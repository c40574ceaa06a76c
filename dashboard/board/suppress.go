package board

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Counts of fewer applications than Config.SuppressBelow are withheld, and times and shares of fewer, lest they tell of
// one person. Whoever knows a total and all of its parts but one knows that one too, so a part that is withheld alone
// takes the next smallest with it.

// suppress withholds what speaks of too few applications. What observations and the processing say of one service is
// one cell, decided once, so that neither list shows what the other withholds.
func (b *Board) suppress() {
	limit := float64(b.Config.SuppressBelow)
	places := b.smallCells(limit)
	for _, s := range b.series {
		indicator := b.Config.Indicator(s.Indicator)
		if !ofApplications(indicator) {
			continue
		}
		f, scope := figureOf[indicator.Derived.Measure], scopeOf(indicator.Derived)
		for i := range s.Cells {
			c := &s.Cells[i]
			where := place{s.Region, c.Period}
			c.withhold(places.hides(where, keyOf(f, scope, s.Breakdown)), func(o *store.Observation) bool {
				return small(b.population(indicator, o), limit)
			})
			if f == figureOverdue && places.hides(where, keyOf(figureOpen, scope, s.Breakdown)) {
				c.Coverage = nil // a fraction of the open ones, whose denominator would tell how many there are
			}
		}
	}
	for region, views := range b.processing {
		for i := range views {
			v := &views[i]
			cells := places[place{region, kpi.Month(v.Month)}]
			v.withhold(limit, func(f figure) bool { return cells.hides(keyOf(f, "", "service="+v.Service.ID)) })
		}
	}
}

type cellsByPlace map[place]*cellsOfPlace

func (c cellsByPlace) hides(where place, k cellKey) bool { return c[where].hides(k) }

func (c *cellsOfPlace) hides(k cellKey) bool {
	if c == nil {
		return false
	}
	p := c.parts[k]
	return p != nil && p.hidden
}

func (c cellsByPlace) at(where place) *cellsOfPlace {
	if c[where] == nil {
		c[where] = &cellsOfPlace{parts: map[cellKey]*part{}, families: map[family]map[string]*part{}}
	}
	return c[where]
}

// smallCells decides which cells of applications are withheld, in every place.
func (b *Board) smallCells(limit float64) cellsByPlace {
	places := cellsByPlace{}
	type scope struct {
		family
		derived *config.Derived
	}
	everything := &config.Derived{}
	var scopes []scope
	for f := figureApplications; f <= figureOverdue; f++ {
		scopes = append(scopes, scope{family{f, ""}, everything})
	}
	for _, i := range b.Config.Indicators {
		if ofApplications(i) && scopeOf(i.Derived) != "" {
			scopes = append(scopes, scope{family{figureOf[i.Derived.Measure], scopeOf(i.Derived)}, i.Derived})
		}
	}
	for _, s := range b.series {
		i := b.Config.Indicator(s.Indicator)
		if !ofApplications(i) {
			continue
		}
		for n := range s.Cells {
			o := &s.Cells[n].Observation
			places.at(place{s.Region, o.Period}).add(figureOf[i.Derived.Measure], scopeOf(i.Derived), s.Breakdown, b.population(i, o))
		}
	}
	for region, views := range b.processing {
		for n := range views {
			v := &views[n]
			cells := places.at(place{region, kpi.Month(v.Month)})
			for _, s := range scopes {
				if covers(s.derived, "", v.Service) {
					cells.add(s.figure, s.scope, "service="+v.Service.ID, v.population(s.figure))
				}
			}
		}
	}
	for _, cells := range places {
		cells.decide(b.Config, limit)
	}
	return places
}

// withhold takes the figures out of the cell where it is hidden, and out of the others that stand beside it where they
// are too small themselves.
func (c *Cell) withhold(hidden bool, tooSmall func(*store.Observation) bool) {
	if hidden && c.Value != nil {
		blank(&c.Observation)
	}
	for i := range c.Others {
		if o := &c.Others[i]; o.Value != nil && (hidden || tooSmall(o)) {
			blank(o)
		}
	}
}

func blank(o *store.Observation) {
	o.Value, o.Numerator, o.Denominator, o.Coverage = nil, nil, nil, nil
	o.Reason = kpi.ReasonSuppressed
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
