package store

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/postup/postup/store/embedded"
)

// The engines that a store can run on.
const (
	EngineEmbedded   = "embedded"
	EngineClickHouse = "clickhouse"
)

// Options say which engine to use and where it is.
type Options struct {
	Engine    string           // EngineEmbedded or EngineClickHouse
	Dir       string           // embedded: the data folder
	Library   string           // embedded: path of the engine's library; "" looks for it
	Shared    *embedded.Engine // embedded: an engine that is open already, instead of Dir; its owner closes it
	Addresses []string         // clickhouse: host:port of the native protocol
	Database  string           // "" means postup; it is made where it does not exist
	Username  string
	Password  string
	TLS       bool
	Now       func() time.Time // where seqs come from; nil: the machine's clock
	Log       *slog.Logger     // nil: nothing is logged
}

// Store is an open database. It is safe for concurrent use.
type Store struct{}

func Open(ctx context.Context, o Options) (*Store, error)      { return nil, nil }
func (s *Store) Close() error                                  { return nil }
func (s *Store) Ping(ctx context.Context) error                { return nil }
func (s *Store) Engine() string                                { return "" }
func (s *Store) Migrate(ctx context.Context) ([]string, error) { return nil, nil }
func (s *Store) NextSeq() uint64                               { return 0 }
func (s *Store) Newest() uint64                                { return 0 }
func (s *Store) Refresh(ctx context.Context) (uint64, error)   { return 0, nil }

func (s *Store) WriteObservations(ctx context.Context, rows []Observation) (Written, error) {
	return Written{}, nil
}
func (s *Store) WriteStages(ctx context.Context, rows []ServiceStage) (Written, error) {
	return Written{}, nil
}
func (s *Store) WriteOffers(ctx context.Context, rows []Offer) (Written, error) {
	return Written{}, nil
}
func (s *Store) WriteMilestoneEvents(ctx context.Context, rows []MilestoneEvent) (Written, error) {
	return Written{}, nil
}
func (s *Store) WriteTargetValues(ctx context.Context, rows []TargetValue) (Written, error) {
	return Written{}, nil
}
func (s *Store) WriteProcessing(ctx context.Context, rows []Processing) (Written, error) {
	return Written{}, nil
}

// ApplicationColumns are applications by column, which is how they are written.
type ApplicationColumns struct{ n int }

func (c *ApplicationColumns) Append(a *Application) {}
func (c *ApplicationColumns) Len() int              { return c.n }
func (c *ApplicationColumns) Reset()                {}

func (s *Store) WriteApplications(ctx context.Context, c *ApplicationColumns) error { return nil }

func (s *Store) Observations(ctx context.Context, f Filter, at AsOf, each func(*Observation) error) error {
	return nil
}
func (s *Store) History(ctx context.Context, f Filter, at AsOf, each func(*Observation) error) error {
	return nil
}
func (s *Store) Stages(ctx context.Context, f Filter, at AsOf, each func(*ServiceStage) error) error {
	return nil
}
func (s *Store) Offers(ctx context.Context, f Filter, at AsOf, each func(*Offer) error) error {
	return nil
}
func (s *Store) MilestoneEvents(ctx context.Context, f Filter, at AsOf, each func(*MilestoneEvent) error) error {
	return nil
}
func (s *Store) TargetValues(ctx context.Context, f Filter, at AsOf, each func(*TargetValue) error) error {
	return nil
}
func (s *Store) Processing(ctx context.Context, f Filter, at AsOf, each func(*Processing) error) error {
	return nil
}

func (s *Store) Submissions(ctx context.Context, region string, services []string) ([]Submission, error) {
	return nil, nil
}
func (s *Store) Completions(ctx context.Context, region string, services []string) ([]Completion, error) {
	return nil, nil
}
func (s *Store) Durations(ctx context.Context, region string, services []string) ([]Duration, error) {
	return nil, nil
}
func (s *Store) ApplicationCollections(ctx context.Context, region string, services []string) (map[string][]uint64, error) {
	return nil, nil
}
func (s *Store) ApplicationServices(ctx context.Context, region string) ([]string, error) {
	return nil, nil
}
func (s *Store) SaveCollection(ctx context.Context, c *Collection) error { return nil }
func (s *Store) Collections(ctx context.Context, f CollectionFilter) ([]Collection, error) {
	return nil, nil
}
func (s *Store) WriteRejections(ctx context.Context, rows []Rejection) error { return nil }
func (s *Store) Rejections(ctx context.Context, f RejectionFilter) ([]Rejection, error) {
	return nil, nil
}
func (s *Store) SavePayload(ctx context.Context, p Payload) error          { return nil }
func (s *Store) SaveSourceState(ctx context.Context, st SourceState) error { return nil }
func (s *Store) SourceStates(ctx context.Context) (map[string]SourceState, error) {
	return nil, nil
}

// Payloads keeps the bytes that came.
type Payloads struct{}

// Kept is what Keep stored.
type Kept struct {
	Hash  string // SHA-256 of the bytes as received, in hex
	Bytes int64
}

func NewPayloads(dir string) (*Payloads, error) { return nil, nil }
func (p *Payloads) Keep(ctx context.Context, r io.Reader, max int64) (Kept, error) {
	return Kept{}, ErrTooLarge
}
func (p *Payloads) Open(hash string) (io.ReadCloser, error) { return nil, nil }
func (p *Payloads) Expire(before time.Time) (int, error)    { return 0, nil }
