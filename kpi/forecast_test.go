package kpi

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLinearExactMonths(t *testing.T) {
	// 2 more every month, whether it has 28 days or 31: the slope is exactly 2, without any spread.
	points := []Point{month("2023-01-01", 10), month("2023-02-01", 12), month("2023-03-01", 14), month("2023-04-01", 16)}
	got, reason := Linear(points, Monthly, day("2023-06-30"), num(21), AtLeast, ForecastOptions{})
	want := &Forecast{
		Method: MethodLinear, At: day("2023-06-30"), Value: 20, Low: 20, High: 20, Slope: 2,
		ReachedOn:   day("2023-07-16"), // 2.5 months on: 15.5 of July's 31 days
		Probability: num(0), From: DatedValue{day("2023-04-30"), 16}, Trend: Trend{2, 2, 2, 0, 0}, Ahead: 2,
	}
	if diff := cmp.Diff(want, got, near); diff != "" || reason != ReasonNone {
		t.Errorf("forecast (%s) (-want +got):\n%s", reason, diff)
	}
}

func TestLinearWorkedExample(t *testing.T) {
	// Values 0, 1, 4, 3 at times 0 … 3. Pairwise slopes 1, 2, 1, 3, 1, −1; in order −1, 1, 1, 1, 2, 3: median 1,
	// 10th percentile at rank 0.5: 0, 90th at rank 4.5: 2.5. Median point (1.5, 2). Residuals −0.5, −0.5, 1.5, −0.5:
	// 10th percentile −0.5, 90th at rank 2.7: 0.9. Two years on from 3: 5, from 3 + 0 − 0.5 to 3 + 5 + 0.9.
	points := []Point{year(2020, 0), year(2021, 1), year(2022, 4), year(2023, 3)}
	got, _ := Linear(points, Yearly, day("2025-12-31"), num(4.5), AtLeast, ForecastOptions{})
	want := &Forecast{
		Method: MethodLinear, At: day("2025-12-31"), Value: 5, Low: 2.5, High: 8.9, Slope: 1,
		ReachedOn:   day("2025-06-30"), // a year and a half on; its day 30 of 30 completes the half
		Probability: num(5.0 / 6),      // all slopes but −1 bring at least 1.5 in two years
		From:        DatedValue{day("2023-12-31"), 3}, Trend: Trend{1, 0, 2.5, -0.5, 0.9}, Ahead: 2,
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
}

func TestLinearEdges(t *testing.T) {
	rising := []Point{year(2020, 10), year(2021, 20), year(2022, 30), year(2023, 40)}
	flat := []Point{year(2020, 7), year(2021, 7), year(2022, 7), year(2023, 7)}
	falling := []Point{year(2020, 40), year(2021, 30), year(2022, 20), year(2023, 10)}
	tests := []struct {
		name    string
		points  []Point
		at      string
		target  *float64
		c       Comparison
		reason  Reason
		atDay   string
		reached string
		odds    *float64
	}{
		{"nothing", nil, "2025-12-31", num(1), AtLeast, ReasonNoData, "", "", nil},
		{"one period", rising[:1], "2025-12-31", num(1), AtLeast, ReasonTooFewPeriods, "", "", nil},
		{"three periods", rising[:3], "2025-12-31", num(1), AtLeast, ReasonTooFewPeriods, "", "", nil},
		{"one day four times", []Point{rising[0], rising[0], rising[0], rising[0]}, "2025-12-31", num(1), AtLeast, ReasonTooFewPeriods, "", "", nil},
		{"mixed", append([]Point{month("2023-05-01", 1)}, rising...), "2025-12-31", num(1), AtLeast, ReasonMixedFrequency, "", "", nil},
		{"without a target there is no day and no probability", rising, "2025-12-31", nil, AtLeast, "", "2025-12-31", "", nil},
		{"without a deadline the next period, no probability", rising, "", num(45), AtLeast, "", "2024-12-31", "2024-06-30", nil},
		{"past its deadline likewise", rising, "2023-06-30", num(45), AtLeast, "", "2024-12-31", "2024-06-30", nil},
		{"more than 50 is reached the day after 50", rising, "2025-12-31", num(50), MoreThan, "", "2025-12-31", "2025-01-01", num(1)},
		{"at least 50 on the day", rising, "2025-12-31", num(50), AtLeast, "", "2025-12-31", "2024-12-31", num(1)},
		{"exactly 50 is passed", rising, "2025-12-31", num(50), Equal, "", "2025-12-31", "2024-12-31", num(1)},
		{"at most 0 on the way down", falling, "2025-12-31", num(0), AtMost, "", "2025-12-31", "2024-12-31", num(1)},
		{"less than 0 the day after", falling, "2025-12-31", num(0), LessThan, "", "2025-12-31", "2025-01-01", num(1)},
		{"the wrong way is not on this course", falling, "2025-12-31", num(50), AtLeast, "", "2025-12-31", "", num(0)},
		{"flat is not on this course", flat, "2025-12-31", num(8), AtLeast, "", "2025-12-31", "", num(0)},
		{"flat and met is met already", flat, "2025-12-31", num(7), AtLeast, "", "2025-12-31", "2023-12-31", num(1)},
		{"a hundred years ahead is not on this course", rising, "2025-12-31", num(1e6), AtLeast, "", "2025-12-31", "", num(0)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var at Date
			if test.at != "" {
				at = day(test.at)
			}
			got, reason := Linear(test.points, Yearly, at, test.target, test.c, ForecastOptions{})
			if reason != test.reason || (got == nil) != (reason != "") {
				t.Fatalf("reason %q, forecast %v; want reason %q", reason, got, test.reason)
			}
			if got == nil {
				return
			}
			if got.At.String() != test.atDay || got.ReachedOn.String() != test.reached || !cmp.Equal(got.Probability, test.odds) {
				t.Errorf("at %s, reached on %q, probability %v; want %s, %q, %v",
					got.At, got.ReachedOn, show(got.Probability), test.atDay, test.reached, show(test.odds))
			}
		})
	}
}

func show(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

func TestLinearTakesTheLastPeriods(t *testing.T) {
	// Ten flat years and four rising ones: of the last four alone the slope is 5.
	var points []Point
	for y := 2000; y < 2010; y++ {
		points = append(points, year(y, 0))
	}
	for i, v := range []float64{5, 10, 15, 20} {
		points = append(points, year(2010+i, v))
	}
	got, _ := Linear(points, Yearly, 0, nil, AtLeast, ForecastOptions{Periods: 4})
	if got.Slope != 5 {
		t.Errorf("slope of the last four years %v, want 5", got.Slope)
	}
	// The last eight: 0 0 0 0 5 10 15 20 in 28 pairs.
	if got, _ = Linear(points, Yearly, 0, nil, AtLeast, ForecastOptions{}); got.Slope >= 5 || got.Slope <= 0 {
		t.Errorf("slope of the last eight years %v, want between 0 and 5", got.Slope)
	}
}

func TestLinearTakesAtLeastWhatItNeeds(t *testing.T) {
	// Where fewer periods are taken than are needed there would never be a forecast.
	points := []Point{year(2010, 0), year(2011, 1), year(2012, 2), year(2013, 3), year(2014, 4), year(2015, 5)}
	if got, reason := Linear(points, Yearly, 0, nil, AtLeast, ForecastOptions{Periods: 3, MinPeriods: 5}); got == nil || got.Slope != 1 {
		t.Errorf("%v (%s), want the slope 1 of five years", got, reason)
	}
}

func TestLinearNextPeriod(t *testing.T) {
	series := func(f Frequency, ends ...string) (points []Point) {
		for i, end := range ends {
			p := Period{day(end), day(end)}
			switch f {
			case Monthly:
				p = Month(day(end))
			case Quarterly:
				p.Start = day(end).AddDays(1).AddMonths(-3)
			case "":
				p.Start = day(end).AddDays(-9)
			}
			points = append(points, Point{Period: p, At: min(p.End, day(end)), Value: float64(i)})
		}
		return points
	}
	tests := []struct {
		f      Frequency
		points []Point
		next   string
	}{
		{Daily, series(Daily, "2023-01-01", "2023-01-02", "2023-01-03", "2023-02-28"), "2023-03-01"},
		{Monthly, series(Monthly, "2022-11-30", "2022-12-31", "2023-01-31", "2023-02-28"), "2023-03-31"},
		{Monthly, series(Monthly, "2022-11-30", "2022-12-31", "2023-01-31", "2023-02-10"), "2023-02-28"},
		{Quarterly, series(Quarterly, "2022-03-31", "2022-06-30", "2022-09-30", "2022-12-31"), "2023-03-31"},
		{"", series("", "2022-01-10", "2022-01-20", "2022-01-30", "2022-02-09"), "2022-02-19"},
	}
	for _, test := range tests {
		got, reason := Linear(test.points, test.f, 0, nil, AtLeast, ForecastOptions{})
		if got == nil || got.At != day(test.next) {
			t.Errorf("%q: after %s comes %v (%s), want %s", test.f, test.points[3].At, got, reason, test.next)
		}
	}
}
