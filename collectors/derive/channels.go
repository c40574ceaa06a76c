package derive

import (
	"maps"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// channelPrefix begins the breakdowns by channel.
const channelPrefix = "channel="

// came counts applications by the channel that they came by. Those whose channel is not known are counted as such, so
// that the parts sum to the whole.
func (m *months) came(p *store.Processing, s store.Submission) {
	if m.channels[p] == nil {
		m.channels[p] = map[string]uint64{}
	}
	channel := s.Channel
	if channel == "" {
		channel = config.UnknownChannel
	}
	m.channels[p][channel] += s.Count
}

// byChannels puts the counts into the rows. From the first month in which one came by a channel, a month in which none
// did is a true zero.
func (m *months) byChannels() {
	for _, rows := range m.rows {
		known := map[string]uint64{}
		for _, p := range rows {
			for channel := range known {
				known[channel] = 0
			}
			maps.Copy(known, m.channels[p])
			p.Channels = slices.Sorted(maps.Keys(known))
			p.ChannelCounts = make([]uint64, len(p.Channels))
			for i, channel := range p.Channels {
				p.ChannelCounts[i] = known[channel]
			}
		}
	}
}

// channels adds the cells of single channels: how many applications came by each.
func (d *Deriver) channels(cells map[flowKey]*flow, i *config.Indicator, processing byService, due func(kpi.Date) bool) {
	for service, rows := range processing {
		if len(d.catalogue.cellsOf(i.Derived, service)) == 0 {
			continue
		}
		for _, p := range rows {
			if !due(p.Month) {
				continue
			}
			for n, channel := range p.Channels {
				key := flowKey{channelPrefix + channel, p.Month}
				cell := cells[key]
				if cell == nil {
					cell = &flow{}
					cells[key] = cell
				}
				cell.Applications += p.ChannelCounts[n]
				cell.simulated = cell.simulated || p.Simulated
				cell.from(p.Collections...)
			}
		}
	}
}
