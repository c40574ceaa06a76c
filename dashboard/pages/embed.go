package pages

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/dashboard/pages/picture"
	"github.com/postup/postup/store"
)

// What stands in other people's pages: a chart or a tile with where it comes from, as a page, an SVG or a PNG.
const (
	embedAddress = "/embed"
	shareAddress = "/share" // pages that offer it
)

// sizes are what an image can be as, the default first.
var embedSizes = []string{"large", "small"}

// embedded is which chart or tile an address names, and how it is to look.
type embedded struct {
	kind              string
	indicator, region string    // what stands behind the kind: an indicator or an index, and a region
	id                string    // or a programme, a service or a dataset
	target, breakdown string    // of a trajectory, a tile and a map
	release           string    // of a dataset: "" is the newest
	choice            selection // of what compares regions
	lang, theme, size string
	scaled            string // as it was asked for
	scale             int
	ending            string // .svg, .png; "" is a page
}

// askedEmbed reads the address of a request.
func askedEmbed(c *fiber.Ctx, kind string) (embedded, error) {
	k, _ := embedKindOf(kind)
	parts := make([]string, 2-len(k.behind), 2)
	for _, name := range k.behind {
		plain, err := url.PathUnescape(c.Params(name))
		if err != nil {
			return embedded{}, &store.Error{Code: store.CodeInvalid, Message: name + ": can't be read", Err: err}
		}
		parts = append(parts, plain)
	}
	if k.behind == nil {
		parts[1] = c.Path()
	}
	return embedOf(kind, parts[0], parts[1], func(name string) string { return c.Query(name) }), nil
}

// registerEmbeds puts what others embed on a router.
func (p *Pages) registerEmbeds(r fiber.Router) {
	for _, k := range embedKinds {
		parameter := func(name string) string { return ":" + name }
		r.Get(k.address(embedAddress, parameter), p.embed(k.name))
		r.Get(k.address(shareAddress, parameter), p.share(k.name))
		if k.behind != nil {
			continue
		}
		for _, ending := range embedEndings {
			r.Get(embedAddress+"/"+k.name+ending, p.embed(k.name))
		}
	}
	r.Get(embedAddress+"/*", p.noEmbed)
	r.Get(embedAddress, p.noEmbed)
	r.Get("/oembed", p.oEmbed)
}

// embed serves a kind of what can be embedded.
func (p *Pages) embed(kind string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		e, err := askedEmbed(c, kind)
		if err != nil {
			return err
		}
		if e.ending != "" {
			return p.image(c, e)
		}
		return p.page(func(r *request) (*content, error) {
			x, err := p.exhibit(c.UserContext(), r, &e)
			if err != nil {
				return nil, err
			}
			if x.own() {
				l, err := p.blank(r, largeWidth)
				if err != nil {
					return nil, err
				}
				x.Drawn = l.inPage(x)
			}
			return &content{template: "embed", title: x.name(), embed: &e, body: &embedBody{Theme: e.theme, Exhibit: x}}, nil
		})(c)
	}
}

// embedPolicy is that of a page within others' pages: it may load less than a page of ours, and stand anywhere.
const embedPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"

// framed lets an answer stand in others' pages.
func framed(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, embedPolicy)
	c.Response().Header.Del(fiber.HeaderXFrameOptions)
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// inFrame tells whether an address is one of those that stand in others' pages.
func inFrame(path string) bool { return strings.HasPrefix(path, embedAddress+"/") }

// noEmbed answers an address of nothing that can be embedded with what can be.
func (p *Pages) noEmbed(c *fiber.Ctx) error {
	_, loc, err := p.ask(c)
	if err != nil {
		return err
	}
	if kind, ending := withoutEnding(strings.TrimPrefix(c.Path(), embedAddress+"/")); ending != "" && standsAlone(kind) {
		return noFormat(loc, embedAddress+"/"+kind, ending)
	}
	return &store.Error{Code: store.CodeNotFound, Message: "nothing to embed is at this address; there are: " + embedsThere,
		Err: &wrongFilter{said: loc.T("embed.nothing", "List", embedsThere), status: fiber.ErrNotFound}}
}

// withoutEnding cuts what an address ends with, such as .gif; "" where it ends with nothing of the kind.
func withoutEnding(last string) (plain, ending string) {
	if at := strings.LastIndexByte(last, '.'); at > 0 {
		return last[:at], last[at:]
	}
	return last, ""
}

// noFormat is that there is no such file of what an address names, and which there are.
func noFormat(loc *locale.Locale, address, ending string) error {
	if !sayable(ending) {
		ending = "…"
	}
	there := address
	for _, file := range embedEndings {
		there += ", " + address + file
	}
	return &store.Error{Code: store.CodeNotFound, Message: fmt.Sprintf("there is no format %q here; there are: %s", ending, there),
		Err: &wrongFilter{said: loc.T("filter.unknown.format", "Given", ending) + " " + loc.T("filter.there", "List", there), status: fiber.ErrNotFound}}
}

// wrongRegion is that an address names no region.
func (r *request) wrongRegion(e *embedded) error {
	return r.wrongLast(e, "region", regionCodes(r.board.Config))
}

// wrongLast is that what stands last in an address is nothing that there is of a kind. Where it is up to a point, there is no such file.
func (r *request) wrongLast(e *embedded, kind string, there []string) error {
	if plain, ending := withoutEnding(e.last()); ending != "" && slices.Contains(there, plain) {
		of := *e
		if of.id = plain; e.region != "" {
			of.region, of.id = plain, ""
		}
		return noFormat(r.Locale, of.path(embedAddress), strings.ToLower(ending))
	}
	return r.wrongEmbed(kind, kind, e.last(), there, fiber.ErrNotFound)
}

// wrongEmbed is that an address names what can't be embedded, and what can: in words for people, and plain for programs.
func (r *request) wrongEmbed(kind, parameter, given string, there []string, status *fiber.Error) error {
	code := store.CodeInvalid
	if status == fiber.ErrNotFound {
		code = store.CodeNotFound
	}
	if !sayable(given) {
		given = "…"
	}
	plain := parameter + ": " + cmp.Or(plainly[kind], fmt.Sprintf("there is no %q", given))
	if len(there) > 0 {
		plain += "; there are: " + strings.Join(there[:min(len(there), mostThere)], ", ")
	}
	return &store.Error{Code: code, Message: plain,
		Err: &wrongFilter{said: r.unknownOf(kind, parameter, given, there), status: status}}
}

// plainly is what programs are told of what is missing, where that is not what they named.
var plainly = map[string]string{
	"which":            "several promises are about it; say which one is meant",
	"values":           "there are no values of this indicator for this region",
	"stages":           "no service of this region is known",
	"ranked":           "no region has a place in an index of this programme",
	"place":            "this region has no place in this index",
	"milestones":       "this programme has no milestones",
	"times":            "nothing is known of applications in this region",
	"times_of_service": "nothing is known of applications for this service",
	"nobody":           "no region is known to offer this service",
	"reports":          "no report has been due to this programme yet",
	"contents":         "there is nothing to draw of this dataset",
	"unmeasured":       "no promise about the whole country has been measured, so say which one the map is to show",
	"unmapped":         "no promise can be shown on a map, since none is about several regions that have a place on it",
}

// checkLook refuses looks that there are not, and fills in those that were not asked for.
func (p *Pages) checkLook(r *request, e *embedded) error {
	if e.lang != "" && p.languages.Find(e.lang) == nil {
		return r.wrongEmbed("lang", "lang", e.lang, idsOf(p.languages.All(), func(l *locale.Locale) string { return l.Code }), fiber.ErrBadRequest)
	}
	for _, of := range []struct {
		name  string
		given *string
		all   []string
	}{{"theme", &e.theme, picture.Themes()}, {"size", &e.size, embedSizes}} {
		*of.given = cmp.Or(*of.given, of.all[0])
		if !slices.Contains(of.all, *of.given) {
			return r.wrongEmbed(of.name, of.name, *of.given, of.all, fiber.ErrBadRequest)
		}
	}
	n, err := strconv.Atoi(cmp.Or(e.scaled, "1"))
	if err != nil || n < 1 || n > picture.MostScale {
		all := make([]string, picture.MostScale)
		for i := range all {
			all[i] = strconv.Itoa(i + 1)
		}
		return r.wrongEmbed("scale", "scale", e.scaled, all, fiber.ErrBadRequest)
	}
	e.scale = n
	return nil
}

func indicatorIDs(c *config.Config) []string {
	return idsOf(c.Indicators, func(i *config.Indicator) string { return i.ID })
}
