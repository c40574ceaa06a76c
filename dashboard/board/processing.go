package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const hoursPerDay = 24

// processingOf makes a view of each of a region's services and months, real ones before simulated ones of the same cell.
func (b *Board) processingOf(rows []*store.Processing) []ProcessingView {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(x, y *store.Processing) int {
		return cmp.Or(strings.Compare(x.Service, y.Service), cmp.Compare(x.Month, y.Month), falseFirst(x.Simulated, y.Simulated))
	})
	rows = slices.CompactFunc(rows, func(x, y *store.Processing) bool { return x.Service == y.Service && x.Month == y.Month })
	var views []ProcessingView
	for _, p := range rows {
		region, service := b.Config.Region(p.Region), b.Config.Service(p.Service)
		if service == nil || p.Month > b.Today {
			continue
		}
		v := ProcessingView{Region: region, Service: service, Processing: *p}
		v.MedianDays, v.P90Days = quantileDays(p, 0.5), quantileDays(p, 0.9)
		v.MeanDays = meanDays(p)
		if p.WithDeadline > 0 {
			share := float64(p.WithinDeadline) / float64(p.WithDeadline)
			v.WithinDeadline = &share
		}
		views = append(views, v)
	}
	return views
}

func quantileDays(p *store.Processing, q float64) *float64 {
	hours, ok := kpi.NearestRank(p.Hours, p.Counts, q)
	if !ok {
		return nil
	}
	days := hours / hoursPerDay
	return &days
}

func meanDays(p *store.Processing) *float64 {
	var hours, count float64
	for i, h := range p.Hours {
		hours += float64(h) * float64(p.Counts[i])
		count += float64(p.Counts[i])
	}
	if count == 0 {
		return nil
	}
	days := hours / count / hoursPerDay
	return &days
}
