// Package mapping makes records of Postup's kinds from decoded ones, as a source declares: columns or paths
// become fields, their codes ours, their dates dates, their ids keyed hashes. Only the fields listed here
// exist, so what is about a person has nowhere to go.
package mapping

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Row is what a mapping made of a record: of the kinds, the one that the mapping is for.
// It is overwritten by the next record.
type Row struct {
	Observation store.Observation
	Stage       store.ServiceStage
	Offer       store.Offer
	Application store.Application
	Milestone   store.MilestoneEvent
	Target      store.TargetValue
	// Known: it could be read what the record speaks of, even where the record is rejected. Of stages and offers that is
	// the region and the service.
	Known bool
}

// Setting is what a mapping works in.
type Setting struct {
	Source    *config.Source
	Reference *check.Reference
	IDKey     []byte // of the hashes of application ids
	// Optional lets a table lack any mapped column that need not be there: for files that are imported with
	// columns named like the fields.
	Optional bool
}

// Mapping is one compiled mapping. It is for one goroutine.
type Mapping struct {
	As         string
	fields     map[string]*field
	breakdowns []*field // breakdown.<key>, by key
	where      []condition
	melt       *melt // nil: each record is read as it is
	make       func(rec record.Reader, now time.Time, row *Row) *check.Problem

	setting Setting
	sole    *config.Region // the region of records that name none
	allowed map[string]bool
	hash    *idHasher
}

// Compile checks a mapping and prepares it. The paths that it reads are added to the selection.
func Compile(m config.Mapping, s Setting, sel *record.Selection) (*Mapping, error) {
	if !slices.Contains(config.RecordKinds, m.As) {
		return nil, fmt.Errorf("as: %q is none of %s", m.As, strings.Join(config.RecordKinds, ", "))
	}
	needed := config.NeededFields(m.As)
	c := &Mapping{As: m.As, fields: map[string]*field{}, setting: s, allowed: set(s.Source.Regions)}
	if len(s.Source.Regions) == 1 {
		c.sole = s.Reference.Known(s.Source.Regions[0])
	}
	var mistakes []error
	in := places{Selection: sel}
	if m.Melt != nil {
		var err error
		if c.melt, err = compileMelt(m.Melt, sel); err != nil {
			mistakes = append(mistakes, err)
		}
		in.melt = c.melt
	}
	for _, name := range slices.Sorted(maps.Keys(m.Fields)) {
		if !config.HasField(m.As, name) {
			mistakes = append(mistakes, fmt.Errorf("%s have no field %q; their fields are %s", m.As, name, strings.Join(config.RecordFields(m.As), ", ")))
			continue
		}
		f, err := compileField(name, m.Fields[name], s.Source, in, s.Optional && !slices.Contains(needed, name))
		if err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		if f.all != nil && name != "stage" {
			mistakes = append(mistakes, fmt.Errorf("field %s: from_all is for the stage of stages", name))
		}
		if strings.HasPrefix(name, "breakdown.") {
			c.breakdowns = append(c.breakdowns, f)
			continue
		}
		c.fields[name] = f
	}
	mistakes = append(mistakes, c.complete(needed)...)
	for _, w := range m.Where {
		c.where = append(c.where, compileCondition(w, in))
	}
	c.choose()
	return c, errors.Join(mistakes...)
}

// complete finds fields that must be mapped and are not. Configurations were checked when they were loaded; the
// columns of an imported file were not.
func (m *Mapping) complete(needed []string) (mistakes []error) {
	for _, name := range needed {
		if m.fields[name] == nil {
			mistakes = append(mistakes, fmt.Errorf("%s need a field %q", m.As, name))
		}
	}
	if config.HasField(m.As, "period") && m.fields["period"] == nil && (m.fields["period_start"] == nil || m.fields["period_end"] == nil) {
		mistakes = append(mistakes, fmt.Errorf("%s need a field %q, or %q and %q", m.As, "period", "period_start", "period_end"))
	}
	if m.fields["region"] == nil && m.sole == nil && m.As != config.Milestones {
		mistakes = append(mistakes, fmt.Errorf("%s need a field %q, since the source has not exactly one region", m.As, "region"))
	}
	if m.fields["value"] == nil && m.fields["status"] == nil && (m.As == config.Targets ||
		m.As == config.Observations && (m.fields["numerator"] == nil || m.fields["denominator"] == nil)) {
		mistakes = append(mistakes, fmt.Errorf("%s need a field %q, or what stands for it", m.As, "value"))
	}
	return mistakes
}

func (m *Mapping) choose() {
	switch m.As {
	case config.Observations:
		m.make = m.observation
	case config.Stages:
		m.make = m.stage
	case config.Offers:
		m.make = m.offer
	case config.Applications:
		m.hash = newIDHasher(m.setting.IDKey)
		m.make = m.applications()
	case config.Milestones:
		m.make = m.milestone
	case config.Targets:
		m.make = m.target
	}
}

// Apply makes and checks a row. It is not passed on where the mapping's conditions pass the record over;
// a problem says why the record is not accepted. now is when the payload came.
func (m *Mapping) Apply(rec record.Reader, now time.Time, row *Row) (applies bool, problem *check.Problem) {
	for i := range m.where {
		if !m.where[i].holds(rec) {
			return false, nil
		}
	}
	row.Known = false
	return true, m.make(rec, now, row)
}

// origin is that of every row of the source; the store adds the rest, the collector the collection.
func (m *Mapping) origin() store.Origin {
	return store.Origin{Source: m.setting.Source.ID, Simulated: m.setting.Source.Simulated}
}

// region reads the record's region, or takes the source's only one.
func (m *Mapping) region(rec record.Reader, now time.Time) (*config.Region, *check.Problem) {
	f := m.fields["region"]
	if f == nil {
		return m.sole, nil
	}
	code, s := f.read(rec)
	if s == absent && m.sole != nil {
		return m.sole, nil
	}
	if s != given {
		return nil, f.problem("region", s)
	}
	region, problem := m.setting.Reference.Region(code, func(zone *time.Location) kpi.Date { return m.ownDay(rec, now, zone) })
	if problem != nil {
		return nil, problem
	}
	if m.allowed != nil && !m.allowed[region.Code] {
		return nil, &check.Problem{Field: "region", Reason: check.ForeignRegion,
			Detail: "the source does not bring data of " + region.Code}
	}
	return region, nil
}

// ownDay is the day that a record speaks of, on which the aliases of regions are looked up: the last of its period, or
// that on which a target was decided. Where there is none, the day on which the record came stands for it.
func (m *Mapping) ownDay(rec record.Reader, now time.Time, zone *time.Location) kpi.Date {
	var d kpi.Date
	switch m.As {
	case config.Stages:
		d, _ = m.fields["since"].date("since", rec, false, zone)
	case config.Offers:
		d, _ = m.fields["from"].date("from", rec, false, zone)
	case config.Milestones:
		d, _ = m.fields["done_on"].date("done_on", rec, false, zone)
	case config.Applications:
		t, _ := m.fields["submitted"].moment("submitted", rec, zone)
		d = dayIn(zone, t)
	case config.Targets:
		d, _ = m.fields["decided_on"].date("decided_on", rec, false, zone)
	}
	if d.IsZero() && config.HasField(m.As, "period") {
		if p, problem := m.days(rec, zone); problem == nil {
			d = p.End
		}
	}
	if d.IsZero() {
		return kpi.DateOf(now.In(zone))
	}
	return d
}

// today is the region's day.
func (m *Mapping) today(region *config.Region, now time.Time) kpi.Date {
	return kpi.DateOf(now.In(m.zone(region)))
}

func (m *Mapping) zone(region *config.Region) *time.Location { return m.setting.Reference.Zone(region) }

// days reads the record's period, in the days of a time zone.
func (m *Mapping) days(rec record.Reader, zone *time.Location) (p kpi.Period, problem *check.Problem) {
	if f := m.fields["period"]; f != nil {
		return f.period("period", rec, zone)
	}
	if p.Start, problem = m.fields["period_start"].requiredDate("period_start", rec, false, zone); problem != nil {
		return p, problem
	}
	p.End, problem = m.fields["period_end"].requiredDate("period_end", rec, true, zone)
	return p, problem
}
