package pages

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
)

// yearsBack are the spans that improvement can be asked for over, beside as far back as values can be compared.
var yearsBack = []int{1, 3, 5}

// compareImproved is who improved most by an indicator, and what is known of how.
type compareImproved struct {
	Indicator, Explain string
	Breaks             []string
	PerYear            bool // the spans differ: what that makes a year is said, too
	How                bool // something is known of how
	Rows               []improvedRow
	Untold             []untold
}

// improvedRow is a region's change; Bar draws it from the middle of a line of 1000.
type improvedRow struct {
	Name, Href       string
	Peer             bool
	Then, ThenPeriod string
	ThenHow          string
	Now, NowPeriod   string
	NowHow           string
	Change, PerYear  string
	Bar              *changeBar
	State            mark
	How              []string // what the values are made of, then and now
	Online           []place  // services that are online since
	OnlineText       string
}

type changeBar struct{ Offset, Length int }

// untold is a region whose change can't be told, and why.
type untold struct {
	Name, Href string
	Mark       mark
}

// improvement is how a value changed.
type improvement struct {
	region    *config.Region
	then, now *board.Cell
	by        float64
}

// years is how long it took.
func (m *improvement) years() float64 { return m.now.Period.End.YearsSince(m.then.Period.End) }

// perYear is what the change makes a year; false where it took less than that, for nobody knows how it goes on.
func (m *improvement) perYear() (float64, bool) {
	years := m.years()
	return m.by / years, years >= 0.99
}

// span is a region's newest value and the first that can be compared with it, of at most so many years before; then is nil where
// there is no other, both where there is none.
func (r *request) span(i *config.Indicator, region *config.Region, years int) (then, now *board.Cell) {
	if now = r.newest(i, region); now == nil {
		return nil, nil
	}
	var since kpi.Date
	if years > 0 {
		since = now.Period.Start.AddMonths(-12 * years)
	}
	s := r.board.Series(i.ID, region.Code, "")
	for n := range s.Cells {
		c := &s.Cells[n]
		if c.Period.Start >= now.Period.Start {
			break
		}
		if c.Period.Start >= since && r.comparable(i, c) && alike(i, c.Period, now.Period) {
			return c, now
		}
	}
	return nil, now
}

// alike tells whether the values of two periods can be held against each other: they are measured in one way, and count as long
// a time, or since the beginning of the year up to the same day.
func alike(i *config.Indicator, then, now kpi.Period) bool {
	if i.BreakBetween(then, now) {
		return false
	}
	switch i.Nature {
	case kpi.Flow:
		return kpi.FrequencyOf(then) == kpi.FrequencyOf(now)
	case kpi.YearToDate:
		return then.End.Time().Month() == now.End.Time().Month() && then.Start.Time().Month() == now.Start.Time().Month()
	}
	return true
}

// improvements are the changes of the regions, the greatest improvement first, and the regions whose change can't be told.
func (r *request) improvements(t *comparison) (list []*improvement, others []*config.Region) {
	for _, region := range t.regions {
		then, now := r.span(t.on, region, t.over)
		if then == nil {
			others = append(others, region)
			continue
		}
		list = append(list, &improvement{region, then, now, difference(*then.Value, *now.Value)})
	}
	up := t.on.Direction.Sign()
	slices.SortStableFunc(list, func(x, y *improvement) int { return cmp.Compare(y.by*up, x.by*up) })
	return list, others
}

// difference is what one number is more than another; what only rounding makes different is not.
func difference(then, now float64) float64 {
	if math.Abs(now-then) <= 1e-9*max(math.Abs(then), math.Abs(now)) {
		return 0
	}
	return now - then
}

// spansDiffer tells whether the changes took more time here than there.
func spansDiffer(list []*improvement) bool {
	return slices.ContainsFunc(list, func(m *improvement) bool {
		return m.then.Period != list[0].then.Period || m.now.Period != list[0].now.Period
	})
}

func (r *request) improved(t *comparison, body *compareBody) {
	list, others := r.improvements(t)
	shown := &compareImproved{
		Indicator: r.plainText(t.on.Name), Explain: r.link("/methods#" + t.on.ID), Breaks: r.breaks(t.on), PerYear: spansDiffer(list),
	}
	body.Shown = shown
	widest := 0.0
	for _, m := range list {
		widest = max(widest, math.Abs(m.by))
	}
	for _, m := range list {
		row := r.improvedRow(t, m, widest)
		shown.How = shown.How || len(row.How) > 0 || row.OnlineText != ""
		shown.Rows = append(shown.Rows, row)
		body.simulated(r, m.now)
		body.simulated(r, m.then)
	}
	for _, region := range others {
		shown.Untold = append(shown.Untold, untold{r.regionName(region), r.regionLink(region), r.untoldWhy(t, region)})
	}
	body.Finding = r.improvedMost(t, list)
}

func (r *request) improvedRow(t *comparison, m *improvement, widest float64) improvedRow {
	i := t.on
	row := improvedRow{
		Name: r.regionName(m.region), Href: r.regionLink(m.region), Peer: t.peers != nil && t.peers.of == m.region,
		Then: r.value(i, *m.then.Value), ThenPeriod: r.Period(m.then.Period), ThenHow: r.how(i.ID, m.region.Code, "", m.then.Period),
		Now: r.value(i, *m.now.Value), NowPeriod: r.Period(m.now.Period), NowHow: r.how(i.ID, m.region.Code, "", m.now.Period),
		Change: r.change(i, m.by), State: r.better(i, m.by),
	}
	if v, whole := m.perYear(); whole {
		row.PerYear = r.change(i, v)
	}
	if widest > 0 {
		length := int(math.Round(500 * math.Abs(m.by) / widest))
		row.Bar = &changeBar{500, length}
		if m.by < 0 {
			row.Bar.Offset -= length
		}
	}
	row.How = r.madeOf(i, m)
	row.Online, row.OnlineText = r.wentOnline(i, m)
	return row
}

// change writes a difference of two values: with its sign, and of shares in percentage points.
func (r *request) change(i *config.Indicator, by float64) string {
	sign := ""
	switch {
	case by > 0:
		sign = "+"
	case by < 0:
		sign = "−"
	}
	return sign + r.distance(i, by)
}

// distance is a difference without its sign.
func (r *request) distance(i *config.Indicator, by float64) string {
	m := measureOf(i)
	by = math.Abs(by) * m.scale
	if m.unit == "percent" {
		return r.N("compare.points", by, m.decimals)
	}
	return r.Value(by, m.unit, m.decimals)
}

// better says in a word, a shape and a colour whether a change is one for the better.
func (r *request) better(i *config.Indicator, by float64) mark {
	switch by *= i.Direction.Sign(); {
	case by > 0:
		return mark{Kind: "better", Word: r.T("state.better")}
	case by < 0:
		return mark{Kind: "worse", Word: r.T("state.worse")}
	}
	return mark{Kind: "same", Word: r.T("state.same")}
}

// untoldWhy is why a region's change can't be told.
func (r *request) untoldWhy(t *comparison, region *config.Region) mark {
	now := r.newest(t.on, region)
	if now == nil {
		return *r.lastOf(t, t.on, region)
	}
	m := r.mark(markUnknown)
	m.Why = r.T("compare.one_value", "Value", r.value(t.on, *now.Value), "Period", r.Period(now.Period))
	s := r.board.Series(t.on.ID, region.Code, "")
	if slices.ContainsFunc(s.Cells, func(c board.Cell) bool { return r.comparable(t.on, &c) && c.Period.Start < now.Period.Start }) {
		m.Why = r.T("compare.not_alike", "Value", r.value(t.on, *now.Value), "Period", r.Period(now.Period))
	}
	return m
}

// improvedMost says who improved most: several, where they did so alike.
func (r *request) improvedMost(t *comparison, list []*improvement) string {
	up := t.on.Direction.Sign()
	if len(list) == 0 || list[0].by*up <= 0 {
		return r.T("compare.nobody_improved", "Indicator", r.plainText(t.on.Name))
	}
	var best []*config.Region
	for _, m := range list {
		if m.by == list[0].by {
			best = append(best, m.region)
		}
	}
	first := list[0]
	args := []any{"Indicator", r.plainText(t.on.Name), "Regions", r.names(best, mostInTitles), "Change", r.distance(t.on, first.by)}
	if len(best) > 1 {
		return r.T("compare.improved_alike", args...)
	}
	return r.T("compare.improved_most", append(args, "Then", r.value(t.on, *first.then.Value), "Now", r.value(t.on, *first.now.Value))...)
}

// spans are what can be chosen of time.
func (r *request) spans(t *comparison) []option {
	list := []option{{"", r.T("compare.years_all"), t.over == 0}}
	for _, n := range yearsBack {
		list = append(list, option{strconv.Itoa(n), r.N("compare.years_of", float64(n), 0), n == t.over})
	}
	return list
}

func (t *comparison) findYears() (err error) {
	if t.years == "" {
		return nil
	}
	if t.over, err = strconv.Atoi(t.years); err != nil || !slices.Contains(yearsBack, t.over) {
		return invalid("years", t.years)
	}
	return nil
}

func (r *request) improvedRows(t *comparison) [][]string {
	rows := [][]string{{
		"region", "name", "indicator", "then", "then_period", "now", "now_period", "change", "change_per_year", "unit", "state",
		"then_numerator", "then_denominator", "now_numerator", "now_denominator", "online_since", "simulated",
	}}
	if t.on == nil {
		return rows
	}
	list, others := r.improvements(t)
	for _, m := range list {
		perYear := ""
		if v, whole := m.perYear(); whole {
			perYear = numberOf(t.on, v)
		}
		var online []string
		for _, v := range r.onlineSince(t.on, m) {
			online = append(online, v.Service.ID)
		}
		rows = append(rows, append(r.rowOf(m.region), t.on.ID, numberOf(t.on, *m.then.Value), m.then.Period.String(), numberOf(t.on, *m.now.Value), m.now.Period.String(),
			numberOf(t.on, m.by), perYear, unitIn(t.on), r.better(t.on, m.by).Kind, numberOrNone(m.then.Numerator), numberOrNone(m.then.Denominator),
			numberOrNone(m.now.Numerator), numberOrNone(m.now.Denominator), strings.Join(online, ";"), strconv.FormatBool(m.now.Simulated || m.then.Simulated)))
	}
	for _, region := range others {
		now := r.newest(t.on, region)
		cells := r.cellRow(t, t.on, region, now)
		rows = append(rows, append(r.rowOf(region), t.on.ID, "", "", cells[0], cells[2], "", "", unitIn(t.on), r.untoldWhy(t, region).Kind, "", "", "", "", "", cells[4]))
	}
	return rows
}
