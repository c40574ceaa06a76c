package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/config"
)

// OAuth2 gets a token for client credentials.
type OAuth2 struct {
	TokenURL     config.Written           `yaml:"token_url"`
	ClientID     string                   `yaml:"client_id"`
	ClientSecret config.Secret            `yaml:"client_secret"`
	Scopes       []string                 `yaml:"scopes"`
	Parameters   map[string]config.Secret `yaml:"parameters"` // further ones that the server wants, such as audience
	SecretIn     string                   `yaml:"secret_in"`  // header (default) or body
}

func (o *OAuth2) validate() (mistakes []error) {
	if _, err := Address("auth: oauth2: token_url", o.TokenURL.Reveal()); err != nil {
		mistakes = append(mistakes, err)
	}
	if o.ClientID == "" || o.ClientSecret.Reveal() == "" {
		mistakes = append(mistakes, errors.New("auth: oauth2 needs client_id and client_secret"))
	}
	if !slices.Contains([]string{"", "header", "body"}, o.SecretIn) {
		mistakes = append(mistakes, fmt.Errorf("auth: oauth2: secret_in %q is neither header nor body", o.SecretIn))
	}
	return mistakes
}

// tokens keeps a token for as long as it is good.
type tokens struct {
	config clientcredentials.Config
	place  string
	over   *Client

	mu    sync.Mutex
	token string    // as the header Authorization has it; "": none
	until time.Time // zero: until it is refused
}

func newTokens(o *OAuth2, over *Client) *tokens {
	t := &tokens{place: o.TokenURL.String(), over: over}
	t.config = clientcredentials.Config{ClientID: o.ClientID, ClientSecret: o.ClientSecret.Reveal(), TokenURL: o.TokenURL.Reveal(),
		Scopes: o.Scopes, EndpointParams: url.Values{}, AuthStyle: oauth2.AuthStyleInHeader}
	if o.SecretIn == "body" {
		t.config.AuthStyle = oauth2.AuthStyleInParams
	}
	for name, value := range o.Parameters {
		t.config.EndpointParams.Set(name, value.Reveal())
	}
	return t
}

// early is how long before its end a token is no longer used: it has to last for the request.
const early = 30 * time.Second

// authorization gives the header's value, and whether it was there already.
func (t *tokens) authorization(ctx context.Context) (value string, cached bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.token != "" && (t.until.IsZero() || t.over.net.clock.Now().Before(t.until)) {
		return t.token, true, nil
	}
	direct := &http.Client{Transport: t.over.transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	token, err := t.config.Token(context.WithValue(ctx, oauth2.HTTPClient, direct))
	if err != nil {
		return "", false, t.failed(err)
	}
	if !headerValue(token.AccessToken) || token.Type() != "Bearer" {
		return "", false, fmt.Errorf("get a token from %s: what it gave is no bearer token", t.place)
	}
	t.token, t.until = "Bearer "+token.AccessToken, time.Time{}
	if life := lifeOf(token); life > 0 {
		t.until = t.over.net.clock.Now().Add(life - min(early, life/2))
	}
	return t.token, false, nil
}

// lifeOf is how long a token is good for, 0 where nobody said. The library reckons its end by the machine's clock.
func lifeOf(token *oauth2.Token) time.Duration {
	seconds, err := strconv.ParseFloat(fmt.Sprint(token.Extra("expires_in")), 64)
	if err != nil || !(seconds > 0) {
		return 0
	}
	return time.Duration(min(seconds, 366*86400) * float64(time.Second))
}

// drop forgets a token that was refused.
func (t *tokens) drop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.token = ""
}

// oauthErrors are the codes that a server may give. Whatever else it says may repeat what it was sent.
var oauthErrors = []string{"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}

func (t *tokens) failed(err error) error {
	var refused *oauth2.RetrieveError
	switch {
	case !errors.As(err, &refused):
		return t.over.failed("for a token "+t.place, err)
	case refused.Response == nil || refused.Response.StatusCode == http.StatusOK:
		return fmt.Errorf("get a token from %s: its answer holds none", t.place)
	}
	code := refused.Response.StatusCode
	err = fmt.Errorf("get a token from %s: it answered %d %s", t.place, code, http.StatusText(code))
	if slices.Contains(oauthErrors, refused.ErrorCode) {
		err = fmt.Errorf("%w (%s)", err, refused.ErrorCode)
	}
	if code == http.StatusTooManyRequests || code >= 500 {
		return &fetch.Error{Err: err, Retry: true, After: fetch.RetryAfter(refused.Response.Header.Get("Retry-After"), t.over.net.clock.Now())}
	}
	return fmt.Errorf("%w; see client_id, client_secret and scopes of auth: oauth2", err)
}
