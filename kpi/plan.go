package kpi

// comparePlan holds fact against plan for each planned period. The fact is the point of the same period,
// else the one that speaks of the period's last day: a stock needs no more.
func comparePlan(plan []PlanValue, points []Point) []PlanResult {
	var results []PlanResult
	for _, planned := range plan {
		if finite(planned.Value) == nil {
			continue
		}
		r := PlanResult{Period: planned.Period, Plan: planned.Value, Fact: factFor(planned.Period, points)}
		if r.Fact != nil {
			r.Deviation = finite(*r.Fact - r.Plan)
			r.Share = quotient(*r.Fact, r.Plan)
		}
		results = append(results, r)
	}
	return results
}

func factFor(p Period, points []Point) *float64 {
	var fact *float64
	for _, point := range points {
		switch {
		case point.Period == p:
			return finite(point.Value)
		case point.At == p.End:
			fact = finite(point.Value)
		}
	}
	return fact
}
