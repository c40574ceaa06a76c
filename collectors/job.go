package collectors

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// job is one collection of a source.
type job struct {
	*Collector
	source   *source
	state    store.SourceState // as it was before
	from, to kpi.Date          // a window that was asked for; zero: what is new
	dry      bool
	confirm  uint64       // rows that a snapshot may withdraw beyond its limit
	away     error        // why the store takes nothing: what comes waits; nil: it does
	waited   *spool.Entry // that is written now that the store is back; nil: the source is asked
	apart    bool         // it is no source's: nothing is remembered for a schedule
	payloads *store.Payloads
	progress func(read, size int64)
	replaced replaced          // by its applications
	sink     sink              // where the rows go; nil: into the store
	again    *store.Collection // whose payload is decoded again, instead of asking the source; nil: none

	err      error // that it ended in
	row      store.Collection
	response *fetch.Response
	window   [2]kpi.Date // that was fetched
	shown    []store.Rejection
	totals   totals
	columns  []string      // of a table
	touched  touched       // what the payload speaks of
	compared store.Written // by the sink, where it compares
	stages   Stages
	after    time.Duration // the source asked to be left alone for this long
	withdrew uint64        // rows that a snapshot took back
	wrote    bool          // it began to: what is stored may not be what the payload before said
	ahead    bool          // some of what came speaks of days to come
	held     bool          // it did not take back what it lacks
	unheard  bool          // it brings applications, and most of what is new was refused
	beside   bool          // another process collected the source meanwhile
	unnoted  error         // why how it ended could not be noted
	stopped  bool          // whoever runs it asked it to end before it did
	more     bool          // the source has more, to be asked for at once
}

// lastWords is how long a collection that was stopped may take to say so, and again to store what it rejected.
const lastWords = 3 * time.Second

// endWait is how long noting the end of a collection may take that nobody stopped: what is not noted is collected again.
const endWait = time.Minute

// untilNoted outlives ctx: by lastWords where it ends, and endWait at most.
func untilNoted(ctx context.Context) (context.Context, context.CancelFunc) {
	noting, cancel := context.WithTimeout(context.WithoutCancel(ctx), endWait)
	forget := context.AfterFunc(ctx, func() { time.AfterFunc(lastWords, cancel) })
	return noting, func() { forget(); cancel() }
}

// run collects once and says how it ended. It returns only when everything it started has ended.
func (j *job) run(ctx context.Context) Outcome {
	began := time.Now()
	j.row = store.Collection{ID: j.Store.NextSeq(), Source: j.source.ID, Simulated: j.source.Simulated,
		Started: j.Clock.Now().UTC(), Status: store.CollectionRunning, Mapping: j.source.mapping}
	switch {
	case j.again != nil:
		j.row.Replays = j.again.ID
	case j.waited != nil:
		j.row = j.waited.Collection
		j.row.Status, j.row.Error, j.row.Mapping = store.CollectionRunning, "", j.source.mapping
		j.row.Records, j.row.Accepted, j.row.Rejected, j.row.Unchanged, j.row.Finished = 0, 0, 0, 0, time.Time{}
	}
	j.own.note(j.row.ID)
	j.replaced.began = j.Deriver.Now()
	defer j.track(j.row.ID)()
	defer j.release()
	err := j.save(ctx)
	if j.mayWait() && unavailable(ctx, err) {
		j.away, err = err, nil
	}
	if err == nil {
		err = j.guarded(ctx)
	}
	j.err = err
	j.row.Finished = j.Clock.Now().UTC()
	j.row.Withdrawn, j.row.TotalsSkipped, j.row.TotalsTaken, j.row.Counted = j.withdrew, j.totals.skipped, j.totals.taken, true
	if err != nil {
		j.stopped = ctx.Err() != nil && !errors.Is(err, errFault)
		j.row.Status, j.row.Error = store.CollectionFailed, j.explain(err)
	}
	waits := j.mayWait() && j.row.Payload != ""
	if waits && unavailable(ctx, err) {
		j.wait(err)
	}
	if j.row.Records > 0 {
		j.source.took = time.Since(began)
	}
	if !j.dry && j.away == nil && j.row.Status != store.CollectionWaiting {
		err := j.close(ctx)
		if waits && unavailable(ctx, err) {
			j.wait(err)
		}
		if err == nil {
			j.heard(ctx)
		}
		j.unnoted = err
		j.more = err == nil && j.clear() && ctx.Err() == nil
	}
	out := Outcome{Collection: j.row, Rejections: j.shown[:min(len(j.shown), MaxShownRejections)], FirstTotal: j.totals.first,
		Took: time.Since(began), Stages: j.stages}
	if j.sink != nil {
		out.Compared = &j.compared
	}
	j.report(ctx, out)
	return out
}

// explain is an error for users.
func (j *job) explain(err error) string {
	switch {
	case !j.stopped:
		return err.Error()
	case j.apart, j.dry:
		return "stopped before it ended"
	}
	return "stopped before it ended; it runs again at the next start"
}

// track marks the collection as one of this process until the returned function is called.
func (j *job) track(id uint64) func() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.active[id] = true
	return func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.active, id)
	}
}

func (j *job) save(ctx context.Context) error {
	if j.dry || j.away != nil {
		return nil
	}
	if err := j.Store.SaveCollection(ctx, &j.row); err != nil {
		return fmt.Errorf("note the collection: %w", err)
	}
	return nil
}

// close writes how the collection ended and tells whoever sent what came, and only then what the schedule remembers:
// whoever is killed in between collects again.
func (j *job) close(ctx context.Context) error {
	ctx, cancel := untilNoted(ctx)
	defer cancel()
	j.tell(ctx)
	err := j.save(ctx)
	if err == nil {
		err = j.answer()
	}
	if err == nil && !j.apart {
		err = j.Store.SaveSourceState(ctx, j.next())
	}
	if err != nil {
		j.Log.Error("collection: its end could not be noted; it will run again", "source", j.source.ID, "error", err)
	}
	return err
}

// guarded turns a panic into an error: one source harms no other.
func (j *job) guarded(ctx context.Context) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
			j.Log.Error("collection: a fault in the program", "source", j.source.ID, "panic", r, "stack", string(debug.Stack()))
		}
	}()
	return j.collect(ctx)
}

// errFault is wrapped where a panic was caught.
var errFault = errors.New("a fault in the program")

func panicked(r any) error {
	return fmt.Errorf("%w: %v; please report it", errFault, r)
}
