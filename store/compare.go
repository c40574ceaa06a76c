package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/kpi"
)

// MaxChanges bounds Written.Changes.
const MaxChanges = 20

// Change is a cell that says something else than before, in words for people.
type Change struct {
	As     string `json:"as"`   // observations, stages, offers, applications, milestones, targets
	Cell   string `json:"cell"` // its identity
	Before string `json:"before"`
	After  string `json:"after"`
}

// Compare says how Compared writes.
type Compare struct {
	Dry bool // nothing is written
	// Later tells whether a collection came after the one whose rows are written: what it said stays. nil: none did.
	Later func(collection uint64) bool
}

// Compared writes like the Store, compares applications too, and tells what changes.
type Compared struct {
	*Store
	rule Compare
}

// Compare gives a view of the store that compares before it writes, or does not write at all.
func (s *Store) Compare(rule Compare) *Compared { return &Compared{s, rule} }

// WriteObservations compares and writes observations.
func (c *Compared) WriteObservations(ctx context.Context, rows []Observation) (Written, error) {
	return observations.compare(ctx, c.Store, rows, &c.rule)
}

// WriteStages compares and writes stages.
func (c *Compared) WriteStages(ctx context.Context, rows []ServiceStage) (Written, error) {
	return serviceStages.compare(ctx, c.Store, rows, &c.rule)
}

// WriteOffers compares and writes offers.
func (c *Compared) WriteOffers(ctx context.Context, rows []Offer) (Written, error) {
	return offers.compare(ctx, c.Store, rows, &c.rule)
}

// WriteMilestoneEvents compares and writes milestones' events.
func (c *Compared) WriteMilestoneEvents(ctx context.Context, rows []MilestoneEvent) (Written, error) {
	return milestoneEvents.compare(ctx, c.Store, rows, &c.rule)
}

// WriteTargetValues compares and writes targets' values.
func (c *Compared) WriteTargetValues(ctx context.Context, rows []TargetValue) (Written, error) {
	return targetValues.compare(ctx, c.Store, rows, &c.rule)
}

// WriteRejections writes rejections unless nothing is to be written.
func (c *Compared) WriteRejections(ctx context.Context, rows []Rejection) error {
	if c.rule.Dry {
		return nil
	}
	return c.Store.WriteRejections(ctx, rows)
}

// keeps tells whether what a collection said stays.
func (c *Compare) keeps(collection uint64) bool {
	return c != nil && c.Later != nil && c.Later(collection)
}

// Add counts what another write did.
func (w *Written) Add(more Written) {
	w.New += more.New
	w.Restated += more.Restated
	w.Unchanged += more.Unchanged
	w.Superseded += more.Superseded
	w.Changes = append(w.Changes, more.Changes[:min(len(more.Changes), MaxChanges-len(w.Changes))]...)
}

// changed notes a change, up to the bound. The words are made only for those that are kept.
func (w *Written) changed(as string, words func() (cell, before, after string)) {
	if len(w.Changes) < MaxChanges {
		cell, before, after := words()
		w.Changes = append(w.Changes, Change{as, cell, before, after})
	}
}

// The words of rows: which cell, and what is said of it.

func (o *Observation) words() (cell, says string) {
	return spaced(o.Indicator, o.Breakdown, o.Region, o.Period.String()), spaced(valued(o.Status, o.Value), share(o.Numerator, o.Denominator))
}

func (r *ServiceStage) words() (cell, says string) {
	if r.Status != kpi.Present {
		return spaced(r.Service, r.Region, r.Since.String()), string(r.Status)
	}
	return spaced(r.Service, r.Region, r.Since.String()), r.Stage.String()
}

func (o *Offer) words() (cell, says string) {
	until := "open-ended"
	if !o.To.IsZero() {
		until = "until " + o.To.String()
	}
	deadline := ""
	if o.DeadlineDays > 0 {
		deadline = fmt.Sprintf("%d days", o.DeadlineDays)
		if o.DeadlineWorking {
			deadline = fmt.Sprintf("%d working days", o.DeadlineDays)
		}
	}
	return spaced(o.Service, o.Region, o.From.String()), spaced(until, deadline, flagged(o.Withdrawn, "withdrawn"))
}

func (m *MilestoneEvent) words() (cell, says string) {
	done := "not done"
	if !m.DoneOn.IsZero() {
		done = "done on " + m.DoneOn.String()
	}
	return spaced(m.Programme, m.Milestone, m.Region), spaced(done, m.Evidence)
}

func (t *TargetValue) words() (cell, says string) {
	return spaced(t.Target, t.Region, t.Breakdown, t.Period.String(), flagged(t.Plan, "plan")),
		spaced(valued(t.Status, t.Value), t.Act, t.DecidedOn.String())
}

func (a *Application) words() (cell, says string) {
	state := "open"
	if !a.Completed.IsZero() {
		state = a.Outcome + " " + a.Completed.Format(time.RFC3339)
	}
	suspended := ""
	if a.Suspended > 0 {
		suspended = "suspended for " + a.Suspended.String()
	}
	if !a.SuspendedSince.IsZero() {
		suspended = spaced(suspended, "suspended since "+a.SuspendedSince.UTC().Format(time.RFC3339))
	}
	return spaced(a.Service, a.Region, fmt.Sprintf("%x", a.ID[:4])),
		spaced("submitted", a.Submitted.Format(time.RFC3339), state, a.Channel, suspended)
}

func spaced(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func flagged(on bool, word string) string {
	if on {
		return word
	}
	return ""
}

func valued(status kpi.Status, v *float64) string {
	if v == nil {
		return string(status)
	}
	return number(*v)
}

func share(numerator, denominator *float64) string {
	if numerator == nil || denominator == nil {
		return ""
	}
	return "(" + number(*numerator) + " of " + number(*denominator) + ")"
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
