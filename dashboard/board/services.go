package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// services joins what a region must offer today with how far each service is online. An offer without a stage is
// no_data; a service whose every offer has ended is not listed; a stage without any offer is.
func (b *Board) services(stages []*store.ServiceStage, offers []*store.Offer) []ServiceView {
	newest := b.newestStages(stages)
	offered, ended := map[string]*store.Offer{}, map[string]bool{} // by service
	for _, o := range offers {
		if o.Withdrawn || o.From > b.Today || (!o.To.IsZero() && o.To < b.Today) {
			ended[o.Service] = true
			continue
		}
		if old, ok := offered[o.Service]; !ok || cmp.Or(falseFirst(o.Simulated, old.Simulated), strings.Compare(o.Source, old.Source)) < 0 {
			offered[o.Service] = o
		}
	}
	var views []ServiceView
	add := func(region, service string, v ServiceView) {
		v.Region, v.Service = b.Config.Region(region), b.Config.Service(service)
		if v.Service != nil { // else a pack is no longer configured
			views = append(views, v)
		}
	}
	for service, o := range offered {
		v := ServiceView{Status: kpi.NoData, Source: o.Source, Simulated: o.Simulated}
		if s, ok := newest[service]; ok {
			v = stageView(s)
		}
		add(o.Region, service, v)
	}
	for service, s := range newest {
		if _, ok := offered[service]; !ok && !ended[service] {
			add(s.Region, service, stageView(s))
		}
	}
	slices.SortFunc(views, func(x, y ServiceView) int { return strings.Compare(x.Service.ID, y.Service.ID) })
	return views
}

// newestStages finds the stage that holds today of each service of a region: real before simulated, then the latest,
// then by the source's id. One that was taken back gives way to any that was not.
func (b *Board) newestStages(stages []*store.ServiceStage) map[string]*store.ServiceStage {
	newest := map[string]*store.ServiceStage{}
	for _, s := range stages {
		if s.Since > b.Today {
			continue
		}
		old, ok := newest[s.Service]
		if !ok || cmp.Or(falseFirst(s.Status == kpi.Withdrawn, old.Status == kpi.Withdrawn), falseFirst(s.Simulated, old.Simulated), cmp.Compare(old.Since, s.Since), strings.Compare(s.Source, old.Source)) < 0 {
			newest[s.Service] = s
		}
	}
	return newest
}

func stageView(s *store.ServiceStage) ServiceView {
	return ServiceView{Status: s.Status, Stage: s.Stage, Since: s.Since, Source: s.Source, Simulated: s.Simulated}
}
