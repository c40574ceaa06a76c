package kpi

import "math"

// The methods of forecasts.
const (
	MethodLinear   = "linear"
	MethodLogistic = "logistic"
)

// What a forecast takes unless it is told otherwise, and how far ahead it looks for the day on which a
// target is reached: what lies a hundred years ahead is "not on this course".
const (
	forecastPeriods    = 8
	forecastMinPeriods = 4
	forecastCeiling    = 100
	horizonDays        = 36525
)

// Linear continues the trend of the last periods through the last observation to the day at.
//
// The trend is the Theil–Sen slope: the median of the slopes between every two observations. The 80 % interval
// reaches from the 10th to the 90th percentile of those slopes (between ranks by straight interpolation), and
// further by the 10th and 90th percentile of the residuals round the line through the median point. Where at is
// none, or not after the last observation, the forecast is for the end of the next period, or of the running one,
// and no probability is given, for there is no time left to reach the target in. ReachedOn is the first day on
// which the trend meets the target; c == Equal is met where the trend arrives at the target or passes it.
// target may be nil.
func Linear(points []Point, f Frequency, at Date, target *float64, c Comparison, o ForecastOptions) (*Forecast, Reason) {
	o.Method = MethodLinear
	return project(knownOn(points, math.MaxInt32), f, at, target, c, o)
}

// Logistic is Linear for shares that can't pass a ceiling L (ForecastOptions.Ceiling): the trend is that of
// ln(y / (L − y)), with y within 0.001 L and 0.999 L, so that growth slows down as the ceiling comes near. It is how the
// EU's Digital Decade projects technologies that saturate.
//
// Slope is the curve's at the last observation. A curve never arrives at its ceiling, so a target within the outermost
// thousandth counts as reached where the curve comes to it; a last observation within it, too, leaves that untold: no
// ReachedOn, and no Probability. A last observation below 0 or above L is no share of it (not_applicable).
func Logistic(points []Point, f Frequency, at Date, target *float64, c Comparison, o ForecastOptions) (*Forecast, Reason) {
	o.Method = MethodLogistic
	return project(knownOn(points, math.MaxInt32), f, at, target, c, o)
}

// project makes a forecast of ordered points by the method that the options name.
func project(known []Point, f Frequency, at Date, target *float64, c Comparison, o ForecastOptions) (*Forecast, Reason) {
	if len(known) == 0 {
		return nil, ReasonNoData
	}
	if mixed(known) {
		return nil, ReasonMixedFrequency
	}
	o = o.WithDefaults()
	known = known[max(0, len(known)-o.Periods):]
	last := known[len(known)-1]
	if o.Ceiling != 0 && (last.Value < 0 || last.Value > o.Ceiling) {
		return nil, ReasonNotApplicable
	}
	var space [fewPeriods * (fewPeriods - 1) / 2]float64
	a, curve := axisFor(f, last), courseThrough(last.Value, o.Ceiling)
	t, ok := trendOf(known, a, curve, o.MinPeriods, space[:0])
	if !ok {
		return nil, ReasonTooFewPeriods
	}
	inTime := !at.IsZero() && at > last.At
	if !inTime {
		at = a.next(last)
	}
	ahead := a.between(last.At, at)
	forecast := &Forecast{
		Method:  o.Method,
		At:      at,
		Value:   curve.value(curve.start + t.Slope*ahead),
		Low:     curve.value(curve.start + t.SlopeLow*ahead + min(0, t.ResidualLow)),
		High:    curve.value(curve.start + t.SlopeHigh*ahead + max(0, t.ResidualHigh)),
		Slope:   curve.slope(t.Slope),
		From:    DatedValue{last.At, last.Value},
		Ceiling: o.Ceiling,
		Trend:   t.Trend,
		Ahead:   ahead,
	}
	if !isFinite(forecast.Value) || !isFinite(forecast.Low) || !isFinite(forecast.High) {
		return nil, ReasonNotComparable // numbers so large that their differences are none
	}
	if target == nil || !isFinite(*target) {
		return forecast, ReasonNone
	}
	goal, met, ok := curve.goal(last.Value, *target, c)
	switch {
	case met:
		forecast.ReachedOn = last.At
	case ok:
		forecast.ReachedOn = goal.reachedOn(last.At, t.Slope, a)
	}
	if ok && inTime {
		forecast.Probability = goal.probability(t.slopes, ahead)
	}
	return forecast, ReasonNone
}

// CourseAt is the forecast's way to one of its ends (Value, Low or High) when a part of the time to it has passed, 0 to 1:
// a straight line, or below a ceiling a logistic curve.
func (f *Forecast) CourseAt(end, part float64) float64 {
	c := courseThrough(f.From.Value, f.Ceiling)
	switch {
	case part <= 0:
		return f.From.Value
	case part >= 1:
		return end
	}
	return c.value(c.start + (c.straight(end-c.shift)-c.start)*part)
}

// Meets tells whether one of the forecast's ends (Value, Low or High) meets a target: as the comparison says or, where a
// curve only nears its ceiling, as ReachedOn and Probability count it.
func (f *Forecast) Meets(end, target float64, comparison Comparison) bool {
	if comparison.Holds(end, target) || f.Ceiling == 0 {
		return comparison.Holds(end, target)
	}
	c := courseThrough(f.From.Value, f.Ceiling)
	g, _, ok := c.goal(f.From.Value, target, comparison)
	return ok && g.metBy(c.straight(end-c.shift))
}

// WithDefaults puts the defaults in where nothing is set.
func (o ForecastOptions) WithDefaults() ForecastOptions {
	if o.MinPeriods < 2 {
		o.MinPeriods = forecastMinPeriods
	}
	if o.Periods <= 0 {
		o.Periods = forecastPeriods
	}
	o.Periods = max(o.Periods, o.MinPeriods)
	switch {
	case o.Method != MethodLogistic:
		o.Method, o.Ceiling = MethodLinear, 0
	case !(o.Ceiling > 0) || !isFinite(o.Ceiling):
		o.Ceiling = forecastCeiling
	}
	return o
}
