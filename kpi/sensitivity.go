package kpi

import "math"

// Effect is how much of the ranks' movement one choice explains, as a share of the variance: First what it does alone,
// Total all that it has a part in. Each has the 5th and 95th percentile of a bootstrap over the runs. They are estimates:
// of a choice that does little, First may come out below 0.
type Effect struct {
	Of                         string // normalisation, aggregation, or the id of the part whose weight it is
	Weight                     bool   // it is the weight of a part
	First, FirstLow, FirstHigh float64
	Total, TotalLow, TotalHigh float64
}

// What an effect is of, beside the ids of parts.
const (
	OfNormalisation = "normalisation"
	OfAggregation   = "aggregation"
)

// Sensitive is what the ranks of an index hang on.
type Sensitive struct {
	Effects []Effect // of normalisation and aggregation, then of weights in the order of the tree
	Shift   float64  // by how many places a region moves, on average over regions and runs
	Runs    int      // how often the index was made: N(d + 2)
	Reason  Reason   // why there are no effects: no_spread (nothing moves any region), no_data (none has a score), not_applicable (the index can't be scored)
}

// Sensitivity tells which of an index's choices its ranks hang on: the normalisation, the aggregation and the weight of
// each part at the top or, if so asked, of every group. Weights that are not asked about stay as they are. values are as
// in Score. What is explained is y, the mean of |rank − rank by the edition| over the regions that have a score.
//
// A choice that has no alternative explains nothing and is not listed. Where an aggregation goes with some normalisations
// only, the choice of the aggregation is among those that go with the normalisation drawn, and what comes of that is the
// two together. Source: Saltelli et al. (2010), Computer Physics Communications 181; Saisana, Saltelli and Tarantola (2005).
func Sensitivity(x Index, values [][]*float64, m MonteCarlo, everyGroup bool) Sensitive {
	m = m.withDefaults()
	a, ok := alternativesOf(x, values, m)
	switch {
	case !ok:
		return Sensitive{Reason: ReasonNotApplicable}
	case a.scored() == 0:
		return Sensitive{Reason: ReasonNoData}
	}
	d := a.doubts(*m.Spread, everyGroup)
	if len(d.inputs) == 0 {
		return Sensitive{Reason: ReasonNoSpread}
	}
	runs := runSaltelli(len(d.inputs), m.Runs, m.Seed, m.Workers, d.model)
	result := Sensitive{Runs: m.Runs * (len(d.inputs) + 2)}
	result.Shift, _ = runs.moments(runs.rows())
	effects, ok := runs.effects(m.Seed)
	if !ok {
		result.Reason = ReasonNoSpread
		return result
	}
	for i, e := range effects {
		result.Effects = append(result.Effects, a.effect(d.inputs[i], d.nodes, e))
	}
	return result
}

// doubts are what Sensitivity varies: places in what worker.run takes, and the nodes whose weights are among them.
type doubts struct {
	*alternatives
	inputs []int
	nodes  []int
	spread float64
}

func (a *alternatives) doubts(spread float64, everyGroup bool) doubts {
	d := doubts{alternatives: a, spread: spread}
	if len(a.ways) > 1 {
		d.inputs = append(d.inputs, normalisationInput)
	}
	for _, ways := range a.ways {
		if len(ways) > 1 {
			d.inputs = append(d.inputs, aggregationInput)
			break
		}
	}
	if spread == 0 {
		return d
	}
	d.nodes = a.tree.doubtful(func(node int) bool {
		return a.tree.parents[node] == 0 || everyGroup && len(a.tree.children[node]) > 0
	})
	for i := range d.nodes {
		d.inputs = append(d.inputs, weightInputs+i)
	}
	return d
}

// model gives the mean shift in rank for what the inputs decide. What isn't among them is as in the edition.
func (d doubts) model() func(x []float64) float64 {
	w := d.worker()
	full := make([]float64, weightInputs+len(d.nodes))
	scored := float64(d.scored())
	return func(x []float64) float64 {
		for i, input := range d.inputs {
			full[input] = x[i]
		}
		shift := 0.0
		for r, rank := range w.run(full, d.nodes, d.spread) {
			shift += math.Abs(float64(rank - d.nominal[r]))
		}
		return shift / scored
	}
}

func (a *alternatives) effect(input int, nodes []int, e effect) Effect {
	result := Effect{
		First: e.first, FirstLow: e.firstLow, FirstHigh: e.firstHigh,
		Total: e.total, TotalLow: e.totalLow, TotalHigh: e.totalHigh,
	}
	switch input {
	case normalisationInput:
		result.Of = OfNormalisation
	case aggregationInput:
		result.Of = OfAggregation
	default:
		result.Of, result.Weight = a.tree.nodes[nodes[input-weightInputs]].ID, true
	}
	return result
}
