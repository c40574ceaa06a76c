package pages

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// viewBrief is the view of a page that is made for paper.
const viewBrief = "brief"

// briefsBody is one brief, or those of several regions one after another.
type briefsBody struct {
	Title, Text string // "" where there is one, whose finding is the title
	Back        place
	Briefs      []*brief
}

// brief is a region on two sheets of paper: how it stands, then what to do and how good its data is. It is of a fixed
// day, and says at which address the same can be read. What the sheets have no room for is counted.
type brief struct {
	Many           bool   // it is one of several: its headings are a level lower
	About          string // code, kind, population
	Name, Head     string
	AsOf, Judged   string // the two clocks; Judged "" where both are one day
	Running        string // that the day was not over when the figures were taken; "" where it was
	Finding, Gap   string
	Tags           []string
	Tally          []tally
	Absent         []absent
	Drawn          []*figure // of the promises that are furthest behind
	Targets        []briefTarget
	TargetsMore    string
	Places         []indexPlace
	PlacesMore     string
	Peers          *briefPeers // nil where there are none, or no room
	Milestones     []milestone
	MilestonesMore string
	MilestonesNone string    // why none is listed
	Services       *services // nil where none is known
	ServicesMore   string
	Processing     *processing // likewise
	Stuck          string      // how long what is overdue has been so; "" where that is not told
	ProcessingMore string
	Signals        *signals // nil where nothing is striking
	SignalsMore    string
	Freshness      string // of its sources, with the moment that it was so
	Reports        string // what became of the reports that are due, "" where none is
	Sources        []source
	SourcesMore    string
	Page           string // the region's page
	Address        string // the brief's own, in full
}

// briefTarget is where a promise stands under the most lenient reading of its deadline, and under the others.
type briefTarget struct {
	standing
	Marked string // its tags
	Others []standing
}

// viewed serves a page, or what of it is for paper where it is asked for as view=brief. That has its days in its
// address, so that what was printed can be found again: who comes without them is sent there.
func (p *Pages) viewed(page, brief fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		switch view := c.Query("view"); {
		case view == "":
			return page(c)
		case view != viewBrief:
			return &store.Error{Code: store.CodeInvalid, Message: "view: there is no view " + url.QueryEscape(view) + "; brief is one"}
		case c.Query("as_of") == "" || c.Query("today") == "":
			return p.fix(c)
		}
		return brief(c)
	}
}

func (p *Pages) fix(c *fiber.Ctx) error {
	secure(c)
	r, err := p.request(c)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Redirect(r.briefOf(r.path, "parent", c.Query("parent")))
}

// briefOf is the address of a page's brief of the days that are shown, in the visitor's language.
func (r *request) briefOf(path string, extra ...string) string {
	a := asked{site: r.asked.site, lang: r.Code, asOf: r.board.AsOf, today: r.board.Today}
	return a.link(path, append([]string{"view", viewBrief}, extra...)...)
}

// brief is the page of a region's brief.
func (p *Pages) brief(r *request) (*content, error) {
	region := r.board.Config.Region(strings.ToUpper(r.id))
	if region == nil {
		return nil, &unknownRegion{r.id}
	}
	r.about = []string{"view", viewBrief}
	b := r.brief(region)
	body := &briefsBody{Back: place{b.Name, b.Page}, Briefs: []*brief{b}}
	return &content{template: "brief", title: b.title(r), section: "regions", seldom: true, body: body}, nil
}

// briefs is the page of the briefs of every region, or of those within one.
func (p *Pages) briefs(c *fiber.Ctx) error {
	return p.page(func(r *request) (*content, error) {
		regions, parent := r.board.Config.Regions, c.Query("parent")
		r.about = []string{"view", viewBrief}
		body := &briefsBody{Title: r.T("brief.all"), Back: place{r.T("nav.regions"), r.link("/regions")}}
		if parent != "" {
			of := r.board.Config.Region(strings.ToUpper(parent))
			if of == nil {
				return nil, &unknownRegion{parent}
			}
			r.about = append(r.about, "parent", of.Code)
			regions, body.Title = r.board.Config.Children(of.Code), body.Title+": "+r.plainText(of.Name)
		}
		for _, region := range regions {
			b := r.brief(region)
			b.Many = true
			body.Briefs = append(body.Briefs, b)
		}
		body.Text = r.N("brief.all_text", float64(len(body.Briefs)), 0)
		return &content{template: "brief", title: body.Title, section: "regions", seldom: true, body: body}, nil
	})(c)
}

// brief makes a region's two sheets.
func (r *request) brief(region *config.Region) *brief {
	r.seen = map[string]bool{} // each brief spells out abbreviations for itself
	b := &brief{
		About: r.aboutRegion(region), Name: r.regionName(region), Head: r.text(region.Head), AsOf: r.Date(r.board.AsOf),
		Absent: r.absences(region), Page: r.regionLink(region),
	}
	b.Address = r.site + strings.TrimPrefix(r.briefOf("/regions/"+url.PathEscape(region.Code)), r.asked.site)
	if r.board.Today != r.board.AsOf {
		b.Judged = r.Date(r.board.Today)
	}
	if r.board.AsOf >= kpi.DateOf(r.board.BuiltAt.UTC()) {
		b.Running = r.T("brief.running", "Moment", r.Moment(r.now))
	}
	r.fillHow(b, region)
	r.fillSecond(b, region)
	return b
}

func (b *brief) title(r *request) string { return b.Name + ": " + r.T("brief.title") }

// aboutRegion is a region's code, kind and population in a line.
func (r *request) aboutRegion(region *config.Region) string {
	about := []string{region.Code}
	switch region.Kind {
	case "country", "region", "municipality", "organisation":
		about = append(about, r.T("kind."+region.Kind))
	}
	if region.Population > 0 {
		about = append(about, r.N("region.population", float64(region.Population), 0))
	}
	return strings.Join(about, " · ")
}
