package collectors

import (
	"context"
	"log/slog"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// next is what the schedule remembers once the collection has ended.
func (j *job) next() store.SourceState {
	s := j.state
	s.Source = j.source.ID
	s.LastStarted = j.row.Started
	if j.wrote {
		forget(&s)
	}
	if j.stopped {
		// It is due still, which the next start sees.
		if s.NextDue.IsZero() || s.NextDue.After(j.row.Started) {
			s.NextDue = j.row.Started
		}
		return s
	}
	if j.row.Status == store.CollectionFailed && j.settled() == nil {
		s.Failures++
	} else { // a bad file that is set aside is no failure of the folder
		s.Failures = 0
	}
	if j.source.schedule != nil {
		s.NextDue = j.source.schedule.AfterFailures(j.row.Finished, s.Failures)
		if quiet := j.row.Finished.Add(j.after); s.NextDue.Before(quiet) {
			s.NextDue = quiet
		}
	}
	if j.row.Status == store.CollectionFailed || !j.covers() {
		return s // an old window that was asked for says nothing of what is new
	}
	s.LastSuccess = j.row.Started
	if j.held { // the same bytes are read again, until what they lack is confirmed or back
		s.Mapping = ""
		forget(&s)
		return s
	}
	if !j.response.NotModified {
		s.Payload, s.Mapping = j.row.Payload, j.source.mapping
		s.ETag, s.LastModified = j.response.ETag, j.response.LastModified
	}
	if j.row.Status != store.CollectionUnchanged {
		s.ReadAgain = 0
		if j.ahead {
			s.ReadAgain = j.day() + 1
		}
	}
	if j.beside || j.unheard { // else the same bytes would pass for an answer without anything new
		forget(&s)
	}
	return s
}

// forget has the next collection read whatever comes, even if it is what came last.
func forget(s *store.SourceState) { s.Payload, s.ETag, s.LastModified = "", "", "" }

// forgetAhead forgets the source's payload once a day has passed since some of it spoke of days to come: they may have, and the
// same bytes say something else then.
func (j *job) forgetAhead() {
	if !j.state.ReadAgain.IsZero() && j.day() >= j.state.ReadAgain {
		forget(&j.state)
	}
}

// day is the source's day on which the collection began.
func (j *job) day() kpi.Date { return kpi.DateOf(j.row.Started.In(j.source.zone)) }

// covers tells whether the collection asked for everything that was new.
func (j *job) covers() bool {
	w, ok := j.source.fetcher.(windowed)
	if !ok || j.window == [2]kpi.Date{} {
		return true
	}
	from, to := j.due(w)
	return j.window[0] <= from && to <= j.window[1]
}

// slow is from when on the log says what a collection's time went into.
const slow = 10 * time.Second

// report tells the log and whoever counts.
func (j *job) report(ctx context.Context, o Outcome) {
	level := slog.LevelInfo
	switch {
	case j.stopped:
	case o.Status == store.CollectionFailed:
		level = slog.LevelError
	case o.Status == store.CollectionPartial, o.Status == store.CollectionWaiting:
		level = slog.LevelWarn
	}
	attrs := []any{"source", o.Source, "status", string(o.Status), "records", o.Records, "accepted", o.Accepted,
		"rejected", o.Rejected, "unchanged", o.Unchanged, "bytes", o.Bytes, "attempts", o.Attempts,
		"took", o.Took.Round(time.Millisecond)}
	if o.Error != "" {
		attrs = append(attrs, "error", o.Error)
	}
	if o.Withdrawn > 0 {
		attrs = append(attrs, "withdrawn", o.Withdrawn)
	}
	if o.TotalsSkipped > 0 {
		attrs = append(attrs, "totals_skipped", o.TotalsSkipped)
	}
	if o.TotalsTaken > 0 {
		level = max(level, slog.LevelWarn)
		attrs = append(attrs, "totals_taken", o.TotalsTaken, "first", o.FirstTotal)
	}
	if j.dry {
		attrs = append(attrs, "dry_run", true)
	}
	if o.Took >= slow {
		attrs = append(attrs, "fetched", o.Stages.Fetched, "read", o.Stages.Read, "stored", o.Stages.Stored, "derived", o.Stages.Derived)
	}
	j.Log.Log(ctx, level, "collection ended", attrs...)
	if j.OnOutcome != nil && !j.dry {
		j.OnOutcome(o)
	}
}
