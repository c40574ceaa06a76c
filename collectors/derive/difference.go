package derive

import (
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// adjust puts what a collection wrote in the place of what it replaced, in the months that both are counted in. It
// gives up where that can't be told from the difference: then all applications of the services have to be counted.
func (c *counting) adjust() bool {
	c.after, c.changed, c.months = c.before.clone(), nil, map[kpi.Date]bool{}
	before, after := applicationsOf(c.replaced.Before), applicationsOf(c.replaced.After)
	for service := range after.simulatedServices() {
		if c.before.all[service] == nil {
			return false // its real applications may be in months that were not read
		}
	}
	adjusted := map[bool]byService{}
	for _, all := range []bool{false, true} {
		less, more := before, after
		if !all {
			less, more = before.real(), after.real()
		}
		rows, ok := c.adjusted(less, more, all)
		if !ok {
			return false
		}
		adjusted[all] = rows
	}
	arrived, ok := c.arrivals(before.submissions, after.submissions)
	if !ok {
		return false
	}
	c.submissions = arrived
	for service, rows := range adjusted[false] {
		c.take(service, rows, false)
	}
	for service, rows := range adjusted[true] {
		c.take(service, rows, true)
	}
	return true
}

// adjusted are the rows of the services that changed: what was stored of them, less what was replaced, and more what
// took its place. Of a service that has no rows of all applications, all are real, and stand there already.
func (c *counting) adjusted(less, more *applications, all bool) (byService, bool) {
	stored, d := c.before.of(all), c.deadlines(!all)
	taken, added := processingOf(c, less, nil, d), processingOf(c, more, nil, d)
	rows := byService{}
	for _, touched := range []byService{taken, added} {
		for service := range touched {
			if rows[service] != nil || all && stored[service] == nil {
				continue
			}
			first := firstOf(stored[service], taken[service], added[service])
			for month := first; month <= c.today; month = month.AddMonths(1) {
				p, ok := adjustedMonth(monthOf(stored[service], month), monthOf(taken[service], month), monthOf(added[service], month))
				if !ok {
					return nil, false
				}
				p.Region, p.Service, p.Month, p.At = c.region, service, month, min(month.MonthEnd(), c.today)
				rows[service] = append(rows[service], p)
			}
			c.collect(rows[service], stored[service], all)
		}
	}
	return rows, true
}

// collect says which collections a service's rows came from: those known before, and the one that touched it.
func (c *counting) collect(rows, stored []*store.Processing, all bool) {
	var in inputs
	in.from(c.origin(all).Collection)
	if len(stored) > 0 {
		in.from(stored[len(stored)-1].Collections...)
	}
	for _, p := range rows {
		p.Collections = in.newest(mostCollections)
	}
}

func firstOf(lists ...[]*store.Processing) kpi.Date {
	var first kpi.Date
	for _, rows := range lists {
		if len(rows) > 0 && (first.IsZero() || rows[0].Month < first) {
			first = rows[0].Month
		}
	}
	return first
}

// monthOf is the row of a month, an empty one where there is none.
func monthOf(rows []*store.Processing, month kpi.Date) *store.Processing {
	if i, ok := findMonth(rows, month); ok {
		return rows[i]
	}
	return &store.Processing{}
}

// adjustedMonth is stored − less + more. It is not ok where less was never counted.
func adjustedMonth(stored, less, more *store.Processing) (*store.Processing, bool) {
	p := &store.Processing{}
	ok := true
	for _, field := range []func(*store.Processing) *uint64{
		func(p *store.Processing) *uint64 { return &p.Applications }, func(p *store.Processing) *uint64 { return &p.KnownChannel },
		func(p *store.Processing) *uint64 { return &p.Online }, func(p *store.Processing) *uint64 { return &p.Completed },
		func(p *store.Processing) *uint64 { return &p.Refused }, func(p *store.Processing) *uint64 { return &p.Withdrawn },
		func(p *store.Processing) *uint64 { return &p.WithDeadline }, func(p *store.Processing) *uint64 { return &p.WithinDeadline },
		func(p *store.Processing) *uint64 { return &p.Open }, func(p *store.Processing) *uint64 { return &p.OpenWithDeadline },
		func(p *store.Processing) *uint64 { return &p.Overdue },
	} {
		ok = subtract(field(p), *field(stored)+*field(more), *field(less)) && ok
	}
	for _, of := range []func(*store.Processing) (*[]uint32, *[]uint64){
		func(p *store.Processing) (*[]uint32, *[]uint64) { return &p.Hours, &p.Counts },
		func(p *store.Processing) (*[]uint32, *[]uint64) { return &p.OverdueDays, &p.OverdueCounts },
	} {
		histogram := func(p *store.Processing) kpi.Histogram {
			values, counts := of(p)
			return kpi.Histogram{Hours: *values, Counts: *counts}
		}
		sum, all := adjustedHistogram(histogram(stored), histogram(less), histogram(more))
		values, counts := of(p)
		*values, *counts = sum.Hours, sum.Counts
		ok = ok && all
	}
	if p.Applications > 0 {
		p.Channels = make([]uint64, len(store.Channels))
		for i := range p.Channels {
			ok = subtract(&p.Channels[i], channelOf(stored, i)+channelOf(more, i), channelOf(less, i)) && ok
		}
	}
	return p, ok
}

// adjustedHistogram is stored − less + more. It is not ok where less was never counted.
func adjustedHistogram(stored, less, more kpi.Histogram) (kpi.Histogram, bool) {
	sum := kpi.MergeHistograms(stored, more)
	for i, value := range less.Hours {
		at, there := slices.BinarySearch(sum.Hours, value)
		if !there || !subtract(&sum.Counts[at], sum.Counts[at], less.Counts[i]) {
			return kpi.Histogram{}, false
		}
	}
	return kpi.MergeHistograms(sum), true // without those that are none any more
}

func channelOf(p *store.Processing, i int) uint64 {
	if len(p.Channels) == 0 {
		return 0
	}
	return p.Channels[i]
}

func subtract(result *uint64, from, n uint64) (ok bool) {
	if n > from {
		return false
	}
	*result = from - n
	return true
}

// arrivals is what came by each channel in the whole region: what was counted before, and the difference.
func (c *counting) arrivals(less, more []store.Submission) ([]store.Submission, bool) {
	type cell struct {
		service, channel string
		month            kpi.Date
		simulated        bool
	}
	sum := map[cell]uint64{}
	for _, list := range [][]store.Submission{c.arrived, more} {
		for _, s := range list {
			sum[cell{s.Service, s.Channel, s.Month, s.Simulated}] += s.Count
		}
	}
	for _, s := range less {
		key, left := cell{s.Service, s.Channel, s.Month, s.Simulated}, uint64(0)
		if s.Month >= c.begin && !subtract(&left, sum[key], s.Count) {
			return nil, false
		}
		sum[key] = left
	}
	arrived := make([]store.Submission, 0, len(sum))
	for key, n := range sum {
		if n > 0 {
			arrived = append(arrived, store.Submission{Service: key.service, Month: key.month, Channel: key.channel, Simulated: key.simulated, Count: n})
		}
	}
	return arrived, true
}

// applicationsOf counts applications one by one, as the store counts many.
func applicationsOf(list []store.Application) *applications {
	a := &applications{}
	for i := range list {
		one := &list[i]
		a.submissions = append(a.submissions, store.Submission{Service: one.Service, Month: one.SubmittedOn.MonthStart(),
			Channel: one.Channel, Simulated: one.Simulated, Count: 1})
		a.durations = append(a.durations, one.Duration())
		if !one.CompletedOn.IsZero() {
			a.completions = append(a.completions, one.Completion())
		}
	}
	return a
}
