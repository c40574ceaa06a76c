package derive

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// byService holds processing by service and month, the months in order.
type byService map[string][]*store.Processing

// kinds holds the processing of a region: of real applications, and of all where simulated ones are among a service's.
type kinds struct{ real, all byService }

func (k kinds) of(simulated bool) byService {
	if simulated {
		return k.all
	}
	return k.real
}

// deriveApplications counts the touched services' applications by month, stores what differs, and computes the
// indicators of the months that differ, or that a change of date concerns.
func (d *Deriver) deriveApplications(ctx context.Context, j job, in *services, today kpi.Date) error {
	touched, err := d.servicesOf(ctx, j)
	if err != nil || len(touched) == 0 {
		return err
	}
	apps, err := d.readApplications(ctx, j.region, touched)
	if err != nil {
		return err
	}
	before, err := d.storedProcessing(ctx, j.region)
	if err != nil {
		return err
	}
	after := kinds{real: maps.Clone(before.real), all: maps.Clone(before.all)}
	months := changes{since: j.since, whole: j.whole, rows: map[*store.Processing]bool{}, months: map[kpi.Date]bool{}}
	count := func(a *applications, offers *services, stored byService) byService {
		judge := deadlines{d.catalogue, offers, d.catalogue.calendars[j.region]}
		return processingOf(j.region, a, firstMonths(stored, touched), today, judge)
	}
	for service, fresh := range count(apps.real(), in.real(), before.real) {
		after.real[service] = fresh
		months.compare(before.real[service], fresh)
	}
	simulated := apps.simulatedServices()
	for service, fresh := range count(apps, in, before.all) {
		if simulated[service] || before.all[service] != nil { // else all of it is real, and stands there already
			after.all[service] = fresh
			months.compare(before.all[service], fresh)
		}
	}
	if err := d.writeProcessing(ctx, j, after, &months); err != nil {
		return err
	}
	return d.deriveFlows(ctx, j, after, &months, today)
}

// servicesOf are the services that a job is about: those that it names, else all that have applications.
func (d *Deriver) servicesOf(ctx context.Context, j job) ([]string, error) {
	if j.services != nil {
		return slices.Sorted(maps.Keys(j.services)), nil
	}
	all, err := d.st.ApplicationServices(ctx, j.region)
	if err != nil {
		return nil, fmt.Errorf("list the services with applications: %w", err)
	}
	return all, nil
}

// readApplications reads what is counted of some services, and of no others.
func (d *Deriver) readApplications(ctx context.Context, region string, services []string) (*applications, error) {
	a := &applications{}
	var err error
	if a.submissions, err = d.st.Submissions(ctx, region, services); err != nil {
		return nil, fmt.Errorf("count submissions: %w", err)
	}
	if a.completions, err = d.st.Completions(ctx, region, services); err != nil {
		return nil, fmt.Errorf("count completions: %w", err)
	}
	if a.durations, err = d.st.Durations(ctx, region, services); err != nil {
		return nil, fmt.Errorf("count durations: %w", err)
	}
	if a.collections, err = d.st.ApplicationCollections(ctx, region, services); err != nil {
		return nil, fmt.Errorf("find the collections of applications: %w", err)
	}
	return a, nil
}

// storedProcessing reads the region's processing as it was derived before.
func (d *Deriver) storedProcessing(ctx context.Context, region string) (kinds, error) {
	stored := kinds{real: byService{}, all: byService{}}
	f := store.Filter{Regions: []string{region}, Sources: []string{store.DerivedSource(false), store.DerivedSource(true)}}
	err := d.st.Processing(ctx, f, 0, func(p *store.Processing) error {
		row, services := *p, stored.of(p.Simulated)
		services[p.Service] = append(services[p.Service], &row)
		return nil
	})
	if err != nil {
		return stored, fmt.Errorf("read the processing derived before: %w", err)
	}
	return stored, nil
}

// firstMonths are the first stored months of some services: where applications have moved away from a month,
// its row has to be counted again, too.
func firstMonths(stored byService, services []string) map[string]kpi.Date {
	first := map[string]kpi.Date{}
	for _, service := range services {
		for _, p := range stored[service] {
			if known, ok := first[service]; !ok || p.Month < known {
				first[service] = p.Month
			}
		}
	}
	return first
}

// writeProcessing stores the months that differ.
func (d *Deriver) writeProcessing(ctx context.Context, j job, after kinds, months *changes) error {
	var rows []store.Processing
	for _, simulated := range []bool{false, true} {
		services := after.of(simulated)
		for _, service := range slices.Sorted(maps.Keys(services)) {
			for _, p := range services[service] {
				if !months.rows[p] {
					continue
				}
				p.Origin = store.Origin{Source: store.DerivedSource(simulated), Collection: j.collection, Simulated: simulated}
				rows = append(rows, *p)
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if _, err := d.st.WriteProcessing(ctx, rows); err != nil {
		return fmt.Errorf("write %d months of processing: %w", len(rows), err)
	}
	return nil
}
