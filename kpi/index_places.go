package kpi

// standing is what an index says of all regions at one time. Columns are by indicator.
type standing struct {
	raw, treated, normalised, prepared [][]float64
	scales                             []Scale
	memory                             *scratch
	scores                             []float64
	ranks                              []int
}

// stand normalises, aggregates and ranks columns.
func (t *tree) stand(raw [][]float64) *standing {
	regions := len(raw[0]) // an index has at least one indicator
	s := &standing{raw: raw, memory: t.scratch(regions), ranks: make([]int, regions)}
	s.treated, s.normalised, s.scales = t.normaliseAll(raw, "")
	s.prepared = t.prepare(s.normalised, "")
	s.scores = t.aggregate(s.memory, s.prepared, t.weights, "")
	var order ranker
	order.rank(s.scores, s.ranks)
	return s
}

// places reads every region's place, without its parts.
func (t *tree) places(s *standing) []RegionScore {
	places := make([]RegionScore, len(s.scores))
	for i, leaf := range t.leaves {
		for r, v := range s.raw[i] {
			if present(v) {
				places[r].Coverage += t.shares[leaf]
			}
		}
	}
	for r := range places {
		p := &places[r]
		p.Score, p.Rank, p.Coverage = finite(s.scores[r]), s.ranks[r], min(p.Coverage, 1)
		if p.Score == nil {
			p.Reason = t.partsOf(s, r)[0].Reason
		}
	}
	return places
}

// partsOf are what a region's score is made of, the root first, less the parts' weights.
func (t *tree) partsOf(s *standing, region int) []PartScore {
	parts := t.parts(region, s.raw, s.treated, s.normalised, s.memory.columns)
	t.reasons(parts, region, s.memory.columns, s.scales)
	return parts
}
