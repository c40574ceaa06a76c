package kpi

// Gap judges a target by how far the latest value is along the promised line.
func Gap(t Target, points []Point, today Date, o ForecastOptions) Progress {
	return Progress{Method: "gap", State: Unknown, Reason: ReasonNoData}
}
