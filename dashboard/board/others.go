package board

import (
	"container/list"
	"context"
	"errors"
	"sync"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// most callers that may wait for boards of other days; more are turned away at once.
const mostWaiting = 64

// otherKey names a board of other days. seq is the newest row of the current board where later rows could change it.
type otherKey struct {
	asOf, today kpi.Date
	seq         uint64
}

// others are the boards of other days: the few used last are kept, each is built once however many ask for it, and one
// at a time, so that questions about the past can't starve those about the present.
type others struct {
	keep    int
	timeout time.Duration
	life    context.Context // of the builds; end ends it
	end     context.CancelFunc
	turn    chan struct{} // holds one token while a board is built
	running sync.WaitGroup

	mu      sync.Mutex
	kept    map[otherKey]*list.Element
	order   *list.List // of *entry, last used first
	pending map[otherKey]*call
	waiting int
}

type entry struct {
	key   otherKey
	board *Board
}

type call struct {
	done  chan struct{}
	board *Board
	err   error
}

func newOthers(keep int, timeout time.Duration) *others {
	o := &others{
		keep: keep, timeout: timeout, turn: make(chan struct{}, 1),
		kept: map[otherKey]*list.Element{}, order: list.New(), pending: map[otherKey]*call{},
	}
	o.life, o.end = context.WithCancel(context.Background())
	return o
}

// stop ends the builds that are under way and waits for them.
func (o *others) stop() {
	o.end()
	o.running.Wait()
}

func (o *others) get(ctx context.Context, key otherKey, build func(context.Context) (*Board, error)) (*Board, error) {
	o.mu.Lock()
	if e, ok := o.kept[key]; ok {
		o.order.MoveToFront(e)
		o.mu.Unlock()
		return e.Value.(*entry).board, nil
	}
	if o.waiting >= mostWaiting {
		o.mu.Unlock()
		return nil, busy("too many questions about other days at once; try again in a moment", nil)
	}
	o.waiting++
	c, ok := o.pending[key]
	if !ok {
		c = &call{done: make(chan struct{})}
		o.pending[key] = c
		o.running.Go(func() { o.build(key, c, build) })
	}
	o.mu.Unlock()
	defer func() {
		o.mu.Lock()
		o.waiting--
		o.mu.Unlock()
	}()
	select {
	case <-c.done:
		return c.board, c.err
	case <-ctx.Done():
		return nil, busy("the figures of that day are still being put together; try again in a moment", ctx.Err())
	}
}

// build runs apart from the callers: one that leaves must not take the board away from those that stay.
func (o *others) build(key otherKey, c *call, build func(context.Context) (*Board, error)) {
	ctx, cancel := context.WithTimeout(o.life, o.timeout)
	defer cancel()
	select {
	case o.turn <- struct{}{}:
		c.board, c.err = build(ctx)
		<-o.turn
	case <-ctx.Done():
		c.err = busy("too many questions about other days at once; try again in a moment", ctx.Err())
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.pending, key)
	if c.err == nil {
		o.remember(key, c.board)
	} else if errors.Is(c.err, context.DeadlineExceeded) {
		c.err = busy("the figures of that day took too long to put together; try again later", c.err)
	}
	close(c.done)
}

func (o *others) remember(key otherKey, b *Board) {
	o.kept[key] = o.order.PushFront(&entry{key, b})
	for o.order.Len() > o.keep {
		oldest := o.order.Back()
		delete(o.kept, oldest.Value.(*entry).key)
		o.order.Remove(oldest)
	}
}

func busy(message string, err error) error {
	return &store.Error{Code: store.CodeUnavailable, Message: message, Err: err}
}
