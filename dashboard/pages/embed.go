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

// The kinds of what can be embedded, beside three ways of comparing regions, which have their views' names.
const (
	embedTrajectory = "trajectory" // a promise, or an indicator without one, in a region over time
	embedTile       = "tile"       // its newest value alone
	embedMap        = "map"        // a promise in all regions
	embedStages     = "stages"     // a region's services by how far they are online
)

// embedsAlone are the kinds whose addresses have nothing behind them but parameters.
var embedsAlone = []string{embedMap, viewTrajectories, viewScatter, viewRanks}

// embedsThere are the addresses that there are.
const embedsThere = "/embed/trajectory/{indicator}/{region}, /embed/tile/{indicator}/{region}, /embed/stages/{region}, /embed/map, /embed/trajectories, /embed/scatter, /embed/ranks"

// sizes are what an image can be as, the default first.
var embedSizes = []string{"large", "small"}

// embedded is which chart or tile an address names, and how it is to look.
type embedded struct {
	kind              string
	indicator, region string    // of a trajectory and a tile; of stages the region alone
	target, breakdown string    // of these and of a map
	choice            selection // of what compares regions
	lang, theme, size string
	scaled            string // as it was asked for
	scale             int
	ending            string // .svg, .png; "" is a page
}

// embedEndings are the files that an address with nothing behind it has beside the page.
var embedEndings = []string{".svg", ".png"}

// embedOf reads an address: its kind, what stands behind that, and its parameters. What can't be is found out by the board.
func embedOf(kind, indicator, last string, query func(string) string) embedded {
	e := embedded{kind: kind, lang: query("lang"), theme: query("theme"), size: query("size"), scaled: query("scale")}
	for _, ending := range embedEndings {
		if plain, has := strings.CutSuffix(last, ending); has {
			last, e.ending = plain, ending
		}
	}
	switch {
	case kind == embedStages:
		e.region = strings.ToUpper(last)
	case !slices.Contains(embedsAlone, kind):
		e.indicator, e.region = indicator, strings.ToUpper(last)
		fallthrough
	case kind == embedMap:
		e.target, e.breakdown = query("target"), query("breakdown")
	default:
		e.choice = selection{of: query("of"), peers: query("peers"), by: query("by"), indicator: query("indicator"), x: query("x"), y: query("y")}
	}
	return e
}

// askedEmbed reads the address of a request.
func askedEmbed(c *fiber.Ctx, kind string) (embedded, error) {
	var parts [2]string
	for i, name := range []string{"indicator", "region"} {
		plain, err := url.PathUnescape(c.Params(name))
		if err != nil {
			return embedded{}, &store.Error{Code: store.CodeInvalid, Message: name + ": can't be read", Err: err}
		}
		parts[i] = plain
	}
	if slices.Contains(embedsAlone, kind) {
		parts[1] = c.Path()
	}
	return embedOf(kind, parts[0], parts[1], func(name string) string { return c.Query(name) }), nil
}

// path is the address without its parameters.
func (e *embedded) path(under string) string {
	path := under + "/" + e.kind
	switch {
	case e.kind == embedStages:
		path += "/" + url.PathEscape(e.region)
	case !slices.Contains(embedsAlone, e.kind):
		path += "/" + url.PathEscape(e.indicator) + "/" + url.PathEscape(e.region)
	}
	return path
}

// link is the address of the page, or of a file, of what is embedded; extra are further parameters.
func (e *embedded) link(r *request, ending string, extra ...string) string {
	return r.link(e.path(embedAddress)+ending, slices.Concat([]string{"lang", r.Code, "target", e.target, "breakdown", e.breakdown}, e.choice.pairs(), extra)...)
}

// share is the address of the page that offers it.
func (e *embedded) share(r *request) string {
	return r.link(e.path(shareAddress), append([]string{"target", e.target, "breakdown", e.breakdown}, e.choice.pairs()...)...)
}

// registerEmbeds puts what others embed on a router.
func (p *Pages) registerEmbeds(r fiber.Router) {
	for _, kind := range []string{embedTrajectory, embedTile} {
		r.Get(embedAddress+"/"+kind+"/:indicator/:region", p.embed(kind))
		r.Get(shareAddress+"/"+kind+"/:indicator/:region", p.share(kind))
	}
	r.Get(embedAddress+"/"+embedStages+"/:region", p.embed(embedStages))
	r.Get(shareAddress+"/"+embedStages+"/:region", p.share(embedStages))
	for _, kind := range embedsAlone {
		r.Get(embedAddress+"/"+kind, p.embed(kind))
		r.Get(shareAddress+"/"+kind, p.share(kind))
		for _, ending := range embedEndings {
			r.Get(embedAddress+"/"+kind+ending, p.embed(kind))
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
			x, err := p.exhibit(r, &e)
			if err != nil {
				return nil, err
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
	if kind, ending := withoutEnding(strings.TrimPrefix(c.Path(), embedAddress+"/")); ending != "" && slices.Contains(embedsAlone, kind) {
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

// wrongRegion is that an address names no region. Where it does up to a point, there is no such file.
func (r *request) wrongRegion(e *embedded) error {
	of := *e
	var ending string
	if of.region, ending = withoutEnding(e.region); ending != "" && r.board.Config.Region(of.region) != nil {
		return noFormat(r.Locale, of.path(embedAddress), strings.ToLower(ending))
	}
	return r.wrongEmbed("region", "region", e.region, regionCodes(r.board.Config), fiber.ErrNotFound)
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
	"which":      "several promises are about it; say which one is meant",
	"values":     "there are no values of this indicator for this region",
	"stages":     "no service of this region is known",
	"unmeasured": "no promise about the whole country has been measured, so say which one the map is to show",
	"unmapped":   "no promise can be shown on a map, since none is about several regions that have a place on it",
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
