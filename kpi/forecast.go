package kpi

import (
	"math"
	"slices"
)

// MethodLinear names the linear forecast.
const MethodLinear = "linear"

// What the linear forecast takes unless it is told otherwise, and how far ahead it looks for the day on which a
// target is reached: what lies a hundred years ahead is "not on this course".
const (
	forecastPeriods    = 8
	forecastMinPeriods = 4
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
	known := knownOn(points, math.MaxInt32)
	if len(known) == 0 {
		return nil, ReasonNoData
	}
	if mixed(known) {
		return nil, ReasonMixedFrequency
	}
	o = o.withDefaults()
	known = known[max(0, len(known)-o.Periods):]
	last := known[len(known)-1]
	a := axisFor(f, last)
	t, ok := trendOf(known, a, o.MinPeriods)
	if !ok {
		return nil, ReasonTooFewPeriods
	}
	inTime := !at.IsZero() && at > last.At
	if !inTime {
		at = a.next(last)
	}
	ahead := a.between(last.At, at)
	forecast := &Forecast{
		Method: MethodLinear,
		At:     at,
		Value:  last.Value + t.slope*ahead,
		Low:    last.Value + t.slopeLow*ahead + min(0, t.residualLow),
		High:   last.Value + t.slopeHigh*ahead + max(0, t.residualHigh),
		Slope:  t.slope,
		From:   DatedValue{last.At, last.Value},
	}
	if finite(forecast.Value) == nil || finite(forecast.Low) == nil || finite(forecast.High) == nil {
		return nil, ReasonNotComparable // numbers so large that their differences are none
	}
	if target != nil && finite(*target) != nil {
		goal := goal{from: last.Value, value: *target, comparison: c}
		forecast.ReachedOn = goal.reachedOn(last.At, t.slope, a)
		if inTime {
			forecast.Probability = goal.probability(t.slopes, ahead)
		}
	}
	return forecast, ReasonNone
}

func (o ForecastOptions) withDefaults() ForecastOptions {
	if o.MinPeriods < 2 {
		o.MinPeriods = forecastMinPeriods
	}
	if o.Periods <= 0 {
		o.Periods = forecastPeriods
	}
	o.Periods = max(o.Periods, o.MinPeriods)
	return o
}

// trend is a Theil–Sen line: its slope, all pairwise slopes in order, and how far they and the residuals spread.
type trend struct {
	slope, slopeLow, slopeHigh float64
	residualLow, residualHigh  float64
	slopes                     []float64
}

// trendOf fits ordered points, and is false where they speak of fewer than least different days.
func trendOf(points []Point, a axis, least int) (trend, bool) {
	x, y := make([]float64, len(points)), make([]float64, len(points))
	days := 0
	for i, p := range points {
		x[i], y[i] = a.between(points[0].At, p.At), p.Value
		if i == 0 || p.At != points[i-1].At {
			days++
		}
	}
	slopes := pairwiseSlopes(x, y)
	if days < least || len(slopes) == 0 {
		return trend{}, false
	}
	t := trend{
		slopes: slopes, slope: percentile(slopes, 0.5),
		slopeLow: percentile(slopes, 0.1), slopeHigh: percentile(slopes, 0.9),
	}
	midX, midY := median(x), median(y)
	residuals := make([]float64, len(x))
	for i := range x {
		residuals[i] = y[i] - (midY + t.slope*(x[i]-midX))
	}
	slices.Sort(residuals)
	t.residualLow, t.residualHigh = percentile(residuals, 0.1), percentile(residuals, 0.9)
	return t, true
}

func pairwiseSlopes(x, y []float64) []float64 {
	var slopes []float64
	for i := range x {
		for j := i + 1; j < len(x); j++ {
			if slope := quotient(y[j]-y[i], x[j]-x[i]); slope != nil {
				slopes = append(slopes, *slope)
			}
		}
	}
	slices.Sort(slopes)
	return slopes
}

func median(values []float64) float64 {
	ordered := slices.Clone(values)
	slices.Sort(ordered)
	return percentile(ordered, 0.5)
}

// percentile interpolates straight between the ranks of ordered values.
func percentile(ordered []float64, q float64) float64 {
	rank := q * float64(len(ordered)-1)
	low := int(rank)
	if low+1 >= len(ordered) {
		return ordered[len(ordered)-1]
	}
	part := rank - float64(low)
	return ordered[low]*(1-part) + ordered[low+1]*part
}
