package pages

import (
	"sync"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
)

const (
	maxRendered = 32 << 20 // bytes of the pages that are kept
	brotliLevel = 5        // of pages that are asked for again
)

// rendered keeps the pages that were made of the current board. A page follows from the board, the language and the
// address alone, so it is made once for however many ask; the next board begins anew.
type rendered struct {
	mu    sync.Mutex
	board *board.Board
	pages map[string]*renderedPage // by entity tag
	size  int
}

// renderedPage is a page, and the same compressed once it is asked for again.
type renderedPage struct {
	kind   string // media type
	policy string // content security policy where it has one of its own
	plain  []byte
	once   sync.Once
	small  []byte
}

// room is what a page takes up at most, compressed too.
func (k *renderedPage) room() int { return len(k.plain) + len(k.plain)/4 }

func (k *renderedPage) send(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentType, k.kind)
	if k.policy != "" {
		c.Set(fiber.HeaderContentSecurityPolicy, k.policy)
	}
	if k.kind == pngType || !c.Request().Header.HasAcceptEncoding("br") {
		return c.Send(k.plain)
	}
	k.once.Do(func() { k.small = fasthttp.AppendBrotliBytesLevel(nil, k.plain, brotliLevel) })
	c.Set(fiber.HeaderContentEncoding, "br")
	return c.Send(k.small)
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

// keep takes a page that is not changed any more. Where there is no room, others make room: nobody fills it up for good. Pages of an
// older board than the current one are let go.
func (k *rendered) keep(b *board.Board, tag string, body []byte) {
	k.keepFile(b, tag, &renderedPage{kind: fiber.MIMETextHTMLCharsetUTF8, plain: body})
}

// keepFile does the same with a file that is made of a board.
func (k *rendered) keepFile(b *board.Board, tag string, page *renderedPage) {
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
