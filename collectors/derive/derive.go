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
	ApplicationCollections(ctx context.Context, region string, services []string) (map[string][]uint64, error)
	ApplicationServices(ctx context.Context, region string) ([]string, error)
	WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error)
	WriteProcessing(ctx context.Context, rows []store.Processing) (store.Written, error)
}

// Deriver derives. It is safe for concurrent use: one region is derived by one call at a time.
type Deriver struct {
	st        Store
	catalogue *catalogue
	progress  *progress
}

// New makes a Deriver for a configuration.
func New(st Store, cfg *config.Config) *Deriver {
	return &Deriver{st: st, catalogue: newCatalogue(cfg), progress: newProgress()}
}

// Touched says what a collection touched in a region.
type Touched struct {
	Region       string
	Services     []string // those with new or changed rows; none: all
	Stages       bool     // stages or offers
	Applications bool
	Collection   uint64 // the one that touched it, 0 for none
}

// Touched derives the cells that a collection touched. today is the region's own day. The first call for a region,
// and the one after a failure, derives the whole region.
func (d *Deriver) Touched(ctx context.Context, t Touched, today kpi.Date) error {
	if !d.catalogue.has(t.Region) {
		return &store.Error{Code: store.CodeInvalid, Message: fmt.Sprintf("derive for region %q: the configuration has no such region", t.Region)}
	}
	defer d.progress.take(t.Region)()
	if _, whole := d.progress.derivedTo(t.Region); !whole {
		return d.region(ctx, everything(t.Region, t.Collection), today)
	}
	return d.region(ctx, job{
		region: t.Region, collection: t.Collection, services: setOf(t.Services),
		stages: t.Stages, applications: t.Applications,
	}, today)
}

// Daily derives what depends on the date, for every region: stages carried into a new period, months that have
// ended, applications open and overdue. The first call of a Deriver derives everything, so that what an earlier
// process did not get to is there. A region that fails does not stop the others; the errors come together.
func (d *Deriver) Daily(ctx context.Context, today kpi.Date) error {
	var failed []error
	for _, region := range d.catalogue.regions {
		if err := ctx.Err(); err != nil {
			return errors.Join(append(failed, fmt.Errorf("derive for %s: %w", today, err))...)
		}
		if err := d.daily(ctx, region, today); err != nil {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

func (d *Deriver) daily(ctx context.Context, region string, today kpi.Date) error {
	defer d.progress.take(region)()
	since, whole := d.progress.derivedTo(region)
	switch {
	case !whole:
		return d.region(ctx, everything(region, 0), today)
	case since == today:
		return nil
	}
	return d.region(ctx, job{region: region, stages: true, applications: true, since: min(since, today)}, today)
}

// job is what is to be derived in a region.
type job struct {
	region       string
	collection   uint64
	services     map[string]bool // nil: all
	stages       bool
	applications bool
	whole        bool     // whatever the cell, however old
	since        kpi.Date // set: what a change of date since that day can change
}

func everything(region string, collection uint64) job {
	return job{region: region, collection: collection, stages: true, applications: true, whole: true}
}

// region does a job, and remembers how far the region has been derived.
func (d *Deriver) region(ctx context.Context, j job, today kpi.Date) error {
	in, err := d.readServices(ctx, j.region)
	if err == nil && j.stages {
		err = d.deriveStages(ctx, j, in, today)
	}
	if err == nil && j.applications {
		err = d.deriveApplications(ctx, j, in, today)
	}
	if err != nil {
		d.progress.failed(j.region)
		return fmt.Errorf("derive for region %s on %s: %w", j.region, today, err)
	}
	if j.whole || !j.since.IsZero() {
		d.progress.done(j.region, today)
	}
	return nil
}

func setOf(values []string) map[string]bool {
	if len(values) == 0 {
		return nil
	}
	set := make(map[string]bool, len(values))
	for _, v := range values {
		set[v] = true
	}
	return set
}
