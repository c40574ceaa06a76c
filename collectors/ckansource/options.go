// Package ckansource is the kind ckan: the newest resource of a dataset on an open-data portal that runs CKAN.
package ckansource

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/postup/postup/collectors/web"
	"github.com/postup/postup/config"
)

// Options are what a source of kind ckan says under the key ckan.
type Options struct {
	web.Options
	URL            config.Written `yaml:"url"`             // of the portal: what stands before /api/3
	Package        string         `yaml:"package"`         // id or name of the dataset
	ResourceFormat string         `yaml:"resource_format"` // as the portal calls it; case does not count; "": any
	Name           string         `yaml:"name"`            // regular expression that the resource's name matches; "": any
}

// Check tells whether a source's options can be used.
func Check(node ast.Node) error {
	_, _, err := decode(node)
	return err
}

func decode(node ast.Node) (o Options, name *regexp.Regexp, err error) {
	if err := config.Decode(node, &o); err != nil {
		return o, nil, err
	}
	mistakes := o.Options.Validate()
	if _, err := web.Address("url", o.URL.Reveal()); err != nil {
		mistakes = append(mistakes, err)
	} else if strings.ContainsAny(o.URL.Reveal(), "?#") || strings.Contains(o.URL.Reveal(), "/api/") {
		mistakes = append(mistakes, errors.New("url: write the portal's own address, such as https://data.example.org; what follows it is known"))
	}
	if o.Package == "" {
		mistakes = append(mistakes, errors.New("package is missing: the id or name of the dataset, as its address on the portal ends"))
	}
	if name, err = regexp.Compile(o.Name); err != nil {
		mistakes = append(mistakes, fmt.Errorf("name: %q is not a regular expression: %w", o.Name, err))
	}
	return o, name, errors.Join(mistakes...)
}

// show is the address that describes the dataset.
func (o *Options) show() (*url.URL, error) {
	u, err := web.Address("url", strings.TrimRight(o.URL.Reveal(), "/")+"/api/3/action/package_show")
	if err != nil {
		return nil, err
	}
	u.RawQuery = url.Values{"id": {o.Package}}.Encode()
	return u, nil
}
