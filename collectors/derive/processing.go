package derive

import (
	"cmp"
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const (
	channelOnline    = "online"
	outcomeRefused   = "refused"
	outcomeWithdrawn = "withdrawn"
)

// applications is what the store counts of a region's applications.
type applications struct {
	submissions []store.Submission
	completions []store.Completion
	durations   []store.Duration
	collections map[string][]uint64 // by service, of real and simulated applications together
}

// real leaves out what is simulated.
func (a *applications) real() *applications {
	return &applications{
		submissions: without(a.submissions, func(s store.Submission) bool { return s.Simulated }),
		completions: without(a.completions, func(c store.Completion) bool { return c.Simulated }),
		durations:   without(a.durations, func(d store.Duration) bool { return d.Simulated }),
		collections: a.collections,
	}
}

func without[T any](rows []T, drop func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(rows), drop)
}

// simulatedServices are the services that have a simulated application.
func (a *applications) simulatedServices() map[string]bool {
	simulated := map[string]bool{}
	for _, s := range a.submissions {
		if s.Simulated {
			simulated[s.Service] = true
		}
	}
	return simulated
}

// months makes the rows of processing of one region: for each service one a month, from the first that anything is
// known or was stored of, to the one that holds today. Months in which nothing happened have rows of true zeros.
type months struct {
	region    string
	today     kpi.Date
	deadlines deadlines
	rows      map[string][]*store.Processing // by service, month after month
	hours     map[*store.Processing][]kpi.Histogram
}

// processingOf counts applications by month. stored holds the first month that each service has in the store.
func processingOf(region string, a *applications, stored map[string]kpi.Date, today kpi.Date, d deadlines) map[string][]*store.Processing {
	m := &months{region, today, d, map[string][]*store.Processing{}, map[*store.Processing][]kpi.Histogram{}}
	m.open(a, stored)
	for _, s := range a.submissions {
		m.submitted(s)
	}
	for _, c := range a.completions {
		m.completed(c)
	}
	for i := range a.durations {
		m.lasted(&a.durations[i])
	}
	for p, parts := range m.hours {
		h := kpi.MergeHistograms(parts...)
		p.Hours, p.Counts = h.Hours, h.Counts
	}
	return m.rows
}

// open makes the empty rows.
func (m *months) open(a *applications, stored map[string]kpi.Date) {
	first := map[string]kpi.Date{}
	sees := func(service string, day kpi.Date) {
		month := day.MonthStart()
		if known, ok := first[service]; !ok || month < known {
			first[service] = month
		}
	}
	for _, s := range a.submissions {
		sees(s.Service, s.Month)
	}
	for _, c := range a.completions {
		sees(c.Service, c.Month)
	}
	for service, month := range stored {
		sees(service, month)
	}
	for service, month := range first {
		for ; month <= m.today; month = month.AddMonths(1) {
			m.rows[service] = append(m.rows[service], &store.Processing{
				Region: m.region, Service: service, Month: month, At: min(month.MonthEnd(), m.today),
				Collections: slices.Sorted(slices.Values(a.collections[service])),
			})
		}
	}
}

// of finds the row of a service and month, nil for months that lie ahead of today.
func (m *months) of(service string, month kpi.Date) *store.Processing {
	rows := m.rows[service]
	i, ok := slices.BinarySearchFunc(rows, month.MonthStart(), func(p *store.Processing, month kpi.Date) int {
		return cmp.Compare(p.Month, month)
	})
	if !ok {
		return nil
	}
	return rows[i]
}

func (m *months) submitted(s store.Submission) {
	p := m.of(s.Service, s.Month)
	if p == nil {
		return
	}
	p.Applications += s.Count
	if s.Channel != "" {
		p.KnownChannel += s.Count
	}
	if s.Channel == channelOnline {
		p.Online += s.Count
	}
}

func (m *months) completed(c store.Completion) {
	p := m.of(c.Service, c.Month)
	if p == nil {
		return
	}
	if c.Outcome == outcomeWithdrawn {
		p.Withdrawn += c.Count
		return
	}
	p.Completed += c.Count
	if c.Outcome == outcomeRefused {
		p.Refused += c.Count
	}
	m.hours[p] = append(m.hours[p], kpi.Histogram{Hours: []uint32{c.Hours}, Counts: []uint64{c.Count}})
}

// lasted counts an application as within its deadline in the month of its completion, and as open and overdue on
// each month's day At before.
func (m *months) lasted(a *store.Duration) {
	deadline := m.deadlines.of(a.Service, a.SubmittedOn)
	if !a.CompletedOn.IsZero() && a.Outcome != outcomeWithdrawn {
		if p := m.of(a.Service, a.CompletedOn); p != nil {
			if kept, known := m.deadlines.kept(deadline, a, a.CompletedOn); known {
				p.WithDeadline += a.Count
				if kept {
					p.WithinDeadline += a.Count
				}
			}
		}
	}
	rows := m.rows[a.Service]
	first, _ := slices.BinarySearchFunc(rows, a.SubmittedOn, func(p *store.Processing, day kpi.Date) int {
		return cmp.Compare(p.At, day)
	})
	for _, p := range rows[first:] {
		if !a.CompletedOn.IsZero() && a.CompletedOn <= p.At {
			return
		}
		p.Open += a.Count
		if kept, known := m.deadlines.kept(deadline, a, p.At); known {
			p.OpenWithDeadline += a.Count
			if !kept {
				p.Overdue += a.Count
			}
		}
	}
}
