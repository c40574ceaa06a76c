package derive

import (
	"context"
	"fmt"
	"maps"
	"math"
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

// chosen gives each service's processing: of real applications; or of all, where a service without simulated ones
// brings that of its real ones.
func (k kinds) chosen(all bool) byService {
	if !all {
		return k.real
	}
	rows := maps.Clone(k.real)
	maps.Copy(rows, k.all)
	return rows
}

func (k kinds) clone() kinds { return kinds{real: maps.Clone(k.real), all: maps.Clone(k.all)} }

// processingByRegion holds what was derived before.
type processingByRegion map[string]kinds

func (p processingByRegion) of(region string) kinds {
	if _, ok := p[region]; !ok {
		p[region] = kinds{byService{}, byService{}}
	}
	return p[region]
}

// storedProcessing reads the processing of the jobs' regions as it was derived before: from the month on from which
// the date has changed, where none of them is about more.
func (d *Deriver) storedProcessing(ctx context.Context, jobs []job, today kpi.Date) (processingByRegion, error) {
	f := store.Filter{Sources: derivedSources, From: today.MonthStart()}
	for _, j := range jobs {
		if j.applications {
			f.Regions = append(f.Regions, j.region)
			f.From = min(f.From, j.firstMonth())
		}
	}
	stored := processingByRegion{}
	err := d.st.Processing(ctx, f, 0, func(p *store.Processing) error {
		row, services := *p, stored.of(p.Region).of(p.Simulated)
		services[p.Service] = append(services[p.Service], &row)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the processing derived before: %w", err)
	}
	return stored, nil
}

// firstMonth is the first one whose processing the job needs.
func (j job) firstMonth() kpi.Date {
	if j.heard.All.IsZero() {
		return 0 // what its applications speak of tells how far they are known
	}
	if j.replaced == nil {
		return j.since.MonthStart()
	}
	first := kpi.Date(math.MaxInt32)
	for _, list := range [][]store.Application{j.replaced.Before, j.replaced.After} {
		for i := range list {
			first = min(first, list[i].SubmittedOn)
		}
	}
	return first.MonthStart()
}

// arrivals reads what was counted by channel before, for the jobs that count a difference.
func (d *Deriver) arrivals(ctx context.Context, jobs []job) (map[string][]store.Submission, error) {
	var regions []string
	for _, j := range jobs {
		if j.applications && j.replaced != nil && slices.ContainsFunc(d.catalogue.onApplications, byChannel) {
			regions = append(regions, j.region)
		}
	}
	if regions == nil {
		return nil, nil
	}
	return d.st.Arrivals(ctx, regions)
}

// applications is what the store counts of some services of a region.
type applications struct {
	services    []string // none: all
	submissions []store.Submission
	completions []store.Completion
	durations   []store.Duration
	collections map[string][]uint64 // by service: those that brought them
	ofReal      map[string][]uint64 // by service: those of them that brought real ones
}

// readApplications counts the applications of the job's services; submissions are read of the whole region, since
// the count by channel needs them all.
func (d *Deriver) readApplications(ctx context.Context, c *counting) (*applications, error) {
	a := &applications{services: slices.Sorted(maps.Keys(c.services))}
	var err error
	if c.submissions, err = d.st.Submissions(ctx, c.region, nil); err != nil {
		return nil, fmt.Errorf("count submissions: %w", err)
	}
	a.submissions = c.submissions
	if c.services != nil {
		a.submissions = without(a.submissions, func(s store.Submission) bool { return !c.services[s.Service] })
	}
	if len(a.submissions) == 0 {
		return a, nil // no applications are no completions either
	}
	if a.completions, err = d.st.Completions(ctx, c.region, a.services); err != nil {
		return nil, fmt.Errorf("count completions: %w", err)
	}
	if a.durations, err = d.st.Durations(ctx, c.region, a.services); err != nil {
		return nil, fmt.Errorf("count durations: %w", err)
	}
	if a.ofReal, a.collections, err = d.st.ApplicationCollections(ctx, c.region, a.services); err != nil {
		return nil, fmt.Errorf("find the collections of applications: %w", err)
	}
	return a, nil
}

// real leaves out what is simulated.
func (a *applications) real() *applications {
	return &applications{
		services:    a.services,
		submissions: without(a.submissions, func(s store.Submission) bool { return s.Simulated }),
		completions: without(a.completions, func(c store.Completion) bool { return c.Simulated }),
		durations:   without(a.durations, func(d store.Duration) bool { return d.Simulated }),
		collections: a.ofReal,
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
