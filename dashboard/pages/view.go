package pages

import (
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// view is a whole page: the frame that all pages share, and the page's own body.
type view struct {
	Lang      string
	Title     string
	Home      string
	Nav       []navigation
	Languages []language
	Clock     *clock // nil on an error page that has no board
	Demo      bool
	Live      bool // the page follows the clock: it shows now, not a day that was asked for
	Styles    string
	Fonts     []string // that the page's alphabets need at once
	Script    string
	Charts    string // the script that draws charts, "" on a page without any
	Version   string
	Data      string
	Feed      string // of releases, on the page that is about them; "" elsewhere
	OEmbed    string // tells programs how what the page shows is embedded; "" where nothing is
	Body      any
}

type navigation struct {
	Name, Href string
	Current    bool
}

type language struct {
	Code, Name, Short, Href string
	Current                 bool
}

// clock is the two clocks of a page: what was known, and the day that states are judged on.
type clock struct {
	AsOf, Today       string
	AsOfDay, TodayDay string // as a date field holds them
	Lang              string // kept by the form
	Kept              []kept // likewise: which figure the page is about
	Set               bool   // the visitor chose a day that is not now
	Reset, Action     string
}

// kept is a parameter of the page's own address.
type kept struct{ Name, Value string }

// sections are the parts of the navigation, with the message that names each.
var sections = []struct{ id, path string }{
	{"overview", "/"}, {"programmes", "/programmes"}, {"regions", "/regions"}, {"compare", "/compare"}, {"services", "/services"}, {"sources", "/sources"}, {"methods", "/methods"}, {"open-data", "/open-data"}, {"search", "/search"},
}

func (p *Pages) view(r *request, c *content) *view {
	v := p.frame(r.Locale, r.asked, r.path, c.section, r.about...)
	v.Title, v.Body = c.title, c.body
	v.Live = p.Demo && r.asked.asOf.IsZero() && r.asked.today.IsZero()
	if c.charts {
		v.Charts = p.assets.URL("charts.js")
	}
	if c.section == "open-data" {
		v.Feed = asked{lang: r.Code}.link(feedAddress)
	}
	if c.embed != nil {
		v.OEmbed = r.oEmbedLink(c.embed)
	}
	v.Clock, v.Data = r.clock(), r.data("progress.csv")
	return v
}

// frame is what a page has even where there is no board. Kept are pairs of the page's own parameters.
func (p *Pages) frame(loc *locale.Locale, a asked, path, section string, kept ...string) *view {
	v := &view{
		Lang: loc.Code, Home: a.link("/"), Demo: p.Demo, Version: p.Version, Data: "/api/v1/progress.csv",
		Styles: p.assets.URL("postup.css"), Fonts: p.fonts(loc.Code), Script: p.assets.URL("page.js"),
	}
	for _, s := range sections {
		v.Nav = append(v.Nav, navigation{loc.T("nav." + s.id), a.link(s.path), s.id == section})
	}
	for _, l := range p.languages.All() {
		other := a
		other.lang = l.Code
		v.Languages = append(v.Languages, language{
			Code: l.Code, Name: l.T("language.name"), Short: l.T("language.short"), Href: other.link(path, kept...), Current: l == loc,
		})
	}
	return v
}

func (r *request) clock() *clock {
	b := r.board
	now := asked{lang: r.asked.lang}
	c := &clock{
		AsOf: r.Date(b.AsOf), Today: r.Date(b.Today), AsOfDay: dayOf(r.asked.asOf, b.AsOf), TodayDay: dayOf(r.asked.today, b.Today),
		Lang: r.asked.lang, Set: r.other,
		Reset: now.link(r.path, r.about...), Action: r.path,
	}
	for i := 0; i+1 < len(r.about); i += 2 {
		c.Kept = append(c.Kept, kept{r.about[i], r.about[i+1]})
	}
	return c
}

func dayOf(asked, shown kpi.Date) string {
	if !asked.IsZero() {
		return asked.String()
	}
	return shown.String()
}

// fontFiles are the typeface: its Latin letters, with the figures, and its Cyrillic ones.
var fontFiles = []string{"golos-text-latin-wght-normal.woff2", "golos-text-cyrillic-wght-normal.woff2"}

// fonts are the files that a page in a language is set in: figures are in the Latin one of each.
func (p *Pages) fonts(lang string) []string {
	names := fontFiles
	if lang == "en" {
		names = names[:1]
	}
	var addresses []string
	for _, name := range names {
		if address := p.assets.URL(name); address != "" {
			addresses = append(addresses, address)
		}
	}
	return addresses
}
