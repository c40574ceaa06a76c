package kpi

import "slices"

// RankRange is how far a region's rank depends on what is in doubt about an index: "7th (5–9)".
type RankRange struct {
	Rank      int     // by the edition itself; 0: no score, and then the others are 0, too
	Low, High int     // 5th and 95th percentile of the ranks of all runs, by nearest rank
	Median    int     // likewise
	Mean      float64 // of the ranks of all runs
}

// Stable is how firmly the regions stand in an index, in the order in which they were given.
type Stable struct {
	Regions  []RankRange
	Runs     int
	Variants []Variant // what was drawn from: first a normalisation, then an aggregation among those that go with it
	Reason   Reason    // why there are no ranks at all: the index can't be scored (not_applicable) or no region has a score (no_data)
}

// Stability makes an index many times with other weights, normalisations and aggregations than its own, and gives how far
// each region's rank moves. values are as in Score.
//
// Each run draws a normalisation, an aggregation and a factor for every weight, from a stream of its own, so that the
// number of workers doesn't matter. Only regions that have a score by the edition are ranked, and a variant that can't
// score one of them is not drawn: ranks among different regions can't be held against each other.
// Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), steps 7 and 8; Saisana, Saltelli and Tarantola (2005).
func Stability(x Index, values [][]*float64, m MonteCarlo) Stable {
	m = m.withDefaults()
	a, ok := alternativesOf(x, values, m)
	if !ok {
		return Stable{Regions: make([]RankRange, regionsIn(values)), Reason: ReasonNotApplicable}
	}
	result := Stable{Regions: make([]RankRange, a.regions), Runs: m.Runs, Variants: a.variants()}
	if a.scored() == 0 {
		result.Runs, result.Variants, result.Reason = 0, nil, ReasonNoData
		return result
	}
	ranks := a.runs(m)
	InParallel(a.regions, m.Workers, func() func(int) {
		return func(r int) { result.Regions[r] = rankRange(a.nominal[r], ranks[r*m.Runs:(r+1)*m.Runs]) }
	})
	return result
}

// runs gives every region's ranks, one region after the other.
func (a *alternatives) runs(m MonteCarlo) []int32 {
	ranks := make([]int32, a.regions*m.Runs)
	nodes := a.tree.doubtful(func(int) bool { return true })
	InParallel(m.Runs, m.Workers, func() func(int) {
		w := a.worker()
		inputs := make([]float64, weightInputs+len(nodes))
		d := newDraws()
		return func(run int) {
			d.start(m.Seed, run)
			d.fill(inputs)
			for r, rank := range w.run(inputs, nodes, *m.Spread) {
				ranks[r*m.Runs+run] = int32(rank)
			}
		}
	})
	return ranks
}

// rankRange orders a region's ranks in place.
func rankRange(nominal int, ranks []int32) RankRange {
	if nominal == 0 {
		return RankRange{}
	}
	slices.Sort(ranks)
	sum := 0
	for _, rank := range ranks {
		sum += int(rank)
	}
	at := func(percent int) int { return int(ranks[max(0, (percent*len(ranks)+99)/100-1)]) }
	return RankRange{Rank: nominal, Low: at(5), High: at(95), Median: at(50), Mean: float64(sum) / float64(len(ranks))}
}

// scored is how many regions have a score by the edition.
func (a *alternatives) scored() int {
	n := 0
	for _, rank := range a.nominal {
		if rank > 0 {
			n++
		}
	}
	return n
}

func (a *alternatives) variants() []Variant {
	var variants []Variant
	for _, ways := range a.ways {
		for _, w := range ways {
			variants = append(variants, w.Variant)
		}
	}
	return variants
}
