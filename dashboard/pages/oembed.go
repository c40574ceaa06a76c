package pages

import (
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/store"
)

const oEmbedAddress = "/oembed"

// oEmbedAnswer is what oEmbed 1.0 says of something to embed: a page in a frame, or an image.
type oEmbedAnswer struct {
	Version         string `json:"version"`
	Type            string `json:"type"` // rich, photo
	Title           string `json:"title"`
	ProviderName    string `json:"provider_name"`
	ProviderURL     string `json:"provider_url"`
	CacheAge        int    `json:"cache_age"` // seconds
	HTML            string `json:"html,omitempty"`
	URL             string `json:"url,omitempty"`
	Width           int    `json:"width"`
	Height          int    `json:"height"`
	ThumbnailURL    string `json:"thumbnail_url,omitempty"`
	ThumbnailWidth  int    `json:"thumbnail_width,omitempty"`
	ThumbnailHeight int    `json:"thumbnail_height,omitempty"`
}

// cacheAge is how long an answer may be kept: what is in the frame renews itself, only its height may become another.
const cacheAge = 24 * 3600

// oEmbedLink is where a program learns how to embed something.
func (r *request) oEmbedLink(e *embedded) string {
	return r.publicSite() + oEmbedAddress + "?format=json&url=" + url.QueryEscape(r.publicSite()+e.link(r, ""))
}

// oEmbed answers programs that ask how an address of ours is embedded.
func (p *Pages) oEmbed(c *fiber.Ctx) error {
	secure(c)
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	if format := c.Query("format", "json"); format != "json" {
		return c.Status(fiber.StatusNotImplemented).JSON(api.Problem{
			Type: "about:blank", Title: http.StatusText(fiber.StatusNotImplemented), Status: fiber.StatusNotImplemented, Code: store.CodeInvalid,
			Detail: "format: only json is possible",
		}, "application/problem+json")
	}
	within, err := roomFor(c)
	if err != nil {
		return err
	}
	asked, err := url.Parse(c.Query("url"))
	if err != nil || asked.Path == "" {
		return &store.Error{Code: store.CodeInvalid, Message: "url: say which address is to be embedded, as url=https%3A%2F%2F…%2Fembed%2Fmap", Err: err}
	}
	r, e, err := p.oEmbedded(c, asked)
	if err != nil {
		return err
	}
	x, err := p.exhibit(r, &e)
	if err != nil {
		return err
	}
	answer, err := p.oEmbedAnswer(r, x, &e, within)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary(fiber.HeaderAcceptLanguage)
	return c.JSON(answer)
}

// roomFor reads how much room there is for what is embedded.
func roomFor(c *fiber.Ctx) (frame, error) {
	within := frame{math.MaxInt, math.MaxInt}
	for name, to := range map[string]*int{"maxwidth": &within.Width, "maxheight": &within.Height} {
		given := c.Query(name)
		if given == "" {
			continue
		}
		n, err := strconv.Atoi(given)
		if err != nil || n < 1 {
			return within, &store.Error{Code: store.CodeInvalid, Message: name + ": must be a number of pixels, 1 or more", Err: err}
		}
		*to = n
	}
	return within, nil
}

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
		return nil, embedded{}, nothingEmbedded("there are: " + embedsThere + ", and pages with a chart: /, /regions/{code}, /programmes/{id}, /compare/trajectories, /compare/scatter, /compare/ranks")
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
	case (under == embedAddress || under == shareAddress) && len(parts) == 4 && (parts[1] == embedTrajectory || parts[1] == embedTile):
		return embedOf(parts[1], parts[2], parts[3], query.Get), true
	case (under == embedAddress || under == shareAddress) && len(parts) == 3 && parts[1] == embedStages:
		return embedOf(embedStages, "", parts[2], query.Get), true
	case (under == embedAddress || under == shareAddress) && len(parts) == 2:
		kind := strings.TrimSuffix(strings.TrimSuffix(parts[1], ".svg"), ".png")
		return embedOf(kind, "", parts[1], query.Get), slices.Contains(embedsAlone, kind)
	case len(parts) == 2 && parts[0] == "compare":
		return embedOf(parts[1], "", "", query.Get), parts[1] != embedMap && slices.Contains(embedsAlone, parts[1])
	case len(parts) == 1 && parts[0] == "":
		return r.firstOf(lead(r.board))
	case len(parts) == 2 && parts[0] == "regions":
		return r.firstOf(r.firstDrawn("", strings.ToUpper(parts[1])))
	case len(parts) == 2 && parts[0] == "programmes":
		return r.firstOf(r.firstDrawn(parts[1], ""))
	}
	return embedded{}, false
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

// embedOfView is the same of a way of comparing regions.
func embedOfView(view string, chosen selection) *embedded {
	if !slices.Contains(embedsAlone, view) {
		return nil
	}
	return &embedded{kind: view, choice: chosen}
}

// trajectoryOf is a promise's chart as it can be embedded.
func trajectoryOf(g group) embedded {
	p := g.last()
	return embedded{kind: embedTrajectory, indicator: p.Indicator.ID, region: p.Region.Code, target: p.Target.ID, breakdown: p.Breakdown}
}

func (p *Pages) oEmbedAnswer(r *request, x *exhibit, e *embedded, within frame) (*oEmbedAnswer, error) {
	var f frame
	var err error
	if e.ending == "" {
		if x, e, f, err = p.framed(r, x, e, within); err != nil {
			return nil, err
		}
	}
	site := r.publicSite()
	answer := &oEmbedAnswer{Version: "1.0", Type: "rich", Title: x.name(), ProviderName: x.Source.Publisher, ProviderURL: site, CacheAge: cacheAge}
	if e.ending == "" {
		answer.HTML, answer.Width, answer.Height = snippet(site+e.link(r, "", "theme", e.asked(e.theme)), answer.Title, f), f.Width, f.Height
	}
	size, drawn, err := p.fitting(r, x, within)
	if err != nil {
		return nil, err
	}
	switch {
	case e.ending == "" && drawn != nil:
		answer.ThumbnailURL = site + e.link(r, ".png", "size", size)
		answer.ThumbnailWidth, answer.ThumbnailHeight = pixels(drawn)
	case e.ending == "":
	case drawn == nil:
		return nil, nothingEmbedded("the image does not fit into that room")
	default:
		answer.Type, answer.URL = "photo", site+e.link(r, e.ending, "size", size, "theme", e.asked(e.theme))
		answer.Width, answer.Height = pixels(drawn)
	}
	return answer, nil
}

// framed is what a page within another one shows there and how large it is: where there is no room for a chart, its number alone.
func (p *Pages) framed(r *request, x *exhibit, e *embedded, within frame) (*exhibit, *embedded, frame, error) {
	f, fits, err := p.frameWithin(r, x, within)
	if err == nil && !fits && e.kind == embedTrajectory {
		tile := *e
		tile.kind = embedTile
		r.begin()
		if x, err = p.exhibit(r, &tile); err != nil {
			return nil, nil, f, err
		}
		e = &tile
		f, fits, err = p.frameWithin(r, x, within)
	}
	if err == nil && !fits {
		err = nothingEmbedded(fmt.Sprintf("it can't be seen whole in that room, but in %d by %d pixels", f.Width, f.Height))
	}
	return x, e, f, err
}

// asked is a theme as it stands in an address: the usual one does not.
func (e *embedded) asked(theme string) string {
	if theme == picture.Auto {
		return ""
	}
	return theme
}

// fitting is the largest image that there is room for; nil where there is room for none.
func (p *Pages) fitting(r *request, x *exhibit, within frame) (size string, drawn *picture.Picture, err error) {
	for _, size := range embedSizes {
		drawn, err := p.picture(r, x, size)
		if err != nil {
			return "", nil, err
		}
		if width, height := pixels(drawn); width <= within.Width && height <= within.Height {
			return size, drawn, nil
		}
	}
	return "", nil, nil
}

func pixels(p *picture.Picture) (width, height int) {
	return int(math.Ceil(p.Width)), int(math.Ceil(p.Height))
}
