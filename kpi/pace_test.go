package kpi

import "testing"

func TestNoPaceIsRequiredAfterTheDeadline(t *testing.T) {
	goal := 90.0
	target := Target{Direction: Up, Comparison: AtLeast, Value: &goal, Deadline: MustDate("2024-01-01"), Baseline: BaselineNone, Frequency: Monthly}
	points := []Point{{Period: Month(MustDate("2023-12-01")), At: MustDate("2023-12-31"), Value: 68}}
	if p := Gap(target, points, MustDate("2024-01-01"), ForecastOptions{}); p.RequiredPace == nil {
		t.Error("on the deadline's day a pace is still required")
	}
	if p := Gap(target, points, MustDate("2024-01-04"), ForecastOptions{}); p.RequiredPace != nil {
		t.Errorf("days after the deadline %v a month are asked for", *p.RequiredPace)
	}
}
