package web

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

// Options are what every source over HTTP may say of its way.
type Options struct {
	Headers        map[string]config.Secret `yaml:"headers"`
	Auth           *Auth                    `yaml:"auth"`
	TLS            *TLS                     `yaml:"tls"`
	Proxy          *Proxy                   `yaml:"proxy"` // default: the environment's
	Rate           Rate                     `yaml:"rate"`  // of requests to its hosts; default as many as come
	AllowRedirects bool                     `yaml:"allow_redirects"`
	AllowUnsized   bool                     `yaml:"allow_unsized"` // take bodies that can't be seen to be whole
}

// Proxy is a proxy that a source goes through.
type Proxy struct {
	URL      string        `yaml:"url"` // none: go straight, whatever the environment says
	Username string        `yaml:"username"`
	Password config.Secret `yaml:"password"`
}

// Validate gives every mistake in the options.
func (o *Options) Validate() []error {
	var mistakes []error
	for name, value := range o.Headers {
		switch {
		case !headerName(name):
			mistakes = append(mistakes, fmt.Errorf("headers: %q can't be the name of one", name))
		case !headerValue(value.Reveal()):
			mistakes = append(mistakes, fmt.Errorf("headers: the value of %s holds what a header can't, such as a line's end", name))
		}
	}
	slices.SortFunc(mistakes, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	if o.Auth != nil {
		mistakes = append(mistakes, o.Auth.validate(o.Headers)...)
	}
	if o.TLS != nil {
		if _, err := o.TLS.config(); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	if o.Proxy != nil {
		mistakes = append(mistakes, o.Proxy.validate()...)
	}
	return mistakes
}

func (p *Proxy) validate() (mistakes []error) {
	credentials := p.Username != "" || p.Password.Reveal() != ""
	if p.URL == "none" {
		if credentials {
			mistakes = append(mistakes, errors.New("proxy: none needs no username and no password"))
		}
		return mistakes
	}
	u, err := url.Parse(p.URL)
	switch {
	case err != nil:
		mistakes = append(mistakes, errors.New("proxy: url can't be read as an address"))
	case !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) || u.Host == "":
		mistakes = append(mistakes, errors.New("proxy: write url as http://proxy.example.org:3128 (or https, socks5), or none"))
	case u.User != nil:
		mistakes = append(mistakes, errors.New("proxy: write who it is in username and password, and not in url"))
	}
	return mistakes
}

// address is the proxy with its credentials.
func (p *Proxy) address() (*url.URL, error) {
	u, err := url.Parse(p.URL)
	if err != nil {
		return nil, errors.New("proxy: url can't be read as an address")
	}
	if p.Username != "" {
		u.User = url.UserPassword(p.Username, p.Password.Reveal())
	}
	return u, nil
}

// Address reads an address that a source declares under a key. It quotes none of it: a key may be in it.
func Address(key, text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return nil, fmt.Errorf("%s is missing", key)
	case err != nil:
		return nil, fmt.Errorf("%s: it can't be read as an address", key)
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("%s: scheme %q is neither http nor https", key, u.Scheme)
	case u.Host == "":
		return nil, fmt.Errorf("%s: there is no host in it", key)
	}
	return u, nil
}

// Where is the address as it was declared, for messages: less the query, the user, and what came from outside.
func Where(written string) string {
	if i := strings.IndexAny(written, "?#"); i >= 0 {
		written = written[:i]
	}
	scheme, rest, ok := strings.Cut(written, "://")
	if !ok {
		return written
	}
	authority, path, slash := strings.Cut(rest, "/")
	authority = authority[strings.LastIndexByte(authority, '@')+1:]
	if slash {
		path = "/" + path
	}
	return scheme + "://" + authority + path
}

// secrets are the texts of the options that must never show.
func (o *Options) secrets() []string {
	var all []string
	for _, v := range o.Headers {
		all = append(all, v.Reveal())
	}
	if o.Auth != nil {
		all = append(all, o.Auth.secrets()...)
	}
	if o.Proxy != nil {
		all = append(all, o.Proxy.Password.Reveal())
	}
	return all
}

// headerName tells whether a header can be called so.
func headerName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
	})
}

// headerValue tells whether a header can hold a value.
func headerValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}
