package pages

import (
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// bends is how many straight pieces stand for a curve.
const bends = 12

// fanOf is a forecast as it is drawn.
func fanOf(f *kpi.Forecast) *chart.Fan {
	fan := &chart.Fan{From: f.From, At: f.At, Low: f.Low, Value: f.Value, High: f.High}
	days := f.At.Sub(f.From.Date)
	if f.Ceiling == 0 || days < bends {
		return fan
	}
	for i := 1; i < bends; i++ {
		part := float64(i) / bends
		fan.Between = append(fan.Between, chart.FanPoint{
			Day: f.From.Date.AddDays(days * i / bends),
			Low: f.CourseAt(f.Low, part), Value: f.CourseAt(f.Value, part), High: f.CourseAt(f.High, part),
		})
	}
	return fan
}
