package kpi

// Score says how regions stand in the index. values has, for each of Leaves in that order, a value for each region, nil where
// there is none. An index that Check finds wrong scores nobody: not_applicable.
func (x Index) Score(values [][]*float64) Scores {
	t, err := compile(x)
	if err != nil {
		return unscored(values)
	}
	raw := t.columnsOf(values)
	return t.score(raw)
}

func unscored(values [][]*float64) Scores {
	s := Scores{Regions: make([]RegionScore, regionsIn(values))}
	for r := range s.Regions {
		s.Regions[r].Reason = ReasonNotApplicable
	}
	return s
}

func regionsIn(values [][]*float64) int {
	n := 0
	for _, column := range values {
		n = max(n, len(column))
	}
	return n
}

// columnsOf puts values into columns of one length, one for each indicator; what is no number is missing.
func (t *tree) columnsOf(values [][]*float64) [][]float64 {
	regions := regionsIn(values)
	columns := make([][]float64, len(t.leaves))
	for i := range columns {
		columns[i] = make([]float64, regions)
		fill(columns[i], missing)
		if i >= len(values) {
			continue
		}
		for r, v := range values[i] {
			columns[i][r] = orMissing(v)
		}
	}
	return columns
}

// normaliseAll treats and normalises the columns of all indicators, in their own way or, by another than "", all in one. treated
// has the columns as they were normalised.
func (t *tree) normaliseAll(raw [][]float64, by Normalisation) (treated, normalised [][]float64, scales []Scale) {
	treated, normalised, scales = make([][]float64, len(raw)), make([][]float64, len(raw)), make([]Scale, len(raw))
	for i, leaf := range t.leaves {
		n := t.nodes[leaf]
		var treatment *Treatment
		if treated[i] = raw[i]; n.Treat {
			treated[i], treatment = treat(raw[i])
		}
		normalised[i], scales[i] = t.normalise(n, treated[i], by)
		scales[i].Treatment = treatment
	}
	return treated, normalised, scales
}

// score tells everything of every region.
func (t *tree) score(raw [][]float64) Scores {
	treated, normalised, scales := t.normaliseAll(raw, "")
	regions := 0
	if len(raw) > 0 {
		regions = len(raw[0])
	}
	s := t.scratch(regions)
	scores := t.aggregate(s, t.prepare(normalised, ""), t.weights, "")
	result := Scores{Regions: make([]RegionScore, regions), Scales: scales}
	ranks := make([]int, regions)
	var order ranker
	order.rank(scores, ranks)
	for r := range result.Regions {
		parts := t.parts(s, r)
		for i, leaf := range t.leaves {
			p := &parts[leaf]
			p.Value, p.Score = finite(raw[i][r]), finite(normalised[i][r])
			if p.Value != nil && treated[i][r] != raw[i][r] {
				p.Treated = finite(treated[i][r])
			}
			p.Reason = leafReason(p, scales[i])
		}
		t.reasons(parts)
		t.reweigh(parts)
		result.Regions[r] = RegionScore{
			Score: parts[0].Score, Rank: ranks[r], Reason: parts[0].Reason,
			Coverage: t.coverage(parts), Parts: parts[1:],
		}
	}
	return result
}

// parts reads the groups' scores of a region; the indicators are left to fill in.
func (t *tree) parts(s *scratch, region int) []PartScore {
	parts := make([]PartScore, len(t.nodes))
	for i, n := range t.nodes {
		parts[i].ID = n.ID
		if len(t.children[i]) > 0 {
			parts[i].Score = finite(t.meanOf(t.parents[i], "").out(s.columns[i][region]))
		}
	}
	return parts
}

func leafReason(p *PartScore, s Scale) Reason {
	switch {
	case p.Score != nil:
		return ReasonNone
	case p.Value == nil:
		return ReasonNoData
	}
	return s.Reason
}

// reasons says of each group without a score why, children before their groups.
func (t *tree) reasons(parts []PartScore) {
	for i := len(parts) - 1; i >= 0; i-- {
		if len(t.children[i]) > 0 && parts[i].Score == nil {
			parts[i].Reason = t.groupReason(i, parts)
		}
	}
}

// groupReason is why a group has no score: something in it can't be aggregated; all of it is missing for the same reason; or
// too little of it is there.
func (t *tree) groupReason(group int, parts []PartScore) Reason {
	own := t.means[group]
	there, shared := 0, ReasonNone
	for _, child := range t.children[group] {
		p := parts[child]
		switch {
		case t.weights[child] == 0:
		case p.Reason == ReasonNotApplicable, p.Score != nil && own.by != Arithmetic && *p.Score <= 0:
			return ReasonNotApplicable
		case p.Score != nil:
			there++
		case shared == ReasonNone || shared == p.Reason:
			shared = p.Reason
		default:
			shared = ReasonTooFewParts
		}
	}
	switch {
	case there >= t.least(group, t.weights):
		return ReasonNotComparable
	case there > 0:
		return ReasonTooFewParts
	}
	return shared
}

// reweigh gives each part its weight among the siblings that are there. Where a group has no score, nothing in it has a part.
func (t *tree) reweigh(parts []PartScore) {
	for group, children := range t.children {
		sum := 0.0
		for _, child := range children {
			if parts[child].Score != nil {
				sum += t.weights[child]
			}
		}
		if parts[group].Score == nil || sum == 0 {
			continue
		}
		for _, child := range children {
			if parts[child].Score != nil {
				parts[child].Weight = t.weights[child] / sum
			}
		}
	}
}

// coverage is the share of the index, by weight, whose indicators have a value.
func (t *tree) coverage(parts []PartScore) float64 {
	shares := make([]float64, len(parts))
	covered := 0.0
	for i, parent := range t.parents {
		shares[i] = 1
		if parent >= 0 {
			shares[i] = shares[parent] * t.weights[i]
		}
		if len(t.children[i]) == 0 && parts[i].Value != nil {
			covered += shares[i]
		}
	}
	return min(covered, 1)
}
