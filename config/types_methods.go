package config

import (
	"cmp"
	"slices"

	"github.com/postup/postup/kpi"
)

// Forecast says how the trend of an indicator is continued.
type Forecast struct {
	Method     string   `yaml:"method"`      // linear (default), or logistic for a share that nears a ceiling
	Ceiling    *float64 `yaml:"ceiling"`     // of the logistic method, in the indicator's unit; default 100 where that is percent
	Periods    int      `yaml:"periods"`     // the last periods that the trend is of; default 8
	MinPeriods int      `yaml:"min_periods"` // with fewer there is no forecast; default 4
}

// Break is a day since which an indicator is measured in another way, so that no line leads across it.
type Break struct {
	On   kpi.Date `yaml:"on"`
	Note Text     `yaml:"note"` // what has changed
}

// Growth sets the growth method of a target.
type Growth struct {
	BaseYear   int            `yaml:"base_year"`   // default 2015; where the baseline has a day that counts
	TargetYear int            `yaml:"target_year"` // where the target has no deadline; default 2030
	Limit      *float64       `yaml:"limit"`       // what the indicator can't pass; only where no number was promised
	Series     []GrowthSeries `yaml:"series"`      // whose scores are averaged; default: the target's own series alone
}

// GrowthSeries is a series that is scored by itself, or a group of such that is averaged before it counts as one.
type GrowthSeries struct {
	Breakdown string         `yaml:"breakdown"`
	Value     *float64       `yaml:"value"` // promised for this series; default: the target's
	Limit     *float64       `yaml:"limit"` // default: that of all of them
	Series    []GrowthSeries `yaml:"series"`
}

// Saturation sets the saturation method of a target.
type Saturation struct {
	Mandatory *float64 `yaml:"mandatory"` // what each region must offer; default: the denominator of its own value
}

// ForecastOptions puts into the methods' words how the indicator's trend is continued.
func (i *Indicator) ForecastOptions() kpi.ForecastOptions {
	f := i.Forecast
	if f == nil {
		return kpi.ForecastOptions{}
	}
	o := kpi.ForecastOptions{Method: f.Method, Periods: f.Periods, MinPeriods: f.MinPeriods}
	if f.Ceiling != nil {
		o.Ceiling = *f.Ceiling
	}
	return o
}

// GrowthOptions puts into the methods' words how the target is judged by growth, with the defaults of what it leaves open.
func (t *Target) GrowthOptions() kpi.GrowthOptions {
	var o kpi.GrowthOptions
	if g := t.Growth; g != nil {
		o.BaseYear, o.TargetYear, o.Limit = g.BaseYear, g.TargetYear, g.Limit
	}
	return o.WithDefaults()
}

// FirstDay is the day that a date as a document gives it begins: "2019" begins on 1 January.
func (d Dated) FirstDay() kpi.Date {
	switch {
	case d.Date.IsZero():
		return 0
	case d.Precision == "month":
		return kpi.Month(d.Date).Start
	case d.Precision == "year":
		start, _ := kpi.NewDate(d.Date.Time().Year(), 1, 1)
		return start
	}
	return d.Date
}

// LastDay is the day that a date as a document gives it runs out: "2019" ends on 31 December.
func (d Dated) LastDay() kpi.Date {
	switch {
	case d.Date.IsZero():
		return 0
	case d.Precision == "month":
		return d.Date.MonthEnd()
	case d.Precision == "year":
		end, _ := kpi.NewDate(d.Date.Time().Year(), 12, 31)
		return end
	}
	return d.Date
}

// BreakBetween tells whether the indicator is measured in one way in a period and in another in a later one.
func (i *Indicator) BreakBetween(before, later kpi.Period) bool {
	old := before.End // the last day that the value before was measured on in one way
	if i.Nature != kpi.Stock {
		old = before.Start
	}
	return slices.ContainsFunc(i.Breaks, func(b Break) bool { return b.On > old && b.On <= later.End })
}

// inherit takes over the breaks of an indicator that this one is computed from: what came before can't be held against what comes after.
func (i *Indicator) inherit(from *Indicator) {
	for _, b := range from.Breaks {
		if !slices.ContainsFunc(i.Breaks, func(own Break) bool { return own.On == b.On }) {
			i.Breaks = append(i.Breaks, b)
		}
	}
	slices.SortFunc(i.Breaks, func(x, y Break) int { return cmp.Compare(x.On, y.On) })
}

// BreakDays are the days of the breaks in the indicator's series.
func (i *Indicator) BreakDays() []kpi.Date {
	var days []kpi.Date
	for _, b := range i.Breaks {
		days = append(days, b.On)
	}
	return days
}
