package kpi

import (
	gocmp "cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// figuresOf are figures of months in a row from January 2023; gap leaves one out.
func figuresOf(values ...float64) []Figure {
	var figures []Figure
	for i, v := range values {
		if !math.IsNaN(v) {
			figures = append(figures, Figure{Period: Month(day("2023-01-01").AddMonths(i)), Value: v})
		}
	}
	return figures
}

// told is signals in short: the period's last month, what was seen and what was expected.
func toldOf(signals []Signal) []string {
	list := []string{}
	for _, s := range signals {
		list = append(list, fmt.Sprintf("%s %g not %g", s.Period.End.String()[:7], s.Seen, s.Expected))
	}
	return list
}

var gap = math.NaN() // leaves a month out

func TestFlat(t *testing.T) {
	percent := Bounds{num(0), num(100)}
	for name, tt := range map[string]struct {
		figures []Figure
		f       Frequency
		bounds  Bounds
		want    []string // span and periods
	}{
		"six months":                       {figures: figuresOf(40, 41, 41, 41, 41, 41, 41), want: []string{"2023-02-01..2023-07-31 6"}},
		"five are too few":                 {figures: figuresOf(40, 41, 41, 41, 41, 41, 42)},
		"the whole row is one signal":      {figures: figuresOf(41, 41, 41, 41, 41, 41, 41, 41), want: []string{"2023-01-01..2023-08-31 8"}},
		"a row that has ended":             {figures: figuresOf(7, 7, 7, 7, 7, 7, 8, 9), want: []string{"2023-01-01..2023-06-30 6"}},
		"two rows":                         {figures: figuresOf(7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8), want: []string{"2023-01-01..2023-06-30 6", "2023-07-01..2023-12-31 6"}},
		"a month without a figure ends it": {figures: figuresOf(41, 41, 41, gap, 41, 41, 41)},
		"nothing has begun":                {figures: figuresOf(0, 0, 0, 0, 0, 0, 0)},
		"at the ceiling":                   {figures: figuresOf(100, 100, 100, 100, 100, 100), bounds: percent},
		"just below it":                    {figures: figuresOf(99.5, 99.5, 99.5, 99.5, 99.5, 99.5), bounds: percent, want: []string{"2023-01-01..2023-06-30 6"}},
		"at the floor":                     {figures: figuresOf(-1, -1, -1, -1, -1, -1), bounds: Bounds{Min: num(-1)}},
		"all there are":                    {figures: withParts(figuresOf(41, 41, 41, 41, 41, 41), 41, 41)},
		"not all there are":                {figures: withParts(figuresOf(41, 41, 41, 41, 41, 41), 41, 50), want: []string{"2023-01-01..2023-06-30 6"}},
		"a quiet week is nothing":          {figures: daysOf(7, 5), f: Daily},
		"a quiet quarter is":               {figures: daysOf(90, 5), f: Daily, want: []string{"2023-01-01..2023-03-31 90"}},
		"six years":                        {figures: []Figure{yearOf(2017, 3), yearOf(2018, 3), yearOf(2019, 3), yearOf(2020, 3), yearOf(2021, 3), yearOf(2022, 3)}, f: Yearly, want: []string{"2017-01-01..2022-12-31 6"}},
		"a year to date that stands":       {figures: sinceJanuary(2, 9, 9, 9, 9, 9, 9), want: []string{"2023-01-01..2023-07-31 6"}},
		"years to date begin anew":         {figures: append(sinceJanuary(9, 9, 9), figuresOf(gap, gap, gap, 9, 9, 9)...)},
		"one figure":                       {figures: figuresOf(4)},
		"none":                             {},
	} {
		t.Run(name, func(t *testing.T) {
			f := tt.f
			if f == "" {
				f = Monthly
			}
			var got []string
			for _, s := range Flat(tt.figures, f, tt.bounds, SignalOptions{}) {
				got = append(got, fmt.Sprintf("%s %g", s.Period, s.Size))
				if s.Kind != SignalFlat || s.Seen != s.Expected || s.Limit != 6 {
					t.Errorf("a flat row is told as %+v", s)
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("flat rows (-want +got):\n%s", diff)
			}
		})
	}
	if got := Flat(figuresOf(4, 4, 4, 4), Monthly, Bounds{}, SignalOptions{FlatPeriods: 4}); len(got) != 1 || got[0].Limit != 4 {
		t.Errorf("four equal months, of which four were to be told, gave %v", got)
	}
}

func withParts(figures []Figure, numerator, denominator float64) []Figure {
	for i := range figures {
		figures[i].Numerator, figures[i].Denominator = &numerator, &denominator
	}
	return figures
}

func daysOf(n int, v float64) []Figure {
	figures := make([]Figure, n)
	for i := range figures {
		d := day("2023-01-01").AddDays(i)
		figures[i] = Figure{Period: Period{d, d}, Value: v}
	}
	return figures
}

func yearOf(y int, v float64) Figure {
	p := year(y, v).Period
	return Figure{Period: p, Value: v}
}

func sinceJanuary(values ...float64) []Figure {
	figures := figuresOf(values...)
	for i := range figures {
		figures[i].Period.Start = day("2023-01-01")
	}
	return figures
}

func TestRoundJump(t *testing.T) {
	for name, tt := range map[string]struct {
		figures []Figure
		bounds  Bounds
		want    []string
	}{
		// Changes 1 2 1 1 2 1 3 and 15: the median of the eight is 1.5, and 15 is ten times as much. 45 + 1.5 was to come.
		"to 60 in September":     {figures: figuresOf(34, 35, 37, 38, 39, 41, 42, 45, 60), want: []string{"2023-09 60 not 46.5"}},
		"not in August":          {figures: figuresOf(33, 34, 35, 37, 38, 39, 45, 60, 61)},
		"not to 61":              {figures: figuresOf(34, 35, 37, 38, 39, 41, 42, 45, 61)},
		"downwards too":          {figures: figuresOf(66, 65, 64, 63, 62, 61, 60, 59, 40), want: []string{"2023-09 40 not 58"}},
		"a step as always":       {figures: figuresOf(10, 21, 30, 41, 52, 60, 71, 82, 90)},
		"small beside the value": {figures: figuresOf(91, 91, 91, 91, 91, 91, 91, 91, 100)},
		"great beside the value, in a series that stood": {figures: figuresOf(31, 31, 31, 31, 31, 31, 31, 31, 40), want: []string{"2023-09 40 not 31"}},
		"one more of a few is no jump":                   {figures: figuresOf(9, 9, 9, 9, 9, 9, 9, 9, 10)},
		"100 per cent is all, not round":                 {figures: figuresOf(34, 35, 37, 38, 39, 41, 42, 45, 100), bounds: Bounds{Max: num(100)}},
		"too few changes to know":                        {figures: figuresOf(gap, gap, gap, 38, 39, 41, 42, 45, 60)},
		"after a gap":                                    {figures: figuresOf(34, 35, 37, 38, 39, 41, 42, gap, 60)},
	} {
		t.Run(name, func(t *testing.T) {
			got := RoundJump(tt.figures, tt.bounds, 1, SignalOptions{})
			if tt.want == nil {
				tt.want = []string{}
			}
			if diff := cmp.Diff(tt.want, toldOf(got)); diff != "" {
				t.Errorf("jumps (-want +got):\n%s", diff)
			}
		})
	}
	if got := RoundJump(figuresOf(34, 35, 37, 38, 39, 41, 42, 45, 60), Bounds{}, 0, SignalOptions{}); got[0].Size != 10 || got[0].Limit != 4 {
		t.Errorf("the jump is told as %+v; it is ten times the usual change, of which four are allowed", got[0])
	}
	for _, v := range []float64{10, 40, 90, 100, 150, 900, 1200, 12300, 125000, 2e9, -40} {
		if !round(v) {
			t.Errorf("%v is not taken for round", v)
		}
	}
	for _, v := range []float64{0, 5, 9, 11, 45, 155, 1210, 12340, 125100, 40.5, 0.9, 1e18} {
		if round(v) {
			t.Errorf("%v is taken for round", v)
		}
	}
}

func TestOutlier(t *testing.T) {
	steady := []float64{50, 52, 51, 53, 55, 54, 56, 58, 57, 59, 61, 60, 62, 64}
	with := func(at int, v float64) []float64 {
		changed := append([]float64{}, steady...)
		changed[at] = v
		return changed
	}
	for name, tt := range map[string]struct {
		figures []Figure
		f       Frequency
		step    float64 // 0: 1; less than 0: not known
		want    []string
	}{
		"steady with noise": {figures: figuresOf(steady...)},
		// The changes are 2, −1, 2, 2, −1, 2 … with a median of 2, also those near it.
		"a digit too many":                  {figures: figuresOf(with(8, 570)...), want: []string{"2023-09 570 not 60"}},
		"a digit too few":                   {figures: figuresOf(with(8, 6)...), want: []string{"2023-09 6 not 60"}},
		"in the last month":                 {figures: figuresOf(with(13, 640)...), want: []string{"2024-02 640 not 64"}},
		"it stays there":                    {figures: figuresOf(50, 52, 51, 53, 55, 54, 56, 558, 557, 559, 561, 560, 562), want: []string{"2023-08 558 not 58"}},
		"a steady rise":                     {figures: figuresOf(1, 11, 21, 31, 41, 51, 61, 71, 81, 91, 101, 111, 121, 131)},
		"one that speeds up":                {figures: figuresOf(1, 1, 2, 2, 3, 5, 8, 12, 18, 27, 40, 60, 90, 135, 200, 300, 450)},
		"an S":                              {figures: figuresOf(0, 0, 0, 0, 1, 3, 8, 20, 40, 60, 75, 85, 90, 92, 93, 93), step: -1},
		"flat but for one":                  {figures: figuresOf(41, 41, 41, 41, 41, 41, 410, 41, 41, 41, 41, 41), want: []string{"2023-07 410 not 41"}},
		"a share that falls by a quarter":   {figures: figuresOf(95, 95.2, 94.8, 95.1, 94.9, 95, 95.2, 94.8, 95, 95.1, 94.9, 95, 72), step: -1, want: []string{"2024-01 72 not 95.1"}},
		"and one that falls by a tenth":     {figures: figuresOf(95, 95.2, 94.8, 95.1, 94.9, 95, 95.2, 94.8, 95, 95.1, 94.9, 95, 86), step: -1},
		"a small step of a flat count":      {figures: figuresOf(41, 41, 41, 41, 41, 41, 46, 46, 46, 46, 46, 46)},
		"a count that is mostly 0":          {figures: figuresOf(0, 0, 1, 0, 0, 2, 0, 0, 0, 5, 0, 0)},
		"all equal":                         {figures: figuresOf(5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5)},
		"nothing but one, no count":         {figures: figuresOf(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7), step: -1},
		"one of five services more":         {figures: figuresOf(20, 20, 20, 20, 20, 40, 40, 40, 40, 40, 40, 60), step: 20},
		"one of a hundred, and then twenty": {figures: figuresOf(20, 21, 21, 21, 22, 22, 42, 42, 42, 43, 43, 43), step: 1, want: []string{"2023-07 42 not 22"}},
		"eleven are too few":                {figures: figuresOf(50, 52, 51, 53, 55, 540, 56, 58, 57, 59, 61)},
		"what follows a gap is not held against what was before": {figures: figuresOf(50, 52, 51, 53, 55, 54, gap, 580, 577, 579, 581, 580, 582)},
		"quarters in a series of months have no place":           {figures: append(figuresOf(steady...), Figure{Period: Period{day("2023-01-01"), day("2023-03-31")}, Value: 1500})},
	} {
		t.Run(name, func(t *testing.T) {
			f := tt.f
			if f == "" {
				f = Monthly
			}
			if tt.want == nil {
				tt.want = []string{}
			}
			if diff := cmp.Diff(tt.want, toldOf(Outlier(tt.figures, f, max(0, gocmp.Or(tt.step, 1)), SignalOptions{}))); diff != "" {
				t.Errorf("outliers (-want +got):\n%s", diff)
			}
		})
	}
	// Of 41 and one 410 all changes but two are 0, so a deviation is a fiftieth of 41, or one case, which is more: 369 / 1.
	if got := Outlier(figuresOf(41, 41, 41, 41, 41, 41, 410, 41, 41, 41, 41, 41), Monthly, 1, SignalOptions{})[0]; math.Abs(got.Size-369) > 1e-9 || got.Limit != 5 {
		t.Errorf("a tenfold value is told as %+v; it is 369 deviations away", got)
	}
}

func TestMiddleIsTheMedian(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	for range rounds {
		values := make([]float64, 1+r.IntN(30))
		for i := range values {
			values[i] = float64(r.IntN(1 + r.IntN(40)))
		}
		ordered := slices.Sorted(slices.Values(values))
		want := percentile(ordered, 0.5)
		if got := middle(values); math.Abs(got-want) > 1e-12 {
			t.Fatalf("the middle of %v is %v, not %v", values, got, want)
		}
	}
}
