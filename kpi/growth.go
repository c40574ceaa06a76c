package kpi

// GrowthOptions set the growth method. Zero values mean base year 2015, target year 2030 and no limit.
type GrowthOptions struct {
	BaseYear   int
	TargetYear int
	Limit      *float64 // L: the value at which an indicator without a target has nothing left to gain
	Forecast   ForecastOptions
}

// Growth judges an indicator by its compound annual growth.
func Growth(t Target, points []Point, today Date, o GrowthOptions) Progress {
	return Progress{Method: "growth", State: NotAvailable, Reason: ReasonNoData}
}
