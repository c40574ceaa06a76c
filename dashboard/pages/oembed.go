package pages

import (
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"

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
	x, err := p.exhibit(c.UserContext(), r, &e)
	if err != nil {
		return err
	}
	answer, err := p.oEmbedAnswer(c.UserContext(), r, x, &e, within)
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

func (p *Pages) oEmbedAnswer(ctx context.Context, r *request, x *exhibit, e *embedded, within frame) (*oEmbedAnswer, error) {
	var f frame
	var err error
	if e.ending == "" {
		if x, e, f, err = p.framed(ctx, r, x, e, within); err != nil {
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
func (p *Pages) framed(ctx context.Context, r *request, x *exhibit, e *embedded, within frame) (*exhibit, *embedded, frame, error) {
	f, fits, err := p.frameWithin(r, x, within)
	if err == nil && !fits && e.kind == embedTrajectory {
		tile := *e
		tile.kind = embedTile
		r.begin()
		if x, err = p.exhibit(ctx, r, &tile); err != nil {
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
