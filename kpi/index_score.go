package kpi

// Score says how regions stand in the index. values has, for each of Leaves in that order, a value for each region, nil where
// there is none. An index that Check finds wrong scores nobody, nor one that is given another number of columns: not_applicable.
func (x Index) Score(values [][]*float64) Scores {
	t, err := compile(x)
	if err != nil || len(values) != len(t.leaves) {
		return unscored(values)
	}
	s := t.stand(t.columnsOf(values))
	result := Scores{Regions: t.places(s), Scales: s.scales}
	for r := range result.Regions {
		parts := t.partsOf(s, r)
		t.reweigh(parts)
		result.Regions[r].Parts = parts[1:]
	}
	return result
}

// Places says where regions stand in the index: what Score says of them, less their parts, which most of its work goes into.
// values are as in Score.
func (x Index) Places(values [][]*float64) []RegionScore {
	t, err := compile(x)
	if err != nil || len(values) != len(t.leaves) {
		return unscored(values).Regions
	}
	return t.places(t.stand(t.columnsOf(values)))
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
