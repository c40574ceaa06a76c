package board

import (
	"cmp"

	"github.com/postup/postup/kpi"
)

// The methods see values alone, and say of a series without one that there is no data. Where its newest figure says why, that is the reason.

// Lack is why the newest figure of a series can't be judged. The zero Lack is that nothing says why.
type Lack struct {
	Status kpi.Status
	Reason kpi.Reason // may be empty where the status says it
	Parts  bool       // there is a sum, of some regions only; the reason is that of those that it lacks
}

// LackOf is that of the newest figure whose period has ended; where none has, of that of a running one.
func (b *Board) LackOf(s *Series, nature kpi.Nature) Lack {
	switch c := b.newest(s, nature); {
	case c == nil:
		return Lack{}
	case c.Value == nil:
		return Lack{Status: c.Status, Reason: c.Reason}
	case c.Incomplete:
		return Lack{Status: kpi.NoData, Reason: c.lacks.reason(), Parts: true}
	}
	return Lack{}
}

// LacksSince tells of the figures of periods that ended after a day and that no judgement is made of whether any is withheld, or its sources were not heard.
func (b *Board) LacksSince(s *Series, nature kpi.Nature, day kpi.Date) (withheld, unheard bool) {
	if s == nil {
		return false, false
	}
	for i := range s.Cells {
		c := &s.Cells[i]
		reason := c.Reason
		switch {
		case c.Period.End <= day || c.Period.Start > b.Known || c.Period.End > b.Known && nature != kpi.Stock:
			continue
		case c.Incomplete:
			reason = c.lacks.reason()
		case c.Value != nil:
			continue
		}
		withheld = withheld || reason == kpi.ReasonSuppressed || c.Withheld > 0
		unheard = unheard || reason == kpi.ReasonNotHeard || c.Unheard > 0
	}
	return withheld, unheard
}

// newest is the newest cell that a judgement could be made of, else the newest of a period that still runs; nil where neither is there.
func (b *Board) newest(s *Series, nature kpi.Nature) *Cell {
	if s == nil {
		return nil
	}
	var running *Cell
	for i := len(s.Cells) - 1; i >= 0; i-- {
		switch c := &s.Cells[i]; {
		case c.Period.End <= b.Known || nature == kpi.Stock:
			return c
		case running == nil:
			running = c
		}
	}
	return running
}

// addLack says in a judgement that has no value to judge why the newest figure is none.
func (b *Board) addLack(p *kpi.Progress, lack Lack) {
	reason := cmp.Or(lack.Reason, kpi.Reason(lack.Status))
	if p.Latest != nil || reason == "" {
		return
	}
	for _, of := range []*kpi.Reason{&p.Reason, &p.NoForecast} {
		if *of == kpi.ReasonNoData {
			*of = reason
		}
	}
}

// lacks is why a sum lacks regions.
type lacks uint8

const (
	lacksNothing  lacks = iota
	lacksData           // they say nothing, or different things
	lacksHearing        // none of them was heard
	lacksWithheld       // one of them, at least, is withheld
)

func lacksOf(reason kpi.Reason) lacks {
	switch reason {
	case kpi.ReasonSuppressed:
		return lacksWithheld
	case kpi.ReasonNotHeard:
		return lacksHearing
	}
	return lacksData
}

// leaveOut counts a region that a roll-up lacks, and tells why it does.
func (c *Cell) leaveOut(reason kpi.Reason) lacks {
	why := lacksOf(reason)
	switch why {
	case lacksWithheld:
		c.Withheld++
	case lacksHearing:
		c.Unheard++
	}
	return why
}

// and is why a sum lacks what two of its parts lack.
func (l lacks) and(other lacks) lacks {
	switch {
	case l == lacksNothing:
		return other
	case other == lacksNothing || l == other:
		return l
	case l == lacksWithheld || other == lacksWithheld:
		return lacksWithheld
	}
	return lacksData
}

func (l lacks) reason() kpi.Reason {
	return [...]kpi.Reason{"", kpi.ReasonNoData, kpi.ReasonNotHeard, kpi.ReasonSuppressed}[l]
}
