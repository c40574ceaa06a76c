package collectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/inboxsource"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/config"
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
	compared store.Written // by the sink, where it compares
	stages   Stages
	after    time.Duration // the source asked to be left alone for this long
	withdrew uint64        // rows that a snapshot took back
	wrote    bool          // it began to: what is stored may not be what the payload before said
	ahead    bool          // some of what came speaks of days to come
	held     bool          // it did not take back what it lacks
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

// collect goes the way of the data: fetch, keep, decode, map, check, store, derive.
func (j *job) collect(ctx context.Context) error {
	if j.again != nil {
		return j.replay(ctx)
	}
	j.forgetAhead()
	if j.waited != nil {
		return j.settle(ctx, store.Kept{Hash: j.row.Payload, Bytes: int64(j.row.Bytes)})
	}
	began := time.Now()
	got, err := j.obtain(ctx, j.source, j.request(), j.payloads, j.away != nil, &j.row.Attempts)
	j.stages.Fetched = time.Since(began)
	if err != nil {
		var e *fetch.Error
		if errors.As(err, &e) {
			j.after = e.After
		}
		return err
	}
	j.response = got.Response
	switch {
	case got.NotModified:
		j.row.Status, j.row.Payload = store.CollectionUnchanged, j.state.Payload
		return nil
	case got.NoContent:
		j.row.Status = store.CollectionOK
		return j.conclude(ctx, j.pipeline())
	}
	j.row.Payload, j.row.Bytes = got.kept.Hash, uint64(got.kept.Bytes)
	return j.settle(ctx, got.kept)
}

// settle does what is to be done with a payload that is kept.
func (j *job) settle(ctx context.Context, kept store.Kept) error {
	if err := j.note(ctx, kept); err != nil {
		return err
	}
	if kept.Bytes == 0 {
		return explainEmpty(record.ErrEmpty)
	}
	if kept.Hash == j.state.Payload && j.source.mapping == j.state.Mapping && !j.dry && !j.source.inTray() {
		j.row.Status = store.CollectionUnchanged
		return nil
	}
	if j.away != nil {
		return j.away
	}
	return j.process(ctx, kept)
}

func explainEmpty(err error) error {
	return refuse(fetch.Empty, fmt.Errorf("%w; a source without records should send an empty list, a table's header, or status 204", err))
}

// request is what the source is asked for. Only a whole that was stored can be "not modified".
func (j *job) request() fetch.Request {
	r := fetch.Request{Collection: j.row.ID, Format: cmp.Or(j.source.Format.Packed, j.source.Format.Type), MaxBytes: maxBytesOf(j.source.Source), Count: j.source.plan.count}
	if w, ok := j.source.fetcher.(windowed); ok && j.source.fetcher.Windowed() {
		r.From, r.To = j.days(w)
		j.window = [2]kpi.Date{r.From, r.To}
		j.row.From, j.row.To = r.From, r.To
		return r
	}
	if j.state.Mapping == j.source.mapping && j.state.Payload != "" && !j.dry {
		r.ETag, r.LastModified = j.state.ETag, j.state.LastModified
	}
	return r
}

// days is the window: what is new, less what was asked for.
func (j *job) days(w windowed) (from, to kpi.Date) {
	from, to = j.due(w)
	if !j.from.IsZero() {
		from = j.from
	}
	if !j.to.IsZero() {
		to = j.to
	}
	return from, to
}

// due is the window of what is new: everything, where what was stored was read by another mapping. Records that the
// older one misread or rejected lie in windows that nobody would ask for again.
func (j *job) due(w windowed) (from, to kpi.Date) {
	var last kpi.Date
	if !j.state.LastSuccess.IsZero() && j.state.Mapping == j.source.mapping {
		last = kpi.DateOf(j.state.LastSuccess.In(j.source.zone))
	}
	return w.Window(last, kpi.DateOf(j.row.Started.In(j.source.zone)))
}

// note keeps what is known of the payload.
func (j *job) note(ctx context.Context, kept store.Kept) error {
	if j.dry || j.away != nil {
		return nil
	}
	err := j.Store.SavePayload(ctx, store.Payload{Hash: kept.Hash, Source: j.source.ID, Collection: j.row.ID,
		Bytes: uint64(kept.Bytes), ContentType: j.response.ContentType, ReceivedAt: j.came().UTC()})
	if err != nil {
		return fmt.Errorf("note the payload: %w", err)
	}
	return nil
}

// process takes a kept payload from its bytes to the indicators.
func (j *job) process(ctx context.Context, kept store.Kept) error {
	if j.source.plan.form = j.source.form; j.again != nil {
		j.source.plan.form = "" // it was the right one when it came
	}
	reader, payload, err := j.source.plan.decode(j.opener(ctx, kept))
	if errors.Is(err, record.ErrEmpty) {
		return explainEmpty(err)
	}
	if err != nil {
		return refuse(fetch.Unreadable, fmt.Errorf("read the payload: %w", err))
	}
	if table, ok := reader.(record.Table); ok {
		j.columns = table.Columns()
	}
	defer payload.Close() // it was read, and what of it is stored no longer depends on it
	unwatch, err := j.watch(ctx)
	if err != nil {
		return err
	}
	p := j.pipeline()
	derived := false
	j.wrote = true
	defer func() { // by a panic, too
		if !derived && !j.dry {
			j.Deriver.Failed(slices.Collect(maps.Keys(p.touched))...)
		}
	}()
	err = p.run(ctx, reader)
	p.count(&j.row)
	j.shown, j.totals, j.compared, j.ahead = p.shown, p.totals, p.written.compared, p.ahead
	j.stages.Read, j.stages.Stored = p.reading, p.storing
	switch {
	case errors.Is(err, record.ErrEmpty):
		return explainEmpty(err)
	case err != nil:
		return err
	case p.decoded == 0 && p.bad > 0:
		return fetch.Refuse(fetch.NoneAccepted, fmt.Errorf("none of %d records could be read as %s; the first: %s: %s",
			p.bad, j.source.Format.Type, p.shown[0].Position, p.shown[0].Detail))
	}
	if err := p.lost(&j.row); err != nil {
		return err
	}
	if p.strange > 0 && p.strange == p.decoded {
		return fetch.Refuse(fetch.NoneAccepted, fmt.Errorf("none of %d records has %q, by which where chooses: the source calls it otherwise now, "+
			"or sends something else than its records; look at the payload, and correct the mapping or tell who runs it", p.decoded, p.lacking))
	}
	if j.row.Rejected > 0 && j.row.Rejected == j.row.Records {
		return fetch.Refuse(fetch.NoneAccepted, fmt.Errorf("none of %d records was accepted; the first: %s: %s: %s", j.row.Records,
			p.shown[0].Position, p.shown[0].Reason, p.shown[0].Detail))
	}
	if j.row.Status = store.CollectionOK; j.row.Rejected > 0 {
		j.row.Status = store.CollectionPartial
	}
	if err := j.conclude(ctx, p); err != nil {
		return err
	}
	derived = true
	return unwatch()
}

func (j *job) pipeline() *pipeline {
	p := &pipeline{plan: j.source.plan, source: j.source.ID, collection: j.row.ID, now: j.came(), write: j.write,
		twice: twice{seen: check.NewDuplicates()}, touched: touched{}, show: MaxShownRejections}
	if j.source.inTray() {
		p.show = inboxsource.MaxAnswered
	}
	if j.source.Mode == config.Snapshot && j.again == nil { // what an old one lacks may have come since
		p.said = newSaid()
	}
	return p
}

// conclude does what follows once the whole payload is stored.
func (j *job) conclude(ctx context.Context, p *pipeline) error {
	if p.said != nil {
		if j.away != nil {
			return j.away // what it lacks can't be told
		}
		if err := j.withdraw(ctx, p); err != nil {
			return err
		}
	}
	if j.dry {
		return nil
	}
	began := time.Now()
	defer func() { j.stages.Derived = time.Since(began) }()
	return j.derive(ctx, p.touched)
}

// came is when the payload came.
func (j *job) came() time.Time {
	switch {
	case j.again != nil:
		return j.again.Started
	case j.waited != nil:
		return j.waited.Collection.Started
	}
	return j.Clock.Now()
}

func (j *job) write(ctx context.Context, b *batch) (written, error) {
	if j.sink != nil {
		return b.write(ctx, j.sink)
	}
	return b.write(ctx, storing{j.Store, &j.replaced})
}

// opener opens the payload; reading it tells the progress, and ends with the context.
func (j *job) opener(ctx context.Context, kept store.Kept) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) {
		r, err := j.payloads.Open(kept.Hash)
		if err != nil {
			return nil, err
		}
		return &watched{ReadCloser: r, ctx: ctx, size: kept.Bytes, tell: j.progress}, nil
	}
}

// watched tells how far a payload was read, and stops when its context ends: a large one takes a while to walk over.
type watched struct {
	io.ReadCloser
	ctx        context.Context
	read, size int64
	tell       func(read, size int64) // may be nil
}

func (w *watched) Read(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.ReadCloser.Read(p)
	w.read += int64(n)
	if w.tell != nil {
		w.tell(w.read, w.size)
	}
	return n, err
}

// derive computes what follows from what was stored: of all regions at once that have the same day.
func (j *job) derive(ctx context.Context, cells touched) error {
	if len(j.replaced.byRegion) > 0 {
		if err := j.alone(ctx); err != nil {
			return err
		}
	}
	days := map[kpi.Date][]derive.Touched{}
	for _, code := range slices.Sorted(maps.Keys(cells)) {
		cell := cells[code]
		today := kpi.DateOf(j.Clock.Now().In(j.reference.Zone(j.reference.Known(code))))
		days[today] = append(days[today], derive.Touched{Region: code, Services: slices.Sorted(maps.Keys(cell.services)), Stages: cell.stages,
			Applications: cell.applications, Collection: j.row.ID, Replaced: j.replaced.byRegion[code], Began: j.replaced.began})
	}
	for _, today := range slices.Sorted(maps.Keys(days)) {
		if err := j.Deriver.Touched(ctx, today, days[today]...); err != nil {
			return fmt.Errorf("the records are stored; the indicators could not be computed from them and will be by the next collection: %w", err)
		}
	}
	return nil
}
