package derive

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// unknownChannel is the breakdown of applications whose channel is not known, so that the parts sum to the whole.
const (
	channelPrefix  = "channel="
	unknownChannel = "unknown"
)

// channels adds the cells of single channels: how many applications came by each. From the first month in which one
// came by a channel, a month in which none did is a true zero.
func (d *Deriver) channels(all map[flowKey]*flow, i *config.Indicator, submissions []store.Submission, months map[kpi.Date][]uint64, simulated bool) {
	for _, s := range submissions {
		if s.Simulated && !simulated || len(d.catalogue.cellsOf(i.Derived, s.Service)) == 0 {
			continue
		}
		channel := s.Channel
		if channel == "" {
			channel = unknownChannel
		}
		for month, collections := range months {
			if month < s.Month {
				continue
			}
			key := flowKey{channelPrefix + channel, month}
			cell := all[key]
			if cell == nil {
				cell = &flow{}
				cell.from(collections...)
				all[key] = cell
			}
			cell.simulated = cell.simulated || s.Simulated
			if month == s.Month {
				cell.Applications += s.Count
			}
		}
	}
}

// flowMonths are the months in which the services of an indicator have processing, with its collections.
func (d *Deriver) flowMonths(i *config.Indicator, rows byService, due func(kpi.Date) bool) map[kpi.Date][]uint64 {
	months := map[kpi.Date][]uint64{}
	for service, processing := range rows {
		if len(d.catalogue.cellsOf(i.Derived, service)) == 0 {
			continue
		}
		for _, p := range processing {
			if due(p.Month) {
				months[p.Month] = append(months[p.Month], p.Collections...)
			}
		}
	}
	return months
}
