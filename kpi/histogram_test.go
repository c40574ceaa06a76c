package kpi

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNearestRank(t *testing.T) {
	hours, counts := []uint32{10, 20, 30, 40}, []uint64{1, 5, 0, 4} // 10 20 20 20 20 20 40 40 40 40
	tests := []struct {
		q    float64
		want float64
	}{{0, 10}, {0.1, 10}, {0.11, 20}, {0.5, 20}, {0.6, 20}, {0.61, 40}, {0.9, 40}, {1, 40}}
	for _, test := range tests {
		if got, ok := NearestRank(hours, counts, test.q); !ok || got != test.want {
			t.Errorf("quantile %v is %v (%v), want %v", test.q, got, ok, test.want)
		}
	}
	for name, wrong := range map[string]struct {
		hours  []uint32
		counts []uint64
		q      float64
	}{
		"nothing": {nil, nil, 0.5}, "only zeros": {[]uint32{1}, []uint64{0}, 0.5},
		"lists of two lengths": {[]uint32{1}, []uint64{1, 1}, 0.5}, "a share over 1": {[]uint32{1}, []uint64{1}, 1.5},
	} {
		if v, ok := NearestRank(wrong.hours, wrong.counts, wrong.q); ok {
			t.Errorf("%s gives %v, and should say that it can't", name, v)
		}
	}
}

func TestNearestRankEqualsSortedList(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var values []uint32
		var parts []Histogram
		for range 1 + r.IntN(40) {
			v := r.Uint32N(50)
			values = append(values, v)
			parts = append(parts, Histogram{[]uint32{v}, []uint64{1}})
		}
		slices.Sort(values)
		h := MergeHistograms(parts...)
		for tenth := 1; tenth <= 10; tenth++ {
			want := values[(tenth*len(values)+9)/10-1] // ceil(q·n) in whole numbers
			if got, _ := NearestRank(h.Hours, h.Counts, float64(tenth)/10); got != float64(want) {
				t.Fatalf("quantile %d/10 of %v is %v, want %v", tenth, values, got, want)
			}
		}
	}
}

func TestMergeHistogramsAndMean(t *testing.T) {
	got := MergeHistograms(Histogram{[]uint32{1, 3}, []uint64{2, 1}}, Histogram{}, Histogram{[]uint32{2, 3, 9}, []uint64{4, 5, 0}})
	want := Histogram{[]uint32{1, 2, 3}, []uint64{2, 4, 6}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("merged (-want +got):\n%s", diff)
	}
	if mean, ok := Mean(got.Hours, got.Counts); !ok || mean != 28.0/12 {
		t.Errorf("mean %v", mean)
	}
	if mean, ok := Mean(nil, nil); ok {
		t.Errorf("the mean of nothing is %v", mean)
	}
}
