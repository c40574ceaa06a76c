package kpi

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// only are settings in which nothing is in doubt but the weights.
func only(m MonteCarlo) MonteCarlo {
	m.Normalisations, m.Aggregations = []Normalisation{}, []Aggregation{}
	return m
}

// pair is an index of two indicators whose values are scores between 0 and 100 as they are.
func pair(firstWeight, secondWeight float64) Index {
	indicator := func(id string, weight float64) Node {
		return Node{ID: id, Weight: weight, Direction: Up, Normalisation: Goalposts, Min: num(0), Max: num(100)}
	}
	return Index{Root: Node{ID: "index", Children: []Node{indicator("a", firstWeight), indicator("b", secondWeight)}}}
}

func TestStabilityByHand(t *testing.T) {
	// First has 60 and 40, second 50 and 50 with equal weights: a tie at 50. With factors u and v of the weights the
	// first is ahead where u > v: in half of the runs, and the tie itself never comes back. Third is behind both always.
	x, values := pair(1, 1), [][]*float64{column(60, 50, 10), column(40, 50, 10)}
	got := Stability(x, values, only(MonteCarlo{Runs: 4000, Seed: 3}))
	for r, want := range []RankRange{{1, 1, 2, 1, 1.5}, {1, 1, 2, 1, 1.5}, {3, 3, 3, 3, 3}} {
		is := got.Regions[r]
		if is.Rank != want.Rank || is.Low != want.Low || is.High != want.High || is.Mean-want.Mean > 0.03 || want.Mean-is.Mean > 0.03 {
			t.Errorf("region %d: %+v, want about %+v", r, is, want)
		}
	}
	if got.Runs != 4000 || !cmp.Equal(got.Variants, []Variant{{}}) {
		t.Errorf("%d runs of %v, want 4000 of the edition alone", got.Runs, got.Variants)
	}

	// 70 and 30 against 49 and 50, weights u and v between 0.75 and 1.25: the first is ahead where 21 u > 20 v, that is
	// v < 1.05 u. Of the square of side 0.5, what lies above that line is a triangle from u = 0.75 (v = 0.7875) to
	// v = 1.25 (u = 1.190476): 0.440476 · 0.4625 / 2 = 0.101860 of 0.25. So the mean rank is 1.407440.
	got = Stability(x, [][]*float64{column(70, 49), column(30, 50)}, only(MonteCarlo{Runs: 20000, Seed: 1, Workers: 2}))
	if is := got.Regions[0]; is.Rank != 1 || is.Low != 1 || is.High != 2 || is.Median != 1 || is.Mean < 1.397 || is.Mean > 1.418 {
		t.Errorf("%+v, want 1 (1–2) with a mean of 1.4074", is)
	}
}

// Table 38 of the handbook (see index_published_test.go) ranks countries by linear and by geometric aggregation. Both are among
// what is drawn, so the range of each country holds both ranks, but for one place where a rank is among the outermost 5 %.
func TestRangesHoldThePublishedRanksOfOtherAggregations(t *testing.T) {
	linear := []int{1, 2, 3, 4, 5, 6, 7, 9, 10, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}
	geometric := []int{2, 1, 3, 4, 16, 5, 6, 13, 14, 18, 8, 11, 7, 9, 17, 12, 10, 15, 19, 21, 23, 22, 20}
	x, values := taiIndex()
	for i, r := range Stability(x, values, MonteCarlo{Seed: 1, Workers: 2}).Regions {
		for _, published := range []int{linear[i], geometric[i]} {
			if published < r.Low-1 || published > r.High+1 {
				t.Errorf("%s: %d (%d–%d), published as %d", taiCountries[i], r.Rank, r.Low, r.High, published)
			}
		}
	}
}

func TestRankRangeIsByNearestRank(t *testing.T) {
	// Of 20 ranks the 5th percentile is the first, the 95th the 19th, the median the tenth.
	ranks := make([]int32, 20)
	for i := range ranks {
		ranks[i] = int32(20 - i)
	}
	if got, want := rankRange(4, ranks), (RankRange{4, 1, 19, 10, 10.5}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := rankRange(4, []int32{7}), (RankRange{4, 7, 7, 7, 7}); got != want {
		t.Errorf("of one run %+v, want %+v", got, want)
	}
}

func TestNothingInDoubtMovesNobody(t *testing.T) {
	x, values := district(40)
	scores := x.Score(values)
	got := Stability(x, values, only(MonteCarlo{Runs: 50, Spread: num(0)}))
	for r, is := range got.Regions {
		rank := scores.Regions[r].Rank
		if want := (RankRange{rank, rank, rank, rank, float64(rank)}); is != want {
			t.Errorf("region %d: %+v, want %+v", r, is, want)
		}
	}
}

func TestVariantsThatAreDrawn(t *testing.T) {
	minMax := func(by Aggregation, low, high float64) Index {
		return Index{Low: low, High: high, Root: Node{ID: "index", Aggregation: by, Children: []Node{
			{ID: "a", Weight: 1, Direction: Up}, {ID: "b", Weight: 1, Direction: Up}}}}
	}
	plain := [][]*float64{column(1, 2, 4, 9), column(3, 1, 2, 2)}
	const z, p, g = ZScore, PercentileRank, Geometric
	tests := []struct {
		name   string
		index  Index
		values [][]*float64
		m      MonteCarlo
		want   []Variant
	}{
		{"a z-score has no geometric mean", minMax("", 0, 0), plain, MonteCarlo{},
			[]Variant{{}, {"", g}, {z, ""}, {p, ""}, {p, g}}},
		{"nor can one take the place of an edition's positive scores", minMax(g, 1, 100), plain, MonteCarlo{},
			[]Variant{{}, {"", Arithmetic}, {z, Arithmetic}, {p, ""}, {p, Arithmetic}}},
		{"fixed ends score one region, which no comparison of regions does", pair(1, 1), [][]*float64{column(5), column(7)}, MonteCarlo{},
			[]Variant{{}, {"", g}}},
		{"what is asked for", minMax("", 0, 0), plain, MonteCarlo{Normalisations: []Normalisation{z, z, MinMax, ""}, Aggregations: []Aggregation{}},
			[]Variant{{}, {z, ""}}},
		{"of what is asked for, what needs no more than its name", minMax("", 0, 0), plain,
			MonteCarlo{Normalisations: []Normalisation{Goalposts, DistanceToTarget, "no_such"}, Aggregations: []Aggregation{Generalised, "no_such", Harmonic}},
			[]Variant{{}, {"", Harmonic}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.m.Runs = 10
			if diff := cmp.Diff(test.want, Stability(test.index, test.values, test.m).Variants); diff != "" {
				t.Errorf("drawn from (-want +got):\n%s", diff)
			}
		})
	}
}

func TestStabilityEdges(t *testing.T) {
	one := Stability(pair(1, 1), [][]*float64{column(5), column(7)}, MonteCarlo{})
	if want := []RankRange{{1, 1, 1, 1, 1}}; !cmp.Equal(one.Regions, want) {
		t.Errorf("one region %+v, want %+v", one.Regions, want)
	}
	equal := Stability(pair(1, 1), [][]*float64{column(5, 5, 5, 1), column(7, 7, 7, 1)}, MonteCarlo{})
	if want := []RankRange{{1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {1, 1, 1, 1, 1}, {4, 4, 4, 4, 4}}; !cmp.Equal(equal.Regions, want) {
		t.Errorf("three equal regions and a worse one %+v, want %+v", equal.Regions, want)
	}
	partly := Stability(pair(1, 1), [][]*float64{{num(5), nil, num(3)}, {num(7), num(9), nil}}, MonteCarlo{})
	if want := []RankRange{{1, 1, 1, 1, 1}, {}, {}}; !cmp.Equal(partly.Regions, want) {
		t.Errorf("regions without a score %+v, want %+v", partly.Regions, want)
	}
	for name, test := range map[string]struct {
		got     Stable
		reason  Reason
		regions int
	}{
		"nobody has a score": {Stability(pair(1, 1), [][]*float64{{nil, nil}, {nil, num(1)}}, MonteCarlo{}), ReasonNoData, 2},
		"no regions":         {Stability(pair(1, 1), make([][]*float64, 2), MonteCarlo{}), ReasonNoData, 0},
		"too few columns":    {Stability(pair(1, 1), [][]*float64{column(1, 2)}, MonteCarlo{}), ReasonNotApplicable, 2},
		"no weights":         {Stability(pair(0, 0), [][]*float64{{num(1)}, {num(1)}}, MonteCarlo{}), ReasonNotApplicable, 1},
	} {
		if test.got.Reason != test.reason || len(test.got.Regions) != test.regions || test.got.Runs != 0 {
			t.Errorf("%s: %+v, want %s", name, test.got, test.reason)
		}
	}
	zero := Stability(pair(1, 0), [][]*float64{column(5, 4), column(0, 100)}, only(MonteCarlo{}))
	if want := []RankRange{{1, 1, 1, 1, 1}, {2, 2, 2, 2, 2}}; !cmp.Equal(zero.Regions, want) {
		t.Errorf("a weight of nothing stays nothing: %+v, want %+v", zero.Regions, want)
	}
}

func TestStabilityDependsOnTheSeedAlone(t *testing.T) {
	x, values := district(60)
	m := MonteCarlo{Runs: 200, Seed: 11}
	want := Stability(x, values, m)
	for _, workers := range []int{1, 2, 3, 7, 1000} {
		m.Workers = workers
		if diff := cmp.Diff(want, Stability(x, values, m)); diff != "" {
			t.Fatalf("%d workers give another result (-one +them):\n%s", workers, diff)
		}
	}
	m.Seed = 12
	if cmp.Equal(want, Stability(x, values, m)) {
		t.Error("another seed gives the same")
	}
}

func TestOrderOfRegionsDoesNotMatterToStability(t *testing.T) {
	x, values := district(50)
	m := MonteCarlo{Runs: 200, Seed: 2}
	want := Stability(x, values, m).Regions
	order := rand.New(rand.NewPCG(4, 4)).Perm(50)
	shuffled := make([][]*float64, len(values))
	for i, v := range values {
		for _, r := range order {
			shuffled[i] = append(shuffled[i], v[r])
		}
	}
	for i, is := range Stability(x, shuffled, m).Regions {
		if is != want[order[i]] {
			t.Errorf("a region is %+v in one order and %+v in another", want[order[i]], is)
		}
	}
}

func TestRankRangesAreInOrder(t *testing.T) {
	for regions := 1; regions < 40; regions += 6 {
		x, values := district(regions)
		x.MinShare = 0.9
		ranked := 0
		scores := x.Score(values)
		got := Stability(x, values, MonteCarlo{Runs: 77, Seed: uint64(regions)})
		for _, r := range scores.Regions {
			ranked += min(r.Rank, 1)
		}
		for r, is := range got.Regions {
			rank := scores.Regions[r].Rank
			ok := is.Rank == rank && 1 <= is.Low && is.Low <= is.Median && is.Median <= is.High && is.High <= ranked &&
				1 <= is.Mean && is.Mean <= float64(ranked)
			if rank == 0 {
				ok = is == RankRange{}
			}
			if !ok {
				t.Errorf("%d regions, %d with a rank: region %d has %+v, rank %d", regions, ranked, r, is, rank)
			}
		}
	}
}

func TestMoreDoubtNeverNarrowsARange(t *testing.T) {
	// The same draws, drawn further apart: no region that moved stands still, and on the whole ranges widen.
	x, values := district(30)
	width := func(spread float64) int {
		sum := 0
		for _, r := range Stability(x, values, only(MonteCarlo{Runs: 300, Spread: &spread})).Regions {
			sum += r.High - r.Low
		}
		return sum
	}
	widths := []int{width(0), width(0.1), width(0.25), width(0.5), width(1)}
	if !slices.IsSorted(widths) || widths[0] != 0 || widths[4] <= widths[1] {
		t.Errorf("ranges of all regions together by spread: %v", widths)
	}
	if width(7) != width(1) || width(-1) != 0 {
		t.Error("a spread beyond 0 to 1 is not taken as its end")
	}
}

func ExampleStability() {
	x := pair(1, 1)
	values := [][]*float64{{num(90), num(70), num(52), num(20)}, {num(80), num(40), num(60), num(30)}}
	for _, r := range Stability(x, values, MonteCarlo{Seed: 1}).Regions {
		fmt.Printf("%d (%d–%d)\n", r.Rank, r.Low, r.High)
	}
	// Output:
	// 1 (1–1)
	// 3 (2–3)
	// 2 (2–3)
	// 4 (4–4)
}
