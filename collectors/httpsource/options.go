// Package httpsource fetches sources over HTTP: politely, bounded in size and time, and only what is whole.
package httpsource

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// Options are what a source of kind http says under the key http.
type Options struct {
	URL            string                   `yaml:"url"` // {from} and {to} stand for the window's days
	Headers        map[string]config.Secret `yaml:"headers"`
	Window         *Window                  `yaml:"window"`
	AllowRedirects bool                     `yaml:"allow_redirects"`
	AllowUnsized   bool                     `yaml:"allow_unsized"` // take bodies that can't be seen to be whole
}

// Window says which days a source is asked for.
type Window struct {
	First   kpi.Date        `yaml:"first"`   // where the first window begins
	Overlap config.Duration `yaml:"overlap"` // asked for again each time; default 7 days, at least one
	Chunk   config.Duration `yaml:"chunk"`   // of a long window that is asked for by hand; default 31 days
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, err := decode(node)
	return err
}

func decode(node ast.Node) (Options, error) {
	var o Options
	if err := config.Decode(node, &o); err != nil {
		return o, err
	}
	return o, o.validate()
}

func (o *Options) validate() error {
	var mistakes []error
	if _, err := o.address("2006-01-02", "2006-01-02"); err != nil {
		mistakes = append(mistakes, err)
	}
	windowed := strings.Contains(o.URL, "{from}") || strings.Contains(o.URL, "{to}")
	switch {
	case windowed && o.Window == nil:
		mistakes = append(mistakes, errors.New("window is missing: a url with {from} or {to} needs window: {first: 2023-01-01}"))
	case !windowed && o.Window != nil:
		mistakes = append(mistakes, errors.New("window has no use: the url has neither {from} nor {to}"))
	case windowed && o.Window.First.IsZero():
		mistakes = append(mistakes, errors.New("window: first is missing: the day where the first window begins"))
	case windowed && o.Window.Overlap < 0:
		mistakes = append(mistakes, errors.New("window: overlap can't be below zero"))
	case windowed && o.Window.Chunk != 0 && o.Window.Chunk < config.Duration(day):
		mistakes = append(mistakes, errors.New("window: chunk is less than a day: write whole days, such as 31d"))
	}
	return errors.Join(mistakes...)
}

// address is the url with the window in its place.
func (o *Options) address(from, to string) (*url.URL, error) {
	filled := strings.NewReplacer("{from}", from, "{to}", to).Replace(o.URL)
	if i := strings.IndexAny(filled, "{}"); i >= 0 {
		return nil, errors.New("url: only {from} and {to} can stand in braces here")
	}
	u, err := url.Parse(filled)
	switch {
	case o.URL == "":
		return nil, errors.New("url is missing")
	case err != nil:
		return nil, errors.New("url: it can't be read as an address") // the parser would quote it, secrets and all
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, fmt.Errorf("url: scheme %q is neither http nor https", u.Scheme)
	case u.Host == "":
		return nil, errors.New("url: there is no host in it")
	}
	return u, nil
}

const day = 24 * time.Hour

// chunk in days.
func (w *Window) chunk() int {
	if w.Chunk == 0 {
		return 31
	}
	return int(time.Duration(w.Chunk) / day)
}

// overlap in days, at least one: what arrived on the last day after it was asked for is still missing.
func (w *Window) overlap() int {
	if w.Overlap == 0 {
		return 7
	}
	return max(1, int(time.Duration(w.Overlap)/day))
}
