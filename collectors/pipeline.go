package collectors

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/mapping"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/store"
)

// pipeline is one payload on its way: this goroutine decodes, maps and checks into batches while another
// stores the batch before.
type pipeline struct {
	plan       *plan
	source     string
	collection uint64
	now        time.Time // when the payload came
	write      func(ctx context.Context, b *batch) (written, error)

	batch   *batch // being filled
	writing *batch // being written
	twice   twice
	touched touched
	said    *said // of a snapshot; nil: it is none
	row     mapping.Row

	decoded  uint64 // records that could be read
	strange  uint64 // of these, as long as there was no other: passed over since they lack the key by which where chooses
	lacking  string // that key
	bad      uint64 // records that could not
	found    uint64 // what has to be accounted for: those that could not, and the others once for each mapping that reads them
	rejected uint64
	repeated uint64 // said before in the same words
	totals   totals
	total    bool // the record is a row that is called like one of totals, and nothing was said of such
	show     int  // how many rejections are shown
	shown    []store.Rejection
	ahead    bool // something was rejected because it speaks of days to come
	reading  time.Duration
	written  written // by the writing goroutine
	storing  time.Duration
}

// batches in flight: one being filled, one being written.
const inFlight = 2

// run reads the payload to its end. After an error what was written stays written, and so do the rejections that
// were found before it.
func (p *pipeline) run(whole context.Context, rec record.Reader) error {
	free, full := make(chan *batch, inFlight), make(chan *batch, 1)
	for range inFlight {
		free <- &batch{}
	}
	group, ctx := errgroup.WithContext(whole)
	group.Go(func() error {
		defer close(full)
		return p.fill(ctx, rec, free, full)
	})
	group.Go(func() error { return p.store(ctx, free, full) })
	if err := group.Wait(); err != nil {
		return errors.Join(err, p.rescue(whole, full))
	}
	return nil
}

// rescue stores the rejections that were on their way when the reading or the writing ended early: they are counted.
func (p *pipeline) rescue(ctx context.Context, full <-chan *batch) error {
	left := &batch{}
	take := func(b *batch) {
		if b != nil {
			left.rejections = append(left.rejections, b.rejections...)
		}
	}
	take(p.writing)
	for b := range full {
		take(b)
	}
	take(p.batch)
	if len(left.rejections) == 0 {
		return nil
	}
	ctx, cancel := untilNoted(ctx)
	defer cancel()
	_, err := p.write(ctx, left)
	return err
}

// store writes the batches in the order in which they were filled.
func (p *pipeline) store(ctx context.Context, free chan<- *batch, full <-chan *batch) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	for b := range full {
		p.writing = b
		began := time.Now()
		w, err := p.write(ctx, b)
		p.storing += time.Since(began)
		p.written.accepted += w.accepted
		p.written.unchanged += w.unchanged
		p.written.compared.Add(w.compared)
		if err != nil {
			return err
		}
		p.writing = nil
		b.reset()
		free <- b // as many places as batches: it never waits
	}
	return nil
}

// fill decodes, maps and checks the records.
func (p *pipeline) fill(ctx context.Context, rec record.Reader, free <-chan *batch, full chan<- *batch) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = panicked(r)
		}
	}()
	p.batch = <-free
	began := time.Now()
	for n := 0; ; n++ {
		if n%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		err := rec.Next()
		if err == io.EOF {
			p.reading += time.Since(began)
			return p.hand(ctx, full)
		}
		var bad *record.Bad
		unreadable := errors.As(err, &bad)
		p.total = (err == nil || unreadable) && p.plan.looksTotal(rec)
		if p.total && p.plan.format.Totals == config.TotalsSkip {
			p.totals.skipped++
			continue
		}
		switch {
		case unreadable:
			p.bad++
			p.found++
			p.said.unreadable()
			p.reject(bad.Position, "", check.Problem{Reason: bad.Reason, Detail: bad.Detail})
		case err != nil:
			return refuse(fetch.Unreadable, fmt.Errorf("read the payload: %w", err))
		default:
			p.decoded++
			p.take(rec)
		}
		if p.batch.full() {
			p.reading += time.Since(began)
			if err := p.hand(ctx, full); err != nil {
				return err
			}
			select {
			case p.batch = <-free:
			case <-ctx.Done():
				return ctx.Err()
			}
			began = time.Now()
		}
	}
}

func (p *pipeline) hand(ctx context.Context, full chan<- *batch) error {
	select {
	case full <- p.batch:
		p.batch = nil
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// take makes a record's rows: one for each mapping that applies, and for each column that it melts.
func (p *pipeline) take(rec record.Reader) {
	taken := false
	for _, m := range p.plan.mappings {
		for i := range m.Parts() {
			taken = p.apply(m, m.Part(rec, i)) || taken
		}
	}
	if !taken && p.strange+1 == p.decoded && p.lacks(rec) {
		p.strange++
	}
	p.notice(rec, taken)
}

// lacks tells whether no mapping can tell if a record is for it.
func (p *pipeline) lacks(rec record.Reader) bool {
	for _, m := range p.plan.mappings {
		for i := range m.Parts() {
			key, lacks := m.Lacks(m.Part(rec, i))
			if !lacks {
				return false
			}
			p.lacking = key
		}
	}
	return p.lacking != "" // else nothing was looked for: no column melts
}

// apply tells whether the mapping took the record.
func (p *pipeline) apply(m *mapping.Mapping, rec record.Reader) (taken bool) {
	applies, problem := m.Apply(rec, p.now, &p.row)
	if !applies {
		return false
	}
	p.found++
	if problem != nil {
		p.said.rejected(m.As, &p.row)
		p.reject(rec.Position(), m.As, *problem)
		return false
	}
	switch p.twice.see(m.As, &p.row) {
	case check.SeenSame:
		p.repeated++
	case check.SeenOther:
		p.reject(rec.Position(), m.As, check.Problem{Reason: check.Duplicate,
			Detail: "a record before it speaks of the same and says otherwise"})
		return false
	case check.FirstSeen:
		p.said.accepted(m.As, &p.row)
		p.touched.note(m.As, &p.row)
		p.batch.add(m.As, &p.row, p.collection)
	}
	return true
}

func (p *pipeline) reject(position, as string, problem check.Problem) {
	if p.total {
		problem.Detail += hint
	}
	r := store.Rejection{Source: p.source, Collection: p.collection, Position: position, As: as,
		Field: problem.Field, Reason: problem.Reason, Detail: problem.Detail, RecordedAt: p.now}
	p.rejected++
	p.ahead = p.ahead || problem.Reason == check.FutureDate
	if len(p.shown) < p.show {
		p.shown = append(p.shown, r)
	}
	p.batch.rejections = append(p.batch.rejections, r)
}

// firstWrong says why the first record was rejected. It is shown to everybody: where the record stands and what is wrong with it may
// quote the payload, and are told by the command.
func (p *pipeline) firstWrong() string {
	first := p.shown[0]
	why := string(first.Reason)
	if first.Field != "" {
		why += " in " + first.Field
	}
	return fmt.Sprintf("the first for %s; postup replay --collection %d --dry-run shows where and why", why, p.collection)
}

// count puts what became of the records into the collection's row.
func (p *pipeline) count(c *store.Collection) {
	c.Accepted = p.written.accepted
	c.Rejected = p.rejected
	c.Unchanged = p.written.unchanged + p.repeated
	c.Records = c.Accepted + c.Rejected + c.Unchanged
}

// lost is an error where something became of more or fewer records than were found.
func (p *pipeline) lost(c *store.Collection) error {
	if p.found == c.Records {
		return nil
	}
	return fmt.Errorf("%w: %d records were found, and %d of them accepted, rejected or unchanged; what came is kept, please report it", errFault, p.found, c.Records)
}

// touched is the cells that a payload speaks of, whether they changed or not: when a process died between
// storing and deriving, the rows are there already and what follows from them is not.
type touched map[string]*touchedRegion

type touchedRegion struct {
	services             map[string]bool
	stages, applications bool
}

func (t touched) note(as string, row *mapping.Row) {
	switch as {
	case config.Stages:
		t.region(row.Stage.Region, row.Stage.Service).stages = true
	case config.Offers:
		t.region(row.Offer.Region, row.Offer.Service).stages = true
	case config.Applications:
		t.region(row.Application.Region, row.Application.Service).applications = true
	}
}

func (t touched) applications(code string) bool { return t[code] != nil && t[code].applications }

func (t touched) region(code, service string) *touchedRegion {
	r := t[code]
	if r == nil {
		r = &touchedRegion{services: map[string]bool{}}
		t[code] = r
	}
	if !r.services[service] {
		r.services[service] = true
	}
	return r
}
