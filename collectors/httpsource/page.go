package httpsource

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/format/jsonformat"
)

// page is a page's body, looked at while it is read for what leads to the next page, and for nothing else.
type page struct {
	body     io.ReadCloser
	hash     hash.Hash
	watchers []*watcher
	silence  error // of a page without a byte; nil: lines may be none

	records  int // counted only where the paging needs it; else -1
	value    string
	valueErr error
}

// open begins to read the page that was answered with.
func (t *turner) open() *page {
	options := t.source.options.Pages
	p := &page{body: t.answer.Body, hash: sha256.New(), records: -1}
	if t.number > 1 && fetch.Ends(t.request.Format) {
		p.silence = fetch.Worth(fmt.Errorf("%w: page %d of %s has not a byte, and an empty page would be a document that holds no records, or status 204",
			fetch.ErrCut, t.number, t.source.Place()))
	}
	if options.By == "page" || options.By == "offset" || options.EmptyEnds {
		p.watch(func(r io.Reader) (err error) {
			if p.records, err = t.request.Count(r); err != nil {
				err = fmt.Errorf("page %d of %s can't be read: %w", t.number, t.source.Place(), err)
			}
			return err
		})
	}
	if options.At != "" {
		p.watch(func(r io.Reader) error {
			p.value, p.valueErr = jsonformat.At(r, jsonformat.Options{Path: options.At})
			return nil // it is told when the page is turned
		})
	}
	return p
}

func (p *page) sum() [sha256.Size]byte { return [sha256.Size]byte(p.hash.Sum(nil)) }

func (p *page) Read(b []byte) (int, error) {
	n, err := p.body.Read(b)
	p.hash.Write(b[:n])
	if n > 0 {
		p.silence = nil
	} else if err == io.EOF && p.silence != nil {
		return 0, p.silence
	}
	for _, w := range p.watchers {
		_, _ = w.pipe.Write(b[:n]) // a watcher reads to the end, come what may
	}
	if err != io.EOF {
		return n, err
	}
	for _, w := range p.watchers {
		if e := w.end(nil); e != nil {
			return n, e
		}
	}
	return n, io.EOF
}

// Close ends the watchers too, wherever they are.
func (p *page) Close() error {
	for _, w := range p.watchers {
		_ = w.end(io.ErrUnexpectedEOF) // nobody wants to know any more
	}
	return p.body.Close()
}

// watcher reads along what someone else reads.
type watcher struct {
	pipe *io.PipeWriter
	done chan struct{}
	err  error
}

// watch has a function read along. It ends with the page, or when that is closed.
func (p *page) watch(look func(io.Reader) error) {
	r, w := io.Pipe()
	watcher := &watcher{pipe: w, done: make(chan struct{})}
	p.watchers = append(p.watchers, watcher)
	go func() {
		defer close(watcher.done)
		watcher.err = guarded(look, r)
		_, _ = io.Copy(io.Discard, r) // so that nobody waits for a watcher that has seen enough
	}()
}

// guarded turns a panic into an error: one source harms no other.
func guarded(look func(io.Reader) error, r io.Reader) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("a fault in the program: %v; please report it", fault)
		}
	}()
	return look(r)
}

// end lets a watcher see the page's end, or why it does not come, and waits for it.
func (w *watcher) end(cause error) error {
	_ = w.pipe.CloseWithError(cause) // it always succeeds
	<-w.done
	return w.err
}
