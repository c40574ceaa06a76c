package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Promises as programmes make them, each worked out by hand.

func TestRatioToTheStart(t *testing.T) {
	// "One third of what it was": the start is 1 by definition, at the end of 2019; five years lead to 1/3. At the end of
	// 2021, day 731 of 1,827, the line is at 1 − 2/3 · 731/1827. With 0.8 a fifth of the whole is gone, of two thirds promised.
	target := Target{
		Direction: Down, Comparison: AtMost, Value: num(1.0 / 3), Frequency: Yearly,
		Baseline: BaselineValue, BaseValue: 1, Start: day("2019-12-31"), Deadline: day("2024-12-31"),
	}
	got := Gap(target, []Point{year(2020, 0.9), year(2021, 0.8)}, day("2022-03-01"), ForecastOptions{})
	want := []*float64{num(1 - 2.0/3*731/1827), num(0.2 / (2.0 / 3 * 731 / 1827)), num(0.3), num((1.0/3 - 0.8) / 3)}
	if diff := cmp.Diff(want, []*float64{got.Ideal, got.Ratio, got.Attainment, got.RequiredPace}, near); diff != "" || got.State != Behind {
		t.Errorf("%s, ideal, r, attainment, pace (-want +got):\n%s", got.State, diff)
	}
	if got = Gap(target, []Point{year(2021, 1)}, day("2022-03-01"), ForecastOptions{}); got.State != OffTrack || *got.Ratio != 0 {
		t.Errorf("where nothing has changed it is %s, r = %v", got.State, show(got.Ratio))
	}
}

func TestZeroIsANumberLikeOthers(t *testing.T) {
	// From 80 to none in four years; 20 are left after two of them (day 730 of 1,461), when 40.03 were to be left.
	down := promise(func(t *Target) { t.Direction, t.Comparison, t.BaseValue, t.Value = Down, AtMost, 80, num(0) })
	got := Gap(down, []Point{year(2022, 20)}, day("2023-03-01"), ForecastOptions{})
	if diff := cmp.Diff([]*float64{num(80 - 80*730.0/1461), num(0.75), num(-10)}, []*float64{got.Ideal, got.Attainment, got.RequiredPace}, near); diff != "" || got.State != OnTrack {
		t.Errorf("%s (-want +got):\n%s", got.State, diff)
	}
	// From none to none: kept, or not; there is no way between.
	still := promise(func(t *Target) { t.Direction, t.Comparison, t.Value = Down, AtMost, num(0) })
	if got = Gap(still, []Point{year(2022, 0)}, day("2023-03-01"), ForecastOptions{}); got.State != Achieved || got.Reason != ReasonDivisionByZero {
		t.Errorf("none of none is %s (%s)", got.State, got.Reason)
	}
	if got = Gap(still, []Point{year(2022, 3)}, day("2023-03-01"), ForecastOptions{}); got.State != Unknown || got.Reason != ReasonDivisionByZero || got.Ratio != nil {
		t.Errorf("three where none were to be is %s (%s)", got.State, got.Reason)
	}
	// A plan that promises nothing yet for a day leaves no ratio for it.
	late := promise(func(t *Target) { t.Plan = []PlanValue{{year(2022, 0).Period, 0}} })
	if got = Gap(late, []Point{year(2022, 5)}, day("2023-03-01"), ForecastOptions{}); got.State != Unknown || got.Reason != ReasonDivisionByZero || *got.Ideal != 0 {
		t.Errorf("5 where nothing was promised yet is %s (%s)", got.State, got.Reason)
	}
}

func TestBothReadingsOfADeadline(t *testing.T) {
	// "By 2024" is its start or its end: 90 of 100 at the end of 2023 has missed the one and is ahead of the other.
	start := promise(func(t *Target) { t.Deadline = day("2024-01-01") })
	points := []Point{year(2023, 90)}
	if got := Gap(start, points, day("2024-02-01"), ForecastOptions{}); got.State != Missed || got.RequiredPace != nil {
		t.Errorf("by the start of 2024 it is %s", got.State)
	}
	got := Gap(promise(), points, day("2024-02-01"), ForecastOptions{})
	if got.State != OnTrack || math.Abs(*got.Ratio-90/(100*1095.0/1461)) > 1e-9 || math.Abs(*got.RequiredPace-10) > 1e-9 {
		t.Errorf("by the end of 2024 it is %s, r = %v, %v a year needed", got.State, show(got.Ratio), show(got.RequiredPace))
	}
}

func TestWaypointsDecideTheState(t *testing.T) {
	// 5, 20 and 60 on the way to 100: after two years 20 are promised, not half.
	target := promise(func(t *Target) {
		t.Plan = []PlanValue{{year(2021, 0).Period, 5}, {year(2022, 0).Period, 20}, {year(2023, 0).Period, 60}}
	})
	for value, want := range map[float64]State{20: OnTrack, 19: OnTrack, 18.9: Behind, 12: Behind, 11.9: OffTrack, -1: Worsening} {
		if got := Gap(target, []Point{year(2022, value)}, day("2023-03-01"), ForecastOptions{}); got.State != want {
			t.Errorf("%v of 20 planned is %s, want %s", value, got.State, want)
		}
	}
}

func TestPacesHaveAValueOrAReason(t *testing.T) {
	monthly := []Point{month("2023-01-01", 10), month("2023-02-01", 13), month("2023-03-01", 16), month("2023-04-01", 19)}
	base := Target{Direction: Up, Comparison: AtLeast, Value: num(52.6), Deadline: day("2023-12-31"), Frequency: Monthly}
	tests := []struct {
		name               string
		change             func(*Target)
		points             []Point
		today              string
		required, observed *float64
		reason             Reason // why there is no forecast, and so no observed pace
	}{
		{"4.2 a month needed, 3 now", nil, monthly, "2023-05-10", num(4.2), num(3), ""},
		{"by a deadline within a month, in proportion", func(t *Target) { t.Deadline = day("2023-05-15") }, monthly, "2023-05-10", num(33.6 * 31 / 15), num(3), ""},
		{"in quarters where the indicator is of quarters", func(t *Target) { t.Frequency = Quarterly }, monthly, "2023-05-10", num(12.6), num(9), ""},
		{"met already: it points back", func(t *Target) { t.Value = num(11) }, monthly, "2023-05-10", num(-1), num(3), ""},
		{"too few months for a trend", nil, monthly[:3], "2023-04-10", num(36.6 / 9), nil, ReasonTooFewPeriods},
		{"one month", nil, monthly[:1], "2023-04-10", num(42.6 / 11), nil, ReasonTooFewPeriods},
		{"nothing", nil, nil, "2023-04-10", nil, nil, ReasonNoData},
		{"no number", func(t *Target) { t.Value = nil }, monthly, "2023-05-10", nil, num(3), ""},
		{"no date", func(t *Target) { t.Deadline = 0 }, monthly, "2023-05-10", nil, num(3), ""},
		{"the value speaks of the deadline already", func(t *Target) { t.Deadline = day("2023-04-30") }, monthly, "2023-04-30", nil, num(3), ""},
		{"after the deadline", nil, monthly, "2024-01-01", nil, num(3), ReasonDeadlinePassed},
		{"months among years", nil, append([]Point{year(2021, 5)}, monthly...), "2023-05-10", nil, nil, ReasonMixedFrequency},
		{"all equal: no pace is a pace of none", nil, []Point{month("2023-01-01", 10), month("2023-02-01", 10), month("2023-03-01", 10), month("2023-04-01", 10)}, "2023-05-10", num(42.6 / 8), num(0), ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			target := base
			if test.change != nil {
				test.change(&target)
			}
			got := Gap(target, test.points, day(test.today), ForecastOptions{})
			if diff := cmp.Diff([]*float64{test.required, test.observed}, []*float64{got.RequiredPace, got.ObservedPace}, near); diff != "" || got.NoForecast != test.reason {
				t.Errorf("no forecast: %q; required and observed (-want +got):\n%s", got.NoForecast, diff)
			}
		})
	}
}
