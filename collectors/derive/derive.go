// Package derive computes what follows from stages, offers and applications: processing by month, and the
// observations of the indicators that are declared as derived. Each result is computed twice where it has to be:
// from real rows alone, and from all rows where a simulated one takes part.
//
// What a cell is computed from is read again as a whole, and compared with what is stored before it is written,
// so deriving twice writes nothing, and a derivation that was cut off is made good by the next one.
package derive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Store is what derivation reads and writes. Rows that equal the newest stored ones are not written again.
type Store interface {
	Observations(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Observation) error) error
	Stages(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.ServiceStage) error) error
	Offers(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Offer) error) error
	Processing(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Processing) error) error
	Submissions(ctx context.Context, region string, services []string) ([]store.Submission, error)
	Completions(ctx context.Context, region string, services []string) ([]store.Completion, error)
	Durations(ctx context.Context, region string, services []string) ([]store.Duration, error)
	Open(ctx context.Context, regions []string, day kpi.Date) (map[string][]store.Duration, error)
	Arrivals(ctx context.Context, regions []string) (map[string][]store.Submission, error)
	ApplicationCollections(ctx context.Context, region string, services []string) (real, all map[string][]uint64, err error)
	Collections(ctx context.Context, f store.CollectionFilter) ([]store.Collection, error)
	Heard(ctx context.Context, at store.AsOf) ([]kpi.Told, error)
	WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error)
	WriteProcessing(ctx context.Context, rows []store.Processing) (store.Written, error)
}

// Deriver derives. It is safe for concurrent use: one region is derived by one call at a time.
type Deriver struct {
	st        Store
	cfg       *config.Config
	catalogue *catalogue
	progress  *progress
	counts    *counts
	unjudged  *unjudged
	begins    map[string]kpi.Date // by region: the first month whose applications are known whole
}

// Option changes how a Deriver works.
type Option func(*Deriver)

// WithLog says where a Deriver tells what it can't judge; by default slog.Default.
func WithLog(log *slog.Logger) Option {
	return func(d *Deriver) { d.unjudged.log = log }
}

// WithBegin says from which day on the applications of regions are known, as where a source is asked for a window of
// days only. Months that began before it are not counted.
func WithBegin(days map[string]kpi.Date) Option {
	return func(d *Deriver) {
		for region, day := range days {
			d.begins[region] = day.AddDays(-1).AddMonths(1).MonthStart()
		}
	}
}

// New makes a Deriver for a configuration.
func New(st Store, cfg *config.Config, options ...Option) *Deriver {
	d := &Deriver{st: st, cfg: cfg, catalogue: newCatalogue(cfg), progress: newProgress(), counts: newCounts(), unjudged: newUnjudged(slog.Default()), begins: map[string]kpi.Date{}}
	for _, o := range options {
		o(d)
	}
	return d
}

// Touched says what a collection touched in a region.
type Touched struct {
	Region       string
	Services     []string // those with new or changed rows; none: all
	Stages       bool     // stages or offers
	Applications bool
	Collection   uint64 // the one that touched it, 0 for none
	Simulated    bool   // whether that is one of a simulated source
	// Replaced are all applications that it wrote in the region, and what they were before; nil: not known.
	Replaced *store.Replaced
	// Told is up to when the collection tells of the region's applications, which the store doesn't say yet; nil: it doesn't.
	Told *kpi.Told
	// Began is what Deriver.Now said before the first of them was written.
	Began uint64
}

// Touched derives the cells that a collection touched. today is the regions' own day. The first call for a region,
// and the one after a failure or after the clock was put back, derives the whole region.
//
// Where it is known what was replaced, and what stands was counted by this process, applications are not counted
// again: the difference is, so that it costs the same however many there are.
func (d *Deriver) Touched(ctx context.Context, today kpi.Date, all ...Touched) error {
	var failed []error
	var few []Touched
	for _, t := range all {
		if day, whole := d.progress.derivedTo(t.Region); whole && day == today && (t.Replaced != nil || !t.Applications) {
			few = append(few, t)
			continue
		}
		failed = append(failed, d.touched(ctx, today, []Touched{t})) // a region's counts alone may be large
	}
	for some := range slices.Chunk(few, atOnce) {
		failed = append(failed, d.touched(ctx, today, some))
	}
	return errors.Join(failed...)
}

func (d *Deriver) touched(ctx context.Context, today kpi.Date, all []Touched) error {
	regions := make([]string, len(all))
	var told []kpi.Told
	for i, t := range all {
		if t.Told != nil {
			told = append(told, *t.Told)
		}
		if regions[i] = t.Region; !d.catalogue.has(t.Region) {
			return &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("derive for region %q: the configuration has no such region", t.Region)}
		}
	}
	return d.run(ctx, regions, today, func(before []kpi.Told) []job {
		heard, now := d.cfg.Heard(before), d.cfg.Heard(slices.Concat(before, told))
		jobs := make([]job, len(all))
		for i, t := range all {
			day, stands := d.progress.stands(t.Region, today)
			if !stands {
				jobs[i] = everything(t.Region)
			} else {
				jobs[i] = job{region: t.Region, services: setOf(t.Services), stages: t.Stages, applications: t.Applications}
				if day == today {
					jobs[i].replaced, jobs[i].began = t.Replaced, t.Began
				}
			}
			jobs[i].collection, jobs[i].simulated = t.Collection, t.Simulated
			if jobs[i].heard = heard[t.Region]; jobs[i].whole {
				jobs[i].heard = now[t.Region] // else it is derived once the store says so, of all services
			}
		}
		return jobs
	})
}

// Now is a moment in the order of counts: see Touched.Began.
func (d *Deriver) Now() uint64 { return d.counts.now() }

// Failed says that something was written in regions and will not be derived: the next call derives them whole.
func (d *Deriver) Failed(regions ...string) {
	for _, region := range regions {
		d.progress.failed(region)
	}
}

// Doubt says that another process may have written applications: they are counted again before a difference counts.
func (d *Deriver) Doubt() { d.counts.doubt() }

// atOnce bounds the regions that Daily derives together. Together, because what counts is how often the engine is
// asked, not how much it is asked for.
const atOnce = 64

// Daily derives what depends on the date, and on when sources were heard, for the given regions (none: all): stages
// carried into a new period, months that have ended and all of whose sources were heard since, applications open and
// overdue. today is their day. The first call for a region derives everything, so that what an earlier process did not
// get to is there; the others touch only what has changed. A region that fails does not stop the others; the errors
// come together.
func (d *Deriver) Daily(ctx context.Context, today kpi.Date, regions ...string) error {
	if len(regions) == 0 {
		regions = d.catalogue.regions
	}
	var failed []error
	for regions := range slices.Chunk(regions, atOnce) {
		if err := d.daily(ctx, regions, today); err == nil {
			continue
		}
		for _, region := range regions {
			if err := d.daily(ctx, []string{region}, today); err != nil {
				failed = append(failed, err)
			}
			if ctx.Err() != nil {
				return errors.Join(failed...)
			}
		}
	}
	return errors.Join(failed...)
}

func (d *Deriver) daily(ctx context.Context, regions []string, today kpi.Date) error {
	return d.run(ctx, regions, today, func(told []kpi.Told) []job {
		heard := d.cfg.Heard(told)
		var jobs []job
		for _, region := range regions {
			j := everything(region)
			if day, stands := d.progress.stands(region, today); stands {
				known, newly := heard[region].Since(d.progress.heardOf(region))
				switch {
				case newly:
					day = min(day, known)
				case day == today:
					continue
				case waited(heard[region], day):
					day = day.AddDays(-1)
				}
				j = job{region: region, stages: true, applications: true, since: day, until: today}
			}
			j.heard = heard[region]
			jobs = append(jobs, j)
		}
		return jobs
	})
}

// waited tells whether a derivation on a day may have waited for sources: on the first of a month, those of what ended on
// the day before may still be heard.
func waited(h config.Heard, day kpi.Date) bool {
	return day == day.MonthStart() && min(h.Real, h.All) < day
}

// run waits for the turns of regions, does the jobs that there are by when their sources were heard, and remembers how
// far they have been derived.
func (d *Deriver) run(ctx context.Context, regions []string, today kpi.Date, jobsOf func([]kpi.Told) []job) error {
	defer d.progress.take(regions...)()
	told, err := d.told(ctx)
	var jobs []job
	if err == nil {
		jobs = jobsOf(told)
	}
	if len(jobs) > 0 {
		err = d.batch(ctx, jobs, today)
	}
	if err != nil {
		d.Failed(regions...)
		return fmt.Errorf("derive for %s on %s: %w", named(regions), today, err)
	}
	for _, j := range jobs {
		if j.whole || j.dated() {
			d.progress.done(j.region, today)
		}
	}
	return nil
}

// told is up to when sources have told of applications.
func (d *Deriver) told(ctx context.Context) ([]kpi.Told, error) {
	if len(d.catalogue.onApplications) == 0 {
		return nil, nil
	}
	return d.st.Heard(ctx, 0)
}

func named(regions []string) string {
	if len(regions) == 1 {
		return "region " + regions[0]
	}
	return fmt.Sprintf("%d regions from %s to %s", len(regions), regions[0], regions[len(regions)-1])
}
