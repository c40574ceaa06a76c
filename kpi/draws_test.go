package kpi

import (
	"math"
	"testing"
)

func TestDrawsAreTheSameEverywhere(t *testing.T) {
	d, x := newDraws(), make([]float64, 2)
	for run, want := range [][]float64{{0.23842319087387442, 0.50092138792625}, {0.06261612482267986, 0.4311712362645682}} {
		d.start(1, run)
		d.fill(x)
		if x[0] != want[0] || x[1] != want[1] {
			t.Errorf("run %d draws %v, want %v: ranges that were published can't be made again", run, x, want)
		}
	}
}

func TestRunsDrawIndependently(t *testing.T) {
	// What a run draws first and second, and what its neighbours draw, must not go together: of 50,000 pairs that don't, a
	// correlation beyond 4.5 / √50,000 comes once in 150,000 tests.
	const runs = 50000
	d, before, x := newDraws(), make([]float64, 3), make([]float64, 3)
	var within, between, mean float64
	for run := range runs {
		d.start(42, run)
		d.fill(x)
		mean += (x[0] - 0.5) / runs
		within += 12 * (x[0] - 0.5) * (x[1] - 0.5) / runs
		if run > 0 {
			for _, was := range before {
				between += 12 * (x[0] - 0.5) * (was - 0.5) / math.Sqrt(3) / runs
			}
		}
		copy(before, x)
	}
	for what, v := range map[string]float64{"mean": mean * math.Sqrt(12), "correlation within runs": within, "correlation between neighbours": between} {
		if math.Abs(v) > 4.5/math.Sqrt(runs) {
			t.Errorf("%s is %v, beyond chance", what, v)
		}
	}
}
