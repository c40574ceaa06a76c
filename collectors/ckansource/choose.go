package ckansource

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// described is a dataset as package_show describes it, as far as it matters here.
type described struct {
	Success bool
	Result  struct{ Resources []resource }
}

type resource struct {
	ID           string
	Name         string
	URL          string
	Format       string
	State        string // "" or active; deleted ones are sometimes listed too
	Created      string
	LastModified string `json:"last_modified"` // null until it is replaced
}

// choose picks the resource that was modified, or if it never was created, last, of those whose format and name fit.
// Where that does not decide, nobody can tell which is meant, and none is picked.
func choose(all []resource, format string, name *regexp.Regexp) (resource, error) {
	var fit []resource
	for _, r := range all {
		if (r.State == "" || r.State == "active") && (format == "" || sameFormat(r.Format, format)) && name.MatchString(r.Name) {
			fit = append(fit, r)
		}
	}
	switch len(fit) {
	case 0:
		return resource{}, fmt.Errorf("none of its %d resources fits resource_format and name; there are %s", len(all), list(all))
	case 1:
		return fit[0], nil
	}
	var newest resource
	var when time.Time
	twice := false
	for _, r := range fit {
		at, err := r.time()
		if err != nil {
			return resource{}, fmt.Errorf("the resource %q has no date that can be read, so nobody can tell which of %d is the newest; narrow them down with name", r.Name, len(fit))
		}
		switch {
		case at.After(when):
			newest, when, twice = r, at, false
		case at.Equal(when):
			twice = true
		}
	}
	if twice {
		return resource{}, fmt.Errorf("several of the %d resources that fit are equally new (%s); narrow them down with name", len(fit), when.Format(time.RFC3339))
	}
	return newest, nil
}

// sameFormat compares formats as portals write them: CSV, csv, .csv.
func sameFormat(a, b string) bool {
	return strings.EqualFold(strings.TrimPrefix(strings.TrimSpace(a), "."), strings.TrimPrefix(b, "."))
}

// time is when a resource became what it is. CKAN writes UTC without saying so.
func (r resource) time() (time.Time, error) {
	written := r.LastModified
	if written == "" {
		written = r.Created
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339, "2006-01-02 15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, written); err == nil { // fractions of a second are read too
			return t, nil
		}
	}
	return time.Time{}, errors.New("no date")
}

// list names resources for a message, as many as one can read.
func list(all []resource) string {
	const most = 20
	var shown []string
	for i, r := range all {
		if i == most {
			shown = append(shown, fmt.Sprintf("and %d more", len(all)-most))
			break
		}
		shown = append(shown, strconv.Quote(short(r.Name))+" ("+short(r.Format)+")")
	}
	if shown == nil {
		return "none"
	}
	return strings.Join(shown, ", ")
}

func short(s string) string {
	if len(s) > 100 {
		return strings.ToValidUTF8(s[:100], "") + "…"
	}
	return s
}
