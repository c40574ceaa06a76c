// Package httpsource is the kind http: data at an address, in one answer or page by page.
package httpsource

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/collectors/window"
	"github.com/postup/postup/config"
)

// Options are what a source of kind http says under the key http. {from} and {to} stand for the window's days in URL,
// Query and Body; {page}, {offset} and {cursor} for where the paging is.
type Options struct {
	web.Options
	URL         config.Written            `yaml:"url"`
	Method      string                    `yaml:"method"` // GET (default) or POST
	Query       map[string]config.Written `yaml:"query"`  // further parameters of the address
	Body        config.Written            `yaml:"body"`   // of POST
	ContentType string                    `yaml:"content_type"`
	Window      *window.Window            `yaml:"window"`
	Pages       *Pages                    `yaml:"pages"` // nil: one answer is all
}

// Pages says how one page leads to the next.
type Pages struct {
	By           string `yaml:"by"`             // page, offset, cursor, link, next
	Parameter    string `yaml:"parameter"`      // of the address: where page, offset or cursor go; or a placeholder says it
	First        *int   `yaml:"first"`          // number of the first page, default 1; first offset, default 0
	At           string `yaml:"at"`             // cursor, next: dotted path to the value in the page
	MayBeMissing bool   `yaml:"may_be_missing"` // at: a first page without it is the only one
	EmptyEnds    bool   `yaml:"empty_ends"`     // cursor, link, next: a page without records is the last, whatever it says
	Max          int    `yaml:"max"`            // more pages are an error; default 1000
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, err := decode(node)
	return err
}

const (
	defaultPages = 1000
	mostPages    = 100_000
)

func decode(node ast.Node) (Options, error) {
	o := Options{Method: "GET"}
	if err := config.Decode(node, &o); err != nil {
		return o, err
	}
	if o.Pages != nil && o.Pages.Max == 0 {
		o.Pages.Max = defaultPages
	}
	return o, o.validate()
}

func (o *Options) validate() error {
	mistakes := o.Options.Validate()
	wrong := func(is bool, what string) {
		if is {
			mistakes = append(mistakes, errors.New(what))
		}
	}
	if _, err := o.address(o.sample()); err != nil {
		mistakes = append(mistakes, err)
	}
	wrong(o.Method != "GET" && o.Method != "POST", fmt.Sprintf("method %q is neither GET nor POST", o.Method))
	body := o.Body.Reveal() != ""
	wrong(body && o.Method != "POST", "body needs method: POST")
	wrong(!body && o.ContentType != "", "content_type has no use: there is no body")
	if err := o.Window.Validate(o.mentions("from") || o.mentions("to"), "an url, query or body"); err != nil {
		mistakes = append(mistakes, err)
	}
	if o.Pages != nil {
		o.validatePages(wrong)
	}
	return errors.Join(mistakes...)
}

func (o *Options) validatePages(wrong func(bool, string)) {
	p := o.Pages
	ways := []string{"page", "offset", "cursor", "link", "next"}
	if !slices.Contains(ways, p.By) {
		wrong(true, fmt.Sprintf("pages: by is %q; write one of %s", p.By, strings.Join(ways, ", ")))
		return
	}
	placed := p.By == "page" || p.By == "offset" || p.By == "cursor"
	read := p.By == "cursor" || p.By == "next"
	if placed {
		wrong((p.Parameter != "") == o.mentions(p.By), fmt.Sprintf("pages: write the parameter that takes the %s, or {%[1]s} in url, query or body; and not both", p.By))
		_, taken := o.Query[p.Parameter]
		wrong(p.Parameter != "" && taken, fmt.Sprintf("pages: query gives the parameter %q already", p.Parameter))
	}
	wrong(!placed && p.Parameter != "", "pages: parameter has no use: the page names the whole address of the next")
	wrong(p.First != nil && (!placed || p.By == "cursor"), "pages: first has no use: only page and offset count")
	wrong(p.First != nil && *p.First < 0, "pages: first can't be below zero")
	wrong(read && p.At == "", fmt.Sprintf("pages: at is missing: the dotted path to the %s in the page", map[string]string{"cursor": "cursor", "next": "next address"}[p.By]))
	wrong(!read && (p.At != "" || p.MayBeMissing), "pages: at and may_be_missing are for cursor and next, which are read from the page")
	wrong(p.EmptyEnds && (p.By == "page" || p.By == "offset"), "pages: empty_ends has no use: an empty page is the last one here anyway")
	wrong(p.Max < 1 || p.Max > mostPages, fmt.Sprintf("pages: max is %d; write 1 to %d", p.Max, mostPages))
}

// mentions tells whether a placeholder stands anywhere.
func (o *Options) mentions(name string) bool {
	mark := "{" + name + "}"
	for _, text := range o.Query {
		if strings.Contains(text.Reveal(), mark) {
			return true
		}
	}
	return strings.Contains(o.URL.Reveal(), mark) || strings.Contains(o.Body.Reveal(), mark)
}

// names are the parameters of query in order.
func (o *Options) names() []string { return slices.Sorted(maps.Keys(o.Query)) }
