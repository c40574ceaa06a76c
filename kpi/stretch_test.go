package kpi

import (
	"math"
	"testing"
)

func breaks(days ...string) func(*Target) {
	return func(t *Target) {
		for _, d := range days {
			t.Breaks = append(t.Breaks, day(d))
		}
	}
}

func TestABreakPartsTheSeries(t *testing.T) {
	none := func(t *Target) { t.Baseline, t.Start = BaselineNone, 0 }
	first := func(t *Target) { t.Baseline, t.Start = BaselineFirstObservation, 0 }
	stock := func(t *Target) { t.Nature = Stock }
	before := []Point{year(2021, 20), year(2022, 100)}
	through := append(before[:2:2], year(2023, 70))
	tests := []struct {
		name   string
		target Target
		points []Point
		today  string
		state  State
		reason Reason
		latest float64 // NaN: none
	}{
		{"the baseline is of the old method, the value of the new one", promise(breaks("2023-01-01")), through, "2024-06-01", Unknown, ReasonNotComparable, 70},
		{"a value that would meet the target can't tell either", promise(breaks("2023-01-01")), []Point{year(2023, 200)}, "2024-06-01", Unknown, ReasonNotComparable, 200},
		{"the day before the break nothing has changed", promise(breaks("2023-01-01")), before, "2022-12-31", Achieved, "", 100},
		{"on the day of it there is nothing to compare", promise(breaks("2023-01-01")), before, "2023-01-01", Unknown, ReasonNotComparable, math.NaN()},
		{"a break up to the baseline parts nothing", promise(breaks("2020-12-31")), through, "2024-06-01", Behind, "", 70},
		{"a break to come parts nothing", promise(breaks("2027-01-01")), through, "2024-06-01", Behind, "", 70},
		{"after the deadline it is judged as it was measured then", promise(breaks("2025-01-01")), append(through[:3:3], year(2024, 90), year(2025, 500)), "2026-06-01", Missed, "", 90},
		{"a break on the deadline's day comes after it", promise(breaks("2024-12-31")), append(through[:3:3], year(2024, 90)), "2026-06-01", Unconfirmed, "", 70},
		{"without a baseline only the new values count", promise(none, breaks("2023-01-01")), through, "2024-06-01", Unknown, ReasonNoBaseline, 70},
		{"what the old method said does not meet the target", promise(none, breaks("2023-01-01")), before, "2023-06-01", Unknown, ReasonNoData, math.NaN()},
		{"the first observation is the first by the new method", promise(first, breaks("2022-01-01")), []Point{year(2021, 90), year(2022, 10), year(2023, 55)}, "2024-06-01", OnTrack, "", 55},
		{"a year that was counted in two ways belongs to neither", promise(none, breaks("2023-07-01")), through, "2024-06-01", Unknown, ReasonNoData, math.NaN()},
		{"a stock at the end of such a year is of the new one", promise(none, stock, breaks("2023-07-01")), through, "2024-06-01", Unknown, ReasonNoBaseline, 70},
		{"the last of several breaks counts", promise(none, breaks("2023-01-01", "2022-01-01")), through, "2024-06-01", Unknown, ReasonNoBaseline, 70},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := Gap(test.target, test.points, day(test.today), ForecastOptions{})
			if got.State != test.state || got.Reason != test.reason {
				t.Errorf("%s (%s), want %s (%s)", got.State, got.Reason, test.state, test.reason)
			}
			if got.Latest == nil != math.IsNaN(test.latest) || got.Latest != nil && got.Latest.Value != test.latest {
				t.Errorf("the latest value is %v, want %v", got.Latest, test.latest)
			}
			if test.reason == ReasonNotComparable && (got.Ratio != nil || got.Attainment != nil || got.RequiredPace != nil || got.Ideal != nil) {
				t.Errorf("not comparable, and yet r = %v, attainment %v, required pace %v, ideal %v",
					show(got.Ratio), show(got.Attainment), show(got.RequiredPace), show(got.Ideal))
			}
		})
	}
}

func TestNoTrendLeadsAcrossABreak(t *testing.T) {
	// By the old method 10 more each year, by the new one 1 more. With four years of the new one only these are seen.
	target := promise(breaks("2018-01-01"), func(t *Target) { t.Baseline, t.Start = BaselineNone, 0 })
	points := []Point{year(2014, 10), year(2015, 20), year(2016, 30), year(2017, 40), year(2018, 1), year(2019, 2), year(2020, 3)}
	got := Gap(target, points, day("2021-06-30"), ForecastOptions{})
	if got.Forecast != nil || got.NoForecast != ReasonTooFewPeriods || got.ObservedPace != nil {
		t.Errorf("three years of the new method give the forecast %v (%s), pace %v", got.Forecast, got.NoForecast, show(got.ObservedPace))
	}
	got = Gap(target, append(points, year(2021, 4)), day("2022-06-30"), ForecastOptions{})
	if got.Forecast == nil || got.Forecast.Value != 7 || *got.ObservedPace != 1 {
		t.Errorf("four years of it lead to %v, want 7 at the end of 2024", got.Forecast)
	}
	// The promise began by the old method: where the new values lead is said, not when they would reach the target.
	got = Gap(promise(breaks("2021-01-01")), []Point{year(2021, 30), year(2022, 60), year(2023, 90), year(2024, 120)}, day("2024-12-31"), ForecastOptions{})
	if got.Forecast == nil || got.Forecast.Probability != nil || !got.Forecast.ReachedOn.IsZero() {
		t.Errorf("what a target of the old method can't be held against reaches it: %+v", got.Forecast)
	}
}

func TestPlanAndFactOfOnePeriodAreCompared(t *testing.T) {
	target := promise(breaks("2023-01-01"), func(t *Target) {
		t.Plan = []PlanValue{{year(2021, 0).Period, 25}, {year(2023, 0).Period, 75}}
	})
	got := Gap(target, []Point{year(2021, 20), year(2023, 70)}, day("2024-06-01"), ForecastOptions{})
	if len(got.Plan) != 2 || *got.Plan[0].Deviation != -5 || *got.Plan[1].Deviation != -5 {
		t.Errorf("plan and fact: %+v", got.Plan)
	}
}

func TestGrowthBeginsAnewAfterABreak(t *testing.T) {
	target := Target{Direction: Up, Comparison: AtLeast, Value: num(200), Frequency: Yearly, Breaks: []Date{day("2018-01-01")}}
	points := []Point{year(2015, 5), year(2017, 6), year(2018, 100), year(2022, 120)}
	got := Growth(target, points, day("2024-06-30"), GrowthOptions{})
	if got.Baseline == nil || got.Baseline.Value != 100 {
		t.Errorf("growth is counted from %v, want from 100 in 2018, the first by the new method", got.Baseline)
	}
	own := target
	own.Baseline, own.Start, own.BaseValue = BaselineValue, day("2015-12-31"), 5
	if got = Growth(own, points, day("2024-06-30"), GrowthOptions{}); got.State != NotAvailable || got.Reason != ReasonNotComparable {
		t.Errorf("growth from a baseline of the old method is %s (%s), want not available (not_comparable)", got.State, got.Reason)
	}
}
