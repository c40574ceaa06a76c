package collectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/inboxsource"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

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
	j.row.Heard = j.told()
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
	return w.Window(last, j.day())
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
	j.shown, j.totals, j.touched, j.compared, j.ahead = p.shown, p.totals, p.touched, p.written.compared, p.ahead
	j.stages.Read, j.stages.Stored = p.reading, p.storing
	switch {
	case errors.Is(err, record.ErrEmpty):
		return explainEmpty(err)
	case err != nil:
		return err
	case p.decoded == 0 && p.bad > 0:
		return fetch.Refuse(fetch.NoneAccepted, fmt.Errorf("none of %d records could be read as %s; %s", p.bad, j.source.Format.Type, p.firstWrong()))
	}
	if err := p.lost(&j.row); err != nil {
		return err
	}
	if p.strange > 0 && p.strange == p.decoded {
		return fetch.Refuse(fetch.NoneAccepted, fmt.Errorf("none of %d records has %q, by which where chooses: the source calls it otherwise now, "+
			"or sends something else than its records; look at the payload, and correct the mapping or tell who runs it", p.decoded, p.lacking))
	}
	if j.row.Rejected > 0 && j.row.Rejected == j.row.Records {
		return fetch.Refuse(fetch.NoneAccepted, fmt.Errorf("none of %d records was accepted; %s", j.row.Records, p.firstWrong()))
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
	j.tell(ctx)
	days := map[kpi.Date][]derive.Touched{}
	for _, code := range slices.Sorted(maps.Keys(cells)) {
		cell := cells[code]
		today := kpi.DateOf(j.Clock.Now().In(j.reference.Zone(j.reference.Known(code))))
		days[today] = append(days[today], derive.Touched{Region: code, Services: slices.Sorted(maps.Keys(cell.services)), Stages: cell.stages,
			Applications: cell.applications, Collection: j.row.ID, Simulated: j.source.Simulated, Replaced: j.replaced.byRegion[code], Began: j.replaced.began, Told: j.toldOf(code)})
	}
	for _, today := range slices.Sorted(maps.Keys(days)) {
		if err := j.Deriver.Touched(ctx, today, days[today]...); err != nil {
			return fmt.Errorf("the records are stored; the indicators could not be computed from them and will be by the next collection: %w", err)
		}
	}
	return nil
}
