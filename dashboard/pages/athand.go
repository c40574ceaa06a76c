package pages

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
)

const (
	handedFor = time.Second // that an answer is given again as it is: a release that was published since is seen no later
	maxAtHand = 4096        // answers, each with its own headers
)

// Route is the name under which a request holds the route of an answer that was at hand, a string.
const Route = "route"

// atHand are answers as they were sent a moment ago, for those who ask for the same in the same words. All are of one board.
type atHand struct {
	mu      sync.Mutex
	board   *board.Board
	answers map[string]*answer // by who asked for what
}

// answer is a kept page that was sent compressed.
type answer struct {
	until  time.Time
	route  string
	tag    string
	header fasthttp.ResponseHeader
	page   *renderedPage
}

// AtHand answers what is at hand before anything else is done for it: it stands before what bounds, routes and compresses.
func (p *Pages) AtHand(c *fiber.Ctx) error {
	if c.Method() != fiber.MethodGet || len(c.Request().Body()) > 0 || c.Get(fiber.HeaderContentEncoding) != "" {
		return c.Next()
	}
	a, of := p.atHand.find(c)
	if a == nil {
		return c.Next()
	}
	if b, err := p.Boards.Board(c.UserContext(), 0, 0); err != nil || b != of {
		return c.Next()
	}
	c.Locals(Route, a.route)
	a.header.CopyTo(&c.Response().Header)
	if c.Get(fiber.HeaderIfNoneMatch) == a.tag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	return a.page.send(c, a.page.small())
}

// find gives an answer and the board that it is of; nil where none is at hand.
func (h *atHand) find(c *fiber.Ctx) (*answer, *board.Board) {
	words := inWords(c, make([]byte, 0, 512))
	h.mu.Lock()
	a, of := h.answers[string(words)], h.board
	h.mu.Unlock()
	if a == nil || time.Now().After(a.until) {
		return nil, nil
	}
	return a, of
}

// keep is for a page that has just been sent. Where there is no room, another makes room.
func (h *atHand) keep(c *fiber.Ctx, b *board.Board, tag string, page *renderedPage) {
	if len(c.Response().Header.ContentEncoding()) == 0 {
		return
	}
	a := &answer{until: time.Now().Add(handedFor), route: c.Route().Path, tag: tag, page: page}
	c.Response().Header.CopyTo(&a.header)
	a.header.Del(fiber.HeaderContentEncoding) // who has the page is sent none of it
	words := string(inWords(c, nil))
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.board != b {
		h.board, h.answers = b, map[string]*answer{}
	}
	for other := range h.answers {
		if len(h.answers) < maxAtHand {
			break
		}
		delete(h.answers, other)
	}
	h.answers[words] = a
}

// inWords adds all of a request that a page hangs on.
func inWords(c *fiber.Ctx, words []byte) []byte {
	header := &c.Request().Header
	words = append(append(words, c.BaseURL()...), header.RequestURI()...)
	for _, name := range [...]string{fiber.HeaderAccept, fiber.HeaderAcceptLanguage, fiber.HeaderAcceptEncoding} {
		words = append(append(words, '\n'), header.Peek(name)...) // no header has a line's end
	}
	return words
}
