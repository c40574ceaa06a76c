package xroadsource

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/collectors/beside"
	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Source is one source.
type Source struct {
	options Options
	body    string // soap: the request's element
	client  *http.Client
	now     func() time.Time
}

const (
	dialWait   = 10 * time.Second
	maxHeaders = 64 << 10
)

// New prepares a source: dates of Retry-After are held against the clock of net.
func New(src *config.Source, net *web.Net) (*Source, error) {
	o, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	s := &Source{options: o, now: net.Now}
	if o.Protocol == soap {
		if src.Format.Type != "xml" {
			return nil, fmt.Errorf("SOAP answers with XML and the format is %s; write format: {type: xml}", src.Format.Type)
		}
		if src.Format.Packed != "" {
			return nil, errors.New("SOAP's answers are not packed; remove packed")
		}
		if s.body, err = beside.Read(src, o.Body); err == nil {
			err = checkBody(s.body, o.serviceCode())
		}
		if err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
	}
	if err := o.Window.Validate(s.takesDays(), "a request"); err != nil {
		return nil, err
	}
	encrypted, err := s.transport(src)
	if err != nil {
		return nil, err
	}
	server, err := url.Parse(o.Server)
	if err != nil {
		return nil, err
	}
	dial, err := net.Dialer(server.Hostname(), config.PortOf(server))
	if err != nil {
		return nil, err
	}
	s.client = &http.Client{
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{ // no proxy: the security server is one's own
			DialContext:            dial,
			TLSClientConfig:        encrypted,
			TLSHandshakeTimeout:    dialWait,
			MaxResponseHeaderBytes: maxHeaders,
			DisableCompression:     true,
			DisableKeepAlives:      true, // asked a few times a day at most
		},
	}
	return s, nil
}

func (s *Source) transport(src *config.Source) (*tls.Config, error) {
	c := &tls.Config{MinVersion: tls.VersionTLS12}
	if s.options.CA != "" {
		certificates, err := beside.Read(src, s.options.CA)
		if err != nil {
			return nil, fmt.Errorf("ca: %w", err)
		}
		if c.RootCAs = x509.NewCertPool(); !c.RootCAs.AppendCertsFromPEM([]byte(certificates)) {
			return nil, fmt.Errorf("ca: %s holds no certificate in PEM", s.options.CA)
		}
	}
	if s.options.Certificate != "" {
		certificate, err := beside.Read(src, s.options.Certificate)
		if err != nil {
			return nil, fmt.Errorf("certificate: %w", err)
		}
		pair, err := tls.X509KeyPair([]byte(certificate), []byte(s.options.Key.Reveal()))
		if err != nil {
			return nil, fmt.Errorf("certificate: %s and key are no pair in PEM", s.options.Certificate)
		}
		c.Certificates = []tls.Certificate{pair}
	}
	return c, nil
}

// takesDays tells whether the request has a place for the window's days.
func (s *Source) takesDays() bool {
	texts := append(slices.Collect(maps.Values(s.options.Query)), s.options.Path, s.body)
	return slices.ContainsFunc(texts, func(t string) bool { return strings.Contains(t, "{from}") || strings.Contains(t, "{to}") })
}

// Place is the service and what it is asked.
func (s *Source) Place() string {
	o := s.options
	query := url.Values{}
	for key, value := range o.Query {
		query.Set(key, value)
	}
	return strings.Join([]string{o.Service, o.Protocol, o.Version, o.Path, query.Encode(), s.body}, "\n")
}

// Windowed tells whether it is asked for a window of days.
func (s *Source) Windowed() bool { return s.options.Window != nil }

// Window is the days to ask for, given the day of the last success, if there was one.
func (s *Source) Window(last, today kpi.Date) (from, to kpi.Date) {
	return s.options.Window.Days(last, today)
}

// Chunk is how many days of a long window are asked for at once.
func (s *Source) Chunk() int { return s.options.Window.ChunkDays() }

// Fetch asks once. ctx bounds the body's time too.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	id := messageID()
	request := s.askREST
	if s.options.Protocol == soap {
		request = s.askSOAP
	}
	req, err := request(ctx, r, id)
	if err != nil {
		return nil, fmt.Errorf("ask %s: the request can't be made", s.options.Service)
	}
	resp, err := s.client.Do(req)
	if err != nil {
		return nil, s.unreached(err)
	}
	accept := s.acceptREST
	if s.options.Protocol == soap {
		accept = s.acceptSOAP
	}
	answer, err := accept(resp, r, id)
	if err != nil {
		_ = resp.Body.Close() // what it holds is not wanted
		return nil, s.named(err, id)
	}
	return answer, nil
}

// named says which service was asked, and by which id both security servers have the message in their logs.
func (s *Source) named(err error, id string) error {
	named := fmt.Errorf("ask %s: %w (message %s)", s.options.Service, err, id)
	var e *fetch.Error
	if errors.As(err, &e) {
		return &fetch.Error{Err: named, Retry: e.Retry, After: e.After}
	}
	return named
}

// unreached sorts the errors of a request that got no answer: our own security server was not reached, or was silent.
func (s *Source) unreached(err error) error {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	where := "ask our security server " + s.options.Server
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return fmt.Errorf("%s: %s", where, web.Untrusted(certificate, "xroad.ca"))
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", where, err)
	case errors.Is(err, context.DeadlineExceeded):
		return fetch.Worth(fmt.Errorf("%s for %s: no answer in time; raise the source's timeout if it is just slow", where, s.options.Service))
	}
	return fetch.Worth(fmt.Errorf("%s: %w; see that it runs and lets this machine in", where, err))
}

// messageID is a UUID, as the protocol wants it.
func messageID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return strings.Join([]string{h[:8], h[8:12], h[12:16], h[16:20], h[20:]}, "-")
}

// days puts the window's days into a text.
func days(text string, r fetch.Request) string {
	return strings.NewReplacer("{from}", r.From.String(), "{to}", r.To.String()).Replace(text)
}
