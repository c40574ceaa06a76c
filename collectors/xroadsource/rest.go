package xroadsource

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/store"
)

var accepts = map[string]string{"json": "application/json", "ndjson": "application/x-ndjson", "csv": "text/csv", "xml": "application/xml"}

// askREST is GET /r1/INSTANCE/CLASS/MEMBER/SUBSYSTEM/SERVICE/path?query.
func (s *Source) askREST(ctx context.Context, r fetch.Request, id string) (*http.Request, error) {
	address := strings.TrimRight(s.options.Server, "/") + "/r1/" + escaped(s.options.Service)
	if path := strings.TrimPrefix(days(s.options.Path, r), "/"); path != "" {
		address += "/" + escaped(path)
	}
	if len(s.options.Query) > 0 {
		query := url.Values{}
		for key, value := range s.options.Query {
			query.Set(key, days(value, r))
		}
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("X-Road-Client", escaped(s.options.Client))
	req.Header.Set("X-Road-Id", id)
	if s.options.UserID != "" {
		req.Header.Set("X-Road-UserId", s.options.UserID)
	}
	accept := accepts[r.Format]
	if accept == "" {
		accept = "*/*"
	}
	req.Header.Set("Accept", accept)
	return req, nil
}

// acceptREST decides on an answer: X-Road-Error tells whether X-Road failed or the provider did.
func (s *Source) acceptREST(resp *http.Response, r fetch.Request, id string) (*fetch.Response, error) {
	if code := resp.Header.Get("X-Road-Error"); code != "" {
		return nil, fault(code, messageOf(resp.Body))
	}
	if got := resp.Header.Get("X-Road-Id"); got != id {
		return nil, errors.New("what answers is no security server, or answers another message: X-Road-Id is not the one that was sent; see xroad.server")
	}
	switch code := resp.StatusCode; {
	case code == http.StatusNoContent:
		return &fetch.Response{NoContent: true}, resp.Body.Close()
	case code != http.StatusOK:
		return nil, s.refused(resp)
	}
	if err := s.wellSent(resp, r); err != nil {
		return nil, err
	}
	contentType := resp.Header.Get("Content-Type")
	if strings.HasPrefix(contentType, "text/html") {
		return nil, errors.New("the provider answered with a web page (HTML); see that xroad.path is right")
	}
	if resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 && !fetch.Ends(r.Format) {
		return nil, errors.New("the answer states no length and is not sent in chunks, so nobody can tell whether it is whole")
	}
	return &fetch.Response{Body: &body{Reader: resp.Body, closer: resp.Body}, ContentType: contentType}, nil
}

// wellSent refuses what is too large or packed.
func (s *Source) wellSent(resp *http.Response, r fetch.Request) error {
	if resp.ContentLength > r.MaxBytes {
		return fmt.Errorf("the answer has %d bytes: %w; max_bytes is %d", resp.ContentLength, store.ErrTooLarge, r.MaxBytes)
	}
	if packed := resp.Header.Get("Content-Encoding"); packed != "" && packed != "identity" {
		return fmt.Errorf("the answer is packed as %q, which was not asked for", packed)
	}
	return nil
}

// refused makes an error of the provider's own status.
func (s *Source) refused(resp *http.Response) error {
	code := resp.StatusCode
	err := fmt.Errorf("the provider (not X-Road) answers %d %s", code, http.StatusText(code))
	switch {
	case code >= 300 && code < 400:
		return fmt.Errorf("%w: redirects are not followed; have the service's address corrected", err)
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code >= 500 && code != http.StatusNotImplemented:
		return &fetch.Error{Err: err, Retry: true, After: fetch.RetryAfter(resp.Header.Get("Retry-After"), s.now())}
	case code == http.StatusNotFound:
		return fmt.Errorf("%w: see xroad.path", err)
	}
	return err
}

// maxFault bounds what is read of a fault.
const maxFault = 64 << 10

// messageOf is what a security server says beside the code.
func messageOf(r io.Reader) string {
	var said struct{ Message string }
	_ = json.NewDecoder(io.LimitReader(r, maxFault)).Decode(&said) // without it the code says enough
	return said.Message
}

// body tells a body that was cut from one that ended.
type body struct {
	io.Reader
	closer io.Closer
}

func (b *body) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err != nil && err != io.EOF && !errors.Is(err, context.Canceled) {
		var known *fetch.Error
		if !errors.As(err, &known) {
			err = fetch.Worth(fmt.Errorf("%w: %w", fetch.ErrCut, err))
		}
	}
	return n, err
}

func (b *body) Close() error { return b.closer.Close() }
