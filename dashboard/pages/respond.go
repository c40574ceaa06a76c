package pages

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/utils"

	"github.com/postup/postup/dashboard/pages/locale"
)

// Policy is the content security policy of every page: nothing from elsewhere, nothing inline.
const Policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// content is what a page's own template shows, and the name of that template.
type content struct {
	template string
	title    string
	section  string    // the part of the navigation that it belongs to
	charts   bool      // it has charts that the script can draw large
	seldom   bool      // one of very many, each asked for now and then: not worth keeping
	passing  bool      // something on it is being made: the next visit sees more
	wrong    bool      // what was asked for can't be answered, and the page says why: its status is 400
	embed    *embedded // what it shows first of what others can embed; nil: nothing
	body     any
}

// page serves one page: it finds the board, answers from the browser's copy where that still holds, and renders.
func (p *Pages) page(make func(*request) (*content, error)) fiber.Handler {
	return func(c *fiber.Ctx) error {
		secure(c)
		r, err := p.request(c)
		if err != nil {
			return err
		}
		return p.once(c, r, func() (*renderedPage, bool, error) {
			content, err := make(r)
			if err != nil {
				return nil, false, err
			}
			if !content.wrong {
				if err := r.checkFilters(c); err != nil {
					return nil, false, err
				}
			}
			page, err := p.render(r.Locale, content.template, p.view(r, content))
			if err != nil {
				return nil, false, err
			}
			switch {
			case content.wrong:
				notKept(c.Status(fiber.StatusBadRequest))
			case content.passing:
				notKept(c)
			default:
				return page, !content.seldom, nil
			}
			return page, false, nil
		})
	}
}

// once sends what is made once for however many ask, if it is worth keeping.
func (p *Pages) once(c *fiber.Ctx, r *request, make func() (page *renderedPage, worth bool, err error)) error {
	tag := p.tag(c, r)
	if c.Get(fiber.HeaderIfNoneMatch) == tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	if page := p.rendered.find(r.board, tag); page != nil {
		if err := page.send(c, page.small()); err != nil {
			return err
		}
		if page.asPacked(c) {
			p.AtHand.Keep(c, r.board, page.small)
		}
		return nil
	}
	r.begin()
	page, worth, err := make()
	if err != nil {
		return err
	}
	if worth && r.asked.asOf.IsZero() && r.asked.today.IsZero() {
		p.rendered.keep(r.board, tag, page)
	}
	return page.send(c, page.packed)
}

// answer serves what is no page: a file, or data for the script. A browser that has it already is told so.
func (p *Pages) answer(make func(*fiber.Ctx, *request) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		secure(c)
		r, err := p.request(c)
		if err != nil {
			return err
		}
		if c.Get(fiber.HeaderIfNoneMatch) == p.tag(c, r) {
			return c.SendStatus(fiber.StatusNotModified)
		}
		r.begin()
		return make(c, r)
	}
}

func (p *Pages) request(c *fiber.Ctx) (*request, error) {
	a, loc, err := p.ask(c)
	if err != nil {
		return nil, err
	}
	b, err := p.Boards.Board(c.UserContext(), a.asOf, a.today)
	if err != nil {
		return nil, fmt.Errorf("get the board (as_of %q, today %q): %w", a.asOf, a.today, err)
	}
	id := c.Params("id", c.Params("code"))
	if plain, err := url.PathUnescape(id); err == nil {
		id = plain
	}
	r := &request{Locale: loc, board: b, now: b.Moment, site: utils.CopyString(c.BaseURL()), asked: a} // which may need nothing more
	r.path, r.id = utils.CopyString(c.Path()), utils.CopyString(id)
	if !a.asOf.IsZero() || !a.today.IsZero() {
		now, err := p.Boards.Board(c.UserContext(), 0, 0)
		if err != nil {
			return nil, fmt.Errorf("get the board of now: %w", err)
		}
		r.other = b != now
	}
	return r, nil
}

// answeredAs is under which name a request holds in what form it is answered, where one address has several.
const answeredAs = "answered as"

// tag sets what caches go by and gives the page's entity tag: the same board, releases, language, address, site and edition of the
// assets make the same page. The site counts, for whole addresses stand in pages: who came by another name must not leave it to others.
func (p *Pages) tag(c *fiber.Ctx, r *request) string {
	as, _ := c.Locals(answeredAs).(string)
	said := make([]byte, 0, 256)
	for _, n := range [...]int64{int64(r.board.Seq), r.board.BuiltAt.UnixNano(), int64(r.board.AsOf), int64(r.board.Today)} {
		said = append(strconv.AppendInt(said, n, 36), ' ')
	}
	for _, s := range [...]string{p.Releases.Edition(c.UserContext()), r.Code, p.assets.Edition(), p.Version, as, r.site, c.OriginalURL()} {
		said = append(append(said, s...), ' ')
	}
	h := fnv.New128a()
	h.Write(said)
	tag := `W/"` + hex.EncodeToString(h.Sum(nil)) + `"`
	c.Set(fiber.HeaderETag, tag)
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Vary(fiber.HeaderAcceptLanguage, fiber.HeaderAcceptEncoding)
	return tag
}

// notKept keeps an answer that is no page from being kept anywhere.
func notKept(c *fiber.Ctx) {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().Header.Del(fiber.HeaderETag)
}

// secure sets the headers of every page, error pages included.
func secure(c *fiber.Ctx) {
	c.Set(fiber.HeaderContentSecurityPolicy, Policy)
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	if inFrame(c.Path()) {
		framed(c)
	}
}

// render makes a page whole before it is sent, so that a fault in a template never sends half of one.
func (p *Pages) render(loc *locale.Locale, name string, view *view) (*renderedPage, error) {
	out := p.buffers.Get().(*bytes.Buffer)
	defer p.buffers.Put(out)
	out.Reset()
	if err := p.templates.render(out, loc.Code, name, view); err != nil {
		return nil, fmt.Errorf("render %s in %s: %w", name, loc.Code, err)
	}
	return pack(fiber.MIMETextHTMLCharsetUTF8, out.Bytes()), nil
}
