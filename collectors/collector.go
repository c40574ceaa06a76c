// Package collectors brings data in: it runs sources on their schedules, keeps what came, decodes, maps and
// checks it, stores what is right, files what is not, and has the touched indicators derived.
package collectors

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/collectors/web"
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
	IDKey    []byte       // keys the hashes of application ids; at least config.MinIDKey bytes
	Spool    *spool.Spool // where payloads wait while the store is away; nil: collections fail then
	// OnOutcome is called once for each collection that ended, from the goroutine that ran it; for metrics.
	OnOutcome func(Outcome)
}

// Collector runs sources. Make it with New. It is safe for concurrent use.
type Collector struct {
	Options
	reference *check.Reference
	sources   []*source
	zone      *time.Location // of schedules and days that name none
	net       *web.Net       // what sources over HTTP share
	gate      *gate

	mu     sync.Mutex
	active map[uint64]bool              // collections that run in this process
	states map[string]store.SourceState // as they were when they were read last
	own    own                          // collections of this process
}

// New makes a Collector for a configuration that was loaded with Kinds: what such a one holds can be used. It fails
// where IDKey is too short, and where the configuration did not come from there.
func New(o Options) (*Collector, error) {
	if len(o.IDKey) < config.MinIDKey {
		return nil, fmt.Errorf("the key of application ids has %d bytes; it needs at least %d", len(o.IDKey), config.MinIDKey)
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	c := &Collector{Options: o, zone: time.UTC, active: map[uint64]bool{}, net: web.NewNet(o.Clock, o.Config.Hosts)}
	c.gate = newGate(c.concurrency())
	if name := o.Config.TimeZone; name != "" {
		zone, err := time.LoadLocation(name)
		if err != nil {
			return nil, fmt.Errorf("time_zone: %q is not a time zone such as Europe/Kyiv", name)
		}
		c.zone = zone
	}
	c.reference = check.NewReference(o.Config, c.zone)
	var mistakes []error
	for _, src := range o.Config.Sources {
		s, err := c.compile(src)
		if err != nil {
			mistakes = append(mistakes, fmt.Errorf("source %s: %w", src.ID, err))
			continue
		}
		c.sources = append(c.sources, s)
	}
	return c, errors.Join(mistakes...)
}

// Store is what collectors need of the store.
type Store interface {
	NextSeq() uint64
	WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error)
	WriteStages(ctx context.Context, rows []store.ServiceStage) (store.Written, error)
	WriteOffers(ctx context.Context, rows []store.Offer) (store.Written, error)
	WriteMilestoneEvents(ctx context.Context, rows []store.MilestoneEvent) (store.Written, error)
	WriteTargetValues(ctx context.Context, rows []store.TargetValue) (store.Written, error)
	WriteApplications(ctx context.Context, rows *store.ApplicationColumns) error
	ReplaceApplications(ctx context.Context, rows *store.ApplicationColumns) (store.Replaced, error)
	Observations(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Observation) error) error
	Stages(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.ServiceStage) error) error
	Offers(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.Offer) error) error
	MilestoneEvents(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.MilestoneEvent) error) error
	TargetValues(ctx context.Context, f store.Filter, at store.AsOf, each func(*store.TargetValue) error) error
	Compare(rule store.Compare) *store.Compared
	SaveCollection(ctx context.Context, c *store.Collection) error
	Collections(ctx context.Context, f store.CollectionFilter) ([]store.Collection, error)
	WriteRejections(ctx context.Context, rows []store.Rejection) error
	SavePayload(ctx context.Context, p store.Payload) error
	SaveSourceState(ctx context.Context, st store.SourceState) error
	SourceStates(ctx context.Context) (map[string]store.SourceState, error)
}

// Deriver computes the indicators that come from services and applications.
type Deriver interface {
	// Touched derives what a collection touched; today is the regions' own day.
	Touched(ctx context.Context, today kpi.Date, all ...derive.Touched) error
	// Now is a moment before which nothing was written that Touched is told of.
	Now() uint64
	// Failed says that something was written in regions and will not be derived.
	Failed(regions ...string)
	// Doubt says that another process may have written, too.
	Doubt()
	// Daily derives what depends on the date in regions; today is their day.
	Daily(ctx context.Context, today kpi.Date, regions ...string) error
}

// Outcome is how a collection ended.
type Outcome struct {
	store.Collection
	Rejections []store.Rejection // the first ones, at most MaxShownRejections
	FirstTotal string            // position of the first row that looks like one of totals and was taken
	Took       time.Duration     // by the machine's clock, whatever the collectors' clock is
	Stages     Stages
	Compared   *store.Written // what changes, for a dry run and a replay; nil for others
}

// Stages is how long the parts of a collection took, by the machine's clock. Read and Stored go on beside each other.
type Stages struct {
	Fetched time.Duration // and kept
	Read    time.Duration // decoded, mapped and checked
	Stored  time.Duration
	Derived time.Duration
}

// MaxShownRejections bounds Outcome.Rejections.
const MaxShownRejections = 20
