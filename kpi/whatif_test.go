package kpi

import (
	"errors"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func placed(score float64, rank int) Place { return Place{Score: &score, Rank: rank} }

func TestWhatIfByHand(t *testing.T) {
	// Weights 3 and 1. Scores: 0.75 · 40 + 0.25 · 80 = 50, 60, 0.75 · 20 + 0.25 · 100 = 40.
	x, values := pair(3, 1), [][]*float64{column(40, 60, 20), column(80, 60, 100)}
	ends := Index{Root: Node{ID: "index", Children: []Node{{ID: "a", Weight: 3, Direction: Up}, {ID: "b", Weight: 1, Direction: Down}}}}
	tests := []struct {
		name    string
		index   Index
		values  [][]*float64
		changes []Change
		want    []Moved
	}{
		{"nothing", x, values, nil, nil},
		{"the same value", x, values, []Change{{"a", 0, num(40)}}, nil},
		{"first by 60 · 0.75 + 20", x, values, []Change{{"a", 0, num(60)}},
			[]Moved{{0, placed(50, 2), placed(65, 1)}, {1, placed(60, 1), placed(60, 2)}}},
		{"a tie at 60", x, values, []Change{{"b", 0, num(120)}, {"a", 0, num(140.0 / 3)}}, // clamped to 100: 35 + 25
			[]Moved{{0, placed(50, 2), placed(60, 1)}}},
		{"the later of two changes counts", x, values, []Change{{"a", 2, num(99)}, {"a", 2, num(24)}},
			[]Moved{{2, placed(40, 3), placed(43, 3)}}},
		{"a value less: one part of two is too few", x, values, []Change{{"a", 1, nil}},
			[]Moved{{0, placed(50, 2), placed(50, 1)}, {1, placed(60, 1), Place{Reason: ReasonTooFewParts}}, {2, placed(40, 3), placed(40, 2)}}},
		{"no value at all", x, values, []Change{{"a", 2, nil}, {"b", 2, nil}},
			[]Moved{{2, placed(40, 3), Place{Reason: ReasonNoData}}}},
		{"a first value", x, [][]*float64{{num(40), num(60)}, {num(80), nil}}, []Change{{"b", 1, num(60)}},
			[]Moved{{0, placed(50, 1), placed(50, 2)}, {1, Place{Reason: ReasonTooFewParts}, placed(60, 1)}}},
		{"a region that has no score before and after does not move", x, [][]*float64{{num(40), num(60), nil}, {num(80), num(60), nil}}, []Change{{"a", 0, num(44)}},
			[]Moved{{0, placed(50, 2), placed(53, 2)}}},
		// Over the regions: a is 0, 100 and 50, and b, of which less is better, 100, 0 and 50: 25, 75 and 50. With 30 in
		// place of 10, a is 100, 33⅓ and 0.
		{"a new best lowers the others", ends, [][]*float64{column(10, 20, 15), column(1, 3, 2)}, []Change{{"a", 0, num(30)}},
			[]Moved{{0, placed(25, 3), placed(100, 1)}, {1, placed(75, 1), placed(25, 2)}, {2, placed(50, 2), placed(12.5, 3)}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := WhatIf(test.index, test.values, test.changes)
			if diff := cmp.Diff(test.want, got, near); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
		})
	}
}

func TestWhatIfIsWhatComesTrue(t *testing.T) {
	// What if tells of every region what the index says of it once the values are there, and nothing of the others.
	random := rand.New(rand.NewPCG(8, 8))
	x, values := district(30)
	for i, by := range []Normalisation{"", ZScore, PercentileRank, Borda} {
		for j := range x.Root.Children[i].Children {
			x.Root.Children[i].Children[j].Normalisation = by
		}
	}
	x.Root.Children[0].Children[0].Treat = true
	before, leaves := x.Score(values), x.Leaves()
	for range 100 {
		var changes []Change
		for range random.IntN(4) {
			c := Change{Indicator: leaves[random.IntN(len(leaves))].ID, Region: random.IntN(30)}
			if random.IntN(3) > 0 {
				c.Value = num(3 * random.NormFloat64())
			}
			changes = append(changes, c)
		}
		after := x.Score(changed(x, values, changes))
		want := map[int]Moved{}
		place := func(r RegionScore) Place { return Place{r.Score, r.Rank, r.Reason} }
		for r := range before.Regions {
			m := Moved{r, place(before.Regions[r]), place(after.Regions[r])}
			if !cmp.Equal(m.Before, m.After) {
				want[r] = m
			}
		}
		got, err := WhatIf(x, values, changes)
		if err != nil {
			t.Fatal(err)
		}
		told := map[int]Moved{}
		for _, m := range got {
			told[m.Region] = m
		}
		if diff := cmp.Diff(want, told, near); diff != "" {
			t.Fatalf("what if %v (-comes true +told):\n%s", changes, diff)
		}
	}
}

func TestWhatIfOfWhatIsNotThere(t *testing.T) {
	values := [][]*float64{column(1), column(2)}
	for name, test := range map[string]struct {
		index  Index
		change Change
		says   string
	}{
		"indicator": {pair(1, 1), Change{"c", 0, nil}, `try c: the index "index" has no such indicator`},
		"group":     {pair(1, 1), Change{"index", 0, nil}, `no such indicator`},
		"region":    {pair(1, 1), Change{"a", 1, nil}, `try a in region 1: there are 1 regions`},
		"index":     {pair(0, 0), Change{"a", 0, nil}, `none of its parts has a weight`},
		"column":    {alone(Node{}), Change{"a", 0, nil}, `it has 1 indicators, and there are values of 2`},
	} {
		if _, err := WhatIf(test.index, values, []Change{test.change}); err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: error %v, want %q", name, err, test.says)
		}
	}
}

func BenchmarkWhatIf(b *testing.B) {
	x, values := district(1500)
	changes := []Change{{"indicator0.0", 700, num(2)}, {"indicator3.5", 700, num(9)}}
	for b.Loop() {
		if _, err := WhatIf(x, values, changes); err != nil {
			b.Fatal(err)
		}
	}
}

// TestOneTrialAfterAnother: what was tried before leaves nothing behind.
func TestOneTrialAfterAnother(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	tried := 0
	for range 3000 {
		x, values := wildIndex(r)
		again, err := newTrial(x, values)
		if err != nil {
			continue
		}
		leaves := x.Leaves()
		for range 6 {
			var changes []Change
			for range r.IntN(4) {
				c := Change{Indicator: leaves[r.IntN(len(leaves))].ID, Region: r.IntN(len(values[0]))}
				if r.IntN(5) > 0 {
					c.Value = num(math.Round(r.NormFloat64() * 10))
				}
				changes = append(changes, c)
			}
			first, err := newTrial(x, values)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(again.change(changes), first.change(changes)); err != nil {
				t.Fatal(err)
			}
			for n := range first.now.ranks {
				if diff := cmp.Diff(first.place(first.now, n), again.place(again.now, n)); diff != "" {
					t.Fatalf("region %d after %v, tried anew and after others (-anew +after):\n%s", n, changes, diff)
				}
			}
			tried++
		}
	}
	if tried < 500 {
		t.Errorf("only %d trials were possible", tried)
	}
}
