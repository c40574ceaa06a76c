package kpi

import "math"

// Scale is how the values of an indicator became scores. With it each can be computed again.
type Scale struct {
	ID            string
	Normalisation Normalisation
	Regions       int        // that have a value
	Min, Max      *float64   // min–max: the regions' ends; goalposts: the fixed ones; distance: the worst end and the target
	Mean, SD      *float64   // z-score: of the regions, SD over n − 1
	Treatment     *Treatment // nil: none was asked for
	Reason        Reason     // why no region has a score
}

// normalise turns an indicator's values into scores, more being better, and says by what scale. A column has a value for each
// region, missing where there is none. By "" the indicator's own normalisation is used.
func (t *tree) normalise(n *Node, values []float64, by Normalisation) ([]float64, Scale) {
	if by == "" {
		by = n.normalisation()
	}
	s := Scale{ID: n.ID, Normalisation: by}
	scores := make([]float64, len(values))
	for _, v := range values {
		if present(v) {
			s.Regions++
		}
	}
	if s.Regions == 0 {
		s.Reason = ReasonNoData
	} else {
		s.Reason = t.by(by)(n, values, &s, scores)
	}
	if s.Reason != ReasonNone {
		fill(scores, missing)
	}
	return scores, s
}

// by finds the method of a normalisation. It puts scores beside values, or says why it can't.
func (t *tree) by(n Normalisation) func(*Node, []float64, *Scale, []float64) Reason {
	switch n {
	case Goalposts:
		return t.goalposts
	case DistanceToTarget:
		return t.distance
	case ZScore:
		return zScore
	case PercentileRank, Borda:
		return t.byRank
	}
	return t.minMax
}

func (t *tree) minMax(n *Node, values []float64, s *Scale, scores []float64) Reason {
	low, high := ends(values)
	s.Min, s.Max = &low, &high
	if reason := spread(low, high); reason != ReasonNone {
		return reason
	}
	t.between(n, low, high, values, scores)
	return ReasonNone
}

func (t *tree) goalposts(n *Node, values []float64, s *Scale, scores []float64) Reason {
	if n.Min == nil || n.Max == nil {
		return ReasonNotApplicable
	}
	s.Min, s.Max = n.Min, n.Max
	t.between(n, *n.Min, *n.Max, values, scores)
	return ReasonNone
}

// distance measures the way from the worst end, fixed or that of the regions, to the target. Whoever is there has all of it.
func (t *tree) distance(n *Node, values []float64, s *Scale, scores []float64) Reason {
	if n.Target == nil {
		return ReasonNotApplicable
	}
	worst, target := n.worst(), n.Target
	if low, high := ends(values); worst == nil && n.Direction == Down {
		worst = &high
	} else if worst == nil {
		worst = &low
	}
	s.Min, s.Max = worst, target
	if n.Direction == Down {
		s.Min, s.Max = target, worst
	}
	switch spread(*s.Min, *s.Max) {
	case ReasonNotComparable:
		return ReasonNotComparable
	case ReasonNoSpread: // the worst of the regions has reached the target
		for r, v := range values {
			scores[r] = missing
			if present(v) {
				scores[r] = t.high
			}
		}
		return ReasonNone
	}
	t.between(n, *s.Min, *s.Max, values, scores)
	return ReasonNone
}

// between lays values on [low, high] and that on the index's scale, the better end up. What lies outside is put on the end.
func (t *tree) between(n *Node, low, high float64, values, scores []float64) {
	for r, v := range values {
		if !present(v) {
			scores[r] = missing
			continue
		}
		share := (min(max(v, low), high) - low) / (high - low)
		if n.Direction == Down {
			share = 1 - share
		}
		scores[r] = t.low + share*(t.high-t.low)
	}
}

// zScore counts standard deviations (over n − 1) from the mean of the regions.
func zScore(n *Node, values []float64, s *Scale, scores []float64) Reason {
	low, high := ends(values)
	if reason := spread(low, high); reason != ReasonNone {
		return reason
	}
	m := momentsOf(values)
	sd := math.Sqrt(m.second / (m.n - 1))
	if finite(sd) == nil || sd == 0 {
		return ReasonNotComparable
	}
	s.Mean, s.SD = &m.mean, &sd
	for r, v := range values {
		scores[r] = n.Direction.Sign() * (v - m.mean) / sd
	}
	return ReasonNone
}

// byRank counts the regions that are worse; those that share a place are worse than none of each other.
func (t *tree) byRank(n *Node, values []float64, s *Scale, scores []float64) Reason {
	if reason := spread(ends(values)); reason != ReasonNone {
		return reason
	}
	worseFirst := make([]float64, len(values))
	for r, v := range values {
		worseFirst[r] = -n.Direction.Sign() * v
	}
	ranks := make([]int, len(values))
	var order ranker
	order.rank(worseFirst, ranks)
	for r, rank := range ranks {
		worse := float64(rank - 1)
		switch {
		case rank == 0:
			scores[r] = missing
		case s.Normalisation == Borda:
			scores[r] = worse
		default:
			scores[r] = t.low + worse/float64(s.Regions-1)*(t.high-t.low)
		}
	}
	return ReasonNone
}

// ends are the least and the largest of the values that are there.
func ends(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if present(v) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// spread says why regions can't be held against each other, if they can't: one region, or the same value in all of them,
// have no first and last. What only rounding tells apart is the same.
func spread(low, high float64) Reason {
	if finite(high-low) == nil {
		return ReasonNotComparable
	}
	if high-low <= roundingRoom*max(math.Abs(low), math.Abs(high)) {
		return ReasonNoSpread
	}
	return ReasonNone
}

func fill(column []float64, v float64) {
	for i := range column {
		column[i] = v
	}
}
