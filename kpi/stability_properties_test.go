package kpi

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// odd puts numbers that are none, or too large, among values.
func odd(r *rand.Rand, values [][]*float64) {
	for _, column := range values {
		for i := range column {
			if r.IntN(20) == 0 {
				column[i] = num([]float64{math.NaN(), math.Inf(1), math.MaxFloat64, -math.MaxFloat64, 1e-300}[r.IntN(5)])
			}
		}
	}
}

func TestStabilityOfAnyIndex(t *testing.T) {
	each(t, 21, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		odd(r, values)
		scores := x.Score(values)
		m := MonteCarlo{Runs: 40, Seed: r.Uint64(), Workers: 1 + r.IntN(3)}
		for _, m := range []MonteCarlo{m, only(MonteCarlo{Runs: 3, Spread: num(0)})} {
			got := Stability(x, values, m)
			if path := notFinite(reflect.ValueOf(got), "stable"); path != "" {
				t.Fatalf("%s is no number, of %+v", path, x)
			}
			for i, is := range got.Regions {
				rank := scores.Regions[i].Rank
				ok := is.Rank == rank && min(is.Rank, 1) <= is.Low && is.Low <= is.Median && is.Median <= is.High && is.High <= len(got.Regions)
				if rank == 0 || *m.withDefaults().Spread == 0 {
					ok = is == RankRange{rank, rank, rank, rank, float64(rank)}
				}
				if !ok {
					t.Fatalf("region %d has %+v, rank %d in %+v", i, is, rank, x)
				}
			}
		}
	})
}

func TestSensitivityOfAnyIndex(t *testing.T) {
	each(t, 22, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		odd(r, values)
		got := Sensitivity(x, values, MonteCarlo{Runs: 8, Seed: r.Uint64()}, r.IntN(2) == 0)
		if path := notFinite(reflect.ValueOf(got), "sensitive"); path != "" {
			t.Fatalf("%s is no number, of %+v", path, x)
		}
		if (got.Reason == ReasonNone) == (len(got.Effects) == 0) {
			t.Fatalf("%d effects and the reason %q", len(got.Effects), got.Reason)
		}
		for _, e := range got.Effects {
			if e.Total < 0 || e.FirstLow > e.FirstHigh || e.TotalLow > e.TotalHigh {
				t.Fatalf("an effect of %+v", e)
			}
		}
	})
}

func TestMovesOfAnyIndexComeTrue(t *testing.T) {
	each(t, 23, normalisations, aggregations, func(r *rand.Rand, x Index, values [][]*float64) {
		var candidates []Candidate
		for i, leaf := range x.Leaves() {
			for range 2 {
				candidates = append(candidates, Candidate{leaf.ID, []Change{{leaf.ID, 0, num(math.Round(r.NormFloat64() * 60))}}})
			}
			if values[i][0] == nil {
				candidates = candidates[:len(candidates)-1]
			}
		}
		o := MoverOptions{Most: 1 + r.IntN(4), ByRank: r.IntN(2) == 0}
		got, err := Movers(x, values, 0, candidates, o)
		if err != nil || len(got.Best) > o.Most {
			t.Fatalf("%d moves for %d: %v", len(got.Best), o.Most, err)
		}
		if !slices.IsSortedFunc(got.Best, func(a, b Move) int { return a.compare(b, o.ByRank) }) {
			t.Fatalf("moves out of order: %s", told(got))
		}
		comesTrue := func(what string, changes []Change, want Place) {
			s := x.Score(changed(x, values, changes)).Regions[0]
			if diff := cmp.Diff(want, Place{s.Score, s.Rank, s.Reason}, near); diff != "" {
				t.Fatalf("%s (-told +comes true) in %+v:\n%s", what, x, diff)
			}
		}
		var all []Change
		for _, m := range got.Best {
			comesTrue(m.Candidate.ID, m.Candidate.Changes, m.After)
			all = append(all, m.Candidate.Changes...)
		}
		comesTrue("nothing", nil, got.Before)
		comesTrue("together", all, got.Together.After)
	})
}

// changed are the values with other ones in their place.
func changed(x Index, values [][]*float64, changes []Change) [][]*float64 {
	result := make([][]*float64, len(values))
	for i, leaf := range x.Leaves() {
		result[i] = slices.Clone(values[i])
		for _, c := range changes {
			if c.Indicator == leaf.ID {
				result[i][c.Region] = c.Value
			}
		}
	}
	return result
}
