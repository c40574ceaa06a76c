package httpsource

import (
	"encoding/json"
	"errors"
	"fmt"
	"mime"
	"net/url"
	"strconv"
	"strings"

	"github.com/postup/postup/collectors/fetch"
	"github.com/postup/postup/collectors/web"
)

// values are what stands for the placeholders.
type values map[string]string

// sample is values of every placeholder that may be used.
func (o *Options) sample() values {
	v := values{"from": "2006-01-02", "to": "2006-01-02"}
	if o.Pages != nil {
		v[o.Pages.By] = "1"
	}
	return v
}

// fill puts the values in place. Other braces stay: JSON is full of them.
func (v values) fill(text string, escape func(string) string) string {
	var pairs []string
	for name, value := range v {
		pairs = append(pairs, "{"+name+"}", escape(value))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

func asItIs(s string) string { return s }

// inAddress escapes a value for any part of an address.
func inAddress(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }

// address is the url with query and paging in their places.
func (o *Options) address(v values) (*url.URL, error) {
	filled := v.fill(o.URL.Reveal(), inAddress)
	if strings.ContainsAny(filled, "{}") {
		return nil, errors.New("url: only {from} and {to} can stand in braces here, and what pages counts by")
	}
	u, err := web.Address("url", filled)
	if err != nil {
		return nil, err
	}
	add := func(name, value string) {
		if u.RawQuery != "" {
			u.RawQuery += "&"
		}
		u.RawQuery += url.QueryEscape(name) + "=" + url.QueryEscape(value)
	}
	for _, name := range o.names() {
		filled := v.fill(o.Query[name].Reveal(), asItIs)
		if strings.ContainsAny(v.fill(o.Query[name].Reveal(), func(string) string { return "" }), "{}") {
			return nil, fmt.Errorf("query: %s: only {from} and {to} can stand in braces here, and what pages counts by", name)
		}
		if filled != "" || o.Query[name].Reveal() == "" { // no cursor is known of the first page
			add(name, filled)
		}
	}
	if p := o.Pages; p != nil && p.Parameter != "" && v[p.By] != "" {
		add(p.Parameter, v[p.By])
	}
	return u, nil
}

// body is the body with the values in their places, escaped as its type asks for.
func (o *Options) body(v values) (body []byte, contentType string) {
	if o.Body.Reveal() == "" {
		return nil, ""
	}
	contentType = o.ContentType
	if contentType == "" {
		contentType = "application/json"
	}
	escape := asItIs
	switch media, _, _ := mime.ParseMediaType(contentType); {
	case strings.HasSuffix(media, "json"):
		escape = inJSON
	case media == "application/x-www-form-urlencoded":
		escape = url.QueryEscape
	}
	return []byte(v.fill(o.Body.Reveal(), escape)), contentType
}

// inJSON escapes a value for the inside of a string.
func inJSON(s string) string {
	quoted, err := json.Marshal(s)
	if err != nil {
		return "" // of a string there is none
	}
	return string(quoted[1 : len(quoted)-1])
}

// call asks for a window of days, and for a page of it where there are pages.
func (s *Source) call(r fetch.Request, at values) (web.Call, error) {
	v := values{"from": r.From.String(), "to": r.To.String()}
	for name, value := range at {
		v[name] = value
	}
	u, err := s.options.address(v)
	if err != nil {
		return web.Call{}, err
	}
	call := web.Call{Place: s.Place(), URL: u, Method: s.options.Method, Accept: web.Accepts[r.Format], Format: r.Format, MaxBytes: r.MaxBytes}
	call.Body, call.ContentType = s.options.body(v)
	if s.options.Method == "GET" && s.options.Pages == nil { // of others "not modified" would not speak of the whole
		call.ETag, call.LastModified = r.ETag, r.LastModified
	}
	return call, nil
}

// Identity is everything of the options that decides what comes. It may hold secrets.
func (s *Source) Identity() string {
	o := s.options
	if o.Method == "GET" && len(o.Query) == 0 && o.Pages == nil {
		return o.URL.Reveal()
	}
	parts := []string{o.Method, o.URL.Reveal(), o.Body.Reveal()}
	for _, name := range o.names() {
		parts = append(parts, name, o.Query[name].Reveal())
	}
	if p := o.Pages; p != nil {
		parts = append(parts, p.By, p.Parameter, p.At, strconv.Itoa(p.first()))
	}
	b, _ := json.Marshal(parts) // of strings, it can't fail
	return string(b)
}
