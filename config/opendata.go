package config

import (
	"fmt"
	"net/url"
	"strings"
)

// OpenData is what is said of everything that is published. What is left out is not said.
type OpenData struct {
	Site      string  `yaml:"site"`      // address of the dashboard as the public knows it: https://postup.example
	Publisher Text    `yaml:"publisher"` // whose data it is
	Contact   string  `yaml:"contact"`   // an address of e-mail or of a page, for questions
	Licence   Licence `yaml:"licence"`
}

// Licence is what others may do with it.
type Licence struct {
	Name Text   `yaml:"name"`
	URL  string `yaml:"url"` // of its text
}

func (c *checker) checkOpenData(o *OpenData) {
	for _, a := range []struct {
		name string
		text *string
	}{{"site", &o.Site}, {"licence: url", &o.Licence.URL}} {
		if u, err := url.Parse(*a.text); *a.text != "" && (err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http") {
			c.wrong(c.at(a.text), fmt.Sprintf("open_data: %s: %q is no address", a.name, *a.text), "others have to find it", "write it whole, as https://creativecommons.org/licenses/by/4.0/")
		}
	}
	if u, err := url.Parse(o.Site); err == nil && u.Host != "" && (strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "") {
		c.wrong(c.at(&o.Site), fmt.Sprintf("open_data: site: %q has a path", o.Site), "the addresses of pages begin at the host", "give the dashboard a host of its own, as https://postup.example")
	}
	if len(o.Licence.Name) > 0 && o.Licence.URL == "" {
		c.wrong(c.at(&o.Licence), "open_data: licence has no url", "nobody can read what it allows", "add the address of its text")
	}
}
