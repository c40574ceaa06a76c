package check

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Reference is what the checks know: the codes that the configuration declares.
// It is immutable and safe for concurrent use.
type Reference struct {
	regions    map[string]*config.Region
	aliases    map[string][]alias
	sectors    map[string]bool
	services   map[string]*config.Service
	indicators map[string]*config.Indicator
	targets    map[string]*config.Target
	programmes map[string]*config.Programme
	milestones map[[2]string]*config.Milestone
	zone       *time.Location
	digest     string
}

type alias struct {
	region   *config.Region
	from, to kpi.Date
}

// NewReference gathers the codes of a configuration. zone is that of regions without one of their own.
func NewReference(cfg *config.Config, zone *time.Location) *Reference {
	r := &Reference{
		regions:    map[string]*config.Region{},
		aliases:    map[string][]alias{},
		sectors:    map[string]bool{},
		services:   map[string]*config.Service{},
		indicators: map[string]*config.Indicator{},
		targets:    map[string]*config.Target{},
		programmes: map[string]*config.Programme{},
		milestones: map[[2]string]*config.Milestone{},
		zone:       zone,
	}
	for _, region := range cfg.Regions {
		r.regions[region.Code] = region
		for _, a := range region.Aliases {
			r.aliases[a.Code] = append(r.aliases[a.Code], alias{region, a.From, a.To})
		}
	}
	for _, s := range cfg.Sectors {
		r.sectors[s.ID] = true
	}
	for _, s := range cfg.Services {
		r.services[s.ID] = s
	}
	for _, i := range cfg.Indicators {
		r.indicators[i.ID] = i
	}
	for _, p := range cfg.Programmes {
		r.programmes[p.ID] = p
		for _, t := range p.Targets {
			r.targets[t.ID] = t
		}
		for _, m := range p.Milestones {
			r.milestones[[2]string{p.ID, m.ID}] = m
		}
	}
	r.digest = r.sum()
	return r
}

// Digest changes whenever a record that was rejected could now be accepted, or the other way round,
// because the configuration knows other codes or limits.
func (r *Reference) Digest() string { return r.digest }

func (r *Reference) sum() string {
	var facts []string
	for code, region := range r.regions {
		facts = append(facts, fmt.Sprint("region ", code, r.Zone(region), region.Parent))
	}
	for code, list := range r.aliases {
		for _, a := range list {
			facts = append(facts, fmt.Sprint("alias ", code, a.region.Code, a.from, a.to))
		}
	}
	for id := range r.sectors {
		facts = append(facts, "sector "+id)
	}
	for id := range r.services {
		facts = append(facts, "service "+id)
	}
	for id, i := range r.indicators {
		limits, _ := json.Marshal([]any{i.Unit, i.Integer, i.Min, i.Max, i.Over, i.Nature, i.Frequency})
		facts = append(facts, "indicator "+id+string(limits))
	}
	for id, t := range r.targets {
		facts = append(facts, fmt.Sprint("target ", id, " ", r.UnitOf(t)))
	}
	for id := range r.milestones {
		facts = append(facts, fmt.Sprint("milestone ", id))
	}
	slices.Sort(facts)
	h := sha256.New()
	for _, f := range facts {
		h.Write(append([]byte(f), 0))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Region finds a region by its code, or by an alias that only one region has, or only one on the record's own day.
// day is that day by a region's time zone; it is asked for only where several regions have the alias.
func (r *Reference) Region(code []byte, day func(*time.Location) kpi.Date) (*config.Region, *Problem) {
	if region := r.regions[string(code)]; region != nil {
		return region, nil
	}
	var all, inForce []*config.Region
	aliases := r.aliases[string(code)]
	for _, a := range aliases {
		all = addRegion(all, a.region)
	}
	switch len(all) {
	case 0:
		return nil, &Problem{"region", UnknownRegion, "no region has the code " + Show(code)}
	case 1:
		return all[0], nil
	}
	for _, a := range aliases {
		on := day(r.Zone(a.region))
		if (a.from.IsZero() || a.from <= on) && (a.to.IsZero() || on <= a.to) {
			inForce = addRegion(inForce, a.region)
		}
	}
	switch len(inForce) {
	case 0:
		return nil, &Problem{"region", UnknownRegion, "the code is an alias of several regions, and of none of them on the record's day"}
	case 1:
		return inForce[0], nil
	}
	return nil, &Problem{"region", UnknownRegion, "the code is an alias of several regions"}
}

func addRegion(list []*config.Region, region *config.Region) []*config.Region {
	if slices.Contains(list, region) {
		return list
	}
	return append(list, region)
}

// Known gives a region that the configuration names by its own code, nil if there is none.
func (r *Reference) Known(code string) *config.Region { return r.regions[code] }

// Zone is the region's time zone.
func (r *Reference) Zone(region *config.Region) *time.Location {
	if region != nil && region.Location != nil {
		return region.Location
	}
	return r.zone
}

// Service finds a service.
func (r *Reference) Service(id []byte) (*config.Service, *Problem) {
	if s := r.services[string(id)]; s != nil {
		return s, nil
	}
	return nil, &Problem{"service", UnknownService, "no service has the id " + Show(id)}
}

// Breakdown tells whether a breakdown's value is there: a service, a sector, a tier, a channel. Other keys are free.
func (r *Reference) Breakdown(key, value string) *Problem {
	field := "breakdown." + key
	switch key {
	case "service":
		if r.services[value] == nil {
			return &Problem{field, UnknownService, "no service has the id " + Show([]byte(value))}
		}
	case "sector":
		if !r.sectors[value] {
			return &Problem{field, UnknownSector, "no sector has the id " + Show([]byte(value))}
		}
	case "tier", "channel":
		if words := config.BreakdownWords(key); !slices.Contains(words, value) {
			reason := map[string]string{"tier": UnknownTier, "channel": UnknownChannel}[key]
			return &Problem{field, reason, "a " + key + " is one of " + strings.Join(words, ", ")}
		}
	}
	return nil
}

// Indicator finds an indicator.
func (r *Reference) Indicator(id []byte) (*config.Indicator, *Problem) {
	if i := r.indicators[string(id)]; i != nil {
		return i, nil
	}
	return nil, &Problem{"indicator", UnknownIndicator, "no indicator has the id " + Show(id)}
}

// Target finds a target of any programme.
func (r *Reference) Target(id []byte) (*config.Target, *Problem) {
	if t := r.targets[string(id)]; t != nil {
		return t, nil
	}
	return nil, &Problem{"target", UnknownTarget, "no target has the id " + Show(id)}
}

// UnitOf is the unit of a target's values: that of its indicator, "" where there is none.
func (r *Reference) UnitOf(t *config.Target) string {
	if i := r.indicators[t.Indicator]; i != nil {
		return i.Unit
	}
	return ""
}

// Milestone finds a programme's milestone.
func (r *Reference) Milestone(programme, id []byte) (*config.Programme, *config.Milestone, *Problem) {
	p := r.programmes[string(programme)]
	if p == nil {
		return nil, nil, &Problem{"programme", UnknownProgramme, "no programme has the id " + Show(programme)}
	}
	m := r.milestones[[2]string{p.ID, string(id)}]
	if m == nil {
		return nil, nil, &Problem{"milestone", UnknownMilestone, "the programme has no milestone " + Show(id)}
	}
	return p, m, nil
}

// Show quotes a code for a message, but only what looks like one: short, without spaces. Anything else could
// be about a person.
func Show(code []byte) string {
	if len(code) == 0 || len(code) > 40 {
		return "that the record has"
	}
	for _, c := range code {
		if c <= ' ' || c == '@' || c == 0x7f {
			return "that the record has"
		}
	}
	return fmt.Sprintf("%q", code)
}
