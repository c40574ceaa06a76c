// Package store is the typed access to ClickHouse: the same statements on the embedded engine and on a server.
// All tables are append-only or replace by key; the newest seq wins, and writing the same thing twice changes nothing.
package store

import (
	"slices"
	"time"

	"github.com/postup/postup/kpi"
)

// Origin says where a row came from. The store fills Seq and RecordedAt when it writes.
type Origin struct {
	Seq        uint64    // strictly increasing: at least the previous plus one, else the time in µs
	RecordedAt time.Time // UTC, the second of Seq
	Source     string    // id of the source; for derived rows see DerivedSource
	Collection uint64    // id of the collection, 0 for none
	Simulated  bool
}

// DerivedSource is the source of rows derived from real or simulated ones.
func DerivedSource(simulated bool) string {
	if simulated {
		return "derived-simulated"
	}
	return "derived"
}

// IsDerived tells whether rows of a source were derived.
func IsDerived(source string) bool {
	return source == DerivedSource(false) || source == DerivedSource(true)
}

// cameIn are the collections that a row came from: those that it was derived from, or the one that brought it.
func cameIn(derivedFrom []uint64, broughtBy uint64) []uint64 {
	if broughtBy == 0 || slices.Contains(derivedFrom, broughtBy) {
		return derivedFrom
	}
	return append(slices.Clone(derivedFrom), broughtBy)
}

// ImportSource is the source of rows loaded from a file by hand.
const ImportSource = "import"

// Observation is the value of an indicator for a region, a period and a breakdown, from one source.
// Value, Numerator, Denominator and Coverage are nil where there is none; Value is nil unless Status is present.
type Observation struct {
	Indicator   string
	Breakdown   string // canonical: "sector=health,tier=regional", keys in order; "" for none
	Region      string
	Period      kpi.Period
	Status      kpi.Status
	Reason      kpi.Reason
	Value       *float64
	Numerator   *float64
	Denominator *float64
	Coverage    *float64 // share of the inputs that were known, 0 to 1
	Collections []uint64 // what it came from, oldest first
	Origin
}

// ObservationKey is an observation's identity.
type ObservationKey struct {
	Indicator, Breakdown, Region string
	Period                       kpi.Period
	Source                       string
}

// Key is the observation's identity.
func (o *Observation) Key() ObservationKey {
	return ObservationKey{o.Indicator, o.Breakdown, o.Region, o.Period, o.Source}
}

// ServiceStage is how far a service is online in a region since a day. Identity: region, service, since, source.
type ServiceStage struct {
	Region, Service string
	Since           kpi.Date
	Status          kpi.Status // present: Stage holds; else no_data, not_applicable, withdrawn
	Stage           kpi.Stage
	Origin
}

// Offer says that a region must provide a service. Identity: region, service, from, source.
type Offer struct {
	Region, Service string
	From, To        kpi.Date // To zero: open-ended
	Withdrawn       bool
	DeadlineDays    int // 0: the service's own
	DeadlineWorking bool
	Origin
}

// Application is one request as it stands now. Identity: region, service, id; the newest seq wins.
type Application struct {
	Region, Service string
	ID              [16]byte // keyed hash of the region's own id
	Channel         string   // online, counter, phone, post, email, other; "" not known
	Submitted       time.Time
	SubmittedOn     kpi.Date  // the day in the region's time zone
	Completed       time.Time // zero: still open
	CompletedOn     kpi.Date
	Outcome         string        // granted, refused, withdrawn; "" while open
	Suspended       time.Duration // in which the legal clock stood still, whole seconds
	SuspendedSince  time.Time     // zero: the clock runs; its own time zone, the region's, makes the day
	Origin
}

// Processing is what a month's applications say for a region and a service: an append-only version.
// Completed, refused, withdrawn, times and deadlines are by month of completion; Applications, Online and
// KnownChannel by month of submission; Open and Overdue are as on the day At.
type Processing struct {
	Region, Service  string
	Month            kpi.Date // its first day
	At               kpi.Date
	Applications     uint64
	KnownChannel     uint64
	Online           uint64
	Channels         []uint64 // of Applications, by channel in the order of Channels; none where nothing came
	Completed        uint64   // granted and refused
	Refused          uint64
	Withdrawn        uint64
	WithDeadline     uint64 // completed ones that have a legal deadline
	WithinDeadline   uint64
	Open             uint64
	OpenWithDeadline uint64 // open ones that have a legal deadline; Overdue are among them
	Overdue          uint64
	OverdueDays      []uint32 // days by which the overdue ones are late, ascending
	OverdueCounts    []uint64 // how many by each
	Hours            []uint32 // durations of the completed ones in whole hours, ascending
	Counts           []uint64 // how many took each
	Collections      []uint64
	Origin
}

// MilestoneEvent says that a milestone was done, or was not after all. Identity: programme, milestone, region, source.
type MilestoneEvent struct {
	Programme, Milestone, Region string
	DoneOn                       kpi.Date // zero: not done after all
	Evidence                     string
	Origin
}

// TargetValue is a target's value or plan value that arrived as data, or a revision of one.
// Identity: target, region, breakdown, period, plan, source. Plan: it is the plan for the period; else the target's own value.
type TargetValue struct {
	Target    string
	Region    string
	Breakdown string
	Period    kpi.Period
	Plan      bool
	Status    kpi.Status // present or not_applicable
	Value     *float64
	Act       string
	DecidedOn kpi.Date
	Origin
}

// Collection is one run of a source. Records = Accepted + Rejected + Unchanged.
type Collection struct {
	ID        uint64
	Source    string
	Simulated bool
	Started   time.Time
	Finished  time.Time // zero while it runs
	Heard     time.Time // up to when it tells all that its source says; zero: it doesn't, as an old window was asked for, or nothing came
	// HeardRegions are those of whose applications it tells that; none where it brings no applications, and in rows of older versions: all that
	// its source names.
	HeardRegions []string
	Status       CollectionStatus
	Attempts     uint32
	Bytes        uint64
	Payload      string // SHA-256 in hex, "" where nothing whole arrived
	Mapping      string // hash of format and mappings that decoded it
	Records      uint64
	Accepted     uint64
	Rejected     uint64
	Unchanged    uint64
	// Beside the records. They are known where Counted says so: not of collections of older versions, nor of such that
	// never came to their end.
	Withdrawn     uint64 // rows that a snapshot no longer holds
	TotalsSkipped uint64 // rows of totals that were left out, as the source declares
	TotalsTaken   uint64 // rows that look like totals, read like others because nothing was declared
	Counted       bool
	Error         string   // for users: what was tried, what went wrong, what to do
	Replays       uint64   // the collection whose payload was decoded again, 0 for none
	From, To      kpi.Date // the window that was asked for; zero where the source takes none
}

// CollectionStatus is how a collection ended.
type CollectionStatus string

// The ways a collection ends. A collection that is still running, or was killed, says so.
const (
	CollectionRunning   CollectionStatus = "running"
	CollectionOK        CollectionStatus = "ok"
	CollectionUnchanged CollectionStatus = "unchanged" // nothing new came
	CollectionPartial   CollectionStatus = "partial"   // some records were rejected
	CollectionFailed    CollectionStatus = "failed"
	CollectionSkipped   CollectionStatus = "skipped"
	// CollectionWaiting is a collection whose payload waits on disk until the store is back; the store never holds it.
	CollectionWaiting CollectionStatus = "waiting"
)

// Rejection is a record that was not accepted.
type Rejection struct {
	Source     string
	Collection uint64
	Position   string // where in the payload: "line 12", "record 3"
	As         string // the kind of record it should have become
	Field      string
	Reason     string // reason code
	Detail     string // for people; never the record itself
	RecordedAt time.Time
}

// Payload is what is known of the bytes that came.
type Payload struct {
	Hash        string // SHA-256 of the bytes as received, in hex
	Source      string
	Collection  uint64
	Bytes       uint64
	ContentType string
	ReceivedAt  time.Time
}

// SourceState is what the schedule remembers of a source.
type SourceState struct {
	Source       string
	NextDue      time.Time
	LastStarted  time.Time
	LastSuccess  time.Time // when the last collection that was ok, partial or unchanged began: what was there by then is known
	Failures     uint32    // in a row
	ETag         string
	LastModified string
	Payload      string // of the last collection that was stored
	Mapping      string // of the same
	// ReadAgain is the day from which on that payload is read though the same bytes come: some of it had been rejected
	// because it spoke of days to come. Zero: none of it was.
	ReadAgain kpi.Date
}
