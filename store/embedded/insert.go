package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"syscall"
)

// formatClause splits an insert whose data follows it from the name of the data's format.
var formatClause = regexp.MustCompile(`(?is)^(\s*INSERT\s.*\S)\s+FORMAT\s+([A-Za-z]\w*)\s*;?\s*$`)

// inlineData matches an insert with data in a named format behind it, which the library may cut short.
var inlineData = regexp.MustCompile(`(?is)^\s*INSERT\s+INTO\s[^;']*?\sFORMAT\s+[A-Za-z]\w*\s+\S`)

// insertBuffer is how much of an insert's data is on its way at once: what a pipe holds.
const insertBuffer = 64 << 10

// insert runs a statement whose data is the request's body. The engine reads the data from a pipe while
// it comes: whatever its size, it is held once, by whoever made it. Data must never be put behind the
// statement instead: the library looks for the statement's end in it and cuts it there.
func (e *Engine) insert(req *http.Request, c *conn, r request, body io.ReadCloser) (*http.Response, error) {
	m := formatClause.FindStringSubmatch(r.insert)
	if m == nil {
		return nil, errors.New("an insert with data must end with FORMAT and the data's format")
	}
	// clickhouse-go sends nothing, and takes that for success, when the columns of a batch differ in
	// length: without this check the batch would be lost without a word.
	buf := make([]byte, insertBuffer)
	n, err := io.ReadAtLeast(body, buf, 1)
	if err != nil {
		if errors.Is(err, io.EOF) {
			err = errors.New("no data came; do the batch's columns have the same number of rows?")
		}
		return nil, fmt.Errorf("insert: %w", err)
	}
	f := &feeder{data: body, buf: buf, first: n, done: make(chan struct{})}
	failure, err := e.pipe(req.Context(), c, m[1], m[2], f)
	switch {
	case err != nil:
		return nil, err
	case failure != "":
		return refusal(req, failure), nil
	}
	return done(req), nil
}

// pipe returns when the engine has taken the data or refused it, and nothing reads the data any more.
func (e *Engine) pipe(ctx context.Context, c *conn, into, format string, f *feeder) (failure string, err error) {
	out, in, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("insert: make a pipe: %w", err)
	}
	fd := int(out.Fd())
	if err := syscall.SetNonblock(fd, false); err != nil {
		return "", errors.Join(fmt.Errorf("insert: make the pipe wait: %w", err), out.Close(), in.Close())
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	f.pipe = in
	go f.run(stop)

	tag := e.newTag()
	statement := fmt.Sprintf("%s%s FROM INFILE '/dev/fd/%d' FORMAT %s", tag, into, fd, format)
	var result handle
	e.interruptible(running, tag, func() {
		result = c.lib.run(c.lib.query, *c.raw, statement, "Null")
	}, func() {
		// The engine sees the data end only after it has seen the kill: half of it must not go in.
		in.Close()
		f.data.Close()
	})
	failure = c.lib.failure(result)
	c.lib.destroy(result)
	if failure != "" {
		c.settle()
	}
	cut := running.Err() != nil
	// An engine that refused left the feeder waiting for the pipe or for the data: end both.
	out.Close()
	if failure != "" {
		f.data.Close()
	}
	<-f.done
	in.Close()
	return failure, f.verdict(ctx, failure, cut)
}

// feeder copies an insert's data into the pipe that the engine reads.
type feeder struct {
	pipe  io.WriteCloser
	data  io.ReadCloser
	buf   []byte
	first int           // bytes of the data that are in buf already
	done  chan struct{} // closed when the rest is set and nothing runs

	all     bool  // all data was handed over
	readErr error // of the data
}

// run leaves the pipe open when the data ended with an error, and calls stop instead.
func (f *feeder) run(stop func()) {
	defer close(f.done)
	for n, err := f.first, error(nil); ; n, err = f.data.Read(f.buf) {
		if n > 0 {
			if _, err := f.pipe.Write(f.buf[:n]); err != nil {
				return
			}
		}
		if errors.Is(err, io.EOF) {
			f.all = f.pipe.Close() == nil
			return
		}
		if err != nil {
			f.readErr = err
			stop()
			return
		}
	}
}

// verdict is the error of an insert that is neither done nor refused by the engine for a reason of its
// own. cut: the data or the context ended before the query did.
func (f *feeder) verdict(ctx context.Context, failure string, cut bool) error {
	switch {
	case failure == "" && f.all:
		return nil
	case cut && ctx.Err() != nil:
		return ctx.Err()
	case cut && f.readErr != nil:
		return fmt.Errorf("insert: read the data: %w", f.readErr)
	case failure == "":
		return errors.New("insert: the engine did not read all of the data; write it again")
	}
	return nil
}
