package derive

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// deriveFlows computes the indicators of applications for the months that a count concerns. Flows and processing
// times have a value once their month has ended and its sources were heard since; open and overdue in the running
// month, too.
func (d *Deriver) deriveFlows(c *counting, results *results) {
	services := c.services
	if !c.newly.IsZero() {
		services = nil // what is known now is of all of them
	}
	for _, i := range d.catalogue.onApplications {
		touched := d.catalogue.touchedCells(i.Derived, services)
		stock := i.OfOpen()
		first := c.firstConcerned()
		due := func(breakdown string, p kpi.Period, all bool) bool {
			concerned := c.concerns(p.Start)
			if strings.HasPrefix(breakdown, channelPrefix) {
				concerned = p.Start >= first // whether there is a cell of a channel depends on months before: on when the first one came by it
			}
			return concerned && p.Start <= c.today && (stock || p.End < c.today) && (c.knows(p, all, stock) || !c.mayBeHeard(p))
		}
		results.cover(c.job, i, cover{from: first, to: c.today, cells: touched, due: due})
		for _, all := range []bool{false, true} {
			dueBy := func(breakdown string) func(kpi.Date) bool {
				return func(month kpi.Date) bool { return due(breakdown, kpi.Month(month), all) }
			}
			rows := c.after.chosen(all)
			flows := d.flows(i, rows, dueBy(""))
			if byChannel(i) {
				d.channels(flows, i, c.counted(), d.flowMonths(i, rows, dueBy(channelPrefix)), all)
			}
			for key, f := range flows {
				if p := kpi.Month(key.month); touched.has(key.breakdown) {
					f.unheard = !c.knows(p, all, stock)
					results.put(c.job, i, key.breakdown, p, f, all)
				}
			}
		}
	}
}

// knows tells whether what is counted of a period is known: its sources were heard.
func (c *counting) knows(p kpi.Period, all, stock bool) bool {
	return c.heard.Knows(p, all, stock, c.today)
}

// mayBeHeard tells whether today is the first day on which sources can be heard of what a period is counted for.
func (c *counting) mayBeHeard(p kpi.Period) bool {
	return c.today <= p.Start || c.today == p.End.AddDays(1)
}

// firstConcerned is the first month whose indicators are computed: today where there is none.
func (c *counting) firstConcerned() kpi.Date {
	if c.whole {
		return 0
	}
	first := c.today
	if c.dated() {
		first = min(first, c.since.MonthStart())
	}
	if !c.newly.IsZero() {
		first = min(first, c.newly.MonthStart())
	}
	for month := range c.months {
		first = min(first, month)
	}
	return first
}

// counted are the submissions in months that are known whole.
func (c *counting) counted() []store.Submission {
	if c.begin.IsZero() {
		return c.submissions
	}
	return without(c.submissions, func(s store.Submission) bool { return s.Month < c.begin })
}

func byChannel(i *config.Indicator) bool {
	return i.Derived.Measure == config.MeasureApplications && slices.Contains(i.Derived.By, "channel")
}

// flowKey is a month of a cell.
type flowKey struct {
	breakdown string
	month     kpi.Date
}

// flow adds up the processing of the services in a cell in a month.
type flow struct {
	store.Processing
	durations []kpi.Histogram // of the completed
	late      []kpi.Histogram // of the overdue, in days
	unheard   bool            // not all of its sources were heard since: what was counted is not known
	inputs
}

// flows adds up processing by cell and month.
func (d *Deriver) flows(i *config.Indicator, processing byService, due func(kpi.Date) bool) map[flowKey]*flow {
	cells := map[flowKey]*flow{}
	for service, rows := range processing {
		names := d.catalogue.cellsOf(i.Derived, service)
		for _, p := range rows {
			if !due(p.Month) {
				continue
			}
			for _, name := range names {
				key := flowKey{name, p.Month}
				if cells[key] == nil {
					cells[key] = &flow{}
				}
				cells[key].add(p)
			}
		}
	}
	return cells
}

func (f *flow) add(p *store.Processing) {
	f.Applications += p.Applications
	f.KnownChannel += p.KnownChannel
	f.Online += p.Online
	f.Completed += p.Completed
	f.Refused += p.Refused
	f.Withdrawn += p.Withdrawn
	f.WithDeadline += p.WithDeadline
	f.WithinDeadline += p.WithinDeadline
	f.Open += p.Open
	f.OpenWithDeadline += p.OpenWithDeadline
	f.Overdue += p.Overdue
	f.durations = append(f.durations, kpi.Histogram{Hours: p.Hours, Counts: p.Counts})
	f.late = append(f.late, kpi.Histogram{Hours: p.OverdueDays, Counts: p.OverdueCounts})
	f.simulated = f.simulated || p.Simulated
	f.from(p.Collections...)
}

// observation says what the indicator's measure makes of the flow. What nothing was asked of does not apply: the
// take-up of no applications, the duration of none. What is not known, as the channel of any, is no_data.
func (f *flow) observation(i *config.Indicator) store.Observation {
	if f.unheard {
		return absent(kpi.NoData, kpi.ReasonNotHeard, nil)
	}
	switch i.Derived.Measure {
	case config.MeasureApplications:
		return store.Observation{Status: kpi.Present, Value: number(f.Applications)}
	case config.MeasureCompleted:
		return store.Observation{Status: kpi.Present, Value: number(f.Completed)}
	case config.MeasureRefused:
		return store.Observation{Status: kpi.Present, Value: number(f.Refused)}
	case config.MeasureWithdrawn:
		return store.Observation{Status: kpi.Present, Value: number(f.Withdrawn)}
	case config.MeasureOpen:
		return store.Observation{Status: kpi.Present, Value: number(f.Open)}
	case config.MeasureOverdue:
		if f.Open > 0 && f.OpenWithDeadline == 0 {
			return absent(kpi.NoData, kpi.ReasonNoData, share(0, f.Open))
		}
		o := store.Observation{Status: kpi.Present, Value: number(f.Overdue)}
		if f.Open > 0 {
			o.Coverage = share(f.OpenWithDeadline, f.Open)
		}
		return o
	case config.MeasureOverdueMedian:
		return f.overdueBy(0.5)
	case config.MeasureOverdueLongest:
		return f.overdueBy(1)
	case config.MeasureDigitalTakeUp:
		return part(f.Online, f.KnownChannel, f.Applications)
	case config.MeasureWithinDeadline:
		return part(f.WithinDeadline, f.WithDeadline, f.Completed)
	case config.MeasureProcessingMedian:
		return f.duration(i, quantile(0.5))
	case config.MeasureProcessingP90:
		return f.duration(i, quantile(0.9))
	case config.MeasureProcessingMean:
		return f.duration(i, kpi.Mean)
	}
	return absent(kpi.NoData, kpi.ReasonNotApplicable, nil)
}

// part is the share of those of which something is known, in per cent; Coverage is how many of all that are.
func part(yes, known, all uint64) store.Observation {
	switch {
	case all == 0:
		return absent(kpi.NotApplicable, kpi.ReasonNotApplicable, nil)
	case known == 0:
		return absent(kpi.NoData, kpi.ReasonNoData, share(0, all))
	}
	return store.Observation{
		Status: kpi.Present, Value: percent(yes, known), Numerator: number(yes), Denominator: number(known),
		Coverage: share(known, all),
	}
}

// overdueBy is a quantile of the days by which the overdue ones are late. Denominator is how many they are; where none is, there is
// nothing to say.
func (f *flow) overdueBy(q float64) store.Observation {
	if f.Open > 0 && f.OpenWithDeadline == 0 {
		return absent(kpi.NoData, kpi.ReasonNoData, nil)
	}
	h := kpi.MergeHistograms(f.late...)
	days, ok := kpi.NearestRank(h.Hours, h.Counts, q)
	if !ok {
		return absent(kpi.NotApplicable, kpi.ReasonNotApplicable, nil)
	}
	return store.Observation{Status: kpi.Present, Value: &days, Denominator: number(h.Total())}
}

func quantile(q float64) func([]uint32, []uint64) (float64, bool) {
	return func(values []uint32, counts []uint64) (float64, bool) { return kpi.NearestRank(values, counts, q) }
}

// duration is what is said of the completed ones' hours, in the unit of the indicator. Denominator is how many there were.
func (f *flow) duration(i *config.Indicator, of func(hours []uint32, counts []uint64) (float64, bool)) store.Observation {
	const hoursADay = 24
	h := kpi.MergeHistograms(f.durations...)
	v, ok := of(h.Hours, h.Counts)
	if !ok {
		return absent(kpi.NotApplicable, kpi.ReasonNotApplicable, nil)
	}
	if i.Unit != "hours" {
		v /= hoursADay
	}
	return store.Observation{Status: kpi.Present, Value: &v, Denominator: number(h.Total())}
}
