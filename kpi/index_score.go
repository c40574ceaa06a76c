package kpi

// Score says how regions stand in the index. values has, for each of Leaves in that order, a value for each region, nil where
// there is none. An index that Check finds wrong scores nobody, nor one that is given another number of columns: not_applicable.
func (x Index) Score(values [][]*float64) Scores {
	t, err := compile(x)
	if err != nil || len(values) != len(t.leaves) {
		return unscored(values)
	}
	return t.score(t.columnsOf(values))
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
		if i < len(values) {
			for r, v := range values[i] {
				columns[i][r] = orMissing(v)
			}
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
	regions := len(raw[0]) // an index has at least one indicator
	s := t.scratch(regions)
	scores := t.aggregate(s, t.prepare(normalised, ""), t.weights, "")
	ranks := make([]int, regions)
	var order ranker
	order.rank(scores, ranks)
	result := Scores{Regions: make([]RegionScore, regions), Scales: scales}
	for r := range result.Regions {
		parts := t.parts(r, raw, treated, normalised, s.columns)
		t.reasons(parts, r, s.columns, scales)
		t.reweigh(parts)
		result.Regions[r] = RegionScore{
			Score: parts[0].Score, Rank: ranks[r], Reason: parts[0].Reason,
			Coverage: t.coverage(parts), Parts: parts[1:],
		}
	}
	return result
}
