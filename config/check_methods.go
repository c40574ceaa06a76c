package config

import (
	"fmt"
	"math"

	"github.com/postup/postup/kpi"
)

// What a forecast can be set to: two points lie on any line, and beyond so many the trend is none of today's.
const (
	leastTrend = 3
	mostTrend  = 120
)

func (c *checker) checkForecast(i *Indicator) {
	f := i.Forecast
	if f == nil {
		return
	}
	c.word("method", f.Method, []string{kpi.MethodLinear, kpi.MethodLogistic}, c.at(&f.Method, f))
	logistic := f.Method == kpi.MethodLogistic
	switch {
	case !logistic && f.Ceiling != nil:
		c.wrong(c.at(&f.Ceiling, f), "ceiling has no meaning here", "a linear forecast has none", "write method: logistic, or remove it")
	case logistic && f.Ceiling == nil && i.Unit != "percent":
		c.needed(true, c.at(f, i), fmt.Sprintf("the logistic forecast of %q", i.ID), "ceiling", "only of per cent is it known to be 100")
	case logistic && f.Ceiling != nil && (!(*f.Ceiling > 0) || math.IsInf(*f.Ceiling, 1)):
		c.wrong(c.at(&f.Ceiling, f), fmt.Sprintf("ceiling is %v", *f.Ceiling), "values grow towards it from 0", "write a number above 0")
	case logistic && f.Ceiling != nil && i.Max != nil && *i.Max > *f.Ceiling:
		c.wrong(c.at(&f.Ceiling, f), fmt.Sprintf("max %v is above the ceiling %v", *i.Max, *f.Ceiling), "a value between would have no forecast", "correct one of them")
	}
	for _, n := range []struct {
		key   string
		value *int
	}{{"periods", &f.Periods}, {"min_periods", &f.MinPeriods}} {
		if c.has(n.value) && (*n.value < leastTrend || *n.value > mostTrend) {
			c.wrong(c.at(n.value, f), fmt.Sprintf("%s is %d", n.key, *n.value), "a trend is of some periods, and of recent ones", fmt.Sprintf("write %d to %d", leastTrend, mostTrend))
		}
	}
	if f.Periods > 0 && f.MinPeriods > f.Periods {
		c.wrong(c.at(&f.MinPeriods, f), fmt.Sprintf("min_periods %d is above periods %d", f.MinPeriods, f.Periods), "there would never be a forecast", "correct one of them")
	}
}

func (c *checker) checkBreaks(i *Indicator) {
	seen := map[kpi.Date]bool{}
	for k := range i.Breaks {
		b := &i.Breaks[k]
		at := c.at(b, i)
		c.needed(b.On.IsZero() && !c.has(&b.On), at, "the break", "on", "it says since when the indicator is measured in another way")
		c.needed(len(b.Note) == 0, at, "the break", "note", "people are told why the line is broken")
		if seen[b.On] && !b.On.IsZero() {
			c.wrong(c.at(&b.On, b), fmt.Sprintf("there are two breaks on %s", b.On), "one note would be lost", "make one of them")
		}
		seen[b.On] = true
	}
}

func (c *checker) checkGrowth(t *Target) {
	if t.Method == kpi.MethodGrowth {
		c.checkYears(t)
	}
	g := t.Growth
	if g == nil {
		return
	}
	if t.Method != "growth" {
		c.wrong(c.at(g, t), "growth has no meaning here", "the target's method is "+t.Method, "write method: growth, or remove it")
	}
	for _, y := range []struct {
		key   string
		value *int
	}{{"base_year", &g.BaseYear}, {"target_year", &g.TargetYear}} {
		if c.has(y.value) && (*y.value < 1970 || *y.value > 2149) {
			c.wrong(c.at(y.value, g), fmt.Sprintf("%s is %d", y.key, *y.value), "it is a calendar year", "write 1970 to 2149")
		}
	}
	if c.has(&g.BaseYear) && t.Baseline.Kind == kpi.BaselineValue && len(g.Series) == 0 {
		c.wrong(c.at(&g.BaseYear, g), "base_year has no meaning here", "the baseline has a day of its own", "remove it, or the baseline")
	}
	if c.has(&g.TargetYear) && !t.Deadline.Date.IsZero() {
		c.wrong(c.at(&g.TargetYear, g), "target_year has no meaning here", "the target has a deadline", "remove one of them")
	}
	c.checkLimit(g.Limit, t.Value, c.at(&g.Limit, g))
	c.checkSeries(t, g.Series, map[string]place{})
}

// checkYears finds a target that nothing could grow towards.
func (c *checker) checkYears(t *Target) {
	g := t.Growth
	if g == nil {
		g = new(Growth)
	}
	switch o, deadline, begins := t.GrowthOptions(), t.Deadline.LastDay(), t.Baseline.Date; {
	case deadline.IsZero() && o.TargetYear <= o.BaseYear:
		c.wrong(c.at(&g.TargetYear, &g.BaseYear, t), fmt.Sprintf("target_year %d is not after base_year %d", o.TargetYear, o.BaseYear), "nothing could grow by then", "correct one of them")
	case t.Baseline.Kind == kpi.BaselineValue && deadline > begins && deadline < begins.AddMonths(12):
		c.wrong(c.at(&t.Deadline.Date, t), fmt.Sprintf("the deadline %s is less than a year after the baseline of %s", deadline, begins), "growth is told by the year", "write method: gap, or correct one of them")
	case t.Baseline.Kind != kpi.BaselineValue && !deadline.IsZero() && deadline.Time().Year() <= o.BaseYear:
		c.wrong(c.at(&g.BaseYear, t), fmt.Sprintf("the deadline %s is not after base_year %d", deadline, o.BaseYear), "nothing could grow by then", "correct one of them")
	case t.Value != nil && t.Baseline.Kind == kpi.BaselineValue && t.Baseline.Value**t.Value < 0:
		c.wrong(c.at(&t.Value, t), fmt.Sprintf("growth from %v to %v", t.Baseline.Value, *t.Value), "values on both sides of zero have no growth rate", "write method: gap, or correct one of them")
	}
}

// checkLimit judges a limit, and the promised number of the same series.
func (c *checker) checkLimit(limit, value *float64, at place) {
	switch {
	case limit == nil:
	case value != nil:
		c.wrong(at, "limit has no meaning here", "a number was promised, and growth is held against that", "remove it")
	case *limit == 0 || math.IsNaN(*limit) || math.IsInf(*limit, 0):
		c.wrong(at, fmt.Sprintf("limit is %v", *limit), "growth nears it by shares of it", "write another number, or remove it")
	}
}

// checkSeries judges the series of a target and its groups; seen is where each breakdown stands already.
func (c *checker) checkSeries(t *Target, list []GrowthSeries, seen map[string]place) {
	for k := range list {
		s := &list[k]
		at := c.at(s, t)
		if c.has(&s.Series) {
			if len(s.Series) == 0 || c.has(&s.Breakdown) || s.Value != nil || s.Limit != nil {
				c.wrong(at, "a group of series is not as it should be", "it has series, at least one, and nothing else", "write series alone, or a breakdown")
			}
			c.checkSeries(t, s.Series, seen)
			continue
		}
		c.needed(!c.has(&s.Breakdown), at, "the series", "breakdown", `it says what is scored; the whole is ""`)
		c.checkBreakdown(s.Breakdown, c.at(&s.Breakdown, s))
		if before, twice := seen[s.Breakdown]; twice {
			c.wrong(at, fmt.Sprintf("the series %q is there twice", s.Breakdown), fmt.Sprintf("the other is at %s", before), "remove one of them")
		}
		seen[s.Breakdown] = at
		value := s.Value
		if value == nil {
			value = t.Value
		}
		c.checkLimit(s.Limit, value, c.at(&s.Limit, s))
	}
}

func (c *checker) checkSaturation(t *Target) {
	if s := t.Saturation; s != nil {
		if t.Method != "saturation" {
			c.wrong(c.at(s, t), "saturation has no meaning here", "the target's method is "+t.Method, "write method: saturation, or remove it")
		}
		if m := s.Mandatory; m != nil && (!(*m > 0) || *m != math.Trunc(*m) || math.IsInf(*m, 1)) {
			c.wrong(c.at(&s.Mandatory, s), fmt.Sprintf("mandatory is %v", *m), "it is how many services each region must offer", "write a whole number above 0")
		}
	}
	if i := c.indicator[t.Indicator]; i != nil && t.Method == "saturation" && !i.IsShare() {
		c.wrong(c.at(&t.Method, t), fmt.Sprintf("the method saturation on %q, whose unit is %s", i.ID, i.Unit), "what is available is the numerator of a share", "name an indicator in percent or ratio that has numerators")
	}
}
