package pages

import (
	"context"
	"html"
	"math"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/dashboard/pages/picture"
)

// embedBody is what stands in others' pages: an exhibit, or that there is none.
type embedBody struct {
	Theme   string
	Exhibit *exhibit
	Failure *failure
}

// shareBody is a page that offers an exhibit in every form.
type shareBody struct {
	*exhibit
	Name           string
	Snippet, Image string  // what is copied
	Preview        string  // address of the image
	Width, Height  int     // of it
	Pages, Files   []place // in each theme; in each format
	Other          *place  // the number alone, or the chart; nil of what has neither
	OEmbed         string
}

// offer is what to copy to embed what stands above, and the page with all forms of it.
type offer struct{ Snippet, Href string }

// offer makes what to copy for something on a page; nil where it can't be embedded. A page's own request is not touched by it.
func (p *Pages) offer(of *request, e embedded) *offer {
	r := newRequest(of.Locale, of.board, of.site, of.asked)
	x, err := p.exhibit(context.Background(), r, &e) // of a promise, which the board has
	if err != nil {
		return nil
	}
	f, err := p.frameFor(r, x, mostWide)
	if err != nil {
		return nil
	}
	return &offer{snippet(r.publicSite()+e.link(r, ""), x.name(), f), e.share(r)}
}

// share serves the page that offers something to embed.
func (p *Pages) share(kind string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		e, err := askedEmbed(c, kind)
		if err != nil {
			return err
		}
		return p.page(func(r *request) (*content, error) {
			x, err := p.exhibit(c.UserContext(), r, &e)
			if err != nil {
				return nil, err
			}
			body, err := p.shareBody(r, x, &e)
			if err != nil {
				return nil, err
			}
			return &content{template: "share", title: r.T("embed.title", "Title", x.name()), section: "open-data", seldom: true, embed: &e, body: body}, nil
		})(c)
	}
}

func (p *Pages) shareBody(r *request, x *exhibit, e *embedded) (*shareBody, error) {
	drawn, err := p.picture(r, x, e.size)
	if err != nil {
		return nil, err
	}
	f, err := p.frameFor(r, x, mostWide)
	if err != nil {
		return nil, err
	}
	site := r.publicSite()
	body := &shareBody{
		exhibit: x, Name: x.name(), Preview: e.link(r, ".svg"), Width: int(drawn.Width), Height: int(math.Ceil(drawn.Height)), OEmbed: r.oEmbedLink(e),
		Snippet: snippet(site+e.link(r, ""), x.name(), f),
	}
	body.Image = `<img src="` + html.EscapeString(site+body.Preview) + `" alt="` + html.EscapeString(r.T("embed.alt", "Name", x.name(), "Address", x.Source.bare())) + `" width="` +
		strconv.Itoa(body.Width) + `" height="` + strconv.Itoa(body.Height) + `" style="max-width:100%;height:auto" loading="lazy">`
	if other := *e; e.kind == embedTile || e.kind == embedTrajectory {
		other.kind = map[string]string{embedTile: embedTrajectory, embedTrajectory: embedTile}[e.kind]
		body.Other = &place{r.T("embed.other." + other.kind), other.share(r)}
	}
	for _, theme := range picture.Themes() {
		body.Pages = append(body.Pages, place{r.T("embed.theme." + theme), e.link(r, "", "theme", theme)})
	}
	for _, size := range embedSizes {
		name := r.T("embed.size." + size)
		body.Files = append(body.Files, place{"SVG, " + name, e.link(r, ".svg", "size", size)}, place{"PNG, " + name, e.link(r, ".png", "scale", "2", "size", size)})
	}
	return body, nil
}
