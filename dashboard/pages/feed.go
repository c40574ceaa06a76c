package pages

import (
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/store"
)

const (
	feedAddress = "/open-data/releases.atom"
	feedType    = "application/atom+xml"
)

// feed is an Atom feed as RFC 4287 has it.
type feed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang    string      `xml:"xml:lang,attr"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  feedAuthor  `xml:"author"`
	Rights  string      `xml:"rights,omitempty"`
	Links   []feedLink  `xml:"link"`
	Entries []feedEntry `xml:"entry"`
}

type feedAuthor struct {
	Name string `xml:"name"`
}

type feedLink struct {
	Rel   string `xml:"rel,attr"`
	Type  string `xml:"type,attr"`
	Href  string `xml:"href,attr"`
	Title string `xml:"title,attr,omitempty"`
}

type feedEntry struct {
	ID        string     `xml:"id"`
	Title     string     `xml:"title"`
	Published string     `xml:"published"`
	Updated   string     `xml:"updated"`
	Summary   string     `xml:"summary"`
	Links     []feedLink `xml:"link"`
}

// releaseFeed serves the feed of releases, the newest first.
func (p *Pages) releaseFeed(c *fiber.Ctx, r *request) error {
	all, err := p.Releases.Published(c.UserContext())
	if err != nil {
		return err
	}
	body, err := xml.MarshalIndent(r.feed(all), "", " ")
	if err != nil {
		return fmt.Errorf("write the feed of releases: %w", err)
	}
	c.Set(fiber.HeaderContentType, feedType+"; charset=utf-8")
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	return c.Send(append([]byte(xml.Header), body...))
}

func (r *request) feed(all []store.Release) feed {
	said, site := r.board.Config.OpenData, r.publicSite()
	in := "?lang=" + r.Code
	f := feed{
		Lang: r.Code, Title: r.T("feed.title", "Publisher", r.citedBy(said.Publisher.In(r.Code))), Author: feedAuthor{r.citedBy(said.Publisher.In(r.Code))},
		Rights: opendata.Dictionary{Words: r.Locale, Config: r.board.Config}.Licence(),
		Links:  []feedLink{{"self", feedType, site + feedAddress + in, ""}, {"alternate", "text/html", site + "/open-data" + in, ""}},
	}
	updated := r.now
	f.ID = lastingID("feed", r.Code, site)
	for i, x := range store.InOrderOfPublication(all) {
		e := r.feedEntry(x, all)
		f.Entries = append(f.Entries, e)
		if i == 0 { // what was published last is what has changed last: a correction brings a change of the corrected with it
			updated = x.Published
		}
		f.ID = lastingID("feed", r.Code, x.ID, x.Hash, x.Created.UTC().Format(time.RFC3339)) // of the first that was published, which is the last here
	}
	f.Updated = stamp(updated)
	return f
}

func (r *request) feedEntry(x store.Release, all []store.Release) feedEntry {
	shown, site := r.release(x, all), r.publicSite()
	e := feedEntry{
		ID: lastingID("release", r.Code, x.ID, x.Hash, x.Created.UTC().Format(time.RFC3339)), Title: r.T("data.newest", "Release", x.ID),
		Published: stamp(x.Published), Updated: stamp(x.Published),
		Links: []feedLink{{"alternate", "text/html", asked{lang: r.Code, site: site}.link(openDataAddress, "release", x.ID), ""}},
	}
	said := []string{r.T("data.as_of") + ": " + shown.AsOf, shown.Review, shown.Corrects}
	if by := store.CorrectedBy(x.ID, all); by != nil { // which readers of the entry must learn
		e.Updated = max(e.Updated, stamp(by.Published))
	}
	for _, s := range append(said, shown.Corrected, shown.Notes) {
		if s != "" {
			e.Summary = strings.TrimSpace(e.Summary + " " + sentence(s))
		}
	}
	for _, file := range shown.Files {
		e.Links = append(e.Links, feedLink{"enclosure", table.Formats()[0].MediaType, site + file.Href, file.Name})
	}
	return e
}

// publicSite is where the public finds the dashboard: as it was configured, else as the visitor came.
func (r *request) publicSite() string {
	if site := r.board.Config.OpenData.Site; site != "" {
		return strings.TrimSuffix(site, "/")
	}
	return r.site
}

// lastingID is an address of nothing that stays the same wherever the dashboard moves to: a UUID of version 8, of what it names.
func lastingID(parts ...string) string {
	sum := sha256.Sum256([]byte("postup\n" + strings.Join(parts, "\n")))
	sum[6], sum[8] = sum[6]&0x0f|0x80, sum[8]&0x3f|0x80
	return fmt.Sprintf("urn:uuid:%x-%x-%x-%x-%x", sum[:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
