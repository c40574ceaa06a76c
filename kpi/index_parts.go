package kpi

import "math"

// parts reads what the columns say of a region, the root first. aggregated has a column for each node.
func (t *tree) parts(region int, raw, treated, normalised, aggregated [][]float64) []PartScore {
	parts := make([]PartScore, len(t.nodes))
	numbers := make([]float64, 0, len(t.nodes)+2*len(t.leaves)) // one piece of memory in place of one for each number
	keep := func(v float64) *float64 {
		if !present(v) {
			return nil
		}
		numbers = append(numbers, v)
		return &numbers[len(numbers)-1]
	}
	for i, n := range t.nodes {
		parts[i].ID = n.ID
		if len(t.children[i]) > 0 {
			parts[i].Score = keep(t.meanOf(t.parents[i], "").out(aggregated[i][region]))
		}
	}
	for i, leaf := range t.leaves {
		p := &parts[leaf]
		p.Value, p.Score = keep(raw[i][region]), keep(normalised[i][region])
		if p.Value != nil && treated[i][region] != raw[i][region] {
			p.Treated = keep(treated[i][region])
		}
	}
	return parts
}

// reasons says of each part without a score why, children before their groups.
func (t *tree) reasons(parts []PartScore, region int, aggregated [][]float64, scales []Scale) {
	for i, leaf := range t.leaves {
		switch p := &parts[leaf]; {
		case p.Score != nil:
		case p.Value == nil:
			p.Reason = ReasonNoData
		default:
			p.Reason = scales[i].Reason
		}
	}
	for i := len(parts) - 1; i >= 0; i-- {
		if len(t.children[i]) > 0 && parts[i].Score == nil {
			parts[i].Reason = t.groupReason(i, parts, region, aggregated)
		}
	}
}

// groupReason is why a group has no score: too little of it is there, or none of it for the same reason; or what is there can't
// be aggregated.
func (t *tree) groupReason(group int, parts []PartScore, region int, aggregated [][]float64) Reason {
	there, shared, blocked := 0, ReasonNone, ReasonNotComparable
	for _, child := range t.children[group] {
		p, v := parts[child], aggregated[child][region]
		switch {
		case t.weights[child] == 0:
		case !math.IsNaN(v):
			there++
			if p.Reason == ReasonNotApplicable || p.Score != nil && v == unsayable && *p.Score <= 0 {
				blocked = ReasonNotApplicable
			}
		case shared == ReasonNone || shared == p.Reason:
			shared = p.Reason
		default:
			shared = ReasonTooFewParts
		}
	}
	switch {
	case there == 0:
		return shared
	case there < t.least(group, t.weights):
		return ReasonTooFewParts
	}
	return blocked
}

// reweigh gives each part its weight among the siblings that are there. Where a group has no score, nothing in it has a part.
func (t *tree) reweigh(parts []PartScore) {
	for group, children := range t.children {
		if parts[group].Score == nil {
			continue
		}
		sum := 0.0
		for _, child := range children {
			if parts[child].Score != nil {
				sum += t.weights[child]
			}
		}
		for _, child := range children {
			if parts[child].Score != nil {
				parts[child].Weight = t.weights[child] / sum
			}
		}
	}
}
