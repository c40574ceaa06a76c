// Package derive computes what follows from stages, offers and applications: processing by month, and the
// observations of the indicators that are declared as derived. It writes only what differs from what is stored.
package derive

import (
	"context"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Store is what derivation reads and writes.
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

// Deriver derives. It is safe for concurrent use.
type Deriver struct{}

// New makes a Deriver for a configuration.
func New(st Store, cfg *config.Config) *Deriver { return &Deriver{} }

// Touched says what a collection touched in a region.
type Touched struct {
	Region       string
	Services     []string // those with new or changed rows; none: all
	Stages       bool     // stages or offers
	Applications bool
	Collection   uint64 // the one that touched it, 0 for none
}

// Touched derives the cells that a collection touched. today is the region's own day.
func (d *Deriver) Touched(ctx context.Context, t Touched, today kpi.Date) error { return nil }

// Daily derives what depends on the date: stages carried into a new period, months that have ended,
// applications open and overdue. The first call of a Deriver derives everything.
func (d *Deriver) Daily(ctx context.Context, today kpi.Date) error { return nil }
