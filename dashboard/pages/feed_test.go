package pages_test

import (
	"encoding/xml"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/config"
)

// atom is what RFC 4287 asks of a feed.
type atom struct {
	XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string   `xml:"id"`
	Title   string   `xml:"title"`
	Updated string   `xml:"updated"`
	Author  string   `xml:"author>name"`
	Links   []link   `xml:"link"`
	Entries []struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Summary string `xml:"summary"`
		Links   []link `xml:"link"`
	} `xml:"entry"`
}

type link struct {
	Rel  string `xml:"rel,attr"`
	Href string `xml:"href,attr"`
}

func feedAt(t *testing.T, address string) (answer, atom) {
	t.Helper()
	a := get(t, address)
	var f atom
	if err := xml.Unmarshal([]byte(a.body), &f); err != nil || a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "application/atom+xml") {
		t.Fatalf("%d %v %v: %s", a.status, a.header, err, a.body)
	}
	return a, f
}

// TestFeedOfReleases: it has what Atom asks for, ids that don't hang on where it is read, and links to files that are there.
func TestFeedOfReleases(t *testing.T) {
	at := site(t, false)
	page := get(t, at+"/open-data?lang=uk")
	if !strings.Contains(page.body, `<link rel="alternate" type="application/atom+xml" href="/open-data/releases.atom?lang=uk"`) || strings.Count(page.body, "/open-data/releases.atom?lang=uk") != 2 {
		t.Error("the feed is not linked in the page's head and on the page")
	}
	a, f := feedAt(t, at+"/open-data/releases.atom?lang=uk")
	if f.Title == "" || f.Author == "" || len(f.Entries) != 2 || !strings.Contains(f.Entries[0].Title, today.String()+".2") {
		t.Fatalf("the feed: %s", a.body)
	}
	ids := []string{f.ID}
	for _, e := range f.Entries {
		ids = append(ids, e.ID)
		for _, when := range []string{f.Updated, e.Updated} {
			if _, err := time.Parse(time.RFC3339, when); err != nil {
				t.Error(err)
			}
		}
		files := 0
		for _, l := range e.Links {
			if l.Rel == "enclosure" {
				files++
			}
		}
		if e.Title == "" || files != 9 {
			t.Errorf("%s has %d files", e.Title, files)
		}
	}
	if res := get(t, f.Entries[0].Links[1].Href); res.status != http.StatusOK || !strings.HasPrefix(f.Entries[0].Links[1].Href, at) {
		t.Errorf("%s is answered with %d", f.Entries[0].Links[1].Href, res.status)
	}
	if slices.Sort(ids); len(slices.Compact(ids)) != 3 {
		t.Errorf("ids are not different: %v", ids)
	}
	if s := f.Entries[0].Summary; !strings.Contains(s, "Хто перевірив: "+today.String()) || !strings.Contains(s, "Виправляє випуск "+today.String()) {
		t.Errorf("the newest says: %s", s)
	}
	if s := f.Entries[1].Summary; !strings.Contains(s, "Не перевірено. Виправлено випуском "+today.String()+".2") || !strings.Contains(s, "First <release> & notes") {
		t.Errorf("the corrected one says: %s", s)
	}
	_, same := feedAt(t, strings.Replace(at, "127.0.0.1", "localhost", 1)+"/open-data/releases.atom?lang=uk")
	if same.ID != f.ID || same.Entries[1].ID != f.Entries[1].ID {
		t.Error("read by another name of the host, it is another feed")
	}
	if again := get(t, at+"/open-data/releases.atom?lang=uk", "If-None-Match", a.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("asked whether it has changed: %d", again.status)
	}
}

// TestFeedNamesTheConfiguredSite: readers of a feed may have come by an address that only its server knows.
func TestFeedNamesTheConfiguredSite(t *testing.T) {
	at := site(t, false, func(c *config.Config) {
		c.OpenData.Site, c.OpenData.Publisher = "https://postup.example/", config.Text{"en": "Ministry"}
	})
	_, f := feedAt(t, at+"/open-data/releases.atom?lang=en")
	if f.Author != "Ministry" || f.Links[0].Href != "https://postup.example/open-data/releases.atom?lang=en" || f.Entries[0].Links[1].Href != "https://postup.example/open-data/observations/"+today.String()+".2.csv" {
		t.Errorf("%+v", f)
	}
}
