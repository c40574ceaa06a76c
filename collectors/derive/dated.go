package derive

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// openSince counts what was open on the day since which the date has changed, in one question for all regions. Within
// months that were counted before, a change of date changes nothing else.
func (d *Deriver) openSince(ctx context.Context, jobs []job) (map[string][]store.Duration, error) {
	var regions []string
	var since kpi.Date
	for _, j := range jobs {
		if j.applications && j.dated() {
			if regions == nil || j.since < since {
				since = j.since
			}
			regions = append(regions, j.region)
		}
	}
	if regions == nil {
		return nil, nil
	}
	return d.st.Open(ctx, regions, since)
}

// hold tells whether the stored months hold everything that was open since a day: the month in which an application
// came, the one in which it was completed, and the one that held the day. They don't hold what came with a clock
// ahead of ours, before its month began.
func (k kinds) hold(open []store.Duration, since, today kpi.Date) bool {
	for i := range open {
		a := &open[i]
		rows := k.of(a.Simulated)[a.Service]
		for _, day := range []kpi.Date{max(a.SubmittedOn, since), a.CompletedOn} {
			if month := day.MonthStart(); !day.IsZero() && day >= since && month <= today {
				if _, counted := findMonth(rows, month); !counted {
					return false
				}
			}
		}
	}
	return true
}

func findMonth(rows []*store.Processing, month kpi.Date) (int, bool) {
	return slices.BinarySearchFunc(rows, month, func(p *store.Processing, month kpi.Date) int { return cmp.Compare(p.Month, month) })
}

// carry takes the processing of a region to today: the months since the date changed have what is open counted anew,
// those that began meanwhile begin.
func (d *Deriver) carry(ctx context.Context, c *counting, open []store.Duration) error {
	c.after = c.before.clone()
	if len(c.before.real)+len(c.before.all) == 0 {
		return nil
	}
	real := (&applications{durations: open}).real().durations
	for service, rows := range carried(c, real, c.before.real, c.deadlines(true)) {
		c.take(service, rows, false)
	}
	for service, rows := range carried(c, open, c.before.all, c.deadlines(false)) {
		c.take(service, rows, true)
	}
	if c.since.MonthStart() == c.today.MonthStart() || !slices.ContainsFunc(d.catalogue.onApplications, byChannel) {
		return nil
	}
	// A month has ended: how many came by each channel is said of it, and of those by which one ever came.
	var err error
	if c.submissions, err = d.st.Submissions(ctx, c.region, nil); err != nil {
		return fmt.Errorf("count submissions: %w", err)
	}
	return nil
}

// carried are the months of stored rows from the day since which the date has changed up to today. What came and was
// completed in them stands; what was open is counted on each one's day.
func carried(c *counting, open []store.Duration, stored byService, d deadlines) byService {
	m := newMonths(c, d)
	for service, rows := range stored {
		var last *store.Processing
		for month := max(c.since.MonthStart(), c.begin); month <= c.today; month = month.AddMonths(1) {
			p := &store.Processing{Region: c.region, Service: service, Month: month}
			if i, counted := findMonth(rows, month); counted {
				*p = *rows[i]
			} else if last == nil {
				continue // the service began later
			} else {
				p.Collections = last.Collections
			}
			p.At, p.Open, p.OpenWithDeadline, p.Overdue = min(month.MonthEnd(), c.today), 0, 0, 0
			p.OverdueDays, p.OverdueCounts = nil, nil
			m.rows[service] = append(m.rows[service], p)
			last = p
		}
	}
	for i := range open {
		m.openOn(&open[i])
	}
	m.settle()
	return m.rows
}
