package kpi

import (
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// alike allows for rounding in large numbers too.
var alike = cmpopts.EquateApprox(1e-9, 1e-9)

// tame makes a series as a region might have it: at least five months or years in a row, and a target with a dated
// baseline, one better than the other.
func tame(r *rand.Rand) (Target, []Point, Date) {
	base := 15 + 40*r.Float64()
	t := Target{
		Direction: []Direction{Up, Down}[r.IntN(2)], Frequency: []Frequency{Monthly, Yearly}[r.IntN(2)],
		Baseline: BaselineValue, BaseValue: base, Start: day("2015-12-31"), Deadline: day("2030-12-31"),
	}
	t.Comparison = map[Direction]Comparison{Up: AtLeast, Down: AtMost}[t.Direction]
	t.Value = num(base + t.Direction.Sign()*(5+r.Float64()*4))
	if r.IntN(2) == 0 {
		t.Plan = []PlanValue{{year(2020, 0).Period, base + t.Direction.Sign()*r.Float64()*5}}
	}
	var points []Point
	for i := range 5 + r.IntN(8) {
		v := base + t.Direction.Sign()*(r.Float64()*14-5)
		if t.Frequency == Monthly {
			points = append(points, month(day("2019-01-01").AddMonths(i).String(), v))
		} else {
			points = append(points, year(2016+i, v))
		}
	}
	return t, points, day("2028-06-30")
}

// measured gives a target and its series in another unit.
func measured(t Target, points []Point, by func(float64) float64) (Target, []Point) {
	t.Value, t.BaseValue = num(by(*t.Value)), by(t.BaseValue)
	plan := t.Plan
	t.Plan = nil
	for _, p := range plan {
		t.Plan = append(t.Plan, PlanValue{p.Period, by(p.Value)})
	}
	other := make([]Point, len(points))
	for i, p := range points {
		p.Value = by(p.Value)
		other[i] = p
	}
	return t, other
}

// judgement is what no choice of a unit may change.
type judgement struct {
	State                           State
	Reason                          Reason
	Ratio, Attainment, Elapsed      *float64
	Score                           *float64
	AchievedOn, ReachedOn           Date
	Probability, RequiredByObserved *float64
}

func judgementOf(p Progress) judgement {
	j := judgement{State: p.State, Reason: p.Reason, Ratio: p.Ratio, Attainment: p.Attainment, Elapsed: p.Elapsed, Score: p.Score, AchievedOn: p.AchievedOn}
	if p.Forecast != nil {
		j.ReachedOn, j.Probability = p.Forecast.ReachedOn, p.Forecast.Probability
	}
	if p.RequiredPace != nil && p.ObservedPace != nil {
		j.RequiredByObserved = quotient(*p.RequiredPace, *p.ObservedPace)
	}
	return j
}

func TestAnotherUnitChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	thousands := func(v float64) float64 { return v * 1024 } // exact, so that days don't move
	for range rounds / 3 {
		target, points, today := tame(r)
		scaled, others := measured(target, points, thousands)
		limit, scaledLimit := num(30), num(30*1024)
		for name, pair := range map[string][2]Progress{
			"gap": {Gap(target, points, today, ForecastOptions{}), Gap(scaled, others, today, ForecastOptions{})},
			"gap, logistic": {
				Gap(target, points, today, ForecastOptions{Method: MethodLogistic}),
				Gap(scaled, others, today, ForecastOptions{Method: MethodLogistic, Ceiling: 100 * 1024}),
			},
			"growth": {Growth(target, points, today, GrowthOptions{}), Growth(scaled, others, today, GrowthOptions{})},
			"growth without a target": {
				Growth(target.unless(true), points, today, GrowthOptions{Limit: limit}),
				Growth(scaled.unless(true), others, today, GrowthOptions{Limit: scaledLimit}),
			},
		} {
			if diff := cmp.Diff(judgementOf(pair[0]), judgementOf(pair[1]), alike); diff != "" {
				t.Fatalf("%s: the unit decides (-one +1,024 of it):\n%s", name, diff)
			}
		}
	}
}

// A share that is to rise and the share of the rest that is to fall are one thing seen from both sides.
func TestTheOtherSideOfAShareIsJudgedAlike(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	turn := map[Direction]Direction{Up: Down, Down: Up}
	compare := map[Comparison]Comparison{AtLeast: AtMost, AtMost: AtLeast}
	for range rounds / 3 {
		target, points, today := tame(r)
		rest, others := measured(target, points, func(v float64) float64 { return 100 - v })
		rest.Direction, rest.Comparison = turn[target.Direction], compare[target.Comparison]
		for _, method := range []string{MethodLinear, MethodLogistic} {
			o := ForecastOptions{Method: method}
			one, other := Gap(target, points, today, o), Gap(rest, others, today, o)
			a, b := judgementOf(one), judgementOf(other)
			if d := a.ReachedOn.Sub(b.ReachedOn); d >= -1 && d <= 1 { // rounding may move what falls on midnight
				a.ReachedOn = b.ReachedOn
			}
			if diff := cmp.Diff(a, b, alike); diff != "" {
				t.Fatalf("%s: the side decides (-share +rest) of %+v %v:\n%s", method, target, points, diff)
			}
			f, g := one.Forecast, other.Forecast
			if !cmp.Equal([]float64{f.Value, f.Low, f.High}, []float64{100 - g.Value, 100 - g.High, 100 - g.Low}, alike) {
				t.Fatalf("%s: forecast %+v, of the rest %+v", method, f, g)
			}
		}
	}
}

// Of negative values the growth points the other way, and so do both directions.
func TestGrowthOfNegativeValuesIsMirrored(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	turn := map[Direction]Direction{Up: Down, Down: Up}
	compare := map[Comparison]Comparison{AtLeast: AtMost, AtMost: AtLeast}
	for range rounds / 3 {
		target, points, today := tame(r)
		negative, others := measured(target, points, func(v float64) float64 { return -v })
		negative.Direction, negative.Comparison = turn[target.Direction], compare[target.Comparison]
		limit, below := num(30), num(-30)
		for name, pair := range map[string][2]Progress{
			"with a target": {Growth(target, points, today, GrowthOptions{}), Growth(negative, others, today, GrowthOptions{})},
			"without": {
				Growth(target.unless(true), points, today, GrowthOptions{Limit: limit}),
				Growth(negative.unless(true), others, today, GrowthOptions{Limit: below}),
			},
		} {
			if diff := cmp.Diff(judgementOf(pair[0]), judgementOf(pair[1]), alike); diff != "" {
				t.Fatalf("growth %s depends on the sign:\n%s", name, diff)
			}
		}
	}
}

func TestABetterValueIsNeverWorse(t *testing.T) {
	rank := map[State]int{Worsening: 0, OffTrack: 1, Behind: 2, OnTrack: 3, Achieved: 4}
	growth := map[State]int{Deterioration: 0, Limited: 1, Moderate: 2, Substantial: 3, Achieved: 4}
	r := rand.New(rand.NewPCG(17, 18))
	for range rounds {
		target, points, today := tame(r)
		better := append([]Point(nil), points...)
		better[len(better)-1].Value += target.Direction.Sign() * r.Float64() * 3
		before, after := Gap(target, points, today, ForecastOptions{}), Gap(target, better, today, ForecastOptions{})
		if rank[after.State] < rank[before.State] || *after.Attainment < *before.Attainment {
			t.Fatalf("better, and yet %s after %s: %+v %v", after.State, before.State, target, points)
		}
		for _, asked := range []Target{target, target.unless(true)} {
			o := GrowthOptions{Limit: num(30)}
			before, after = Growth(asked, points, today, o), Growth(asked, better, today, o)
			if growth[after.State] < growth[before.State] || *after.Score < *before.Score-1e-4 { // the published pieces meet to four decimals
				t.Fatalf("better, and yet %s (%v) after %s (%v): %+v %v", after.State, *after.Score, before.State, *before.Score, asked, points)
			}
		}
	}
}

func TestWhatComesLaterChangesNoMethod(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	for range rounds / 3 {
		target, points, today := wild(r)
		known := target
		known.Breaks = nil
		for _, b := range target.Breaks {
			if b <= today {
				known.Breaks = append(known.Breaks, b)
			}
		}
		var then []Point
		for _, p := range points {
			if p.At <= today {
				then = append(then, p)
			}
		}
		logistic := ForecastOptions{Method: MethodLogistic}
		for name, judge := range map[string]func(Target, []Point) Progress{
			"gap":    func(t Target, p []Point) Progress { return Gap(t, p, today, logistic) },
			"growth": func(t Target, p []Point) Progress { return Growth(t, p, today, GrowthOptions{}) },
		} {
			if diff := cmp.Diff(judge(known, then), judge(target, points)); diff != "" {
				t.Fatalf("%s: what came later changes what was true on %s (-then +now):\n%s", name, today, diff)
			}
		}
	}
}

func TestPointsAreNotChanged(t *testing.T) {
	r := rand.New(rand.NewPCG(21, 22))
	for range rounds / 3 {
		target, points, today := wild(r)
		if r.IntN(2) == 0 {
			target, points, today = tame(r)
		}
		kept, breaks := append([]Point(nil), points...), append([]Date(nil), target.Breaks...)
		Gap(target, points, today, ForecastOptions{Method: MethodLogistic})
		Growth(target, points, today, GrowthOptions{})
		same := func(a, b Point) bool {
			return a.Period == b.Period && a.At == b.At && (a.Value == b.Value || a.Value != a.Value)
		}
		for i := range points {
			if !same(points[i], kept[i]) {
				t.Fatalf("a method changed the series that it was asked of: %v, was %v", points, kept)
			}
		}
		if !reflect.DeepEqual(breaks, append([]Date(nil), target.Breaks...)) {
			t.Fatal("a method changed the breaks")
		}
	}
}
