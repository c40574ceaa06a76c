package kpi

// Histogram counts how many took how long: Counts[i] took Hours[i] whole hours, ascending.
type Histogram struct {
	Hours  []uint32
	Counts []uint64
}

// NearestRank is the q-quantile (0 to 1) by the nearest-rank rule, false where nothing is counted.
func NearestRank(hours []uint32, counts []uint64, q float64) (float64, bool) { return 0, false }

// Mean is the mean of a histogram in hours, false where nothing is counted.
func Mean(hours []uint32, counts []uint64) (float64, bool) { return 0, false }

// MergeHistograms adds histograms up without loss.
func MergeHistograms(parts ...Histogram) Histogram { return Histogram{} }
