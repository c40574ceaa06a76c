package store

import (
	"context"
	"fmt"
	"time"

	"github.com/postup/postup/kpi"
)

// MaxApplications is the most applications that one WriteApplications takes.
const MaxApplications = batchRows

// ApplicationColumns are applications by column, which is how they are written: appending a million rows one
// by one takes twice as long. Times are seconds since 1970, 0 where there is none. The zero value is ready. It is not
// safe for concurrent use.
type ApplicationColumns struct {
	region, service, channel, outcome, source []string
	ids                                       []byte // one behind another, 16 each
	submitted, completed, suspendedSince      []int64
	submittedOn, completedOn, suspendedOn     []kpi.Date
	suspended                                 []uint32
	collection                                []uint64
	simulated                                 []uint8
	wrong                                     error // of the first row that cannot be stored

	seq        []uint64 // known only when the batch is written
	recordedAt []int64
	id         [][]byte
	days       []time.Time // of the column of days that is written just now
}

// Append adds an application. One that cannot be stored makes WriteApplications refuse them all, so days and
// times are checked before, with Storable and StorableTime. SuspendedSince is a day by its own time zone.
func (c *ApplicationColumns) Append(a *Application) {
	if c.wrong == nil {
		c.wrong = a.check(c.Len())
	}
	c.region = append(c.region, a.Region)
	c.service = append(c.service, a.Service)
	c.ids = append(c.ids, a.ID[:]...)
	c.channel = append(c.channel, a.Channel)
	c.submitted = append(c.submitted, stored(a.Submitted).Unix())
	c.submittedOn = append(c.submittedOn, a.SubmittedOn)
	c.completed = append(c.completed, stored(a.Completed).Unix())
	c.completedOn = append(c.completedOn, a.CompletedOn)
	c.outcome = append(c.outcome, a.Outcome)
	c.suspended = append(c.suspended, uint32(a.Suspended/time.Second))
	c.suspendedSince = append(c.suspendedSince, stored(a.SuspendedSince).Unix())
	c.suspendedOn = append(c.suspendedOn, suspendedOn(a))
	c.source = append(c.source, a.Source)
	c.collection = append(c.collection, a.Collection)
	c.simulated = append(c.simulated, bit(a.Simulated))
}

// Len is the number of applications.
func (c *ApplicationColumns) Len() int { return len(c.region) }

// Reset empties the columns and keeps their memory for the next batch.
func (c *ApplicationColumns) Reset() {
	for _, column := range []*[]string{&c.region, &c.service, &c.channel, &c.outcome, &c.source} {
		clear(*column)
		*column = (*column)[:0]
	}
	for _, column := range []*[]int64{&c.submitted, &c.completed, &c.suspendedSince} {
		*column = (*column)[:0]
	}
	for _, column := range []*[]kpi.Date{&c.submittedOn, &c.completedOn, &c.suspendedOn} {
		*column = (*column)[:0]
	}
	c.ids, c.suspended, c.collection, c.simulated, c.wrong = c.ids[:0], c.suspended[:0], c.collection[:0], c.simulated[:0], nil
}

// WriteApplications stores up to MaxApplications in one batch, which is there whole or not at all. The newest
// version of a region, service and id is the one that counts; of several in one batch it is the last.
func (s *Store) WriteApplications(ctx context.Context, c *ApplicationColumns) error {
	switch {
	case c.Len() == 0:
		return nil
	case c.Len() > MaxApplications:
		return &Error{Code: CodeInvalid, Message: fmt.Sprintf("write applications: %d in one batch; at most %d", c.Len(), MaxApplications)}
	case c.wrong != nil:
		return c.wrong
	}
	c.stamp(s.reserve(c.Len()))
	columns := []string{"region", "service", "id", "channel", "submitted", "submitted_on", "completed", "completed_on",
		"outcome", "suspended", "suspended_since", "suspended_on", "seq", "recorded_at", "source", "collection", "simulated"}
	values := []any{c.region, c.service, c.id, c.channel, c.submitted, c.submittedOn, c.completed, c.completedOn,
		c.outcome, c.suspended, c.suspendedSince, c.suspendedOn, c.seq, c.recordedAt, c.source, c.collection, c.simulated}
	return s.insert(ctx, "applications", columns, func(i int) any {
		if days, ok := values[i].([]kpi.Date); ok {
			return c.asDays(days)
		}
		return values[i]
	})
}

// asDays gives days as the driver takes them, in memory that the next call uses again.
func (c *ApplicationColumns) asDays(dates []kpi.Date) []time.Time {
	c.days = c.days[:0]
	for _, d := range dates {
		c.days = append(c.days, d.Time())
	}
	return c.days
}

// stamp fills what is known only when the batch is written: seqs, and the ids, whose memory moves while it grows.
func (c *ApplicationColumns) stamp(first uint64) {
	c.id, c.seq, c.recordedAt = c.id[:0], c.seq[:0], c.recordedAt[:0]
	for i := range c.region {
		seq := first + uint64(i)
		c.id = append(c.id, c.ids[16*i:16*(i+1)])
		c.seq = append(c.seq, seq)
		c.recordedAt = append(c.recordedAt, secondOf(seq).Unix())
	}
}

func suspendedOn(a *Application) kpi.Date {
	if a.SuspendedSince.IsZero() {
		return 0
	}
	return kpi.DateOf(a.SuspendedSince)
}

func (a *Application) check(i int) error {
	var f faults
	f.text("source", a.Source)
	f.text("region", a.Region)
	f.text("service", a.Service)
	f.when(a.Submitted.IsZero(), "submitted is missing")
	f.needed("submitted on", a.SubmittedOn)
	f.moment("submitted", a.Submitted)
	f.moment("completed", a.Completed)
	f.date("completed on", a.CompletedOn)
	f.moment("suspended since", a.SuspendedSince)
	f.when(a.Completed.IsZero() != a.CompletedOn.IsZero(), "completed and completed on must be there both or neither")
	f.when(a.Suspended < 0 || a.Suspended/time.Second > 1<<32-1, "the suspension cannot be that long")
	return f.of("applications", i)
}
