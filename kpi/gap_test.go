package kpi

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var near = cmpopts.EquateApprox(0, 1e-9)

func num(v float64) *float64 { return &v }

func day(s string) Date { return MustDate(s) }

// year is a point for a calendar year.
func year(y int, v float64) Point {
	start, _ := NewDate(y, 1, 1)
	end, _ := NewDate(y, 12, 31)
	return Point{Period: Period{start, end}, At: end, Value: v}
}

// single is a point for one day.
func single(s string, v float64) Point {
	return Point{Period: Period{day(s), day(s)}, At: day(s), Value: v}
}

// away plans a fall below the baseline of 0 for 2022, and 50 for 2023.
func away(t *Target) {
	t.Plan = []PlanValue{{Period: year(2022, 0).Period, Value: -10}, {Period: year(2023, 0).Period, Value: 50}}
}

// month is a point for the calendar month of a day.
func month(s string, v float64) Point {
	p := Month(day(s))
	return Point{Period: p, At: p.End, Value: v}
}

// promise is 0 at the end of 2020 to 100 at the end of 2024, up: 1,461 days.
func promise(change ...func(*Target)) Target {
	t := Target{
		Direction: Up, Comparison: AtLeast, Value: num(100), Frequency: Yearly,
		Start: day("2020-12-31"), Deadline: day("2024-12-31"), Baseline: BaselineValue,
	}
	for _, c := range change {
		c(&t)
	}
	return t
}

func TestGapStates(t *testing.T) {
	none := func(t *Target) { t.Baseline, t.Start = BaselineNone, 0 }
	first := func(t *Target) { t.Baseline, t.Start = BaselineFirstObservation, 0 }
	noDeadline := func(t *Target) { t.Deadline = 0 }
	comparison := func(c Comparison, v float64) func(*Target) {
		return func(t *Target) { t.Comparison, t.Value = c, num(v) }
	}
	base := func(b float64) func(*Target) { return func(t *Target) { t.BaseValue = b } }
	tests := []struct {
		name   string
		target Target
		points []Point
		today  string
		state  State
		reason Reason
		since  string
	}{
		{"a day before the start the period has not begun", promise(), nil, "2020-12-30", NotStarted, "", ""},
		{"on the day of the start the period has not begun", promise(), []Point{year(2020, 120)}, "2020-12-31", NotStarted, "", ""},
		{"the day after it has, and nothing is known", promise(), nil, "2021-01-01", Unknown, ReasonNoData, ""},
		{"an observation on the day of the baseline says nothing of the way", promise(), []Point{year(2020, 0)}, "2021-06-30", Unknown, ReasonNoData, ""},
		{"last year's flow does not meet this year's promise", promise(), []Point{year(2020, 120)}, "2021-06-30", Unknown, ReasonNoData, ""},

		{"met before the deadline is achieved", promise(), []Point{year(2021, 50), year(2022, 100)}, "2023-06-01", Achieved, "", "2022-12-31"},
		{"met and lost again before the deadline is not", promise(), []Point{year(2021, 100), year(2022, 60)}, "2023-06-01", OnTrack, "", ""},
		{"achieved dates from the run that lasted", promise(), []Point{year(2021, 100), year(2022, 90), year(2023, 101), year(2024, 102)}, "2025-06-01", Achieved, "", "2023-12-31"},
		{"what is lost after the deadline stays achieved", promise(), []Point{year(2024, 100), year(2025, 10)}, "2026-06-01", Achieved, "", "2024-12-31"},
		{"the last one before a gap in the data still holds", promise(), []Point{year(2022, 100)}, "2026-06-01", Achieved, "", "2022-12-31"},
		{"met for the first time after the deadline is late", promise(), []Point{year(2024, 99), year(2025, 99), year(2026, 100)}, "2027-06-01", AchievedLate, "", "2026-12-31"},
		{"lost by the deadline and met again after it is late", promise(), []Point{year(2023, 100), year(2024, 99), year(2025, 100)}, "2026-06-01", AchievedLate, "", "2025-12-31"},
		{"on the day of the deadline it is not missed", promise(), []Point{year(2023, 90)}, "2024-12-31", OnTrack, "", ""},
		{"the day after, with the value there, it is", promise(), []Point{year(2023, 90), year(2024, 99)}, "2025-01-01", Missed, "", ""},
		{"without that value it is not confirmed", promise(), []Point{year(2023, 90)}, "2025-01-01", Unconfirmed, "", ""},
		{"later values don't replace the one at the deadline", promise(), []Point{year(2023, 90), year(2025, 95)}, "2026-02-01", Unconfirmed, "", ""},
		{"nothing at all is not confirmed either", promise(), nil, "2025-01-01", Unconfirmed, ReasonNoData, ""},
		{"a period that contains the deadline is there too", promise(func(t *Target) { t.Deadline = day("2024-06-30") }), []Point{year(2023, 90), year(2024, 99)}, "2025-01-01", Missed, "", ""},
		{"by the start of a year, the year before decides", promise(func(t *Target) { t.Deadline = day("2025-01-01") }), []Point{year(2023, 90), year(2024, 99)}, "2025-01-02", Missed, "", ""},
		{"by a day, the day before does not decide", promise(func(t *Target) { t.Deadline, t.Frequency = day("2025-01-01"), Daily }), []Point{single("2024-12-31", 99)}, "2025-01-02", Unconfirmed, "", ""},
		{"that day does", promise(func(t *Target) { t.Deadline, t.Frequency = day("2025-01-01"), Daily }), []Point{single("2025-01-01", 99)}, "2025-01-02", Missed, "", ""},
		{"a plan that leads away first gives no ratio, whether it is kept", promise(away), []Point{halfway(30)}, "2022-12-31", Unknown, ReasonNotApplicable, ""},
		{"or not", promise(away), []Point{halfway(-20)}, "2022-12-31", Unknown, ReasonNotApplicable, ""},
		{"once it leads to the target it does", promise(away), []Point{year(2023, 48)}, "2024-01-01", OnTrack, "", ""},
		{"a period that contains the deadline ends after it", promise(func(t *Target) { t.Deadline = day("2024-06-30") }), []Point{year(2023, 90), year(2024, 100)}, "2025-01-01", AchievedLate, "", "2024-12-31"},

		{"more than 200 is not met by 200", promise(comparison(MoreThan, 200)), []Point{year(2024, 200)}, "2025-01-01", Missed, "", ""},
		{"more than 200 is met by 201", promise(comparison(MoreThan, 200)), []Point{year(2024, 201)}, "2025-01-01", Achieved, "", "2024-12-31"},
		{"at most 0 is met by 0", promise(comparison(AtMost, 0), base(10), func(t *Target) { t.Direction = Down }), []Point{year(2022, 0)}, "2023-01-01", Achieved, "", "2022-12-31"},
		{"less than 10 is not met by 10", promise(comparison(LessThan, 10), base(30)), []Point{year(2024, 10)}, "2025-01-01", Missed, "", ""},
		{"exactly 7 is not met by 8", promise(comparison(Equal, 7)), []Point{year(2024, 8)}, "2025-01-01", Missed, "", ""},
		{"a comparison that is not given follows the direction", promise(base(10), func(t *Target) { t.Comparison, t.Direction, t.Value = "", Down, num(5) }), []Point{year(2022, 4)}, "2023-01-01", Achieved, "", "2022-12-31"},

		{"r = 0.95 is on track", promise(), []Point{halfway(47.5)}, "2022-12-31", OnTrack, "", ""},
		{"just under is behind", promise(), []Point{halfway(47.4)}, "2022-12-31", Behind, "", ""},
		{"r = 0.6 is behind", promise(), []Point{halfway(30)}, "2022-12-31", Behind, "", ""},
		{"just under is off track", promise(), []Point{halfway(29.9)}, "2022-12-31", OffTrack, "", ""},
		{"r = 0 is off track", promise(), []Point{halfway(0)}, "2022-12-31", OffTrack, "", ""},
		{"below the baseline is worsening", promise(), []Point{halfway(-0.1)}, "2022-12-31", Worsening, "", ""},

		{"without a number there is no target", promise(func(t *Target) { t.Value = nil }), []Point{year(2022, 50)}, "2026-01-01", Unknown, ReasonNoTarget, ""},
		{"a number that is none is no target", promise(func(t *Target) { t.Value = num(math.NaN()) }), []Point{year(2022, 50)}, "2023-01-01", Unknown, ReasonNoTarget, ""},
		{"without a date it can't be judged", promise(noDeadline), []Point{year(2022, 50)}, "2023-01-01", Unknown, ReasonNoDeadline, ""},
		{"without a date it can be met", promise(noDeadline), []Point{year(2022, 100)}, "2023-01-01", Achieved, ReasonNoDeadline, "2022-12-31"},
		{"without a baseline the value stands beside the target", promise(none), []Point{year(2022, 50)}, "2023-01-01", Unknown, ReasonNoBaseline, ""},
		{"without a baseline it can be met", promise(none), []Point{year(2022, 100)}, "2023-01-01", Achieved, ReasonNoBaseline, "2022-12-31"},
		{"without a baseline it can be missed", promise(none), []Point{year(2024, 50)}, "2025-01-01", Missed, ReasonNoBaseline, ""},
		{"without a baseline it can lack confirmation", promise(none), []Point{year(2022, 50)}, "2025-01-01", Unconfirmed, ReasonNoBaseline, ""},
		{"a baseline without its date gives no line", promise(func(t *Target) { t.Start = 0 }), []Point{year(2022, 50)}, "2023-01-01", Unknown, ReasonNoBaseline, ""},
		{"T = b: kept", promise(base(100)), []Point{year(2022, 100)}, "2023-01-01", Achieved, ReasonDivisionByZero, "2022-12-31"},
		{"T = b: not kept, with no ratio to say how far", promise(base(100)), []Point{year(2022, 95)}, "2023-01-01", Unknown, ReasonDivisionByZero, ""},
		{"T = b: not kept at the deadline", promise(base(100)), []Point{year(2024, 95)}, "2025-01-01", Missed, ReasonDivisionByZero, ""},
		{"a baseline that is better than the target leaves no way", promise(base(120)), []Point{year(2022, 90)}, "2023-01-01", Unknown, ReasonNotApplicable, ""},
		{"months and years can't be mixed", promise(), []Point{year(2021, 60), month("2022-03-01", 100)}, "2023-01-01", Unknown, ReasonMixedFrequency, ""},
		{"a deadline that is not after the baseline has no line", promise(func(t *Target) { t.Start = day("2024-12-31") }), nil, "2025-06-01", Unconfirmed, ReasonNoData, ""},

		{"a first observation alone is no way yet", promise(first), []Point{year(2021, 10)}, "2022-03-01", Unknown, ReasonTooFewPeriods, ""},
		{"a first observation on the day of judgement", promise(first), []Point{year(2021, 10)}, "2021-12-31", NotStarted, "", ""},
		{"a first observation can meet the target by itself", promise(first), []Point{year(2021, 100)}, "2022-03-01", Achieved, ReasonDivisionByZero, "2021-12-31"},
		{"a first observation after the deadline starts nothing", promise(first), []Point{year(2025, 90)}, "2025-12-31", Unconfirmed, ReasonTooFewPeriods, ""},
		{"a first observation at the end of 2021, half of the way by the end of 2022", promise(first), []Point{year(2021, 10), year(2022, 25)}, "2023-03-01", OffTrack, "", ""},

		{"what speaks of a day after today does not count", promise(), []Point{halfway(30), year(2023, 100)}, "2023-06-30", Behind, "", ""},
		{"all equal and at the baseline", promise(), []Point{year(2021, 0), year(2022, 0), year(2023, 0)}, "2024-06-30", OffTrack, "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := Gap(test.target, test.points, day(test.today), ForecastOptions{})
			if p.State != test.state || p.Reason != test.reason || p.AchievedOn.String() != test.since {
				t.Errorf("a governor is shown %q (%s) since %q, and should be shown %q (%s) since %q",
					p.State, p.Reason, p.AchievedOn, test.state, test.reason, test.since)
			}
		})
	}
}

// halfway is a value for the day on which promise() is to be exactly half done: 2 years of 4, 730.5 days of 1,461.
func halfway(v float64) Point {
	p := year(2022, v)
	p.Value = v * 730 / 730.5
	return p
}

func TestGapWorkedExample(t *testing.T) {
	// 40 at the end of 2020, 100 at the end of 2024; 52 at the end of 2022, which is day 730 of 1,461.
	target := promise(func(t *Target) { t.BaseValue = 40 })
	got := Gap(target, []Point{year(2021, 46), year(2022, 52)}, day("2023-03-01"), ForecastOptions{})
	want := Progress{
		Method: MethodGap, State: OffTrack, BaselineKind: BaselineValue,
		Baseline:     &DatedValue{day("2020-12-31"), 40},
		Latest:       &DatedValue{day("2022-12-31"), 52},
		Ideal:        num(40 + 60*730.0/1461), // 69.979…
		Ratio:        num(12 / (60 * 730.0 / 1461)),
		Attainment:   num(12.0 / 60),
		Elapsed:      num(730.0 / 1461),
		RequiredPace: num(24), // 48 in the two years that are left
		NoForecast:   ReasonTooFewPeriods,
	}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Errorf("the numbers behind a state are wrong (-want +got):\n%s", diff)
	}
}

func TestGapDownToZeroFromNegative(t *testing.T) {
	// From 10 down to −10: at the middle of the way the line is at 0.
	target := promise(func(t *Target) {
		t.Direction, t.Comparison, t.BaseValue, t.Value = Down, AtMost, 10, num(-10)
	})
	got := Gap(target, []Point{year(2022, 4)}, day("2023-03-01"), ForecastOptions{})
	ideal := 10 - 20*730.0/1461
	if diff := cmp.Diff([]*float64{num(ideal), num(-6 / (ideal - 10)), num(0.3)}, []*float64{got.Ideal, got.Ratio, got.Attainment}, near); diff != "" {
		t.Errorf("a series that crosses zero is judged wrongly (-want +got):\n%s", diff)
	}
	if got.State != Behind {
		t.Errorf("state %s: 0.6005 of the promised way is behind", got.State)
	}
}

func TestGapFollowsThePlan(t *testing.T) {
	target := promise(func(t *Target) {
		t.Plan = []PlanValue{{year(2021, 0).Period, 10}, {year(2022, 0).Period, 20}, {year(2023, 0).Period, 0}, {year(2024, 0).Period, 90}}
	})
	got := Gap(target, []Point{year(2021, 12), year(2022, 20)}, day("2023-03-01"), ForecastOptions{})
	if got.State != OnTrack || *got.Ideal != 20 || *got.Ratio != 1 {
		t.Errorf("20 of the 20 planned for 2022 is %s with r = %v against %v; the straight line's 49.97 is not what was planned", got.State, *got.Ratio, *got.Ideal)
	}
	want := []PlanResult{
		{Period: year(2021, 0).Period, Plan: 10, Fact: num(12), Deviation: num(2), Share: num(1.2)},
		{Period: year(2022, 0).Period, Plan: 20, Fact: num(20), Deviation: num(0), Share: num(1)},
		{Period: year(2023, 0).Period, Plan: 0},
		{Period: year(2024, 0).Period, Plan: 90},
	}
	if diff := cmp.Diff(want, got.Plan, near); diff != "" {
		t.Errorf("plan and fact (-want +got):\n%s", diff)
	}
	// Between two nodes the line is straight; at the deadline the promise stands, not the plan's 90.
	line := promisedLine(target, &DatedValue{day("2020-12-31"), 0})
	if got := *idealAt(line, day("2024-07-01")); math.Abs(got-100*183.0/366) > 1e-9 {
		t.Errorf("between the plan's 0 and the promised 100 the line is at %v", got)
	}
	if got := *idealAt(line, day("2026-07-01")); got != 100 {
		t.Errorf("past the deadline the line is at %v: more than was promised", got)
	}
	if got := idealAt(line, day("2020-01-01")); got != nil {
		t.Errorf("before the baseline the line is at %v", *got)
	}
}

func TestGapPlanWithZeroAndStockFact(t *testing.T) {
	// A quarter's plan against a monthly stock: the fact is the stock on the quarter's last day. Plan 0 has no share.
	quarter := Period{day("2021-01-01"), day("2021-03-31")}
	target := promise(func(t *Target) { t.Plan = []PlanValue{{quarter, 0}, {quarter, math.Inf(1)}} })
	got := Gap(target, []Point{month("2021-02-01", 3), month("2021-03-01", 5)}, day("2021-04-10"), ForecastOptions{})
	want := []PlanResult{{Period: quarter, Plan: 0, Fact: num(5), Deviation: num(5)}}
	if diff := cmp.Diff(want, got.Plan); diff != "" {
		t.Errorf("plan and fact (-want +got):\n%s", diff)
	}
}

func TestGapYearToDate(t *testing.T) {
	// 50 services moved within 2021, counted from 0 month by month: every period begins on 1 January.
	toDate := func(end string, v float64) Point {
		return Point{Period: Period{day("2021-01-01"), day(end)}, At: day(end), Value: v}
	}
	target := Target{
		Direction: Up, Comparison: AtLeast, Value: num(50), Frequency: Monthly,
		Start: day("2021-01-01"), Deadline: day("2021-12-31"), Baseline: BaselineValue,
	}
	points := []Point{toDate("2021-01-31", 4), toDate("2021-02-28", 8), toDate("2021-03-31", 12), toDate("2021-04-30", 16)}
	got := Gap(target, points, day("2021-05-10"), ForecastOptions{})
	if got.State != OnTrack || math.Abs(*got.ObservedPace-4) > 1e-9 || math.Abs(*got.RequiredPace-34.0/8) > 1e-9 {
		t.Errorf("16 of 50 by the end of April is %s at %v a month, %v required", got.State, *got.ObservedPace, *got.RequiredPace)
	}
	if got.Forecast.Value != 48 || !got.Forecast.ReachedOn.IsZero() && got.Forecast.ReachedOn <= target.Deadline {
		t.Errorf("at 4 a month it comes to %v, reached on %s; it should be 48, and not within the year", got.Forecast.Value, got.Forecast.ReachedOn)
	}
	full := append(points, toDate("2021-12-31", 50))
	if got := Gap(target, full, day("2022-01-10"), ForecastOptions{}); got.State != Achieved {
		t.Errorf("50 of 50 by the year's end is %s", got.State)
	}
}

func TestNoForecastAfterTheDeadline(t *testing.T) {
	points := []Point{month("2023-01-01", 10), month("2023-02-01", 12), month("2023-03-01", 14), month("2023-04-01", 16)}
	target := Target{Value: num(100), Deadline: day("2023-06-30"), Frequency: Monthly, Comparison: AtLeast}
	if p := Gap(target, points, day("2023-06-30"), ForecastOptions{}); p.Forecast == nil || p.NoForecast != ReasonNone {
		t.Errorf("on the last day there is no forecast: %s", p.NoForecast)
	}
	p := Gap(target, points, day("2023-07-01"), ForecastOptions{})
	if p.State != Unconfirmed || p.Forecast != nil || p.NoForecast != ReasonDeadlinePassed {
		t.Errorf("after the deadline the forecast is %+v (%q)", p.Forecast, p.NoForecast)
	}
	if p.ObservedPace == nil || *p.ObservedPace != 2 {
		t.Errorf("the pace is %v, want 2 a month", p.ObservedPace)
	}
}

func TestForecastOfWhatIsMetAlready(t *testing.T) {
	points := []Point{month("2023-01-01", 10), month("2023-02-01", 12), month("2023-03-01", 14), month("2023-04-01", 16)}
	target := Target{Value: num(12), Deadline: day("2023-06-30"), Frequency: Monthly, Comparison: AtLeast}
	p := Gap(target, points, day("2023-05-10"), ForecastOptions{})
	if want := day("2023-02-28"); p.AchievedOn != want || p.Forecast == nil || p.Forecast.ReachedOn != want {
		t.Errorf("met since %s, and reached on %+v: want %s for both", p.AchievedOn, p.Forecast, want)
	}
}

func TestGapRunningMonthOfAStock(t *testing.T) {
	running := month("2024-12-01", 99)
	running.At = day("2024-12-20")
	target := promise(func(t *Target) { t.Frequency = Monthly })
	if got := Gap(target, []Point{running}, day("2024-12-20"), ForecastOptions{}); got.State != OnTrack {
		t.Errorf("eleven days before the deadline 99 of 100 is %s", got.State)
	}
	running.Value = 100
	if got := Gap(target, []Point{running}, day("2024-12-20"), ForecastOptions{}); got.State != Achieved || got.AchievedOn != running.At {
		t.Errorf("100 of 100 in the running month is %s since %s", got.State, got.AchievedOn)
	}
}

func TestGapWithoutBaselineStillHasPaceAndForecast(t *testing.T) {
	target := promise(func(t *Target) { t.Baseline, t.Start = BaselineNone, 0 })
	points := []Point{year(2018, 10), year(2019, 20), year(2020, 30), year(2021, 40)}
	got := Gap(target, points, day("2022-03-01"), ForecastOptions{})
	if got.State != Unknown || got.Reason != ReasonNoBaseline || got.Latest.Value != 40 {
		t.Fatalf("without a baseline: %s (%s), value %v", got.State, got.Reason, got.Latest)
	}
	if *got.RequiredPace != 20 || *got.ObservedPace != 10 || got.Forecast.Value != 70 {
		t.Errorf("pace %v of the required %v, forecast %v; it should be 10 of 20, and 70", *got.ObservedPace, *got.RequiredPace, got.Forecast.Value)
	}
}
