package kpi

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const rounds = 3000

// wild makes targets and series of all sorts: few points and many, odd periods, zeros, huge and impossible numbers.
func wild(r *rand.Rand) (Target, []Point, Date) {
	value := func() float64 {
		odd := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
		if r.IntN(4) == 0 {
			return odd[r.IntN(len(odd))]
		}
		return math.Round(r.NormFloat64() * 100)
	}
	date := func() Date {
		if r.IntN(6) == 0 {
			return 0
		}
		return Date(18000 + r.IntN(2500))
	}
	frequencies := []Frequency{Daily, Monthly, Quarterly, Yearly, ""}
	t := Target{
		Direction:  []Direction{Up, Down}[r.IntN(2)],
		Comparison: []Comparison{AtLeast, MoreThan, AtMost, LessThan, Equal, ""}[r.IntN(6)],
		Start:      date(), Deadline: date(), BaseValue: value(),
		Baseline:  []BaselineKind{BaselineNone, BaselineValue, BaselineFirstObservation}[r.IntN(3)],
		Frequency: frequencies[r.IntN(5)],
	}
	if r.IntN(5) > 0 {
		t.Value = num(value())
	}
	t.Nature = []Nature{Stock, Flow, YearToDate}[r.IntN(3)]
	for range max(0, r.IntN(5)-2) {
		t.Breaks = append(t.Breaks, date())
	}
	for range r.IntN(3) {
		t.Plan = append(t.Plan, PlanValue{Month(date()), value()})
	}
	var points []Point
	odd := r.IntN(3) == 0
	for range r.IntN(12) {
		p := Month(date())
		if odd {
			p = Period{p.Start, p.Start.AddDays(r.IntN(400))}
		}
		points = append(points, Point{Period: p, At: p.End, Value: value()})
	}
	return t, points, Date(18000 + r.IntN(3000))
}

func TestNoMethodGivesANumberThatIsNone(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range rounds {
		target, points, today := wild(r)
		limit := r.NormFloat64() * 100
		logistic := ForecastOptions{Method: MethodLogistic, Ceiling: target.BaseValue}
		for _, p := range []Progress{
			Gap(target, points, today, ForecastOptions{}),
			Gap(target, points, today, logistic),
			Growth(target, points, today, GrowthOptions{Limit: &limit}),
			Growth(target, points, today, GrowthOptions{Forecast: logistic}),
		} {
			if p.State == "" || (p.State == Unknown || p.State == NotAvailable) && p.Reason == ReasonNone {
				t.Fatalf("%s says neither state nor reason (%q, %q) of %+v %v", p.Method, p.State, p.Reason, target, points)
			}
			if (p.Forecast == nil) == (p.NoForecast == ReasonNone) {
				t.Fatalf("%s gives forecast %v and reason %q", p.Method, p.Forecast, p.NoForecast)
			}
			if path := notFinite(reflect.ValueOf(p), p.Method); path != "" {
				t.Fatalf("%s is no number, of %+v %v", path, target, points)
			}
			if f := p.Forecast; f != nil && !(f.Low <= f.Value && f.Value <= f.High) {
				t.Fatalf("forecast %v lies outside its interval %v to %v", f.Value, f.Low, f.High)
			}
		}
	}
}

// notFinite finds the first number in a value that is NaN or infinite.
func notFinite(v reflect.Value, path string) string {
	switch v.Kind() {
	case reflect.Float64:
		if finite(v.Float()) == nil {
			return path
		}
	case reflect.Pointer:
		if !v.IsNil() {
			return notFinite(v.Elem(), path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if found := notFinite(v.Field(i), path+"."+v.Type().Field(i).Name); found != "" {
				return found
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if found := notFinite(v.Index(i), path); found != "" {
				return found
			}
		}
	}
	return ""
}

func TestOrderOfPointsDoesNotMatter(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range rounds / 3 {
		target, points, today := wild(r)
		want := Gap(target, points, today, ForecastOptions{})
		wantGrowth := Growth(target, points, today, GrowthOptions{})
		r.Shuffle(len(points), func(i, j int) { points[i], points[j] = points[j], points[i] })
		if diff := cmp.Diff(want, Gap(target, points, today, ForecastOptions{})); diff != "" {
			t.Fatalf("gap depends on the order of its points (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(wantGrowth, Growth(target, points, today, GrowthOptions{})); diff != "" {
			t.Fatalf("growth depends on the order of its points (-want +got):\n%s", diff)
		}
	}
}

func TestMirroredSeriesAreJudgedAlike(t *testing.T) {
	mirror := map[Comparison]Comparison{AtLeast: AtMost, AtMost: AtLeast, MoreThan: LessThan, LessThan: MoreThan, Equal: Equal, "": ""}
	turn := map[Direction]Direction{Up: Down, Down: Up}
	r := rand.New(rand.NewPCG(5, 6))
	for range rounds / 3 {
		target, points, today := wild(r)
		want := Gap(target, points, today, ForecastOptions{})
		flipped := target
		flipped.Direction, flipped.Comparison, flipped.BaseValue = turn[target.Direction], mirror[target.Comparison], -target.BaseValue
		if target.Value != nil {
			flipped.Value = num(-*target.Value)
		}
		flipped.Plan = nil
		for _, p := range target.Plan {
			flipped.Plan = append(flipped.Plan, PlanValue{p.Period, -p.Value})
		}
		for i := range points {
			points[i].Value = -points[i].Value
		}
		if duplicated(points) {
			continue // of two values for one day the greater counts as the later one, which no mirror keeps
		}
		got := Gap(flipped, points, today, ForecastOptions{})
		if got.State != want.State || got.Reason != want.Reason || got.AchievedOn != want.AchievedOn ||
			!cmp.Equal(got.Ratio, want.Ratio, near) || !cmp.Equal(got.Attainment, want.Attainment, near) {
			t.Fatalf("a series and its mirror image are judged differently: %s (%s) r=%v, %s (%s) r=%v, of %+v %v on %s",
				want.State, want.Reason, show(want.Ratio), got.State, got.Reason, show(got.Ratio), flipped, points, today)
		}
	}
}

func duplicated(points []Point) bool {
	seen := map[Date]bool{}
	for _, p := range points {
		if seen[p.At] {
			return true
		}
		seen[p.At] = true
	}
	return false
}

func TestWhatComesAfterTodayIsNotKnownToday(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	for range rounds / 3 {
		target, points, today := wild(r)
		var then []Point
		for _, p := range points {
			if p.At <= today {
				then = append(then, p)
			}
		}
		if diff := cmp.Diff(Gap(target, then, today, ForecastOptions{}), Gap(target, points, today, ForecastOptions{})); diff != "" {
			t.Fatalf("what came later changes what was true on %s (-then +now):\n%s", today, diff)
		}
	}
}

func TestMoreIsNeverWorse(t *testing.T) {
	// With all else equal, a better latest value never gives a worse state before the deadline.
	rank := map[State]int{Worsening: 0, OffTrack: 1, Behind: 2, OnTrack: 3, Achieved: 4}
	last := -1
	for v := -20.0; v <= 120; v += 0.5 {
		p := Gap(promise(), []Point{year(2022, v)}, day("2023-06-01"), ForecastOptions{})
		if rank[p.State] < last {
			t.Fatalf("%v is %s, which is worse than a smaller value was", v, p.State)
		}
		last = rank[p.State]
	}
	if last != rank[Achieved] {
		t.Errorf("120 of 100 is not achieved")
	}
}

func FuzzForecast(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, 5.0, 100.0, int32(19000), int32(20000))
	f.Add(math.MaxFloat64, -math.MaxFloat64, math.NaN(), 0.0, math.Inf(1), math.SmallestNonzeroFloat64, int32(0), int32(-5))
	f.Add(0.0, 100.0, 99.9999, 100.0, 100.0, 100.0, int32(19000), int32(39999))
	f.Fuzz(func(t *testing.T, a, b, c, d, target, ceiling float64, start, at int32) {
		start %= 40000
		var points []Point
		for i, v := range []float64{a, b, c, d} {
			p := Month(Date(start).AddMonths(i))
			points = append(points, Point{Period: p, At: p.End, Value: v})
		}
		for _, method := range []func([]Point, Frequency, Date, *float64, Comparison, ForecastOptions) (*Forecast, Reason){Linear, Logistic} {
			for _, comparison := range []Comparison{AtLeast, MoreThan, AtMost, LessThan, Equal} {
				forecast, reason := method(points, Monthly, Date(at%40000), &target, comparison, ForecastOptions{Ceiling: ceiling})
				if (forecast == nil) == (reason == ReasonNone) {
					t.Fatalf("forecast %v and reason %q", forecast, reason)
				}
				if forecast == nil {
					continue
				}
				if path := notFinite(reflect.ValueOf(*forecast), "forecast"); path != "" {
					t.Fatalf("%s is no number: %+v", path, forecast)
				}
				if !(forecast.Low <= forecast.Value && forecast.Value <= forecast.High) {
					t.Fatalf("the forecast lies outside its interval: %+v", forecast)
				}
				if v := forecast.CourseAt(forecast.Value, 0.3); finite(v) == nil {
					t.Fatalf("the way to %+v is no number: %v", forecast, v)
				}
			}
		}
	})
}

func FuzzJudgements(f *testing.F) {
	f.Add(0.0, 100.0, 10.0, 20.0, 30.0, 40.0, int32(18000), int32(20000), uint8(0))
	f.Add(math.Inf(-1), math.NaN(), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64, 0.0, int32(-1), int32(1), uint8(255))
	f.Fuzz(func(t *testing.T, base, value, a, b, c, d float64, start, deadline int32, kind uint8) {
		target := Target{
			Direction: []Direction{Up, Down}[kind&1], Comparison: []Comparison{AtLeast, LessThan}[kind>>1&1], Value: &value,
			Baseline: []BaselineKind{BaselineValue, BaselineFirstObservation}[kind>>2&1], BaseValue: base,
			Start: Date(start % 40000), Deadline: Date(deadline % 40000), Frequency: []Frequency{Monthly, ""}[kind>>3&1],
			Nature: []Nature{Stock, Flow}[kind>>4&1], Plan: []PlanValue{{Month(Date(start%40000) + 40), d}},
		}
		if kind>>5&1 == 1 {
			target.Breaks = []Date{Date(start%40000) + 60}
		}
		var points []Point
		for i, v := range []float64{a, b, c, d} {
			p := Month(Date(start % 40000).AddMonths(i * 6))
			points = append(points, Point{Period: p, At: p.End, Value: v})
		}
		today := Date(deadline%40000) - 10
		o := ForecastOptions{Method: []string{MethodLinear, MethodLogistic}[kind>>6&1], Ceiling: c}
		numerators := []Part{{Numerator: &a, Denominator: &b}, {Numerator: &c, Denominator: &d}}
		for name, v := range map[string]any{
			"gap": Gap(target, points, today, o), "growth": Growth(target, points, today, GrowthOptions{Limit: &a, Forecast: o}),
			"saturation": Saturation(numerators, nil, 2), "saturation of as many": Saturation(numerators, &base, 2),
			"sum": PartsSum(&value, []*float64{&a, &b, &c}), "mean": MeanScore([]Scored{{Score: &a}, {Parts: []Scored{{Score: &b}, {Score: &c}}}}),
			"standard": Standard(&a, &b, &c),
		} {
			if path := notFinite(reflect.ValueOf(v), name); path != "" {
				t.Fatalf("%s is no number: %+v", path, v)
			}
		}
	})
}
