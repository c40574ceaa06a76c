package collectors_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

const goodJSON = `[{"period":"2024-01","value":1},{"period":"2024-02","value":2}]`

// portal is a server that behaves as a test tells it to, request by request, and remembers what it was asked.
type portal struct {
	*httptest.Server
	mu      sync.Mutex
	asked   []*http.Request
	answers []http.HandlerFunc // the last one again and again
}

func newPortal(t *testing.T, answers ...http.HandlerFunc) *portal {
	t.Helper()
	p := &portal{answers: answers}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		answer := p.answers[min(len(p.asked), len(p.answers)-1)]
		p.asked = append(p.asked, r)
		p.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *portal) requests() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.asked)
}

func answer(code int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		_, _ = w.Write([]byte(body))
	}
}

// cutAfter promises more than it sends.
func cutAfter(body string, length int) http.HandlerFunc {
	return answer(200, body, "Content-Length", strconv.Itoa(length))
}

// cutChunks breaks the connection between two chunks.
func cutChunks(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(body))
		w.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
}

// unsized ends a body by closing the connection: nobody can tell whether it is whole.
func unsized(body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		conn, buf, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = buf.WriteString("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n" + body)
		_ = buf.Flush()
		_ = conn.Close()
	}
}

func zipped(body string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = z.Write([]byte(body))
	_ = z.Close()
	return b.String()
}

func visitsSource(url, format, more string) string {
	return `
sources:
  - id: portal
    name: Portal
    kind: http
    regions: [UA-05]
    max_bytes: 5000
    http: {url: "` + url + `"` + more + `}
    format: {type: ` + format + `}
    records:
      - as: observations
        fields: {indicator: {const: visits}, period: {from: period}, value: {from: value}}
`
}

func TestFaults(t *testing.T) {
	tests := []struct {
		name     string
		format   string // default json
		more     string
		answers  []http.HandlerFunc
		status   store.CollectionStatus
		error    string // part of it
		accepted uint64
		attempts int
	}{
		{"OK", "", "", []http.HandlerFunc{answer(200, goodJSON)}, "ok", "", 2, 1},
		{"ServerErrorThenFine", "", "", []http.HandlerFunc{answer(500, ""), answer(503, ""), answer(200, goodJSON)}, "ok", "", 2, 3},
		{"ServerErrorForGood", "", "", []http.HandlerFunc{answer(500, "")}, "failed", "500 Internal Server Error: the trouble is on its side; if it lasts, ask who runs it (after 4 attempts)", 0, 4},
		{"NotFoundIsNotTriedAgain", "", "", []http.HandlerFunc{answer(404, "")}, "failed", "404 Not Found", 0, 1},
		{"Forbidden", "", "", []http.HandlerFunc{answer(403, "")}, "failed", "other credentials", 0, 1},
		{"TooManyRequests", "", "", []http.HandlerFunc{answer(429, "", "Retry-After", "7"), answer(200, goodJSON)}, "ok", "", 2, 2},
		{"TooManyRequestsForHours", "", "", []http.HandlerFunc{answer(429, "", "Retry-After", "7200")}, "failed", "left alone for 2h", 0, 1},
		{"ShorterThanSaid", "", "", []http.HandlerFunc{cutAfter(goodJSON, 999), answer(200, goodJSON)}, "ok", "", 2, 2},
		{"ShorterThanSaidForGood", "ndjson", "", []http.HandlerFunc{cutAfter(`{"period":"2024-01","value":1}`+"\n", 999)}, "failed", "did not arrive whole", 0, 4},
		{"ChunksCut", "ndjson", "", []http.HandlerFunc{cutChunks(`{"period":"2024-01","value":1}` + "\n")}, "failed", "did not arrive whole", 0, 4},
		{"Unsized", "ndjson", "", []http.HandlerFunc{unsized(`{"period":"2024-01","value":1}` + "\n")}, "failed", "allow_unsized", 0, 1},
		{"UnsizedJSONShowsItself", "", "", []http.HandlerFunc{unsized(goodJSON)}, "ok", "", 2, 1},
		{"UnsizedJSONCut", "", "", []http.HandlerFunc{unsized(goodJSON[:40])}, "failed", "not whole", 0, 1},
		{"UnsizedAllowed", "ndjson", ", allow_unsized: true", []http.HandlerFunc{unsized(`{"period":"2024-01","value":1}` + "\n")}, "ok", "", 1, 1},
		{"Gzip", "", "", []http.HandlerFunc{answer(200, zipped(goodJSON), "Content-Encoding", "gzip")}, "ok", "", 2, 1},
		{"GzipCut", "", "", []http.HandlerFunc{answer(200, zipped(goodJSON)[:40], "Content-Encoding", "gzip")}, "failed", "did not arrive whole", 0, 4},
		{"GzipBomb", "", "", []http.HandlerFunc{answer(200, zipped("["+strings.Repeat(" ", 1<<20)+"]"), "Content-Encoding", "gzip")}, "failed", "max_bytes", 0, 1},
		{"TooLargeSaid", "", "", []http.HandlerFunc{answer(200, strings.Repeat(" ", 6000))}, "failed", "max_bytes", 0, 1},
		{"TooLargeUnsaid", "", "", []http.HandlerFunc{func(w http.ResponseWriter, _ *http.Request) {
			for range 100 {
				_, _ = w.Write(bytes.Repeat([]byte(" "), 100))
				w.(http.Flusher).Flush()
			}
		}}, "failed", "max_bytes", 0, 1},
		{"HTMLByType", "", "", []http.HandlerFunc{answer(200, "<html>", "Content-Type", "text/html; charset=utf-8")}, "failed", "text/html where json was expected", 0, 1},
		{"HTMLInDisguise", "", "", []http.HandlerFunc{answer(200, "\n<!DOCTYPE HTML><p>log in", "Content-Type", "application/json")}, "failed", "web page", 0, 1},
		{"Empty", "", "", []http.HandlerFunc{answer(200, "")}, "failed", "empty", 0, 1},
		{"NoContent", "", "", []http.HandlerFunc{answer(204, "")}, "ok", "", 0, 1},
		{"EmptyList", "", "", []http.HandlerFunc{answer(200, "[]")}, "ok", "", 0, 1},
		{"Redirect", "", "", []http.HandlerFunc{answer(302, "", "Location", "/elsewhere")}, "failed", "allow_redirects", 0, 1},
		{"RedirectAllowed", "", ", allow_redirects: true", []http.HandlerFunc{answer(302, "", "Location", "/elsewhere"), answer(200, goodJSON)}, "ok", "", 2, 2},
		{"NotModifiedUnasked", "", "", []http.HandlerFunc{answer(304, "")}, "failed", "asked for the whole", 0, 1},
		{"RedirectForEver", "", ", allow_redirects: true", []http.HandlerFunc{answer(302, "", "Location", "/elsewhere")}, "failed", "too many redirects", 0, 6},
	}
	st := &capturing{}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p := newPortal(t, test.answers...)
			format := test.format
			if format == "" {
				format = "json"
			}
			w := newWorldOn(t, st, load(t, visitsSource(p.URL, format, test.more)))
			out := w.once(t, "portal")
			if out.Status != test.status || !strings.Contains(out.Error, test.error) || out.Accepted != test.accepted {
				t.Errorf("the collection ended %s (%q); it should be %s with %d accepted and an error about %q",
					counts(out), out.Error, test.status, test.accepted, test.error)
			}
			if p.requests() != test.attempts {
				t.Errorf("the portal was asked %d times; it should be %d", p.requests(), test.attempts)
			}
			if strings.Contains(out.Error, "secret") {
				t.Errorf("the error shows what is secret: %s", out.Error)
			}
		})
	}
}

func TestNoServer(t *testing.T) {
	p := newPortal(t, answer(200, goodJSON))
	p.Close()
	w := newWorldOn(t, &capturing{}, load(t, visitsSource(p.URL+"/?session=secret", "json", "")))
	out := w.once(t, "portal")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "connection refused") || strings.Contains(out.Error, "secret") {
		t.Errorf("without a server the collection ended %s: %q", out.Status, out.Error)
	}
}

// remembering also keeps the state, for what depends on the collection before.
type remembering struct {
	capturing
	states map[string]store.SourceState
}

func (r *remembering) SaveSourceState(_ context.Context, s store.SourceState) error {
	r.states = map[string]store.SourceState{s.Source: s}
	return nil
}

func (r *remembering) SourceStates(context.Context) (map[string]store.SourceState, error) {
	return r.states, nil
}

func TestConditional(t *testing.T) {
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write([]byte(goodJSON))
	})
	st := &remembering{}
	source := visitsSource(p.URL, "json", "")
	w := newWorldOn(t, st, load(t, source))
	var got []string
	for range 2 {
		out := w.once(t, "portal")
		got = append(got, fmt.Sprint(out.Status, out.Bytes))
	}
	// Another mapping makes other rows of the same bytes: they must come again.
	w = newWorldOn(t, st, load(t, strings.Replace(source, "value: {from: value}", "value: {from: value, scale: 2}", 1)))
	out := w.once(t, "portal")
	got = append(got, fmt.Sprint(out.Status, out.Bytes))
	if diff := cmp.Diff([]string{"ok63", "unchanged0", "ok63"}, got); diff != "" {
		t.Errorf("conditional requests (-want +got):\n%s", diff)
	}
}

// TestChangedInTheSameSecond: a portal that tells changes by the second alone is asked for the whole, for a minute after each.
func TestChangedInTheSameSecond(t *testing.T) {
	changed := noon
	p := newPortal(t, nil)
	say := func(value int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", noon.Add(time.Duration(p.requests())*time.Hour).Format(http.TimeFormat))
			w.Header().Set("Last-Modified", changed.Format(http.TimeFormat))
			if r.Header.Get("If-Modified-Since") == changed.Format(http.TimeFormat) {
				w.WriteHeader(http.StatusNotModified)
				return
			}
			_, _ = fmt.Fprintf(w, `[{"period":"2024-01","value":%d}]`, value)
		}
	}
	changed = noon.Add(time.Hour) // as the first request comes
	p.answers = []http.HandlerFunc{say(1), say(2)}
	w := newWorldOn(t, &remembering{}, load(t, visitsSource(p.URL, "json", "")))
	var got []string
	for range 3 {
		out := w.once(t, "portal")
		got = append(got, fmt.Sprint(out.Status, " ", out.Bytes))
	}
	if diff := cmp.Diff([]string{"ok 32", "ok 32", "unchanged 0"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWindow(t *testing.T) {
	p := newPortal(t, answer(200, goodJSON), answer(500, ""), answer(200, goodJSON))
	st := &remembering{}
	cfg := load(t, strings.Replace(visitsSource(p.URL+"/?a={from}&b={to}", "json", ", window: {first: 2024-01-01, overlap: 2d}"),
		"max_bytes", "retries: 0\n    max_bytes", 1))
	w := newWorldOn(t, st, cfg)
	for range 2 {
		w.once(t, "portal")
		w.clock.now = w.clock.now.AddDate(0, 0, 3)
	}
	w.once(t, "portal")
	if _, err := w.Once(t.Context(), collectors.OnceOptions{From: 19723, To: 19724}); err != nil {
		t.Fatal(err)
	}
	w.once(t, "portal")
	var got []string
	for _, r := range p.asked {
		got = append(got, r.URL.RawQuery)
	}
	want := []string{
		"a=2024-01-01&b=2024-06-15",
		"a=2024-06-13&b=2024-06-18", // fails: what it asked for is asked for again
		"a=2024-06-13&b=2024-06-21",
		"a=2024-01-01&b=2024-01-02", // asked for by hand: it moves nothing
		"a=2024-06-19&b=2024-06-21",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days between two windows are never asked for (-want +got):\n%s", diff)
	}
}
