package kpi

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSensitivityByHand(t *testing.T) {
	// Two regions and two weights: 60 and 40 against 51 and 50. The edition has the second ahead (50.5 to 50). It falls
	// behind where 60u + 40v > 51u + 50v, that is 9u > 10v, and then both regions have moved by one place: y is 0 or 1.
	// With u, v in 0.75 … 1.25: 1 where v < 0.9u, a triangle with corners u = 0.8333 and 1.25, v = 0.75 and 1.125:
	// 0.41667 · 0.375 / 2 = 0.078125 of 0.25, so 0.3125. V = 0.3125 · 0.6875 = 0.21484.
	x, values := pair(1, 1), [][]*float64{column(60, 51), column(40, 50)}
	got := Sensitivity(x, values, only(MonteCarlo{Runs: 20000, Seed: 1, Workers: 2}), false)
	if len(got.Effects) != 2 || got.Effects[0].Of != "a" || got.Effects[1].Of != "b" || !got.Effects[0].Weight || got.Runs != 80000 {
		t.Fatalf("%+v, want the effects of two weights from 80,000 runs", got)
	}
	near := func(got, want, by float64) bool { return got > want-by && got < want+by }
	if !near(got.Shift, 0.3125, 0.01) {
		t.Errorf("mean shift %v, want 0.3125", got.Shift)
	}
	// Given u, y's mean is p(u) = (0.9u − 0.75) / 0.5 from u = 0.8333 on: linear from 0 to 0.75 over 5/6 of the draws. Its
	// mean square is 5/6 · 0.75² / 3 = 0.15625, so of u alone (0.15625 − 0.3125²) / V = 0.27273. Given v it is
	// (1.25 − v / 0.9) / 0.5 below v = 1.125: linear from 0.8333 to 0 over 3/4 of the draws; mean square
	// 0.75 · 0.8333² / 3 = 0.173611; of v alone 0.35354. What they explain together is in both totals.
	first := []float64{0.272727, 0.353535}
	for i, e := range got.Effects {
		if !near(e.First, first[i], 0.02) || !near(e.Total, 1-first[1-i], 0.02) {
			t.Errorf("%s explains %.4f alone and %.4f in all, want %.4f and %.4f", e.Of, e.First, e.Total, first[i], 1-first[1-i])
		}
	}
}

func TestSensitivityNamesWhatIsInDoubt(t *testing.T) {
	x, values := district(20)
	x.Root.Children[0].Children[0] = Node{ID: "pair", Weight: 1, Children: []Node{
		{ID: "left", Weight: 1, Direction: Up}, {ID: "right", Weight: 1, Direction: Up}}}
	values = append([][]*float64{values[0]}, values...)
	of := func(s Sensitive) (names []string) {
		for _, e := range s.Effects {
			names = append(names, e.Of)
		}
		return names
	}
	top := []string{"normalisation", "aggregation", "group0", "group1", "group2", "group3", "group4", "group5"}
	if got := of(Sensitivity(x, values, MonteCarlo{Runs: 20}, false)); !cmp.Equal(got, top) {
		t.Errorf("effects of %v, want %v", got, top)
	}
	every := slices.Insert(slices.Clone(top), 3, "pair")
	if got := of(Sensitivity(x, values, MonteCarlo{Runs: 20}, true)); !cmp.Equal(got, every) {
		t.Errorf("effects of %v, want %v", got, every)
	}
	if got := of(Sensitivity(x, values, MonteCarlo{Runs: 20, Spread: num(0)}, true)); !cmp.Equal(got, top[:2]) {
		t.Errorf("without weights in doubt effects of %v, want %v", got, top[:2])
	}
	a, b := Sensitivity(x, values, MonteCarlo{Runs: 30, Seed: 9}, true), Sensitivity(x, values, MonteCarlo{Runs: 30, Seed: 9, Workers: 3}, true)
	if diff := cmp.Diff(a, b); diff != "" {
		t.Errorf("three workers give another result (-one +three):\n%s", diff)
	}
}

func TestWhySensitivityHasNoEffects(t *testing.T) {
	apart := [][]*float64{column(90, 10), column(90, 10)}
	tests := map[string]struct {
		got  Sensitive
		want Reason
	}{
		"nothing moves anybody":  {Sensitivity(pair(1, 1), apart, MonteCarlo{Runs: 20}, false), ReasonNoSpread},
		"nothing is in doubt":    {Sensitivity(pair(1, 1), apart, only(MonteCarlo{Runs: 20, Spread: num(0)}), false), ReasonNoSpread},
		"nobody has a score":     {Sensitivity(pair(1, 1), make([][]*float64, 2), MonteCarlo{Runs: 20}, false), ReasonNoData},
		"the index has no parts": {Sensitivity(Index{}, nil, MonteCarlo{Runs: 20}, false), ReasonNotApplicable},
	}
	for name, test := range tests {
		if test.got.Reason != test.want || test.got.Effects != nil {
			t.Errorf("%s: %+v, want %s", name, test.got, test.want)
		}
	}
}
