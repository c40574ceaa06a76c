package collectors

import (
	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// said is what a snapshot speaks of beside the rows that were accepted: what was rejected must not look as if it had
// vanished. A nil said is that of a payload that is no snapshot; it notes nothing.
type said struct {
	unknown uint64 // rejected records of which can't be told what they speak of
	spared  twice  // what rejected records speak of
	back    map[cell]kpi.Date
}

// cell is a region's service.
type cell struct{ region, service string }

func newSaid() *said {
	return &said{spared: twice{seen: check.NewDuplicates()}, back: map[cell]kpi.Date{}}
}

// unreadable notes a record that could not be decoded.
func (s *said) unreadable() {
	if s != nil {
		s.unknown++
	}
}

// rejected notes a record that was not accepted. One whose identity is known spares what it speaks of.
func (s *said) rejected(as string, row *mapping.Row) {
	switch {
	case s == nil || as == config.Applications:
	case !row.Known:
		s.unknown++
	default:
		s.spared.see(as, spared(as, row))
	}
}

// accepted notes how far back a snapshot's stages of a service go.
func (s *said) accepted(as string, row *mapping.Row) {
	if s == nil || as != config.Stages {
		return
	}
	c := cell{row.Stage.Region, row.Stage.Service}
	if first, ok := s.back[c]; !ok || row.Stage.Since < first {
		s.back[c] = row.Stage.Since
	}
}

// spares tells whether a stored row that the snapshot does not hold stands all the same: a rejected record speaks of it,
// or it is a stage from before the first that the snapshot has of its service. A list of how things stand now does
// not deny how they stood.
func (s *said) spares(as string, row *mapping.Row) bool {
	if as == config.Stages {
		first, ok := s.back[cell{row.Stage.Region, row.Stage.Service}]
		if ok && row.Stage.Since < first {
			return true
		}
	}
	return s.spared.has(as, spared(as, row))
}

// spared is what a row is spared by: its identity, and of stages and offers their service, since a rejected one may
// be meant to take the place of one that began on another day.
func spared(as string, row *mapping.Row) *mapping.Row {
	switch as {
	case config.Stages:
		whole := *row
		whole.Stage.Since = 0
		return &whole
	case config.Offers:
		whole := *row
		whole.Offer.From = 0
		return &whole
	}
	return row
}
