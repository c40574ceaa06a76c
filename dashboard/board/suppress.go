package board

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Figures of fewer applications than Config.SuppressBelow are withheld, lest they tell of one person. Whoever knows a
// total and all of its parts but one knows that one too, so a part that is withheld alone takes the next smallest
// with it.

// suppressProcessing withholds the rows of one region that speak of too few applications.
func suppressProcessing(views []ProcessingView, limit float64) {
	months := map[kpi.Date][]int{}
	for i := range views {
		months[views[i].Month] = append(months[views[i].Month], i)
	}
	for _, rows := range months {
		submitted, closed := make([]part, len(rows)), make([]part, len(rows))
		for i, row := range rows {
			v := &views[row]
			submitted[i].population = float64(v.Applications)
			closed[i].population = float64(v.Completed + v.Withdrawn)
			open := float64(v.Open)
			hidden := small(submitted[i].population, limit) || small(closed[i].population, limit) ||
				(v.Applications == 0 && v.Completed+v.Withdrawn == 0 && small(open, limit))
			submitted[i].hidden, closed[i].hidden = hidden, hidden
		}
		protect(submitted, limit)
		for i := range closed {
			closed[i].hidden = closed[i].hidden || submitted[i].hidden
		}
		protect(closed, limit)
		for i, row := range rows {
			if closed[i].hidden {
				views[row].withhold()
			}
		}
	}
}

// withhold takes every figure out of the view; only which cell it is remains.
func (v *ProcessingView) withhold() {
	p := v.Processing
	*v = ProcessingView{Region: v.Region, Service: v.Service, Suppressed: true, Processing: store.Processing{
		Region: p.Region, Service: p.Service, Month: p.Month, At: p.At, Collections: p.Collections, Origin: p.Origin,
	}}
}

// part is one of the cells that a total is made of.
type part struct {
	population float64
	hidden     bool
}

func small(population, limit float64) bool { return population > 0 && population < limit }

// protect hides further parts, smallest first, until what is hidden can't be told from the total.
func protect(parts []part, limit float64) {
	for {
		count, sum, next := 0, 0.0, -1
		for i, p := range parts {
			switch {
			case p.population <= 0:
			case p.hidden:
				count, sum = count+1, sum+p.population
			case next < 0 || p.population < parts[next].population:
				next = i
			}
		}
		if count == 0 || next < 0 || (count > 1 && sum >= limit) {
			return
		}
		parts[next].hidden = true
	}
}

// totalKey names the cells that sum to one total: an indicator's, in a region and a period, by the same breakdown keys.
type totalKey struct {
	indicator, region, keys string
	period                  kpi.Period
}

// suppress withholds the observations that are computed from too few applications.
func (b *Board) suppress() {
	limit := float64(b.Config.SuppressBelow)
	hiddenRows := b.hiddenRows()
	totals := map[totalKey][]*Cell{}
	for _, s := range b.series {
		if !ofApplications(b.Config.Indicator(s.Indicator)) {
			continue
		}
		for i := range s.Cells {
			k := totalKey{s.Indicator, s.Region, breakdownKeys(s.Breakdown), s.Cells[i].Period}
			totals[k] = append(totals[k], &s.Cells[i])
		}
	}
	for k, cells := range totals {
		indicator := b.Config.Indicator(k.indicator)
		parts := make([]part, len(cells))
		for i, c := range cells {
			parts[i] = part{b.population(indicator, &c.Observation), false}
			parts[i].hidden = small(parts[i].population, limit) ||
				hiddenRows[rowKey{k.region, BreakdownValue(c.Breakdown, "service"), k.period.Start}]
		}
		if k.keys != "" {
			protect(parts, limit)
		}
		for i, c := range cells {
			c.withhold(parts[i].hidden, func(o *store.Observation) bool { return small(b.population(indicator, o), limit) })
		}
	}
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

type rowKey struct {
	region, service string
	month           kpi.Date
}

func (b *Board) hiddenRows() map[rowKey]bool {
	hidden := map[rowKey]bool{}
	for region, views := range b.processing {
		for i := range views {
			if views[i].Suppressed {
				hidden[rowKey{region, views[i].Processing.Service, views[i].Month}] = true
			}
		}
	}
	return hidden
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
