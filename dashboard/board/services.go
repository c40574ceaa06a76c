package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

type regionService struct{ region, service string }

// fillServices joins what regions must offer today with how far each service is online. An offer without a stage is
// no_data; a service whose every offer has ended is not listed; a stage without any offer is.
func (b *Board) fillServices(stages []*store.ServiceStage, offers []*store.Offer) {
	newest := b.newestStages(stages)
	offered, ended := map[regionService]*store.Offer{}, map[regionService]bool{}
	for _, o := range offers {
		k := regionService{o.Region, o.Service}
		if o.Withdrawn || o.From > b.Today || (!o.To.IsZero() && o.To < b.Today) {
			ended[k] = true
			continue
		}
		if old, ok := offered[k]; !ok || cmp.Or(falseFirst(o.Simulated, old.Simulated), strings.Compare(o.Source, old.Source)) < 0 {
			offered[k] = o
		}
	}
	for k, o := range offered {
		v := ServiceView{Status: kpi.NoData, Source: o.Source, Simulated: o.Simulated}
		if s, ok := newest[k]; ok {
			v = stageView(s)
		}
		b.addService(k, v)
	}
	for k, s := range newest {
		if _, ok := offered[k]; !ok && !ended[k] {
			b.addService(k, stageView(s))
		}
	}
	for _, views := range b.stages {
		slices.SortFunc(views, func(x, y ServiceView) int { return strings.Compare(x.Service.ID, y.Service.ID) })
	}
}

// newestStages finds the stage that holds today in each region and service: real before simulated, then the latest,
// then by the source's id. One that was taken back gives way to any that was not.
func (b *Board) newestStages(stages []*store.ServiceStage) map[regionService]*store.ServiceStage {
	newest := map[regionService]*store.ServiceStage{}
	for _, s := range stages {
		if s.Since > b.Today {
			continue
		}
		k := regionService{s.Region, s.Service}
		old, ok := newest[k]
		if !ok || cmp.Or(falseFirst(s.Status == kpi.Withdrawn, old.Status == kpi.Withdrawn), falseFirst(s.Simulated, old.Simulated), cmp.Compare(old.Since, s.Since), strings.Compare(s.Source, old.Source)) < 0 {
			newest[k] = s
		}
	}
	return newest
}

func stageView(s *store.ServiceStage) ServiceView {
	return ServiceView{Status: s.Status, Stage: s.Stage, Since: s.Since, Source: s.Source, Simulated: s.Simulated}
}

func (b *Board) addService(k regionService, v ServiceView) {
	v.Region, v.Service = b.Config.Region(k.region), b.Config.Service(k.service)
	if v.Region == nil || v.Service == nil {
		return // a pack that is no longer configured
	}
	b.stages[k.region] = append(b.stages[k.region], v)
}
