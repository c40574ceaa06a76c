package web

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/store"
)

// Accepts are the media types to ask for, by format.
var Accepts = map[string]string{
	"json":   "application/json, */*;q=0.1",
	"ndjson": "application/x-ndjson, application/jsonl, */*;q=0.1",
	"csv":    "text/csv, */*;q=0.1",
	"xlsx":   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*;q=0.1",
	"xls":    "application/vnd.ms-excel, */*;q=0.1",
	"ods":    "application/vnd.oasis.opendocument.spreadsheet, */*;q=0.1",
	"dbf":    "application/x-dbf, application/dbase, */*;q=0.1",
	"xml":    "application/xml, text/xml, */*;q=0.1",
	"gzip":   "application/gzip, */*;q=0.1",
	"zip":    "application/zip, */*;q=0.1",
}

// failed sorts the errors of a request that got no answer.
func (c *Client) failed(place string, err error) error {
	cause := err
	var wrapped interface{ Unwrap() error }
	if errors.As(err, &wrapped) {
		cause = wrapped.Unwrap() // *url.Error quotes the whole address
	}
	var certificate *tls.CertificateVerificationError
	var operation *net.OpError
	var proxy *refusedByProxy
	switch {
	case errors.As(err, &proxy) && proxy.code < 500:
		return fmt.Errorf("ask %s: %w", place, proxy)
	case notReachable(err) != nil:
		return fmt.Errorf("ask %s: %w", place, notReachable(err))
	case errors.As(err, &certificate):
		return fmt.Errorf("ask %s: %s", place, Untrusted(certificate, "tls.ca"))
	case strings.Contains(cause.Error(), "Location header"):
		return fmt.Errorf("ask %s: it redirects to what is no address", place) // which the cause quotes
	case errors.As(err, &operation) && operation.Op == "remote error": // an alert of TLS
		return fmt.Errorf("ask %s: it refused the connection: %w; it may want a client certificate, see tls.certificate", place, operation.Err)
	case errors.Is(err, context.DeadlineExceeded):
		return fetch.Worth(fmt.Errorf("ask %s: no answer in time; raise the source's timeout if it is just slow: %w", place, cause))
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("ask %s: %w", place, cause)
	}
	return fetch.Worth(fmt.Errorf("ask %s: %w", place, cause))
}

// accept decides on an answer by its status and headers.
func (c *Client) accept(resp *http.Response, call Call) (*Answer, error) {
	answer := &Answer{URL: resp.Request.URL, Link: resp.Header.Values("Link"), Response: fetch.Response{
		ContentType:  resp.Header.Get("Content-Type"),
		ETag:         resp.Header.Get("ETag"),
		LastModified: lastModified(resp.Header, c.net.clock.Now()),
	}}
	switch code := resp.StatusCode; {
	case code == http.StatusNotModified && (call.ETag != "" || call.LastModified != ""):
		answer.NotModified = true
		return answer, resp.Body.Close()
	case code == http.StatusNoContent:
		answer.NoContent = true
		return answer, resp.Body.Close()
	case code != http.StatusOK:
		return nil, c.refused(resp)
	}
	if err := wrongType(answer.ContentType, call.Format); err != nil {
		return nil, err
	}
	if resp.ContentLength > call.MaxBytes {
		return nil, fmt.Errorf("the answer has %d bytes: %w; max_bytes is %d", resp.ContentLength, store.ErrTooLarge, call.MaxBytes)
	}
	unsized := resp.ContentLength < 0 && len(resp.TransferEncoding) == 0 && resp.ProtoMajor == 1
	packed := strings.ToLower(resp.Header.Get("Content-Encoding"))
	if unsized && !fetch.Ends(call.Format) && !c.options.AllowUnsized {
		return nil, errors.New("the answer states no length and is not sent in chunks, so nobody can tell whether it is whole; " +
			"have the server state it, or set allow_unsized: true")
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

// rest is how long something has to be unchanged before its Last-Modified is good for asking whether it still is.
const rest = time.Minute

// lastModified is the header of this name, "" where it would not tell a change: it counts whole seconds, and what was
// fetched in the second in which it was written may have been written to once more.
func lastModified(h http.Header, now time.Time) string {
	said := h.Get("Last-Modified")
	at, err := http.ParseTime(said)
	if answered, e := http.ParseTime(h.Get("Date")); e == nil {
		now = answered // by the same clock
	}
	if err == nil && now.Sub(at) < rest {
		return ""
	}
	return said
}

// ErrCredentials is why an answer is refused that asks who asks.
var ErrCredentials = errors.New("it wants other credentials; see auth and headers")

// refused makes an error of a status that is not wanted.
func (c *Client) refused(resp *http.Response) error {
	code := resp.StatusCode
	err := fmt.Errorf("it answered %d %s", code, http.StatusText(code))
	switch {
	case code == http.StatusNotModified:
		return fmt.Errorf("%w: it was asked for the whole, and not whether that was modified; ask who runs it", err)
	case code >= 300 && code < 400 && c.options.AllowRedirects:
		return fmt.Errorf("%w: too many redirects, or one that can't be followed", err)
	case code >= 300 && code < 400:
		return fmt.Errorf("%w: it wants to redirect; declare the new address, or set allow_redirects: true", err)
	case code == http.StatusTooManyRequests, code == http.StatusRequestTimeout, code >= 500:
		err = fmt.Errorf("%w: the trouble is on its side; if it lasts, ask who runs it", err)
		return &fetch.Error{Err: err, Retry: code != http.StatusNotImplemented, After: fetch.RetryAfter(resp.Header.Get("Retry-After"), c.net.clock.Now())}
	case code == http.StatusProxyAuthRequired:
		return fmt.Errorf("%w: the proxy wants other credentials; see proxy", err)
	case code == http.StatusUnauthorized || code == http.StatusForbidden:
		return fmt.Errorf("%w: %w", err, ErrCredentials)
	case code == http.StatusNotFound || code == http.StatusGone:
		return fmt.Errorf("%w: there is nothing at this address", err)
	}
	return err
}

// wrongType refuses what is plainly something else, such as a page of HTML in the place of data.
func wrongType(contentType, format string) error {
	media, _, err := mime.ParseMediaType(contentType)
	if err != nil || media == "" || format == "" {
		return nil // what it is shows when it is decoded
	}
	other := map[string]string{"csv": "json", "json": "csv", "ndjson": "csv", "xml": "json", "xlsx": "json", "xls": "json", "ods": "json", "dbf": "json"}[format]
	main, _, _ := strings.Cut(media, "/")
	xml := strings.HasSuffix(media, "+xml") || media == "text/xml" || media == "application/xml"
	if media == "text/html" || xml && format != "xml" ||
		media == "application/pdf" || main == "image" || main == "video" || main == "audio" ||
		media == "text/"+other || media == "application/"+other {
		return fmt.Errorf("it answered with %s where %s was expected", media, format)
	}
	return nil
}
