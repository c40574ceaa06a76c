package board

import (
	"sync"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Then is how a promise stood on an earlier day, by what is known now: by the values up to that day, and by the promised
// ones that had been decided. Of service standards it is nil: each is judged on a period of its own.
func (b *Board) Then(p *Progress, day kpi.Date) *Progress {
	if p.Target.Method == kpi.MethodStandard {
		return nil
	}
	return Once(b, pastKey{p.Target, p.Region, p.Reading.ID, day}, func() *Progress { return b.then(p, day) })
}

// pastKey is a judgement of an earlier day.
type pastKey struct {
	target  *config.Target
	region  *config.Region
	reading string
	day     kpi.Date
}

func (b *Board) then(p *Progress, day kpi.Date) *Progress {
	then := *b
	then.Today, then.Known, then.found = day, min(day, b.Known), new(sync.Map)
	row := Progress{
		Programme: p.Programme, Target: p.Target, Reading: p.Reading, Region: p.Region, Indicator: p.Indicator, Breakdown: p.Breakdown,
		Yardstick: p.Yardstick, Deadline: p.Deadline, owner: p.owner,
	}
	for _, v := range p.revisions {
		if v.DecidedOn <= day {
			row.revisions = append(row.revisions, v)
		}
	}
	then.judgeReading(&row, b.Series(p.Indicator.ID, p.Region.Code, p.Breakdown))
	return &row
}

// Then is where a milestone stood on an earlier day.
func (m *Milestone) Then(day kpi.Date) kpi.State {
	return kpi.MilestoneState(m.Due, m.NotBefore, m.DoneOn, day)
}

// RevisedBy is the decision that the promised value is in force by; nil where it is that of the programme's document.
func (p *Progress) RevisedBy() *Decision {
	v := p.revisedValue()
	if v == nil {
		return nil
	}
	return &decisions([]*store.TargetValue{v})[0]
}
