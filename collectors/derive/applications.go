package derive

import (
	"context"
	"fmt"
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// deriveApplications counts the jobs' applications by month, stores the months that differ, and computes the
// indicators of those, and of the months that a change of date concerns.
func (d *Deriver) deriveApplications(ctx context.Context, jobs []job, known known, results *results, today kpi.Date) error {
	d.trust(jobs, known)
	stored, err := d.storedProcessing(ctx, jobs, today)
	if err != nil {
		return err
	}
	arrived, err := d.arrivals(ctx, jobs)
	if err != nil {
		return err
	}
	open, err := d.openSince(ctx, jobs)
	if err != nil {
		return err
	}
	var rows []store.Processing
	var counted []*counting
	for _, j := range jobs {
		if !j.applications {
			continue
		}
		c := &counting{job: j, arrived: arrived[j.region], offers: newestOffers(known.of(j.region)), begin: d.begins[j.region], today: today, before: stored.of(j.region), deadlines: d.deadlines(j.region, known.of(j.region))}
		if err := d.count(ctx, c, open[j.region]); err != nil {
			return fmt.Errorf("region %s: %w", j.region, err)
		}
		if err := d.mend(ctx, c); err != nil {
			return fmt.Errorf("region %s: %w", j.region, err)
		}
		rows = append(rows, c.changed...)
		c.heard = c.heard.Or(func(simulated bool) kpi.Date { return d.knownUntil(j.region, c.after.chosen(simulated)) })
		c.newly, _ = c.heard.Since(d.progress.heardOf(j.region))
		d.deriveFlows(c, results)
		counted = append(counted, c)
	}
	if len(rows) > 0 {
		if _, err := d.st.WriteProcessing(ctx, rows); err != nil {
			return fmt.Errorf("write %d months of processing: %w", len(rows), err)
		}
	}
	for _, c := range counted {
		d.counts.note(c)
		d.progress.hear(c.region, c.heard)
	}
	return nil
}

// knownUntil is how far what was counted is known where no source is asked.
func (d *Deriver) knownUntil(region string, counted byService) kpi.Date {
	return store.KnownUntil(func(yield func(*store.Processing) bool) {
		for _, rows := range counted {
			for _, p := range rows {
				if !yield(p) {
					return
				}
			}
		}
	}, d.catalogue.zones[region])
}

// counting is the count of one region's applications: what was stored before, and what follows now.
type counting struct {
	job
	begin         kpi.Date // the first month that is known whole
	today         kpi.Date
	deadlines     func(real bool) deadlines
	before, after kinds
	submissions   []store.Submission // of the whole region, where they were counted
	changed       []store.Processing
	suspect       []suspect          // rows that say the same as before, and name other collections
	months        map[kpi.Date]bool  // in which something changed
	newly         kpi.Date           // from which on it is known now; zero: nothing is that was not
	arrived       []store.Submission // what was counted of the whole region before, where only a difference counts
	offers        map[string]uint64  // by service: the newest seq of its offers, which tell its deadlines
}

// count makes the processing of a region anew: of what a change of date can change, or of the job's services whole.
func (d *Deriver) count(ctx context.Context, c *counting, open []store.Duration) error {
	c.months = map[kpi.Date]bool{}
	if c.dated() {
		if c.before.hold(open, c.since, c.today) {
			return d.carry(ctx, c, open)
		}
		// Something is there that was never counted, so all of it is, and whose collection this is not: its own derivation comes
		// later, and finds these numbers.
		c.whole = true
		stored, err := d.storedProcessing(ctx, []job{everything(c.region)}, c.today)
		if err != nil {
			return err
		}
		c.before = stored.of(c.region)
	}
	if c.replaced != nil {
		if c.adjust() {
			return nil
		}
		c.replaced = nil
		stored, err := d.storedProcessing(ctx, []job{everything(c.region)}, c.today)
		if err != nil {
			return err
		}
		c.before = stored.of(c.region)
	}
	c.after = c.before.clone()
	apps, err := d.readApplications(ctx, c)
	if err != nil {
		return err
	}
	for service, rows := range processingOf(c, apps.real(), c.before.real, c.deadlines(true)) {
		c.take(service, rows, false)
	}
	simulated := apps.simulatedServices()
	for service, rows := range processingOf(c, apps, c.before.all, c.deadlines(false)) {
		if simulated[service] || c.before.all[service] != nil { // else all of it is real, and stands there already
			c.take(service, rows, true)
		}
	}
	return nil
}

// dated tells that the job is about a change of date alone.
func (j job) dated() bool { return !j.whole && !j.since.IsZero() }

// take puts a service's rows in the place of those before, and remembers which of them differ.
func (c *counting) take(service string, rows []*store.Processing, simulated bool) {
	stored := map[kpi.Date]*store.Processing{}
	for _, p := range c.before.of(simulated)[service] {
		stored[p.Month] = p
	}
	c.after.of(simulated)[service] = rows
	for _, p := range rows {
		p.Origin = c.origin(simulated)
		old := stored[p.Month]
		if old == nil || !sameNumbers(old, p) {
			c.change(p)
		} else if named := others(old.Collections, p.Collections); !simulated && named != nil {
			c.suspect = append(c.suspect, suspect{p, named})
		}
	}
}

func (c *counting) change(p *store.Processing) {
	c.changed = append(c.changed, *p)
	c.months[p.Month] = true
}

// concerns tells whether the indicators of a month are to be computed.
func (c *counting) concerns(month kpi.Date) bool {
	return c.whole || c.months[month] || c.dated() && month >= c.since.MonthStart() || !c.newly.IsZero() && month >= c.newly.MonthStart()
}

func sameNumbers(a, b *store.Processing) bool {
	numbers := func(p *store.Processing) [11]uint64 {
		return [...]uint64{p.Applications, p.KnownChannel, p.Online, p.Completed, p.Refused, p.Withdrawn,
			p.WithDeadline, p.WithinDeadline, p.Open, p.OpenWithDeadline, p.Overdue}
	}
	return numbers(a) == numbers(b) && slices.Equal(a.Hours, b.Hours) && slices.Equal(a.Counts, b.Counts) &&
		slices.Equal(a.Channels, b.Channels) && slices.Equal(a.OverdueDays, b.OverdueDays) && slices.Equal(a.OverdueCounts, b.OverdueCounts)
}
