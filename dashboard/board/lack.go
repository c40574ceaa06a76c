package board

import "github.com/postup/postup/kpi"

// The methods see values alone, and say of a series without one that there is no data. Where its newest cell says why, that is the reason.

// addLack puts the newest cell's own reason in where a judgement has no value to judge.
func (b *Board) addLack(p *kpi.Progress, s *Series) {
	reason := b.lack(s)
	if p.Latest != nil || reason == "" {
		return
	}
	for _, of := range []*kpi.Reason{&p.Reason, &p.NoForecast} {
		if *of == kpi.ReasonNoData {
			*of = reason
		}
	}
}

// lack is why the newest cell that is known of has no value; "" where it has one, or does not say.
func (b *Board) lack(s *Series) kpi.Reason {
	if s == nil {
		return ""
	}
	for i := len(s.Cells) - 1; i >= 0; i-- {
		if c := &s.Cells[i]; c.Period.Start <= b.Known {
			if c.Value != nil {
				return ""
			}
			return c.Reason
		}
	}
	return ""
}
