package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/collectors/fetch"
)

// Client asks for one source. It is for one collection at a time.
type Client struct {
	net       *Net
	options   Options
	guard     *guard
	home      map[string]bool // origins that get the credentials
	transport *http.Transport
	client    *http.Client
	tokens    *tokens // nil: none are needed
	hidden    []string
}

const (
	maxRedirects = 5
	maxHeaders   = 64 << 10
	agent        = "postup (collects public statistics)"
)

// Client makes a client of a source that declares the addresses: they may be reached, and get its credentials.
func (n *Net) Client(o Options, declared ...*url.URL) (*Client, error) {
	c := &Client{net: n, options: o, home: map[string]bool{}, hidden: o.secrets()}
	for _, u := range declared {
		c.home[origin(u)] = true
		n.limit(u.Hostname(), o.Rate)
	}
	if o.Auth != nil && o.Auth.OAuth2 != nil {
		u, err := Address("auth: oauth2: token_url", o.Auth.OAuth2.TokenURL.Reveal())
		if err != nil {
			return nil, err
		}
		declared = append(slices.Clip(declared), u)
		c.tokens = newTokens(o.Auth.OAuth2, c)
	}
	c.guard = newGuard(n.hosts, declared)
	secure, err := o.TLS.config()
	if err != nil {
		return nil, err
	}
	proxy, err := c.proxy()
	if err != nil {
		return nil, err
	}
	c.transport = &http.Transport{
		Proxy:                  proxy,
		OnProxyConnectResponse: tunnel,
		DialContext:            c.guard.dial,
		TLSClientConfig:        secure,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: maxHeaders,
		DisableCompression:     true, // unpacked here, so that a cut is seen
		ForceAttemptHTTP2:      true,
	}
	c.client = &http.Client{Transport: c.transport, CheckRedirect: c.redirect}
	return c, nil
}

// proxy chooses the proxy of a request, and has the guard let it through.
func (c *Client) proxy() (func(*http.Request) (*url.URL, error), error) {
	choose := http.ProxyFromEnvironment
	if p := c.options.Proxy; p != nil {
		if p.URL == "none" {
			return nil, nil
		}
		u, err := p.address()
		if err != nil {
			return nil, err
		}
		choose = http.ProxyURL(u)
	}
	return func(r *http.Request) (*url.URL, error) {
		u, err := choose(r)
		if err == nil && u != nil {
			c.guard.trust(u)
		}
		return u, err
	}, nil
}

// tunnel judges what a proxy answers to who wants to be led on.
func tunnel(_ context.Context, _ *url.URL, _ *http.Request, resp *http.Response) error {
	if resp.StatusCode == http.StatusOK {
		return nil
	}
	return &refusedByProxy{resp.StatusCode}
}

// refusedByProxy says that a proxy does not lead on.
type refusedByProxy struct{ code int }

func (r *refusedByProxy) Error() string {
	said := fmt.Sprintf("the proxy answered %d %s", r.code, http.StatusText(r.code))
	if r.code == http.StatusProxyAuthRequired {
		return said + ": it wants other credentials; see proxy"
	}
	return said + ": it does not lead there; ask who runs it"
}

// origin is what gets the credentials: the same host asked in the same way.
func origin(u *url.URL) string { return u.Scheme + "://" + hostPort(u) }

// Home tells whether an address is at one of those that the source declares.
func (c *Client) Home(u *url.URL) bool { return c.home[origin(u)] }

// Close ends the connections that were kept for the next request. The client can be used again.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// Call is one request.
type Call struct {
	Place        string // for messages: what is asked, less what is secret
	URL          *url.URL
	Method       string // default GET
	Body         []byte
	ContentType  string
	Accept       string // media types that are wanted
	Format       string // of the data: what is plainly another is refused; "": anything may come
	ETag         string // of what the caller has; "" asks unconditionally
	LastModified string
	MaxBytes     int64 // of the body, unpacked; only what is said to be longer is refused here
}

// Answer is what came.
type Answer struct {
	fetch.Response
	URL  *url.URL // that answered
	Link []string // headers of this name
}

// Do asks once; the body of the answer is to be closed. ctx bounds the body's time too. Errors say what was asked,
// and are *fetch.Error where another attempt may go better.
func (c *Client) Do(ctx context.Context, call Call) (*Answer, error) {
	answer, stale, err := c.do(ctx, call)
	if stale {
		c.tokens.drop() // it was taken back before its time
		answer, _, err = c.do(ctx, call)
	}
	if err != nil {
		c.Close()
		return nil, c.hide(err)
	}
	return answer, nil
}

// do asks once. stale tells that a token that was kept is no longer good.
func (c *Client) do(ctx context.Context, call Call) (answer *Answer, stale bool, err error) {
	to := *call.URL // an API key may come to it
	req, err := http.NewRequestWithContext(ctx, call.Method, "", bytes.NewReader(call.Body))
	if err != nil {
		return nil, false, fmt.Errorf("ask %s: the request can't be made", call.Place)
	}
	if req.URL, req.Host = &to, to.Host; call.Body == nil {
		req.Body, req.GetBody, req.ContentLength = nil, nil, 0
	}
	if err := c.guard.allows(call.URL); err != nil {
		return nil, false, fmt.Errorf("ask %s: %w", call.Place, err)
	}
	cached := false
	call.describe(req)
	if c.Home(call.URL) {
		if cached, err = c.identify(req); err != nil {
			return nil, false, fmt.Errorf("ask %s: %w", call.Place, err)
		}
	}
	if err := c.net.wait(ctx, to.Hostname()); err != nil {
		return nil, false, c.failed(call.Place, err)
	}
	resp, err := c.client.Do(req)
	if err != nil {
		return nil, false, c.failed(call.Place, err)
	}
	answer, err = c.accept(resp, call)
	if err == nil {
		return answer, false, nil
	}
	_ = resp.Body.Close() // what it holds is not wanted
	var e *fetch.Error
	if errors.As(err, &e) {
		return nil, false, &fetch.Error{Err: fmt.Errorf("ask %s: %w", call.Place, e.Err), Retry: e.Retry, After: e.After}
	}
	return nil, cached && resp.StatusCode == http.StatusUnauthorized, fmt.Errorf("ask %s: %w", call.Place, err)
}

func (call *Call) describe(req *http.Request) {
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Accept", call.Accept)
	req.Header.Set("Accept-Encoding", "gzip")
	if call.ContentType != "" {
		req.Header.Set("Content-Type", call.ContentType)
	}
	if call.ETag != "" {
		req.Header.Set("If-None-Match", call.ETag)
	}
	if call.LastModified != "" {
		req.Header.Set("If-Modified-Since", call.LastModified)
	}
}

// redirect refuses redirects unless they are allowed: an address that was declared is the one that is asked.
func (c *Client) redirect(req *http.Request, via []*http.Request) error {
	if !c.options.AllowRedirects || len(via) > maxRedirects || via[0].Method != http.MethodGet {
		return http.ErrUseLastResponse
	}
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return http.ErrUseLastResponse
	}
	if err := c.guard.allows(req.URL); err != nil {
		return err
	}
	req.Header.Del("Referer") // the address before may hold a key
	if origin(req.URL) != origin(via[0].URL) {
		for name := range c.options.Headers {
			req.Header.Del(name)
		}
		if a := c.options.Auth; a != nil {
			req.Header.Del("Authorization")
			if a.APIKey != nil {
				req.Header.Del(a.APIKey.Header)
			}
		}
	}
	return c.net.wait(req.Context(), req.URL.Hostname())
}

// hide takes secrets out of an error: a server may have sent them back in what the error quotes.
func (c *Client) hide(err error) error {
	text := err.Error()
	for _, secret := range c.hidden {
		if len(secret) >= 4 {
			text = strings.NewReplacer(secret, "[secret]", url.QueryEscape(secret), "[secret]").Replace(text)
		}
	}
	if text == err.Error() {
		return err
	}
	var e *fetch.Error
	if errors.As(err, &e) {
		return &fetch.Error{Err: errors.New(text), Retry: e.Retry, After: e.After}
	}
	return errors.New(text)
}
