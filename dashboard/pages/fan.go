package pages

import (
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// bends is how many straight pieces stand for a curve.
const bends = 12

// fanOf is a forecast as it is drawn. A straight course that comes to the least or the greatest that the indicator can be stays there: it does
// not lead there more slowly.
func fanOf(f *kpi.Forecast) *chart.Fan {
	fan := &chart.Fan{From: f.From, At: f.At, Low: f.Low, Value: f.Value, High: f.High}
	days := f.At.Sub(f.From.Date)
	from, t := f.From.Value, f.Trend
	low, value, high := from+t.SlopeLow*f.Ahead+min(0, t.ResidualLow), from+t.Slope*f.Ahead, from+t.SlopeHigh*f.Ahead+max(0, t.ResidualHigh)
	straight := f.Ceiling == 0
	if days < bends || straight && (f.Ahead == 0 || low == f.Low && value == f.Value && high == f.High) {
		return fan
	}
	for i := 1; i < bends; i++ {
		part := float64(i) / bends
		p := chart.FanPoint{Day: f.From.Date.AddDays(days * i / bends)}
		if straight {
			p.Low, p.Value, p.High = held(from, low, f.Low, part), held(from, value, f.Value, part), held(from, high, f.High, part)
		} else {
			p.Low, p.Value, p.High = f.CourseAt(f.Low, part), f.CourseAt(f.Value, part), f.CourseAt(f.High, part)
		}
		fan.Between = append(fan.Between, p)
	}
	return fan
}

// held is a straight course from a value to an end that was cut, when a part of the time has passed.
func held(from, uncut, cut, part float64) float64 {
	v := from + (uncut-from)*part
	if uncut > cut {
		return min(v, cut)
	}
	if uncut < cut {
		return max(v, cut)
	}
	return v
}
