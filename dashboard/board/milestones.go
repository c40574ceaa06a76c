package board

import (
	"cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

type milestoneKey struct{ programme, milestone, region string }

// fillMilestones judges every milestone. What arrived as data goes before what the document itself says: it is newer.
func (b *Board) fillMilestones(events []*store.MilestoneEvent) {
	newest := newestEvents(events)
	for _, p := range b.Config.Programmes {
		first := len(b.Milestones)
		for _, m := range p.Milestones {
			b.Milestones = append(b.Milestones, b.milestone(p, m, newest))
		}
		own := b.Milestones[first:]
		for i := range own {
			own[i].judge(own, b.Today)
		}
	}
}

// newestEvents finds the event that speaks for each milestone: real before simulated, then the one that came last.
func newestEvents(events []*store.MilestoneEvent) map[milestoneKey]*store.MilestoneEvent {
	newest := map[milestoneKey]*store.MilestoneEvent{}
	for _, e := range events {
		k := milestoneKey{e.Programme, e.Milestone, e.Region}
		old, ok := newest[k]
		if !ok || cmp.Or(falseFirst(e.Simulated, old.Simulated), cmp.Compare(old.Seq, e.Seq)) < 0 {
			newest[k] = e
		}
	}
	return newest
}

func (b *Board) milestone(p *config.Programme, m *config.Milestone, events map[milestoneKey]*store.MilestoneEvent) Milestone {
	code := cmp.Or(m.Region, p.Region)
	row := Milestone{Programme: p, Milestone: m, Region: b.Config.Region(code), Due: m.Due.LastDay(), NotBefore: m.NotBefore}
	if m.Done != nil {
		row.DoneOn, row.Evidence = m.Done.On, m.Done.Evidence
	}
	e, ok := events[milestoneKey{p.ID, m.ID, code}]
	if !ok && m.Region == "" {
		e, ok = events[milestoneKey{p.ID, m.ID, ""}]
	}
	if ok {
		row.DoneOn, row.Evidence, row.Simulated = e.DoneOn, config.Text{"": e.Evidence}, e.Simulated
	}
	if row.DoneOn > b.Today {
		row.DoneOn, row.Evidence = 0, nil // not done yet on the day of judgement
	}
	return row
}

// judge finds the state; siblings are the programme's milestones, for one that must not come before another.
func (m *Milestone) judge(siblings []Milestone, today kpi.Date) {
	if after := m.Milestone.After; after != nil && after.Milestone != "" {
		for i := range siblings {
			if s := &siblings[i]; s.Milestone.ID == after.Milestone && !s.DoneOn.IsZero() {
				m.NotBefore = max(m.NotBefore, s.DoneOn.AddMonths(after.Months))
			}
		}
	}
	m.State = kpi.MilestoneState(m.Due, m.NotBefore, m.DoneOn, today)
	if m.Due.IsZero() && m.DoneOn.IsZero() {
		m.Reason = kpi.ReasonNoDeadline
	}
}
