package collectors

import (
	"encoding/binary"
	"math"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// twice finds records whose identity the payload held before. A payload may hold several states of an application, of
// which the last counts; but one that was submitted twice, at different times, is two under one id.
type twice struct {
	seen              *check.Duplicates
	identity, content digestible
}

// mostApplications is up to which number of a payload's applications the ids are held against each other: memory does not
// grow with the payload. Of the others the last state counts, whatever it says.
const mostApplications = 1 << 19

// digestible is a row's fields as bytes, each with its length before it.
type digestible []byte

func (d *digestible) text(s string) {
	*d = binary.AppendUvarint(*d, uint64(len(s)))
	*d = append(*d, s...)
}

func (d *digestible) dates(all ...kpi.Date) {
	for _, one := range all {
		*d = binary.LittleEndian.AppendUint32(*d, uint32(one))
	}
}

func (d *digestible) flag(b bool) {
	if b {
		*d = append(*d, 1)
	} else {
		*d = append(*d, 0)
	}
}

func (d *digestible) numbers(all ...*float64) {
	for _, v := range all {
		d.flag(v != nil)
		if v != nil {
			*d = binary.LittleEndian.AppendUint64(*d, math.Float64bits(*v))
		}
	}
}

// see notes a row. A later state of an application is new.
func (t *twice) see(as string, row *mapping.Row) check.Sighting {
	if as == config.Applications {
		return t.seeApplication(&row.Application)
	}
	t.digest(as, row)
	return t.seen.See(t.identity, t.content)
}

func (t *twice) seeApplication(a *store.Application) check.Sighting {
	if t.seen.Len() >= mostApplications {
		return check.FirstSeen
	}
	id := [2]uint64{binary.LittleEndian.Uint64(a.ID[:]), binary.LittleEndian.Uint64(a.ID[8:])}
	if t.seen.SeeHashed(id, uint64(a.Submitted.Unix())) == check.SeenOther {
		return check.SeenOther
	}
	return check.FirstSeen
}

// has tells whether a row of the same identity came before.
func (t *twice) has(as string, row *mapping.Row) bool {
	t.digest(as, row)
	return t.seen.Has(t.identity)
}

func (t *twice) digest(as string, row *mapping.Row) {
	id, is := &t.identity, &t.content
	*id, *is = (*id)[:0], (*is)[:0]
	id.text(as)
	switch as {
	case config.Observations:
		o := &row.Observation
		id.text(o.Indicator)
		id.text(o.Breakdown)
		id.text(o.Region)
		id.dates(o.Period.Start, o.Period.End)
		is.text(string(o.Status))
		is.numbers(o.Value, o.Numerator, o.Denominator)
	case config.Stages:
		s := &row.Stage
		id.text(s.Region)
		id.text(s.Service)
		id.dates(s.Since)
		is.text(string(s.Status))
		is.text(s.Stage.String())
	case config.Offers:
		o := &row.Offer
		id.text(o.Region)
		id.text(o.Service)
		id.dates(o.From)
		is.dates(o.To, kpi.Date(o.DeadlineDays))
		is.flag(o.DeadlineWorking)
		is.flag(o.Withdrawn)
	case config.Milestones:
		e := &row.Milestone
		id.text(e.Programme)
		id.text(e.Milestone)
		id.text(e.Region)
		is.dates(e.DoneOn)
		is.text(e.Evidence)
	case config.Targets:
		v := &row.Target
		id.text(v.Target)
		id.text(v.Region)
		id.text(v.Breakdown)
		id.dates(v.Period.Start, v.Period.End)
		id.flag(v.Plan)
		id.dates(v.DecidedOn) // a later decision revises the earlier one, which stays in force for the days before
		is.text(string(v.Status))
		is.numbers(v.Value)
		is.text(v.Act)
	}
}
