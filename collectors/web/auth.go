package web

import (
	"errors"
	"net/http"
	"net/textproto"
	"net/url"

	"github.com/postup/postup/config"
)

// Auth says who a source asks as, in exactly one way.
type Auth struct {
	Basic  *Basic        `yaml:"basic"`
	Bearer config.Secret `yaml:"bearer"`
	APIKey *APIKey       `yaml:"api_key"`
	OAuth2 *OAuth2       `yaml:"oauth2"`
}

// Basic is a name and a password.
type Basic struct {
	Username string        `yaml:"username"`
	Password config.Secret `yaml:"password"`
}

// APIKey is a key in a header or in a parameter of the address.
type APIKey struct {
	Header string        `yaml:"header"`
	Query  string        `yaml:"query"`
	Value  config.Secret `yaml:"value"`
}

func (a *Auth) validate(headers map[string]config.Secret) (mistakes []error) {
	wrong := func(is bool, what string) {
		if is {
			mistakes = append(mistakes, errors.New(what))
		}
	}
	ways, header := 0, "Authorization"
	if a.Basic != nil {
		ways++
		wrong(a.Basic.Username == "" || a.Basic.Password.Reveal() == "", "auth: basic needs username and password")
	}
	if a.Bearer.Reveal() != "" {
		ways++
		wrong(!headerValue(a.Bearer.Reveal()), "auth: bearer holds what a header can't, such as a line's end")
	}
	if k := a.APIKey; k != nil {
		ways, header = ways+1, k.Header
		wrong((k.Header == "") == (k.Query == ""), "auth: api_key goes into a header or into a parameter of the address; write header or query, and not both")
		wrong(k.Value.Reveal() == "", "auth: api_key needs a value")
		wrong(k.Header != "" && !headerName(k.Header), "auth: api_key: header can't be the name of one")
		wrong(k.Header != "" && !headerValue(k.Value.Reveal()), "auth: api_key: the value holds what a header can't, such as a line's end")
	}
	if a.OAuth2 != nil {
		ways++
		mistakes = append(mistakes, a.OAuth2.validate()...)
	}
	wrong(ways != 1, "auth: write exactly one of basic, bearer, api_key, oauth2")
	for name := range headers {
		same := textproto.CanonicalMIMEHeaderKey(name) == textproto.CanonicalMIMEHeaderKey(header)
		wrong(same, "auth and headers both give "+name+"; remove one of them")
	}
	return mistakes
}

func (a *Auth) secrets() []string {
	all := []string{a.Bearer.Reveal()}
	if a.Basic != nil {
		all = append(all, a.Basic.Password.Reveal())
	}
	if a.APIKey != nil {
		all = append(all, a.APIKey.Value.Reveal())
	}
	if a.OAuth2 != nil {
		all = append(all, a.OAuth2.ClientSecret.Reveal())
		for _, v := range a.OAuth2.Parameters {
			all = append(all, v.Reveal())
		}
	}
	return all
}

// identify puts who asks into a request. cached tells that a token was used that another request may have outlived.
func (c *Client) identify(req *http.Request) (cached bool, err error) {
	for name, value := range c.options.Headers {
		req.Header.Set(name, value.Reveal())
		if textproto.CanonicalMIMEHeaderKey(name) == "Host" {
			req.Host = value.Reveal() // the header alone is not sent
		}
	}
	a := c.options.Auth
	switch {
	case a == nil:
	case a.Basic != nil:
		req.SetBasicAuth(a.Basic.Username, a.Basic.Password.Reveal())
	case a.Bearer.Reveal() != "":
		req.Header.Set("Authorization", "Bearer "+a.Bearer.Reveal())
	case a.APIKey != nil && a.APIKey.Header != "":
		req.Header.Set(a.APIKey.Header, a.APIKey.Value.Reveal())
	case a.APIKey != nil:
		req.URL.RawQuery = withParameter(req.URL, a.APIKey.Query, a.APIKey.Value.Reveal())
	case a.OAuth2 != nil:
		var authorization string
		if authorization, cached, err = c.tokens.authorization(req.Context()); err == nil {
			req.Header.Set("Authorization", authorization)
		}
	}
	return cached, err
}

// withParameter is the address's query with a parameter, and the rest of it as it was written. An address that a page
// gave may hold the parameter already.
func withParameter(u *url.URL, name, value string) string {
	if query := u.Query(); query.Has(name) {
		query.Set(name, value)
		return query.Encode()
	}
	query := url.QueryEscape(name) + "=" + url.QueryEscape(value)
	if u.RawQuery != "" {
		query = u.RawQuery + "&" + query
	}
	return query
}
