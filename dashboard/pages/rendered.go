package pages

import (
	"sync"

	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/board"
)

// maxRendered bounds the pages that are kept, in bytes.
const maxRendered = 32 << 20

// brotliLevel makes what is kept smaller than what is compressed for one visitor alone, in some milliseconds.
const brotliLevel = 5

// rendered keeps the pages that were made of the current board. A page follows from the board, the language and the
// address alone, so it is made once for however many ask; the next board begins anew.
type rendered struct {
	mu    sync.Mutex
	board *board.Board
	pages map[string][]byte // by entity tag
	small map[string][]byte // the same compressed, of those that were asked for again
	size  int
}

func (k *rendered) find(b *board.Board, tag string) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		return nil, false
	}
	page, ok := k.pages[tag]
	return page, ok
}

// compressed gives a page that is kept as brotli, which is made once; nil where there is no room for it.
func (k *rendered) compressed(b *board.Board, tag string) []byte {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		return nil
	}
	small, done := k.small[tag]
	if !done && k.pages[tag] != nil && k.size+len(k.pages[tag]) <= maxRendered {
		small = fasthttp.AppendBrotliBytesLevel(nil, k.pages[tag], brotliLevel)
		k.small[tag] = small
		k.size += len(small)
	}
	return small
}

// keep takes a page that is not changed any more. Where there is no room, others make room: nobody fills it up for good. Pages of an older board than the current one are let go.
func (k *rendered) keep(b *board.Board, tag string, page []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		if k.board != nil && !b.BuiltAt.After(k.board.BuiltAt) {
			return
		}
		k.board, k.pages, k.small, k.size = b, map[string][]byte{}, map[string][]byte{}, 0
	}
	if _, there := k.pages[tag]; there || len(page) > maxRendered {
		return
	}
	for other := range k.pages { // whichever comes: those that are asked for often are soon there again
		if k.size+len(page) <= maxRendered {
			break
		}
		k.size -= len(k.pages[other]) + len(k.small[other])
		delete(k.pages, other)
		delete(k.small, other)
	}
	k.pages[tag] = page
	k.size += len(page)
}
