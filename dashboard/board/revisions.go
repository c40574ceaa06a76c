package board

import (
	"cmp"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Decision is a planned value as one act set it.
type Decision struct {
	Value     *float64 // nil: nothing is planned for the period any more
	Act       config.Text
	DecidedOn kpi.Date // of the programme's document where it names none
	Source    string   // that brought it, "" for the programme's document
	Simulated bool
}

// Planned is a period of a target's plan: what is decided for it, what came of it, and what was decided before.
type Planned struct {
	Decision
	Period    kpi.Period
	Fact      *float64
	Deviation *float64 // fact − plan
	Share     *float64 // fact / plan, nil where the plan is 0
	Earlier   []Decision
}

// revisedValue finds the newest revision of the target's value for the deadline; nil where none came as data.
// A revision without a period holds for every deadline.
func (p *Progress) revisedValue() *store.TargetValue {
	var newest *store.TargetValue
	for _, v := range p.revisions {
		if v.Plan || !concerns(v, p.owner, p.Breakdown) {
			continue
		}
		if v.Period.End.IsZero() || p.Deadline.IsZero() || v.Period.Contains(p.Deadline) {
			if newest == nil || outranks(v, newest) {
				newest = v
			}
		}
	}
	return newest
}

// plannedOf is the target's plan with the revisions that came as data, ordered by period. Each of these revises what the
// document says, and those that it outranks.
func plannedOf(t *config.Target, revisions []*store.TargetValue, region, breakdown string) []Planned {
	if len(t.Plan) == 0 && len(revisions) == 0 {
		return nil
	}
	decided := map[kpi.Period][]*store.TargetValue{}
	for _, v := range revisions {
		if v.Plan && concerns(v, region, breakdown) {
			decided[v.Period] = append(decided[v.Period], v)
		}
	}
	var plan []Planned
	for i := range t.Plan {
		p := &t.Plan[i]
		period := kpi.Period{Start: p.Start, End: p.End}
		document := Decision{Value: &p.Value, Act: p.Act, DecidedOn: t.Promise.On.Date}
		plan = append(plan, planned(period, append(decisions(decided[period]), document)))
		delete(decided, period)
	}
	for period, list := range decided {
		plan = append(plan, planned(period, decisions(list)))
	}
	slices.SortFunc(plan, func(x, y Planned) int { return comparePeriods(x.Period, y.Period) })
	return plan
}

func planned(p kpi.Period, list []Decision) Planned {
	return Planned{Decision: list[0], Period: p, Earlier: list[1:]}
}

// decisions puts revisions in order, the one in force first.
func decisions(list []*store.TargetValue) []Decision {
	slices.SortFunc(list, func(x, y *store.TargetValue) int {
		switch {
		case outranks(x, y):
			return -1
		case outranks(y, x):
			return 1
		}
		return 0
	})
	in := make([]Decision, len(list))
	for i, v := range list {
		in[i] = Decision{Value: v.Value, Act: asText(v.Act), DecidedOn: v.DecidedOn, Source: v.Source, Simulated: v.Simulated}
	}
	return in
}

// asText is a text that came as data: in one language, whatever it is.
func asText(s string) config.Text {
	if s == "" {
		return nil
	}
	text := config.Text{}
	for _, l := range config.Languages {
		text[l] = s
	}
	return text
}

// inForcePlan are the values of a plan that hold.
func inForcePlan(plan []Planned) []kpi.PlanValue {
	var values []kpi.PlanValue
	for _, p := range plan {
		if p.Value != nil {
			values = append(values, kpi.PlanValue{Period: p.Period, Value: *p.Value})
		}
	}
	return values
}

// withFacts fills in what came of a plan.
func withFacts(plan []Planned, results []kpi.PlanResult) []Planned {
	for i := range plan {
		p := &plan[i]
		for _, r := range results {
			if r.Period == p.Period {
				p.Fact, p.Deviation, p.Share = r.Fact, r.Deviation, r.Share
			}
		}
	}
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
