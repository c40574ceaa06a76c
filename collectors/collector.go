// Package collectors brings data in: it runs sources on their schedules, keeps what came, decodes, maps and
// checks it, stores what is right, files what is not, and has the touched indicators derived.
package collectors

import (
	"context"
	"log/slog"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Options are what a Collector works with. Config, Store, Payloads, Deriver, Clock and IDKey are required.
type Options struct {
	Config   *config.Config
	Store    Store
	Payloads *store.Payloads
	Deriver  Deriver
	Clock    Clock
	Log      *slog.Logger // default: slog.Default
	IDKey    []byte       // keys the hashes of application ids; at least 16 bytes
	// OnOutcome is called once for each collection that ended, from the goroutine that ran it; for metrics.
	OnOutcome func(Outcome)
}

// Collector runs sources. Make it with New.
type Collector struct{}

// New makes a Collector. It fails where a mapping, a schedule or a kind's options can't be used.
func New(o Options) (*Collector, error) { return &Collector{}, nil }

// Run runs every source on its schedule until ctx ends, then waits for what is running.
// The error is nil when ctx ended it.
func (c *Collector) Run(ctx context.Context) error { return nil }

// OnceOptions choose what Once runs.
type OnceOptions struct {
	Sources  []string // ids; none: all
	From, To kpi.Date // the window of sources that take one; zero: what is new
	DryRun   bool     // nothing is written: Outcome.Rejections holds the first rejections
}

// Once runs sources now, and gives an outcome for each in the order of the configuration.
// The error is of the call itself (an unknown source); what became of a source is in its outcome.
func (c *Collector) Once(ctx context.Context, o OnceOptions) ([]Outcome, error) { return nil, nil }

// Import loads a file through the same checks as a source. as is the kind of record, such as "observations";
// columns (or keys) are named like the fields. progress is called with the bytes read and the size of the file.
func (c *Collector) Import(ctx context.Context, path, as string, progress func(read, size int64)) (Outcome, error) {
	return Outcome{}, nil
}

// Outcome is how a collection ended.
type Outcome struct {
	store.Collection
	Rejections []store.Rejection // the first ones, at most MaxShownRejections
}

// MaxShownRejections bounds Outcome.Rejections.
const MaxShownRejections = 20

// Kinds are the kinds of source by name, each with the check of its own options: for config.WithKinds.
func Kinds() map[string]func(ast.Node) error { return nil }

// Store is what collectors need of the store.
type Store interface {
	NextSeq() uint64
	WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error)
	WriteStages(ctx context.Context, rows []store.ServiceStage) (store.Written, error)
	WriteOffers(ctx context.Context, rows []store.Offer) (store.Written, error)
	WriteMilestoneEvents(ctx context.Context, rows []store.MilestoneEvent) (store.Written, error)
	WriteTargetValues(ctx context.Context, rows []store.TargetValue) (store.Written, error)
	WriteApplications(ctx context.Context, rows *store.ApplicationColumns) error
	SaveCollection(ctx context.Context, c *store.Collection) error
	Collections(ctx context.Context, f store.CollectionFilter) ([]store.Collection, error)
	WriteRejections(ctx context.Context, rows []store.Rejection) error
	SavePayload(ctx context.Context, p store.Payload) error
	SaveSourceState(ctx context.Context, st store.SourceState) error
	SourceStates(ctx context.Context) (map[string]store.SourceState, error)
}

// Deriver computes the indicators that come from services and applications.
type Deriver interface {
	// Daily derives what depends on the date.
	Daily(ctx context.Context, today kpi.Date) error
}
