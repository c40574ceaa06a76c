package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/store"
)

// oEmbedded finds what an address is about: what it embeds itself, or what a page of ours shows first.
func (p *Pages) oEmbedded(c *fiber.Ctx, address *url.URL) (*request, embedded, error) {
	query := address.Query()
	a, loc, err := p.askFor(query.Get, c.Get(fiber.HeaderAcceptLanguage))
	if err != nil {
		return nil, embedded{}, err
	}
	b, err := p.Boards.Board(c.UserContext(), a.asOf, a.today)
	if err != nil {
		return nil, embedded{}, err
	}
	r := newRequest(loc, b, c.BaseURL(), a)
	if !r.ours(address) {
		return nil, embedded{}, nothingEmbedded("it is not an address of this site, " + r.publicSite())
	}
	e, found := r.embeddedAt(address, query)
	if !found {
		return nil, embedded{}, nothingEmbedded("there are: " + embedsThere + ", and pages with a chart: /, /regions/{code}, /programmes/{id}, /services/{id}, /compare, /compare/improved, /compare/trajectories, /compare/scatter, /compare/ranks")
	}
	return r, e, nil
}

func nothingEmbedded(why string) error {
	return &store.Error{Code: store.CodeNotFound, Message: "url: nothing can be embedded from there; " + why}
}

// ours tells whether an address is of this site, by the name that the public knows or the one that the asking program came by.
func (r *request) ours(address *url.URL) bool {
	if address.Scheme != "https" && address.Scheme != "http" {
		return false
	}
	return slices.ContainsFunc([]string{r.publicSite(), r.site}, func(site string) bool {
		own, err := url.Parse(site)
		return err == nil && strings.EqualFold(own.Host, address.Host)
	})
}

// embeddedAt is what stands at an address.
func (r *request) embeddedAt(address *url.URL, query url.Values) (embedded, bool) {
	var parts []string
	for part := range strings.SplitSeq(strings.Trim(address.EscapedPath(), "/"), "/") {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return embedded{}, false
		}
		parts = append(parts, plain)
	}
	under := "/" + parts[0]
	switch {
	case under == embedAddress || under == shareAddress:
		return embeddedBehind(parts[1:], query.Get)
	case parts[0] == "compare":
		at := slices.IndexFunc(compareViews, func(view string) bool { return compareAddress(view) == "/"+strings.Join(parts, "/") })
		if at < 0 {
			return embedded{}, false
		}
		return embedOf(compareViews[at], "", "", query.Get), true
	case len(parts) == 2 && parts[0] == "services":
		return embedOf(embedService, "", parts[1], query.Get), true
	case len(parts) == 1 && parts[0] == "":
		return r.firstOf(lead(r.board))
	case len(parts) == 2 && parts[0] == "regions":
		return r.firstOf(r.firstDrawn("", strings.ToUpper(parts[1])))
	case len(parts) == 2 && parts[0] == "programmes":
		return r.firstOf(r.firstDrawn(parts[1], ""))
	}
	return embedded{}, false
}

// embeddedBehind is what the parts of an address of ours name behind /embed or /share; false where that is nothing.
func embeddedBehind(parts []string, query func(string) string) (embedded, bool) {
	if len(parts) == 0 {
		return embedded{}, false
	}
	kind, first, last := parts[0], "", parts[len(parts)-1]
	switch len(parts) {
	case 3:
		first = parts[1]
	case 1:
		for _, ending := range embedEndings {
			kind = strings.TrimSuffix(kind, ending)
		}
	}
	k, known := embedKindOf(kind)
	return embedOf(kind, first, last, query), known && len(k.behind) == len(parts)-1
}

// firstDrawn is the first promise of a programme or a region that has a value; nil where none has.
func (r *request) firstDrawn(programme, region string) group {
	if programme == "" && region == "" {
		return nil
	}
	for g := range groups(r.board.ProgressOf(programme, region)) {
		if g.last().Latest != nil {
			return g
		}
	}
	return nil
}

func (r *request) firstOf(g group) (embedded, bool) {
	e := embedOfGroup(g)
	if e == nil {
		return embedded{}, false
	}
	return *e, true
}

// embedOfGroup is a promise's chart for programs that ask what a page shows; nil where there is none.
func embedOfGroup(g group) *embedded {
	if g == nil {
		return nil
	}
	e := trajectoryOf(g)
	return &e
}

// trajectoryOf is a promise's chart as it can be embedded.
func trajectoryOf(g group) embedded {
	p := g.last()
	return embedded{kind: embedTrajectory, indicator: p.Indicator.ID, region: p.Region.Code, target: p.Target.ID, breakdown: p.Breakdown}
}
