package store

import (
	"context"

	"github.com/postup/postup/kpi"
)

type milestoneKey struct{ Programme, Milestone, Region, Source string }

var milestoneEvents = versions[MilestoneEvent, milestoneKey]{
	table: "milestone_events",
	as:    "milestones",
	words: (*MilestoneEvent).words,
	columns: columnsOf([]column[MilestoneEvent]{
		word("programme", func(m *MilestoneEvent) *string { return &m.Programme }),
		word("milestone", func(m *MilestoneEvent) *string { return &m.Milestone }),
		word("region", func(m *MilestoneEvent) *string { return &m.Region }),
		day("done_on", func(m *MilestoneEvent) *kpi.Date { return &m.DoneOn }),
		word("evidence", func(m *MilestoneEvent) *string { return &m.Evidence }),
	}, origin(func(m *MilestoneEvent) *Origin { return &m.Origin })),
	identity: []string{"programme", "milestone", "region", "source"},
	key: func(m *MilestoneEvent) milestoneKey {
		return milestoneKey{m.Programme, m.Milestone, m.Region, m.Source}
	},
	same:   func(a, b *MilestoneEvent) bool { return a.DoneOn == b.DoneOn && a.Evidence == b.Evidence },
	origin: func(m *MilestoneEvent) *Origin { return &m.Origin },
	check: func(m *MilestoneEvent, f *faults) {
		f.text("programme", m.Programme)
		f.text("milestone", m.Milestone)
		f.date("done on", m.DoneOn)
	},
	near: func(where *conditions, rows []*MilestoneEvent) {
		where.near("programme", distinct(rows, func(m *MilestoneEvent) string { return m.Programme }))
	},
	filter: filterColumns{indicator: "milestone", start: "done_on", end: "done_on", openEnd: true},
}

// WriteMilestoneEvents stores the events that differ from the newest stored one of their identity, as
// WriteObservations does.
func (s *Store) WriteMilestoneEvents(ctx context.Context, rows []MilestoneEvent) (Written, error) {
	return milestoneEvents.write(ctx, s, rows)
}

// MilestoneEvents hands over the newest version of each programme, milestone, region and source, in that order.
func (s *Store) MilestoneEvents(ctx context.Context, f Filter, at AsOf, each func(*MilestoneEvent) error) error {
	return milestoneEvents.newest(ctx, s, f, at, each)
}

// A plan and the target's own value may stand for the same period, so being a plan is part of the identity. So is the day
// of the decision: a later one revises the earlier, which stays in force for the days before.
type targetKey struct {
	Target, Region, Breakdown string
	Period                    kpi.Period
	Plan                      bool
	DecidedOn                 kpi.Date
	Source                    string
}

var targetValues = versions[TargetValue, targetKey]{
	table: "target_values",
	as:    "targets",
	words: (*TargetValue).words,
	columns: columnsOf([]column[TargetValue]{
		word("target", func(t *TargetValue) *string { return &t.Target }),
		word("region", func(t *TargetValue) *string { return &t.Region }),
		word("breakdown", func(t *TargetValue) *string { return &t.Breakdown }),
		day("period_start", func(t *TargetValue) *kpi.Date { return &t.Period.Start }),
		day("period_end", func(t *TargetValue) *kpi.Date { return &t.Period.End }),
		flag("plan", func(t *TargetValue) *bool { return &t.Plan }),
		word("status", func(t *TargetValue) *kpi.Status { return &t.Status }),
		plain("value", func(t *TargetValue) **float64 { return &t.Value }),
		word("act", func(t *TargetValue) *string { return &t.Act }),
		day("decided_on", func(t *TargetValue) *kpi.Date { return &t.DecidedOn }),
	}, origin(func(t *TargetValue) *Origin { return &t.Origin })),
	identity: []string{"target", "region", "breakdown", "period_start", "period_end", "plan", "decided_on", "source"},
	key: func(t *TargetValue) targetKey {
		return targetKey{t.Target, t.Region, t.Breakdown, t.Period, t.Plan, t.DecidedOn, t.Source}
	},
	same: func(a, b *TargetValue) bool {
		return a.Status == b.Status && equal(a.Value, b.Value) && a.Act == b.Act
	},
	origin: func(t *TargetValue) *Origin { return &t.Origin },
	check: func(t *TargetValue, f *faults) {
		f.text("target", t.Target)
		f.date("period start", t.Period.Start)
		f.date("period end", t.Period.End)
		f.when(t.Period.End < t.Period.Start, "the period ends before it starts")
		f.text("status", string(t.Status))
		f.number("value", t.Value)
		f.date("decided on", t.DecidedOn)
	},
	near: func(where *conditions, rows []*TargetValue) {
		where.near("target", distinct(rows, func(t *TargetValue) string { return t.Target }))
		where.near("region", distinct(rows, func(t *TargetValue) string { return t.Region }))
	},
	filter: filterColumns{indicator: "target", breakdown: "breakdown", start: "period_start", end: "period_end", openEnd: true},
}

// WriteTargetValues stores the values that differ from the newest stored one of their identity, as
// WriteObservations does.
func (s *Store) WriteTargetValues(ctx context.Context, rows []TargetValue) (Written, error) {
	return targetValues.write(ctx, s, rows)
}

// TargetValues hands over the newest version of each target, region, breakdown, period, plan or not, day of
// decision and source, in that order.
func (s *Store) TargetValues(ctx context.Context, f Filter, at AsOf, each func(*TargetValue) error) error {
	return targetValues.newest(ctx, s, f, at, each)
}
