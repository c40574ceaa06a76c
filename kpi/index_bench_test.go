package kpi

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// wide makes an index of groups of ten indicators, and values of that many regions; a tenth of them is missing.
func wide(regions, indicators int) (Index, [][]*float64) {
	r := rand.New(rand.NewPCG(1, 1))
	x := Index{Low: 1, High: 100, Root: Node{ID: "index"}}
	values := make([][]*float64, indicators)
	for i := range values {
		if i%10 == 0 {
			x.Root.Children = append(x.Root.Children, Node{ID: fmt.Sprint("group ", i/10), Weight: float64(1 + i%3)})
		}
		group := &x.Root.Children[i/10]
		group.Children = append(group.Children, Node{ID: fmt.Sprint("indicator ", i), Weight: float64(1 + i%4), Direction: Up, Treat: i%3 == 0})
		values[i] = make([]*float64, regions)
		for j := range values[i] {
			if r.IntN(10) > 0 {
				values[i][j] = num(r.ExpFloat64() * 100)
			}
		}
	}
	return x, values
}

// Runs of a simulation share one memory: it is what makes a thousand of them cheap.
func TestAggregatingAllocatesNothing(t *testing.T) {
	x, values := wide(40, 20)
	tree, err := compile(x)
	if err != nil {
		t.Fatal(err)
	}
	_, normalised, _ := tree.normaliseAll(tree.columnsOf(values), "")
	for _, by := range []Aggregation{"", Geometric, Harmonic} {
		prepared := tree.prepare(normalised, by)
		s := tree.scratch(40)
		var order ranker
		ranks := make([]int, 40)
		run := func() { order.rank(tree.aggregate(s, prepared, tree.weights, by), ranks) }
		run()
		if n := testing.AllocsPerRun(10, run); n != 0 {
			t.Errorf("a run by %q allocates %v times", by, n)
		}
	}
}

// What a simulation does in place of an index' own aggregation is what an index of that aggregation says.
func TestAnotherAggregationIsThatOfAnIndexThatHasIt(t *testing.T) {
	x, values := wide(40, 20)
	tree, err := compile(x)
	if err != nil {
		t.Fatal(err)
	}
	_, normalised, _ := tree.normaliseAll(tree.columnsOf(values), PercentileRank)
	for _, by := range []Aggregation{Arithmetic, Geometric, Harmonic} {
		got := tree.aggregate(tree.scratch(40), tree.prepare(normalised, by), tree.weights, by)
		other := x
		other.Root.Aggregation = by
		for _, leaf := range other.Leaves() {
			leaf.Normalisation = PercentileRank
		}
		sameScores(t, string(by), got, scoresOf(other.Score(values)))
	}
}

func BenchmarkIndexScore(b *testing.B) {
	for _, regions := range []int{90, 1500} {
		x, values := wide(regions, 60)
		b.Run(fmt.Sprintf("%dx60", regions), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Score(values)
			}
		})
		b.Run(fmt.Sprintf("%dx60/places", regions), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				x.Places(values)
			}
		})
	}
}

// One run of a simulation: weights as they are, scores and ranks.
func BenchmarkIndexRun(b *testing.B) {
	for _, regions := range []int{90, 1500} {
		for _, by := range []Aggregation{Arithmetic, Geometric} {
			x, values := wide(regions, 60)
			tree, err := compile(x)
			if err != nil {
				b.Fatal(err)
			}
			_, normalised, _ := tree.normaliseAll(tree.columnsOf(values), "")
			prepared, s, ranks := tree.prepare(normalised, by), tree.scratch(regions), make([]int, regions)
			var order ranker
			b.Run(fmt.Sprintf("%dx60/%s", regions, by), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					order.rank(tree.aggregate(s, prepared, tree.weights, by), ranks)
				}
			})
		}
	}
}
