package pages

import (
	"sync"

	"github.com/postup/postup/dashboard/board"
)

// maxRendered bounds the pages that are kept, in bytes.
const maxRendered = 32 << 20

// rendered keeps the pages that were made of the current board. A page follows from the board, the language and the
// address alone, so it is made once for however many ask; the next board begins anew.
type rendered struct {
	mu    sync.Mutex
	board *board.Board
	pages map[string][]byte // by entity tag and encoding
	size  int
}

func (k *rendered) find(b *board.Board, key string) ([]byte, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		return nil, false
	}
	page, ok := k.pages[key]
	return page, ok
}

// keep takes a page that is not changed any more. Pages of an older board than the current one are let go.
func (k *rendered) keep(b *board.Board, key string, page []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.board != b {
		if k.board != nil && !b.BuiltAt.After(k.board.BuiltAt) {
			return
		}
		k.board, k.pages, k.size = b, map[string][]byte{}, 0
	}
	if _, there := k.pages[key]; there || k.size+len(page) > maxRendered {
		return
	}
	k.pages[key] = page
	k.size += len(page)
}
