package pages

import (
	"fmt"
	"slices"
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
)

const (
	maxRendered = 32 << 20 // bytes of the pages that are kept
	quickly     = fasthttp.CompressBrotliBestSpeed
	thoroughly  = 5 // brotli's level for pages that are asked for again
)

// rendered keeps the pages that were made of the current board, compressed. A page follows from the board, the language and the
// address alone, so it is made once for however many ask; the next board begins anew.
type rendered struct {
	mu    sync.Mutex
	board *board.Board
	pages map[string]*renderedPage // by entity tag
	size  int
}

// renderedPage is a page, or an image, as it is sent to browsers.
type renderedPage struct {
	kind   string        // media type
	policy string        // content security policy where it has one of its own
	packed []byte        // quickly, for who asks first
	small  func() []byte // thoroughly, once somebody else asks
}

// pack copies a page, or what else is text: its own room can be used again.
func pack(kind string, plain []byte) *renderedPage {
	packed := fasthttp.AppendBrotliBytesLevel(nil, plain, quickly)
	return &renderedPage{kind: kind, packed: packed, small: sync.OnceValue(func() []byte {
		plain, err := fasthttp.AppendUnbrotliBytes(nil, packed)
		if err != nil {
			return packed
		}
		return slices.Clip(fasthttp.AppendBrotliBytesLevel(nil, plain, thoroughly))
	})}
}

// room is what a page takes up at most.
func (page *renderedPage) room() int { return 2 * len(page.packed) }

// send sends a page that is packed; who doesn't know brotli gets it as it was.
func (page *renderedPage) send(c *fiber.Ctx, packed []byte) error {
	c.Set(fiber.HeaderContentType, page.kind)
	if page.policy != "" {
		c.Set(fiber.HeaderContentSecurityPolicy, page.policy)
	}
	if page.asPacked(c) {
		if page.kind != pngType {
			c.Set(fiber.HeaderContentEncoding, "br")
		}
		return c.Send(packed)
	}
	plain, err := fasthttp.AppendUnbrotliBytes(nil, packed)
	if err != nil {
		return fmt.Errorf("unpack a page: %w", err)
	}
	return c.Send(plain)
}

// asPacked tells whether who asks gets a page's bytes as they are kept.
func (page *renderedPage) asPacked(c *fiber.Ctx) bool {
	return page.kind == pngType || c.Request().Header.HasAcceptEncoding("br")
}

// find is nil where the page is not kept.
func (k *rendered) find(b *board.Board, tag string) *renderedPage {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		return nil
	}
	return k.pages[tag]
}

// keep makes room for a page where there is none: nobody fills it up for good. Pages of an older board than the current one are let go.
func (k *rendered) keep(b *board.Board, tag string, page *renderedPage) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		if k.board != nil && !b.BuiltAt.After(k.board.BuiltAt) {
			return
		}
		k.board, k.pages, k.size = b, map[string]*renderedPage{}, 0
	}
	if k.pages[tag] != nil || page.room() > maxRendered {
		return
	}
	for other, it := range k.pages { // whichever comes: those that are asked for often are soon there again
		if k.size+page.room() <= maxRendered {
			break
		}
		k.size -= it.room()
		delete(k.pages, other)
	}
	k.pages[tag] = page
	k.size += page.room()
}
