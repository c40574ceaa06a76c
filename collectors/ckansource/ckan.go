package ckansource

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
)

// Source is one source.
type Source struct {
	options Options
	name    *regexp.Regexp
	show    *url.URL
	client  *web.Client
}

// maxDescription bounds what a portal says of a dataset.
const maxDescription = 16 << 20

// New prepares a source.
func New(src *config.Source, net *web.Net) (*Source, error) {
	o, name, err := decode(src.Options)
	if err != nil {
		return nil, err
	}
	s := &Source{options: o, name: name}
	if s.show, err = o.show(); err != nil {
		return nil, err
	}
	s.client, err = net.Client(o.Options, s.show)
	return s, err
}

// Place is the portal and the package.
func (s *Source) Place() string {
	return fmt.Sprintf("package %s of %s", s.options.Package, web.Where(s.options.URL.String()))
}

// Identity is everything of the options that decides what comes. It may hold secrets.
func (s *Source) Identity() string {
	b, _ := json.Marshal([]string{s.options.URL.Reveal(), s.options.Package, s.options.ResourceFormat, s.options.Name}) // of strings, it can't fail
	return string(b)
}

// Windowed is false: a resource is read whole.
func (s *Source) Windowed() bool { return false }

// Fetch asks the portal for the dataset's description, and then for the resource that it picks.
func (s *Source) Fetch(ctx context.Context, r fetch.Request) (*fetch.Response, error) {
	picked, at, err := s.pick(ctx)
	if err != nil {
		return nil, err
	}
	call := web.Call{Place: fmt.Sprintf("the resource %q in %s", short(picked.Name), s.Place()), URL: at, Method: "GET",
		Accept: web.Accepts[r.Format], Format: r.Format, MaxBytes: r.MaxBytes}
	if mark := markOf(picked); strings.HasPrefix(r.ETag+r.LastModified, mark) { // else they speak of another resource
		call.ETag, call.LastModified = strings.TrimPrefix(r.ETag, mark), strings.TrimPrefix(r.LastModified, mark)
	}
	answer, err := s.client.Do(ctx, call)
	if err != nil {
		return nil, err
	}
	for _, validator := range []*string{&answer.ETag, &answer.LastModified} {
		if *validator != "" {
			*validator = markOf(picked) + *validator
		}
	}
	if answer.Body == nil {
		s.client.Close()
		return &answer.Response, nil
	}
	answer.Body = s.client.Closing(answer.Body)
	return &answer.Response, nil
}

// markOf goes before what is remembered of a resource: what was stored of one says nothing of the next.
func markOf(r resource) string {
	sum := sha256.Sum256([]byte(r.ID + "\n" + r.URL))
	return hex.EncodeToString(sum[:8]) + " "
}

// pick finds the resource and its address.
func (s *Source) pick(ctx context.Context) (resource, *url.URL, error) {
	answer, err := s.client.Do(ctx, web.Call{Place: s.Place(), URL: s.show, Method: "GET", Accept: web.Accepts["json"], Format: "json", MaxBytes: maxDescription})
	if err != nil {
		return resource{}, nil, err
	}
	if answer.Body == nil {
		return resource{}, nil, fmt.Errorf("ask %s: the portal says nothing of it", s.Place())
	}
	defer answer.Body.Close() // read, or not wanted any more
	text, err := io.ReadAll(io.LimitReader(answer.Body, maxDescription+1))
	if err != nil {
		return resource{}, nil, fmt.Errorf("ask %s: %w", s.Place(), err)
	}
	var dataset described
	switch err := json.Unmarshal(text, &dataset); {
	case len(text) > maxDescription:
		return resource{}, nil, fmt.Errorf("ask %s: its description has more than %d bytes", s.Place(), maxDescription)
	case err != nil:
		return resource{}, nil, fmt.Errorf("ask %s: the answer is not what CKAN gives; see that url is the portal's own address: %w", s.Place(), err)
	case !dataset.Success:
		return resource{}, nil, fmt.Errorf("ask %s: the portal did not succeed, and does not say why in its status", s.Place())
	}
	picked, err := choose(dataset.Result.Resources, s.options.ResourceFormat, s.name)
	if err != nil {
		return resource{}, nil, fmt.Errorf("ask %s: %w", s.Place(), err)
	}
	at, err := address(answer.URL, picked.URL)
	if err != nil {
		return resource{}, nil, fmt.Errorf("ask %s: the resource %q: %w", s.Place(), short(picked.Name), err)
	}
	return picked, at, nil
}

// address is where a resource is, seen from the portal.
func address(portal *url.URL, written string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(written))
	if err != nil || written == "" {
		return nil, errors.New("its address can't be read")
	}
	u = portal.ResolveReference(u)
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, fmt.Errorf("its address is neither http nor https")
	}
	u.User = nil
	return u, nil
}
