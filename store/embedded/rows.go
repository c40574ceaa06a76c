package embedded

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
)

// rows is the body of a response: what a query gives, piece by piece, straight from the library's
// memory. It keeps its connection until it is read to its end or closed.
type rows struct {
	engine *Engine
	conn   *conn
	ctx    context.Context // the request's: a body belongs to its request
	tag    string

	mu     sync.Mutex
	stream handle // nil: the result came whole
	ended  bool   // nothing runs for the stream any more
	failed bool   // the query did not get to its end
	piece  handle // holds rest
	rest   []byte
	err    error // what Read returns once rest is used up
}

// notStreamed is how the library refuses to stream a statement that has no rows to stream, before it
// runs anything of it.
const notStreamed = "Code: 36. DB::Exception: Streaming query is not supported for query"

// start runs the statement up to its first rows, so that an error before them can have a status.
func (r *rows) start(statement, format string) (failure string) {
	lib := r.conn.lib
	r.engine.interruptible(r.ctx, r.tag, func() {
		r.stream = lib.run(lib.streamQuery, *r.conn.raw, r.tag+statement, format)
	}, nil)
	failure = lib.failure(r.stream)
	switch {
	case strings.HasPrefix(failure, notStreamed):
		lib.destroy(r.stream)
		r.stream = nil
		return r.whole(statement, format)
	case failure != "":
		r.ended, r.failed = true, true
		return failure
	}
	return r.next()
}

// whole runs the statement at once, for the statements that the library does not stream.
func (r *rows) whole(statement, format string) (failure string) {
	lib := r.conn.lib
	r.engine.interruptible(r.ctx, r.tag, func() {
		r.piece = lib.run(lib.query, *r.conn.raw, r.tag+statement, format)
	}, nil)
	return r.take()
}

// next fetches the next piece into rest, which stays empty after the last one.
func (r *rows) next() (failure string) {
	lib := r.conn.lib
	r.drop()
	if r.stream == nil || r.ended {
		return ""
	}
	r.engine.interruptible(r.ctx, r.tag, func() {
		r.piece = lib.streamFetch(*r.conn.raw, r.stream)
	}, nil)
	failure = r.take()
	r.ended = len(r.rest) == 0
	return failure
}

// take makes the piece's bytes the rest, or says why there are none.
func (r *rows) take() (failure string) {
	if failure = r.conn.lib.failure(r.piece); failure != "" {
		r.failed = true
		return failure
	}
	r.rest = r.conn.lib.bytes(r.piece)
	return ""
}

func (r *rows) drop() {
	r.rest = nil
	if r.piece != nil {
		r.conn.lib.destroy(r.piece)
		r.piece = nil
	}
}

// free gives back what the library holds for the query, ending it if it still runs.
func (r *rows) free() {
	r.drop()
	if r.stream != nil {
		if !r.ended {
			r.conn.lib.streamCancel(*r.conn.raw, r.stream)
			r.failed = true
		}
		r.conn.lib.destroy(r.stream)
		r.stream = nil
	}
	if r.failed {
		r.conn.settle()
	}
}

// finish makes err the last thing that Read returns and gives the connection back.
func (r *rows) finish(err error) {
	r.err = err
	r.free()
	r.engine.release(r.conn)
}

var errBodyClosed = errors.New("read rows of the embedded engine: the body is closed")

// Read copies rows. An error of the engine among them comes as a server sends it, as text in the body;
// the end of the request's context comes as an error.
func (r *rows) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.rest) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		if err := r.ctx.Err(); err != nil {
			r.finish(err)
			continue
		}
		failure := r.next()
		switch err := interrupted(r.ctx, failure); {
		case err != nil:
			r.finish(err)
		case failure != "":
			r.finish(io.EOF)
			r.rest = exceptionFrame(failure)
		case len(r.rest) == 0:
			r.finish(io.EOF)
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// Close ends the query if it still runs.
func (r *rows) Close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.finish(errBodyClosed)
	}
	r.rest = nil
	return nil
}
