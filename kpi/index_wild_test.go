package kpi

import (
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
)

// wildIndex is an index of all sorts, right and wrong, with values that no region has.
func wildIndex(r *rand.Rand) (Index, [][]*float64) {
	odd := []float64{0, 1, -1, 1e-300, 1e300, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	number := func() float64 {
		if r.IntN(12) == 0 {
			return odd[r.IntN(len(odd))]
		}
		return math.Round(r.NormFloat64() * 10)
	}
	ids := 0
	x := Index{Root: randomNode(r, &ids, 0, normalisations, aggregations)}
	if x.Low, x.High = 1, 9; r.IntN(3) == 0 {
		x.Low, x.High = number(), number()
	}
	if r.IntN(8) == 0 {
		x.MinShare = number()
	}
	leaves := x.Leaves()
	values := make([][]*float64, len(leaves)+r.IntN(10)/9)
	for i := range values {
		values[i] = make([]*float64, 4+r.IntN(7))
		for j := range values[i] {
			if r.IntN(6) > 0 {
				values[i][j] = num(number())
			}
		}
	}
	for _, n := range leaves {
		n.Treat = r.IntN(2) == 0 && n.Normalisation != Goalposts && n.Normalisation != DistanceToTarget
		if r.IntN(8) == 0 {
			n.Weight = number()
		}
		if n.Normalisation == Goalposts && r.IntN(2) == 0 {
			n.Min, n.Max = num(number()), num(number())
		}
		if n.Target != nil && r.IntN(2) == 0 {
			n.Target = num(number())
		}
	}
	return x, values
}

// sound fails where scores hold a number that is none, or a score and a reason stand together or are both missing.
func sound(t *testing.T, x Index, scores Scores) (scored int) {
	t.Helper()
	if path := notFinite(reflect.ValueOf(scores), "scores"); path != "" {
		t.Fatalf("%s is no number, of %+v", path, x)
	}
	for _, region := range scores.Regions {
		if (region.Score == nil) != (region.Reason != ReasonNone) || (region.Score == nil) != (region.Rank == 0) {
			t.Fatalf("score %v, rank %d, reason %q of %+v", text(region.Score), region.Rank, region.Reason, x)
		}
		if region.Score != nil {
			scored++
		}
		for _, p := range region.Parts {
			if (p.Score == nil) != (p.Reason != ReasonNone) {
				t.Fatalf("part %q has score %v and reason %q of %+v", p.ID, text(p.Score), p.Reason, x)
			}
		}
	}
	return scored
}

func TestNoIndexGivesANumberThatIsNone(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	scored := 0
	for range 3 * rounds {
		x, values := wildIndex(r)
		scored += sound(t, x, x.Score(values))
	}
	if scored < 1000 {
		t.Errorf("only %d regions were scored: the test says little", scored)
	}
}

// Who asks only for the places is told what who asks for everything is.
func TestPlacesAreThoseOfTheScores(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 10))
	for range 3 * rounds {
		x, values := wildIndex(r)
		want := x.Score(values).Regions
		for i := range want {
			want[i].Parts = nil
		}
		if got := x.Places(values); !reflect.DeepEqual(want, got) {
			t.Fatalf("an index would show other ranks than it explains: %+v, explained %+v, of %+v", got, want, x)
		}
	}
}

// Two indicators of five regions each, and a scale, all of any numbers.
func FuzzIndex(f *testing.F) {
	f.Add(1.0, 2.0, 3.0, 4.0, 100.0, 0.1, 0.2, 0.3, math.NaN(), 1e300, 1.0, 100.0, 2.0, uint8(0))
	f.Add(0.0, 0.0, 0.0, 0.0, 1.0, 5e-324, 1e-300, math.MaxFloat64, -math.MaxFloat64, 1.0, 0.0, 1.0, -300.0, uint8(29))
	f.Fuzz(func(t *testing.T, a, b, c, d, e, v, w, x, y, z, low, high, power float64, how uint8) {
		indicator := func(id string, by Normalisation) Node {
			n := Node{ID: id, Weight: 1, Direction: []Direction{Up, Down}[how/30%2], Normalisation: by, Treat: how >= 128}
			switch by {
			case Goalposts:
				n.Min, n.Max, n.Treat = &low, &high, false
			case DistanceToTarget:
				n.Target, n.Treat = &power, false
			}
			return n
		}
		root := group("index", 0, indicator("a", normalisations[how%6]), indicator("b", normalisations[(how+how/6)%6]))
		if root.Aggregation = aggregations[how/6%5]; root.Aggregation == Generalised {
			root.Power = power
		}
		index := Index{Root: root, Low: low, High: high}
		sound(t, index, index.Score([][]*float64{{&a, &b, &c, &d, &e}, {&v, &w, &x, &y, &z}}))
	})
}
