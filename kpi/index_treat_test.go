package kpi

import (
	"math"
	"slices"
	"testing"
)

// The vignette "Outlier Treatment" of COINr treats 1 to 10, 30 and 100: one point is winsorised. It prints seven digits.
func TestTreatmentIsAsInCOINr(t *testing.T) {
	values := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 30, 100}
	treated, report := treat(values)
	for _, test := range []struct {
		name      string
		got, want float64
	}{
		{"skewness before", *report.Before.Skewness, 3.063241}, {"kurtosis before", *report.Before.Kurtosis, 9.741391},
		{"skewness after", *report.After.Skewness, 1.712038}, {"kurtosis after", *report.After.Kurtosis, 1.815781},
	} {
		if math.Abs(test.got-test.want) > 5e-7 {
			t.Errorf("%s is %v, want %v", test.name, test.got, test.want)
		}
	}
	if want := append(values[:11:11], 30); !slices.Equal(treated, want) || !slices.Equal(report.Winsorised, []int{11}) || report.Logarithm || !report.Passes {
		t.Errorf("treated to %v (%+v), want %v", treated, report, want)
	}
}

// The tests of COINr (test-treat.R) treat 1 to 10 and 100: the outlier becomes 10.
func TestTreatmentMovesOutliersToTheNextValue(t *testing.T) {
	tests := map[string]struct {
		values, want []float64
		moved        []int
	}{
		"an outlier above": {[]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100}, []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10}, []int{10}},
		"an outlier below": {[]float64{-80, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []float64{1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, []int{0}},
		"two that are equal move together": {
			[]float64{90, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 90}, []float64{6, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 4, 4, 4, 5, 5, 5, 6, 6, 6}, []int{0, 20},
		},
		"many ones are no outliers":  {ones(50, 7), ones(50, 7), nil}, // skewness 2.14, kurtosis 2.68
		"none":                       {[]float64{1, 2, 3, 4, 5}, []float64{1, 2, 3, 4, 5}, nil},
		"fewer than four":            {[]float64{1, 2, 1000}, []float64{1, 2, 1000}, nil},
		"all equal":                  {[]float64{7, 7, 7, 7, 7}, []float64{7, 7, 7, 7, 7}, nil},
		"numbers too large to judge": {[]float64{1, 2, 3, 4, 1e300}, []float64{1, 2, 3, 4, 1e300}, nil},
	}
	for name, test := range tests {
		treated, report := treat(test.values)
		if !slices.Equal(treated, test.want) || !slices.Equal(report.Winsorised, test.moved) || report.Logarithm || !report.Passes {
			t.Errorf("%s: %v became %v (%+v)", name, test.values, treated, report)
		}
	}
}

// ones are n values, every so-manieth of which is 1 and the others 0.
func ones(n, every int) []float64 {
	values := make([]float64, n)
	for i := every; i < n; i += every {
		values[i] = 1
	}
	return values
}

func TestTreatmentMovesFivePointsAtMost(t *testing.T) {
	var values []float64
	for i := range 60 {
		values = append(values, float64(i%10))
	}
	if _, report := treat(append(slices.Clone(values), 100, 200, 400, 800, 1600)); report.Logarithm || len(report.Winsorised) != 5 {
		t.Errorf("treated as %+v, want the five highest moved", report)
	}
	values = append(values, 100, 200, 400, 800, 1600, 3200) // moving all six would do
	if _, report := treat(values); !report.Logarithm {
		t.Errorf("treated as %+v, want logarithms: six points were moved", report)
	}
}

func TestTreatmentTakesLogarithmsOfWhatIsLeft(t *testing.T) {
	values := []float64{math.NaN()}
	for i := range 60 {
		values = append(values, float64(i)/10)
	}
	values = append(values, 1000, 2000, 4000, 8000, 16000, 32000, 64000) // too many to move
	treated, report := treat(values)
	if !report.Logarithm || report.Winsorised != nil {
		t.Fatalf("treated as %+v, and should be by logarithm, of values that were not moved", report)
	}
	for i, v := range values {
		if want := math.Log(v - 0 + 0.01*64000); math.IsNaN(v) != math.IsNaN(treated[i]) || math.Abs(treated[i]-want) > 1e-9 {
			t.Errorf("%v becomes %v, want %v", v, treated[i], want)
		}
	}
	mirrored := make([]float64, len(values))
	for i, v := range values {
		mirrored[i] = -v
	}
	left, _ := treat(mirrored)
	for i := range left {
		if !math.IsNaN(values[i]) && math.Abs(left[i]+treated[i]) > 1e-9 {
			t.Errorf("%v becomes %v, and mirrored %v: a tail to the left is not treated as one to the right", values[i], treated[i], left[i])
		}
	}
}

// One region online and all others not: moving the one would make all equal, and the indicator would say nothing.
func TestTreatmentNeverMakesAllValuesEqual(t *testing.T) {
	values := make([]float64, 30)
	values[4] = 1
	x := alone(Node{Treat: true})
	scores := x.Score([][]*float64{column(values...)})
	for r, region := range scores.Regions {
		if want := values[r] * 100; region.Score == nil || math.Abs(*region.Score-want) > 1e-9 {
			t.Errorf("region %d has %v, want %v", r, region.Score, want)
		}
	}
	if scores.Scales[0].Treatment == nil || !scores.Scales[0].Treatment.Logarithm {
		t.Errorf("the treatment is not told: %+v", scores.Scales[0].Treatment)
	}
}

// Sums that differ in their last digit have a skew like any others, and a logarithm would make a gap of it.
func TestTreatmentLeavesRoundingAlone(t *testing.T) {
	values := make([]float64, 30)
	for i := range values {
		values[i] = 0.3
	}
	values[4] = rounded
	for r, region := range alone(Node{Treat: true}).Score([][]*float64{column(values...)}).Regions {
		if region.Score != nil || region.Reason != ReasonNoSpread {
			t.Errorf("region %d has %v (%q), want no_spread", r, text(region.Score), region.Reason)
		}
	}
	for i := 0; i < 15; i++ {
		values[i] = rounded // half of them: moving the 5 to these would leave rounding alone, which passes
	}
	values[9] = 5
	for r, region := range alone(Node{Treat: true}).Score([][]*float64{column(values...)}).Regions {
		if want := map[int]float64{9: 100}[r]; region.Score == nil || math.Abs(*region.Score-want) > 1e-9 {
			t.Errorf("region %d has %v, want %v", r, text(region.Score), want)
		}
	}
}

func TestPartsTellWhatWasTreated(t *testing.T) {
	x := alone(Node{Treat: true})
	regions := x.Score([][]*float64{column(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 100)}).Regions
	if p := regions[10].Parts[0]; *p.Value != 100 || p.Treated == nil || *p.Treated != 10 || *p.Score != 100 {
		t.Errorf("the outlier's part is %+v, want value 100, treated to 10", p)
	}
	if p := regions[9].Parts[0]; p.Treated != nil || *p.Score != 100 {
		t.Errorf("a part that was left alone is %+v", p)
	}
}
