package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// transport is an http.RoundTripper that answers as a ClickHouse server would.
type transport struct{ engine *Engine }

// RoundTrip runs one query. The request's context bounds the query and the reading of its rows; when it
// ends, the query is stopped.
func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	body := req.Body
	if body == nil {
		body = http.NoBody
	}
	defer body.Close()
	r, err := parse(req)
	if err != nil {
		return nil, err
	}
	if r.insert != "" {
		return t.engine.withConn(req, r, func(c *conn) (*http.Response, error) {
			return t.engine.insert(req, c, r, body)
		})
	}
	text, err := io.ReadAll(body)
	if err != nil {
		return nil, fmt.Errorf("read the statement: %w", err)
	}
	statement := string(text)
	if strings.TrimSpace(statement) == helloQuery {
		return t.engine.hello(req)
	}
	return t.engine.withConn(req, r, func(c *conn) (*http.Response, error) {
		return t.engine.query(req, c, r, statement)
	})
}

// withConn runs f on a connection in the session that the request wants. A response with rows keeps the
// connection until its body is closed.
func (e *Engine) withConn(req *http.Request, r request, f func(*conn) (*http.Response, error)) (*http.Response, error) {
	c, err := e.acquire(req.Context())
	if err != nil {
		return nil, err
	}
	if err := c.prepare(r.database, r.settings); err != nil {
		e.release(c)
		return refusal(req, err.Error()), nil
	}
	resp, err := f(c)
	if resp != nil {
		if _, keeps := resp.Body.(*rows); keeps {
			return resp, nil
		}
	}
	e.release(c)
	return resp, err
}

// query runs a statement that came whole. Its rows are read from the engine as the client reads them.
func (e *Engine) query(req *http.Request, c *conn, r request, statement string) (*http.Response, error) {
	if inlineData.MatchString(statement) {
		return nil, errors.New("the embedded engine takes inserted data in a batch or as VALUES, not behind FORMAT")
	}
	rows := &rows{engine: e, conn: c, ctx: req.Context(), tag: e.newTag()}
	failure := rows.start(statement, r.format)
	if failure == "" && len(rows.rest) > 0 {
		return response(req, http.StatusOK, http.Header{}, rows, -1), nil
	}
	rows.free()
	if failure == "" {
		return done(req), nil
	}
	if err := interrupted(req.Context(), failure); err != nil {
		return nil, err
	}
	return refusal(req, failure), nil
}

// interrupted is the context's error if that is why a query failed. A query that got done although its
// context ended is done.
func interrupted(ctx context.Context, failure string) error {
	if failure == "" {
		return nil
	}
	return ctx.Err()
}
