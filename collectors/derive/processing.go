package derive

import (
	"cmp"
	"maps"
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

const (
	channelOnline    = "online"
	outcomeRefused   = "refused"
	outcomeWithdrawn = "withdrawn"
)

// months makes rows of processing: for each service one a month, from the first that anything is known or was stored
// of, to the one that holds today. Months in which nothing happened have rows of true zeros. What was stored counts,
// because where applications have moved away from a month, its row has to say so. Months before begin have none: what
// is known of them is what was still open then, and no count of theirs.
type months struct {
	region    string
	begin     kpi.Date
	today     kpi.Date
	deadlines deadlines
	rows      byService
	hours     map[*store.Processing][]kpi.Histogram   // of the completed
	late      map[*store.Processing]map[uint32]uint64 // by days, how many of the overdue are late by so many
}

// settle puts the histograms into their rows.
func (m *months) settle() {
	for p, parts := range m.hours {
		h := kpi.MergeHistograms(parts...)
		p.Hours, p.Counts = h.Hours, h.Counts
	}
	for p, counts := range m.late {
		for _, days := range slices.Sorted(maps.Keys(counts)) {
			p.OverdueDays, p.OverdueCounts = append(p.OverdueDays, days), append(p.OverdueCounts, counts[days])
		}
	}
}

func newMonths(c *counting, d deadlines) *months {
	return &months{c.region, c.begin, c.today, d, byService{}, map[*store.Processing][]kpi.Histogram{}, map[*store.Processing]map[uint32]uint64{}}
}

// processingOf counts applications by month, in the place of what was stored of the same services.
func processingOf(c *counting, a *applications, stored byService, d deadlines) byService {
	m := newMonths(c, d)
	m.open(c, a, stored)
	for _, s := range a.submissions {
		m.submitted(s)
	}
	for _, c := range a.completions {
		m.completed(c)
	}
	for i := range a.durations {
		m.kept(&a.durations[i])
		m.openOn(&a.durations[i])
	}
	m.settle()
	return m.rows
}

// open makes the empty rows.
func (m *months) open(c *counting, a *applications, stored byService) {
	first := map[string]kpi.Date{}
	sees := func(service string, month kpi.Date) {
		month = max(month, m.begin)
		if known, ok := first[service]; !ok || month < known {
			first[service] = month
		}
	}
	for _, s := range a.submissions {
		sees(s.Service, s.Month.MonthStart())
	}
	for _, c := range a.completions {
		sees(c.Service, c.Month.MonthStart())
	}
	for service, rows := range stored {
		if c.services == nil || c.services[service] {
			for _, p := range rows {
				sees(service, p.Month)
			}
		}
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
	i, ok := findMonth(rows, month.MonthStart())
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
	if p.Channels == nil {
		p.Channels = make([]uint64, len(store.Channels))
	}
	if i := slices.Index(store.Channels[:], s.Channel); i >= 0 {
		p.Channels[i] += s.Count
	}
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

// kept counts an application that was completed as within its deadline or not, in the month of its completion.
func (m *months) kept(a *store.Duration) {
	if a.CompletedOn.IsZero() || a.Outcome == outcomeWithdrawn {
		return
	}
	p := m.of(a.Service, a.CompletedOn)
	if p == nil {
		return
	}
	if late, known := m.deadlines.late(m.deadlines.of(a.Service, a.SubmittedOn), a, a.CompletedOn); known {
		p.WithDeadline += a.Count
		if late == 0 {
			p.WithinDeadline += a.Count
		}
	}
}

// openOn counts an application as open, and as overdue, on each row's day At between its submission and its
// completion.
func (m *months) openOn(a *store.Duration) {
	rows := m.rows[a.Service]
	first, _ := slices.BinarySearchFunc(rows, a.SubmittedOn, func(p *store.Processing, day kpi.Date) int {
		return cmp.Compare(p.At, day)
	})
	rows = rows[first:]
	if len(rows) == 0 || !a.CompletedOn.IsZero() && a.CompletedOn <= rows[0].At {
		return
	}
	deadline := m.deadlines.of(a.Service, a.SubmittedOn)
	for _, p := range rows {
		if !a.CompletedOn.IsZero() && a.CompletedOn <= p.At {
			return
		}
		p.Open += a.Count
		if late, known := m.deadlines.late(deadline, a, p.At); known {
			p.OpenWithDeadline += a.Count
			if late > 0 {
				p.Overdue += a.Count
				if m.late[p] == nil {
					m.late[p] = map[uint32]uint64{}
				}
				m.late[p][uint32(late)] += a.Count
			}
		}
	}
}
