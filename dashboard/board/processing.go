package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
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
		if service == nil || !b.HasBegun(kpi.Month(p.Month)) {
			continue
		}
		v := ProcessingView{Region: region, Service: service, Processing: b.counted(p)}
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

// counted is a row with the day that what is open in it is counted on. It is stored with the one since which its numbers hold, by its region's clock.
func (b *Board) counted(p *store.Processing) store.Processing {
	row := *p
	row.At = min(p.Month.MonthEnd(), kpi.DateOf(b.Moment.UTC()))
	return row
}

// together are the views of a region with the rows of all applications in the place of those of the real ones alone; nil where no
// simulated ones stand beside these.
func (b *Board) together(views []ProcessingView, rows []*store.Processing, h config.Heard) []ProcessingView {
	type serviceMonth struct {
		service string
		month   kpi.Date
	}
	simulated := map[serviceMonth]*store.Processing{}
	for _, p := range rows {
		if p.Simulated {
			simulated[serviceMonth{p.Service, p.Month}] = p
		}
	}
	var all []ProcessingView
	for i := range views {
		v := &views[i]
		p := simulated[serviceMonth{v.Processing.Service, v.Month}]
		if p == nil || v.Simulated || !b.knows(h, p) {
			continue
		}
		if all == nil {
			all = slices.Clone(views)
		}
		all[i].Processing = b.counted(p)
	}
	return all
}

// rowsOf are the rows of a region's processing that figures are made of: of real ones, beside which there are simulated ones of other
// services, or of all.
func (b *Board) rowsOf(region string, all bool) []ProcessingView {
	if s := b.sheet(region); all && s.together != nil {
		return s.together
	}
	return b.Processing(region)
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
