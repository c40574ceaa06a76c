// Package athand gives answers again as they were sent a moment ago, before anything else is done for who asks for the same in the same words.
package athand

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

const (
	handedFor = time.Second // that an answer is given again as it is: a release that was published since is seen no later
	most      = 4096        // answers, each with its own headers
)

// Route is the name under which a request holds the route of an answer that was at hand, a string.
const Route = "route"

// asked is the name under which a request holds the words that its answer may be kept by, a string.
const asked = "asked"

// Answers are those at hand. They are safe for concurrent use; nil keeps none.
type Answers struct {
	state func(context.Context) any

	mu      sync.Mutex
	of      any                // the state that the answers are of
	answers map[string]*answer // by who asked for what
}

// answer is one to a GET, with what is said beside it and of it alone.
type answer struct {
	until  time.Time
	route  string
	tag    string
	header fasthttp.ResponseHeader
	body   func() []byte
	bound  bool // to the state
}

// New gives no answers yet. What state gives is another once answers that were of the one before no longer hold.
func New(state func(context.Context) any) *Answers {
	return &Answers{state: state, answers: map[string]*answer{}}
}

// Answer answers what is at hand. It stands before what bounds, routes and compresses.
func (h *Answers) Answer(c *fiber.Ctx) error {
	header := &c.Request().Header
	if !header.IsGet() || len(c.Request().Body()) > 0 || len(header.Peek(fiber.HeaderContentEncoding)) > 0 || len(header.Peek(fiber.HeaderRange)) > 0 {
		return c.Next()
	}
	words := inWords(c, make([]byte, 0, 512))
	a, of := h.find(words)
	if a == nil {
		c.Locals(asked, string(words)) // as they were before anybody changes the request
		return c.Next()
	}
	known := c.Get(fiber.HeaderIfNoneMatch)
	if known == "" && c.Get(fiber.HeaderIfModifiedSince) != "" { // which is not looked at here
		return c.Next()
	}
	if known != "" && known != a.tag || a.bound && h.state(c.UserContext()) != of {
		return c.Next()
	}
	body := a.body()
	if body == nil {
		return c.Next()
	}
	c.Locals(Route, a.route)
	a.header.CopyTo(&c.Response().Header)
	if known != "" {
		about := &c.Response().Header
		about.SetContentType("")
		about.Del(fiber.HeaderContentEncoding) // who has it is sent none of it
		about.Del(fiber.HeaderContentDisposition)
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Response().SetBodyRaw(body) // which nobody changes
	return nil
}

// find gives an answer and the state that it is of; nil where none is at hand.
func (h *Answers) find(words []byte) (*answer, any) {
	h.mu.Lock()
	a, of := h.answers[string(words)], h.of
	h.mu.Unlock()
	if a == nil || time.Now().After(a.until) {
		return nil, nil
	}
	return a, of
}

// Keep is for a whole answer that has just been given: of a state, or nil where it hangs on none, with its entity tag. body gives its bytes again, which
// nobody changes, or nil once they are gone. Where there is no room, another answer makes room.
func (h *Answers) Keep(c *fiber.Ctx, of any, body func() []byte) {
	words, asks := c.Locals(asked).(string)
	if h == nil || !asks {
		return
	}
	a := &answer{until: time.Now().Add(handedFor), route: c.Route().Path, tag: c.GetRespHeader(fiber.HeaderETag), body: body, bound: of != nil}
	c.Response().Header.CopyTo(&a.header)
	h.mu.Lock()
	defer h.mu.Unlock()
	if a.bound && h.of != of {
		h.of, h.answers = of, map[string]*answer{}
	}
	for other := range h.answers {
		if len(h.answers) < most {
			break
		}
		delete(h.answers, other)
	}
	h.answers[words] = a
}

// inWords adds all of a request that an answer hangs on.
func inWords(c *fiber.Ctx, words []byte) []byte {
	header := &c.Request().Header
	words = append(append(words, c.BaseURL()...), header.RequestURI()...)
	for _, name := range [...]string{fiber.HeaderAccept, fiber.HeaderAcceptLanguage, fiber.HeaderAcceptEncoding} {
		words = append(append(words, '\n'), header.Peek(name)...) // no header has a line's end
	}
	return words
}
