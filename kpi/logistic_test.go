package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// odds makes years of shares from their odds: 1 is 50 %, 4 is 80 %.
func odds(from int, values ...float64) (points []Point) {
	for i, v := range values {
		points = append(points, year(from+i, 100*v/(1+v)))
	}
	return points
}

func TestLogisticWorkedExample(t *testing.T) {
	// Shares of 20 %, 33.3 %, 50 %, 66.7 %: their odds 1/4, 1/2, 1, 2 double each year, so the slope of ln(odds) is ln 2
	// between every two of them. Two years on the odds are 8: 88.9 %, without any spread. 80 % are odds of 4, a year on.
	// At 66.7 % the curve rises by ln 2 · 2/3 · 1/3 · 100 a year.
	got, reason := Logistic(odds(2020, 0.25, 0.5, 1, 2), Yearly, day("2025-12-31"), num(80), AtLeast, ForecastOptions{})
	want := &Forecast{
		Method: MethodLogistic, At: day("2025-12-31"), Value: 800.0 / 9, Low: 800.0 / 9, High: 800.0 / 9, Ceiling: 100,
		Slope: math.Ln2 * 200 / 9, ReachedOn: day("2024-12-31"), Probability: num(1), From: DatedValue{day("2023-12-31"), 200.0 / 3},
		Trend: Trend{math.Ln2, math.Ln2, math.Ln2, 0, 0}, Ahead: 2,
	}
	if diff := cmp.Diff(want, got, near); diff != "" || reason != ReasonNone {
		t.Errorf("forecast (%s) (-want +got):\n%s", reason, diff)
	}
	// Half of the way through the two years the odds are 4.
	if v := got.CourseAt(got.Value, 0.5); math.Abs(v-80) > 1e-9 {
		t.Errorf("halfway the curve is at %v, want 80", v)
	}
	if from, to := got.CourseAt(got.Value, 0), got.CourseAt(got.Value, 1); from != got.From.Value || to != got.Value {
		t.Errorf("the curve leads from %v to %v, want from the last observation to the forecast", from, to)
	}
}

func TestLogisticSpread(t *testing.T) {
	// ln(odds) in units of ln 2: 0, 1, 4, 3 at times 0 … 3, which is the linear worked example. The slope is 1, from 0 to
	// 2.5; residuals from −0.5 to 0.9. Two years on from 3: 5, from 3 + 0 − 0.5 to 3 + 5 + 0.9; five of six slopes bring 1.5.
	got, _ := Logistic(odds(2020, 1, 2, 16, 8), Yearly, day("2025-12-31"), num(share(4.5)), AtLeast, ForecastOptions{})
	want := &Forecast{
		Method: MethodLogistic, At: day("2025-12-31"), Value: share(5), Low: share(2.5), High: share(8.9), Ceiling: 100,
		Slope: math.Ln2 * 100 * 8 / 81, ReachedOn: day("2025-06-30"), Probability: num(5.0 / 6), From: DatedValue{day("2023-12-31"), 800.0 / 9},
		Trend: Trend{math.Ln2, 0, 2.5 * math.Ln2, -0.5 * math.Ln2, 0.9 * math.Ln2}, Ahead: 2,
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
}

// share is the per cent whose odds are two to so many.
func share(doublings float64) float64 { return 100 / (1 + math.Pow(2, -doublings)) }

func TestLogisticEdges(t *testing.T) {
	values := func(v ...float64) (points []Point) {
		for i, v := range v {
			points = append(points, year(2020+i, v))
		}
		return points
	}
	rising := odds(2020, 0.25, 0.5, 1, 2)
	tests := []struct {
		name    string
		points  []Point
		ceiling float64
		target  *float64
		c       Comparison
		reason  Reason
		value   float64
		reached string
		odds    *float64
	}{
		{"too few", rising[:3], 0, num(80), AtLeast, ReasonTooFewPeriods, 0, "", nil},
		{"nothing", nil, 0, num(80), AtLeast, ReasonNoData, 0, "", nil},
		{"months among years", append([]Point{month("2019-05-01", 1)}, rising...), 0, num(80), AtLeast, ReasonMixedFrequency, 0, "", nil},
		{"a share above its ceiling is none", values(50, 60, 70, 101), 0, num(80), AtLeast, ReasonNotApplicable, 0, "", nil},
		{"a share below nothing is none", values(50, 60, 70, -1), 0, num(80), AtLeast, ReasonNotApplicable, 0, "", nil},
		{"a ceiling of its own", values(0.2, 1.0/3, 0.5, 2.0/3), 1, num(0.8), AtLeast, "", 8.0 / 9, "2024-12-31", num(1)},
		{"all equal stays", values(40, 40, 40, 40), 0, num(80), AtLeast, "", 40, "", num(0)},
		{"all equal and met", values(80, 80, 80, 80), 0, num(80), AtLeast, "", 80, "2023-12-31", num(1)},
		{"falling goes the other way", odds(2020, 2, 1, 0.5, 0.25), 0, num(11.2), AtMost, "", 100.0 / 17, "2024-12-27", num(1)},
		{"all of it counts as reached at 999 of 1,000: odds of 999 are 8.96 doublings away", rising, 0, num(100), AtLeast, "", 800.0 / 9, "2032-12-18", num(0)},
		{"more than all is never reached", rising, 0, num(100), MoreThan, "", 800.0 / 9, "", num(0)},
		{"a target above the ceiling is not on this course", rising, 0, num(120), AtLeast, "", 800.0 / 9, "", num(0)},
		{"at most 120 of 100 is kept by every share", rising, 0, num(120), AtMost, "", 800.0 / 9, "2023-12-31", num(1)},
		{"in the last thousandth it can't be told", values(99.91, 99.92, 99.93, 99.95), 0, num(100), AtLeast, "", 99.95, "", nil},
		{"nothing yet: from zero the curve sets out at zero", values(0, 0, 0, 0), 0, num(50), AtLeast, "", 0, "", num(0)},
		{"the whole stays the whole", values(97, 99, 100, 100), 0, num(100), AtLeast, "", 100, "2023-12-31", num(1)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, reason := Logistic(test.points, Yearly, day("2025-12-31"), test.target, test.c, ForecastOptions{Ceiling: test.ceiling})
			if reason != test.reason || (got == nil) != (reason != "") {
				t.Fatalf("reason %q, forecast %v; want reason %q", reason, got, test.reason)
			}
			if got == nil {
				return
			}
			if math.Abs(got.Value-test.value) > 1e-9 || got.ReachedOn.String() != test.reached || !cmp.Equal(got.Probability, test.odds) {
				t.Errorf("%v, reached on %q, probability %v; want %v, %q, %v",
					got.Value, got.ReachedOn, show(got.Probability), test.value, test.reached, show(test.odds))
			}
		})
	}
}

func TestObservedPaceOfALogisticCourse(t *testing.T) {
	// The pace is what the curve rises by in a period where it stands now: less and less as the ceiling comes near.
	target := Target{Direction: Up, Comparison: AtLeast, Value: num(95), Deadline: day("2030-12-31"), Frequency: Yearly}
	got := Gap(target, odds(2020, 0.25, 0.5, 1, 2), day("2024-06-30"), ForecastOptions{Method: MethodLogistic})
	if got.ObservedPace == nil || math.Abs(*got.ObservedPace-math.Ln2*200/9) > 1e-9 {
		t.Errorf("observed pace %v, want %v", show(got.ObservedPace), math.Ln2*200/9)
	}
	// 28.3 more are needed in seven years.
	if got.RequiredPace == nil || math.Abs(*got.RequiredPace-(95-200.0/3)/7) > 1e-9 {
		t.Errorf("required pace %v", show(got.RequiredPace))
	}
}

func TestACurveThatNearsItsCeilingMeetsIt(t *testing.T) {
	// Odds of 1, 8, 64 and 512 (99.8 %): a year on they are 4,096, 99.98 %, which counts as all.
	points := odds(2020, 1, 8, 64, 512)
	f, _ := Logistic(points, Yearly, day("2024-12-31"), num(100), AtLeast, ForecastOptions{})
	if *f.Probability != 1 || !f.Meets(f.Value, 100, AtLeast) {
		t.Errorf("%v of 100: probability %v, met %v; want 1 and met", f.Value, *f.Probability, f.Meets(f.Value, 100, AtLeast))
	}
	for _, test := range []struct {
		end, target float64
		c           Comparison
		met         bool
	}{
		{f.Value, 120, AtLeast, false}, {f.Value, 100, MoreThan, false}, {99.85, 100, AtLeast, false}, {99.85, 99.8, AtLeast, true}, {99.85, 99, AtMost, false},
	} {
		if got := f.Meets(test.end, test.target, test.c); got != test.met {
			t.Errorf("%v is %s %v: %v, want %v", test.end, test.c, test.target, got, test.met)
		}
	}
	straight, _ := Linear(points, Yearly, day("2024-12-31"), num(100), AtLeast, ForecastOptions{})
	if straight.Meets(99.99, 100, AtLeast) {
		t.Error("99.99 meets 100 on a straight course")
	}
}
