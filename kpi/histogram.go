package kpi

import (
	"math"
	"slices"
)

// Histogram counts how many took how long: Counts[i] took Hours[i] whole hours, hours ascending; or as many days, or any other
// whole units.
// Histograms add up without loss, so quantiles over regions and months are as exact as over one.
type Histogram struct {
	Hours  []uint32
	Counts []uint64
}

// Total is how many are counted.
func (h Histogram) Total() uint64 {
	var total uint64
	for _, n := range h.Counts {
		total += n
	}
	return total
}

// NearestRank is the q-quantile in hours by the nearest-rank rule: the smallest duration that at least the share q
// took no longer than. It is false where nothing is counted, where the lists differ in length, or q is not in 0 to 1.
func NearestRank(hours []uint32, counts []uint64, q float64) (float64, bool) {
	total := Histogram{hours, counts}.Total()
	if total == 0 || len(hours) != len(counts) || !(q >= 0 && q <= 1) {
		return 0, false
	}
	// 0.9 of 10 is the 9th, though the product may come out a hair above 9.
	rank := max(1, uint64(math.Ceil(q*float64(total)*(1-1e-12))))
	var seen uint64
	for i, n := range counts {
		if seen += n; seen >= rank {
			return float64(hours[i]), true
		}
	}
	return float64(hours[len(hours)-1]), true
}

// Mean is the mean duration in hours. It is false where nothing is counted or the lists differ in length.
func Mean(hours []uint32, counts []uint64) (float64, bool) {
	total := Histogram{hours, counts}.Total()
	if total == 0 || len(hours) != len(counts) {
		return 0, false
	}
	var sum float64
	for i, n := range counts {
		sum += float64(hours[i]) * float64(n)
	}
	return sum / float64(total), true
}

// MergeHistograms adds histograms up. Durations that nothing is counted for are left out.
// Of a histogram whose lists differ in length only the common part counts.
func MergeHistograms(parts ...Histogram) Histogram {
	sum := map[uint32]uint64{}
	for _, part := range parts {
		for i := range min(len(part.Hours), len(part.Counts)) {
			if part.Counts[i] > 0 {
				sum[part.Hours[i]] += part.Counts[i]
			}
		}
	}
	var merged Histogram
	for h := range sum {
		merged.Hours = append(merged.Hours, h)
	}
	slices.Sort(merged.Hours)
	for _, h := range merged.Hours {
		merged.Counts = append(merged.Counts, sum[h])
	}
	return merged
}
