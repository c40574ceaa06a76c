package httpsource

import (
	"compress/gzip"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Source is one source.
type Source struct {
	options Options
	client  *http.Client
	now     func() time.Time
}

const (
	headerWait   = 30 * time.Second
	maxRedirects = 5
	maxHeaders   = 64 << 10
	agent        = "postup (collects public statistics)"
)

// New prepares a source. now is the clock that Retry-After dates are held against.
func New(src *config.Source, now func() time.Time) (*Source, error) {
	o, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	s := &Source{options: o, now: now}
	s.client = &http.Client{
		CheckRedirect: s.redirect,
		Transport: &http.Transport{
			Proxy:                  http.ProxyFromEnvironment,
			DialContext:            (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
			TLSHandshakeTimeout:    10 * time.Second,
			ResponseHeaderTimeout:  headerWait,
			MaxResponseHeaderBytes: maxHeaders,
			DisableCompression:     true, // unpacked here, so that a cut is seen
			DisableKeepAlives:      true, // asked a few times a day at most
			ForceAttemptHTTP2:      true,
		},
	}
	return s, nil
}

// Place is the url as it was declared, less what may be secret in it.
func (s *Source) Place() string { return s.options.URL }

// Windowed tells whether it is asked for a window of days.
func (s *Source) Windowed() bool { return s.options.Window != nil }

// Window is the days to ask for, given the day of the last success, if there was one.
func (s *Source) Window(last, today kpi.Date) (from, to kpi.Date) {
	w := s.options.Window
	if last.IsZero() {
		return w.First, today
	}
	return max(w.First, last.AddDays(-w.overlap())), today
}

// Chunk is how many days of a long window are asked for at once.
func (s *Source) Chunk() int { return s.options.Window.chunk() }

// redirect refuses redirects unless they are allowed: an address that was declared is the one that is asked.
func (s *Source) redirect(req *http.Request, via []*http.Request) error {
	if !s.options.AllowRedirects || len(via) > maxRedirects {
		return http.ErrUseLastResponse
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return http.ErrUseLastResponse
	}
	if first := via[0].URL; req.URL.Host != first.Host || first.Scheme == "https" && req.URL.Scheme != "https" {
		for name := range s.options.Headers {
			req.Header.Del(name)
		}
	}
	return nil
}

// Fetch asks once. ctx bounds the body's time too.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	u, err := s.options.address(r.From.String(), r.To.String())
	if err != nil {
		return nil, err
	}
	place := u.Scheme + "://" + u.Host + u.EscapedPath()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("ask %s: the request can't be made", place)
	}
	s.describe(req, r)
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, s.failed(place, err)
	}
	answer, err := s.accept(resp, r)
	if err != nil {
		_ = resp.Body.Close() // what it holds is not wanted
		var e *fetch.Error
		if errors.As(err, &e) {
			return nil, &fetch.Error{Err: fmt.Errorf("ask %s: %w", place, e.Err), Retry: e.Retry, After: e.After}
		}
		return nil, fmt.Errorf("ask %s: %w", place, err)
	}
	return answer, nil
}

var accepts = map[string]string{
	"json":   "application/json, */*;q=0.1",
	"ndjson": "application/x-ndjson, application/jsonl, */*;q=0.1",
	"csv":    "text/csv, */*;q=0.1",
}

func (s *Source) describe(req *http.Request, r fetch.Request) {
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", accepts[r.Format])
	req.Header.Set("Accept-Encoding", "gzip")
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	for name, value := range s.options.Headers {
		req.Header.Set(name, value.Reveal())
	}
}

// failed sorts the errors of a request that got no answer.
func (s *Source) failed(place string, err error) error {
	var cause error = err
	var wrapped interface{ Unwrap() error }
	if errors.As(err, &wrapped) {
		cause = wrapped.Unwrap() // *url.Error quotes the whole address
	}
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return fmt.Errorf("ask %s: its certificate is not to be trusted: %w", place, certificate.Err)
	case errors.Is(err, context.DeadlineExceeded):
		return fetch.Worth(fmt.Errorf("ask %s: no answer in time; raise the source's timeout if it is just slow: %w", place, cause))
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("ask %s: %w", place, cause)
	}
	return fetch.Worth(fmt.Errorf("ask %s: %w", place, cause))
}

// accept decides on an answer by its status and headers.
func (s *Source) accept(resp *http.Response, r fetch.Request) (*fetch.Response, error) {
	answer := &fetch.Response{
		ContentType:  resp.Header.Get("Content-Type"),
		ETag:         resp.Header.Get("ETag"),
		LastModified: resp.Header.Get("Last-Modified"),
	}
	switch code := resp.StatusCode; {
	case code == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		answer.NotModified = true
		return answer, resp.Body.Close()
	case code == http.StatusNoContent:
		answer.NoContent = true
		return answer, resp.Body.Close()
	case code != http.StatusOK:
		return nil, s.refused(resp)
	}
	if err := wrongType(answer.ContentType, r.Format); err != nil {
		return nil, err
	}
	if resp.ContentLength > r.MaxBytes {
		return nil, fmt.Errorf("the answer has %d bytes: %w; max_bytes is %d", resp.ContentLength, store.ErrTooLarge, r.MaxBytes)
	}
	unsized := resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 && resp.ProtoMajor == 1
	packed := strings.ToLower(resp.Header.Get("Content-Encoding"))
	if unsized && packed != "gzip" && r.Format != "json" && !s.options.AllowUnsized {
		return nil, errors.New("the answer states no length and is not sent in chunks, so nobody can tell whether it is whole; " +
			"have the server state it, or set http.allow_unsized: true")
	}
	switch packed {
	case "", "identity":
		answer.Body = &body{reader: resp.Body, closer: resp.Body}
	case "gzip":
		answer.Body = &body{unpack: true, reader: resp.Body, closer: resp.Body}
	default:
		return nil, fmt.Errorf("the answer is packed as %q, which was not asked for", packed)
	}
	return answer, nil
}

// refused makes an error of a status that is not wanted.
func (s *Source) refused(resp *http.Response) error {
	code := resp.StatusCode
	err := fmt.Errorf("it answered %d %s", code, http.StatusText(code))
	switch {
	case code >= 300 && code < 400 && s.options.AllowRedirects:
		return fmt.Errorf("%w: too many redirects, or one that can't be followed", err)
	case code >= 300 && code < 400:
		return fmt.Errorf("%w: it wants to redirect; declare the new address, or set http.allow_redirects: true", err)
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code >= 500:
		return &fetch.Error{Err: err, Retry: code != http.StatusNotImplemented, After: s.retryAfter(resp.Header.Get("Retry-After"))}
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Errorf("%w: it wants other credentials; see http.headers", err)
	case code == http.StatusNotFound || code == http.StatusGone:
		return fmt.Errorf("%w: there is nothing at this address", err)
	}
	return err
}

// retryAfter reads seconds or a date; 0 where there is neither.
func (s *Source) retryAfter(v string) time.Duration {
	if seconds, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && seconds > 0 {
		return time.Duration(min(seconds, 366*86400)) * time.Second
	}
	if t, err := http.ParseTime(v); err == nil {
		return max(0, t.Sub(s.now()))
	}
	return 0
}

// wrongType refuses what is plainly something else, such as a page of HTML in the place of data.
func wrongType(contentType, format string) error {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media == "" {
		return nil // what it is shows when it is decoded
	}
	other := map[string]string{"csv": "json", "json": "csv", "ndjson": "csv"}[format]
	main, _, _ := strings.Cut(media, "/")
	if media == "text/html" || strings.HasSuffix(media, "+xml") || media == "text/xml" || media == "application/xml" ||
		media == "application/pdf" || main == "image" || main == "video" || main == "audio" ||
		media == "text/"+other || media == "application/"+other {
		return fmt.Errorf("it answered with %s where %s was expected", media, format)
	}
	return nil
}

// body tells a body that was cut from one that ended, and unpacks it.
type body struct {
	reader io.Reader
	closer io.Closer
	unpack bool
}

func (b *body) Read(p []byte) (int, error) {
	if b.unpack {
		z, err := gzip.NewReader(b.reader)
		if err != nil {
			return 0, cut(err)
		}
		b.reader, b.unpack = z, false
	}
	n, err := b.reader.Read(p)
	if err != nil && err != io.EOF {
		err = cut(err)
	}
	return n, err
}

// cut sorts the errors of reading a body: all are worth another attempt but the end of the caller's patience.
func cut(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fetch.Worth(fmt.Errorf("%w: %w", fetch.ErrCut, err))
}

func (b *body) Close() error { return b.closer.Close() }
