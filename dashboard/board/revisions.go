package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// inForceValue finds the newest revision of a target's value for a deadline; nil where none came as data.
// A revision without a period holds for every deadline.
func inForceValue(revisions []*store.TargetValue, region, breakdown string, deadline kpi.Date) *store.TargetValue {
	var newest *store.TargetValue
	for _, v := range revisions {
		if v.Plan || !concerns(v, region, breakdown) {
			continue
		}
		if v.Period.End.IsZero() || deadline.IsZero() || v.Period.Contains(deadline) {
			if newest == nil || outranks(v, newest) {
				newest = v
			}
		}
	}
	return newest
}

// planInForce is the target's plan with the revisions that came as data, ordered by period.
func planInForce(t *config.Target, revisions []*store.TargetValue, region, breakdown string) []kpi.PlanValue {
	newest := map[kpi.Period]*store.TargetValue{}
	for _, v := range revisions {
		if !v.Plan || !concerns(v, region, breakdown) {
			continue
		}
		if old := newest[v.Period]; old == nil || outranks(v, old) {
			newest[v.Period] = v
		}
	}
	var plan []kpi.PlanValue
	for _, p := range t.Plan {
		period := kpi.Period{Start: p.Start, End: p.End}
		if newest[period] == nil {
			plan = append(plan, kpi.PlanValue{Period: period, Value: p.Value})
		}
	}
	for period, v := range newest {
		if v.Value != nil {
			plan = append(plan, kpi.PlanValue{Period: period, Value: *v.Value})
		}
	}
	slices.SortFunc(plan, func(x, y kpi.PlanValue) int { return comparePeriods(x.Period, y.Period) })
	return plan
}

func concerns(v *store.TargetValue, region, breakdown string) bool {
	return (v.Region == region || v.Region == "") && v.Breakdown == breakdown
}

// outranks tells which of two revisions is in force: a real one before a simulated one, else the one decided last,
// else the one that came last.
func outranks(x, y *store.TargetValue) bool {
	return cmp.Or(falseFirst(x.Simulated, y.Simulated), cmp.Compare(y.DecidedOn, x.DecidedOn), cmp.Compare(y.Seq, x.Seq)) < 0
}

// lastDay is the day that a date as a document gives it runs out: "2019" ends on 31 December.
func lastDay(d config.Dated) kpi.Date {
	switch {
	case d.Date.IsZero():
		return 0
	case d.Precision == "month":
		return d.Date.MonthEnd()
	case d.Precision == "year":
		end, _ := kpi.NewDate(d.Date.Time().Year(), 12, 31)
		return end
	}
	return d.Date
}
