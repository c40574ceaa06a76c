package main

import (
	"fmt"
	"html"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/opendata/table"
)

// asked is something that clients ask for.
type asked struct {
	address string
	status  int    // that the answer has to have
	takes   string // Accept-Encoding
	tag     string // of what the client has; it may be sent what is newer
}

// kind is one sort of what is asked for.
type kind struct {
	name  string
	share int // of hundred requests
	all   []asked
}

const (
	browser = "gzip, deflate, br"
	none    = "identity"
)

var chartLink = regexp.MustCompile(`/charts/[a-z]+\.json[^"' ]*`)

// kindsOfLoad are the public's requests: pages in three languages, files in all formats, lists of the API, what charts are drawn of, what browsers
// have already, and what is not there.
func kindsOfLoad(t *testing.T, at string) []kind {
	t.Helper()
	page, files := kind{name: "page", share: 40}, kind{name: "file", share: 12}
	for _, lang := range []string{"en", "uk", "ru"} {
		for _, path := range []string{
			"/", "/regions", "/programmes", "/programmes/ua-smartphone", "/programmes/egov4ukraine", "/compare", "/methods", "/promises", "/open-data", "/open-data/changes", "/sources", "/api",
			"/regions/UA-05", "/regions/UA-12", "/regions/UA-46", "/regions/UA-63", "/regions/UA", "/explain/services_online_share/UA-05/" + lastMonth(),
			"/n/services_online_share/UA-05/" + lastMonth(),
		} {
			page.all = append(page.all, asked{at + withParameter(path, "lang="+lang), 200, browser, ""})
		}
	}
	for _, dataset := range []string{"observations", "progress", "milestones", "regions", "indicators", "programmes"} {
		for _, f := range table.Formats() {
			for _, takes := range []string{none, browser} {
				files.all = append(files.all, asked{at + "/open-data/" + dataset + "/latest." + f.Extension, 200, takes, ""})
			}
		}
	}
	lists := kind{name: "api", share: 20}
	for _, path := range []string{
		"observations?region=UA-05", "observations?limit=1000", "observations.csv?region=UA-12", "progress?region=UA-05", "progress.csv", "index", "regions", "indicators",
		"programmes", "releases", "services", "sources", "openapi.json", "observations?indicator=services_online_share&fields=region,value&limit=500",
	} {
		lists.all = append(lists.all, asked{at + "/api/v1/" + path, 200, none, ""})
	}
	charts := kind{name: "chart", share: 8}
	for _, a := range page.all {
		_, body := fetch(t, a.address)
		for _, link := range chartLink.FindAllString(body, -1) {
			charts.all = append(charts.all, asked{at + html.UnescapeString(link), 200, browser, ""})
		}
	}
	missing := kind{name: "missing", share: 5}
	for _, path := range []string{"/nothing", "/regions/XX", "/open-data/observations/1999-01-01.csv", "/open-data/nothing/latest.csv", "/api/v1/nothing", "/n/nothing/UA/2026"} {
		missing.all = append(missing.all, asked{at + path, 404, browser, ""})
	}
	return []kind{page, files, lists, charts, {name: "unchanged", share: 15, all: unchanged(t, slices.Concat(page.all, files.all, lists.all))}, missing}
}

// unchanged are requests of who has it all. It asks for everything once, and so everything is made.
func unchanged(t *testing.T, all []asked) []asked {
	t.Helper()
	var again []asked
	for _, a := range all {
		var answer answered
		if err := answer.get(&a); err != nil {
			t.Fatal(err)
		}
		if tag := string(answer.Header.Peek("ETag")); tag != "" {
			a.tag = tag
			again = append(again, a)
		}
	}
	return again
}

func withParameter(path, parameter string) string {
	if strings.Contains(path, "?") {
		return path + "&" + parameter
	}
	return path + "?" + parameter
}

func (a *asked) String() string { return fmt.Sprintf("%s (%s)", a.address, a.takes) }
