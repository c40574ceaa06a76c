package board

import (
	"fmt"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Movers are the changes to one region that would move it up most in the period: one more of its services online, or one
// indicator brought to where the best region is.
func (p *IndexPeriod) Movers(b *Board, region *config.Region, o kpi.MoverOptions) (kpi.Moves, error) {
	place := p.PlaceOf(region)
	if place < 0 {
		return kpi.Moves{}, fmt.Errorf("the index %q does not compare %s in %s", p.Index.ID, region.Code, p.Period)
	}
	type key struct{ period *IndexPeriod }
	type trials struct {
		*kpi.Trials
		err error
	}
	t := Once(b, key{p}, func() trials { // for all regions
		t, err := kpi.NewTrials(p.Edition.Method, p.Values())
		return trials{t, err}
	})
	if t.err != nil {
		return kpi.Moves{}, t.err
	}
	return t.Movers(place, p.candidates(b, place), o)
}

// The kinds of change that Movers tries.
const (
	MoveService   = "service"   // brought online
	MoveIndicator = "indicator" // brought to the best region's value
)

// KindOf tells which kind of change a candidate of Movers is, and of what: the id of a service, or of a part of the index.
func KindOf(c kpi.Candidate) (kind, id string) {
	kind, id, _ = strings.Cut(c.ID, ":")
	return kind, id
}

// candidates are what could be done for a region: each of its services that is not online brought online, and each indicator
// that does not come from services brought to where the best region is.
func (p *IndexPeriod) candidates(b *Board, place int) []kpi.Candidate {
	region := p.Regions[place].Region
	var list []kpi.Candidate
	for _, v := range b.Services(region.Code) {
		if changes := p.online(b, place, v); len(changes) > 0 {
			list = append(list, kpi.Candidate{ID: MoveService + ":" + v.Service.ID, Changes: changes})
		}
	}
	values := p.Values()
	for l, leaf := range p.Edition.Leaves {
		indicator := b.Config.Indicator(leaf.Indicator)
		if ofServices(indicator) {
			continue
		}
		if best := bestOf(values[l], indicator.Direction); best != nil {
			list = append(list, kpi.Candidate{ID: MoveIndicator + ":" + leaf.ID, Changes: []kpi.Change{{Indicator: leaf.ID, Region: place, Value: best}}})
		}
	}
	return list
}

// online is what one more service online changes in the index.
func (p *IndexPeriod) online(b *Board, place int, v ServiceView) []kpi.Change {
	change := toStage(v, kpi.StageOnline)
	if change.none() {
		return nil
	}
	var changes []kpi.Change
	for l, leaf := range p.Edition.Leaves {
		c, indicator := p.cell(l, place), b.Config.Indicator(leaf.Indicator)
		if counted(c) == nil || !change.concerns(indicator, leaf.Breakdown) {
			continue
		}
		if o, ok := change.apply(indicator, *c.Observation); ok {
			changes = append(changes, kpi.Change{Indicator: leaf.ID, Region: place, Value: o.Value})
		}
	}
	return changes
}

// bestOf is the best of the regions' values; nil where there is none.
func bestOf(values []*float64, d kpi.Direction) *float64 {
	var best *float64
	for _, v := range values {
		if v != nil && (best == nil || d.Sign()*(*v-*best) > 0) {
			best = v
		}
	}
	return best
}
