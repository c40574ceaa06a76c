package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Then is how a promise stood on an earlier day, by what is known now: by the values up to that day, and by the promised
// ones that had been decided. Of service standards it is nil: each is judged on a period of its own.
// It is found once and kept with the board.
func (b *Board) Then(p *Progress, day kpi.Date) *Progress {
	if p.Target.Method == kpi.MethodStandard {
		return nil
	}
	key := pastKey{p.Target, p.Region, p.Reading.ID, day}
	if known, ok := b.past.Load(key); ok {
		return known.(*Progress)
	}
	then := b.then(p, day)
	b.past.Store(key, then)
	return then
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
	then.Today, then.Known = day, min(day, b.Known)
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
