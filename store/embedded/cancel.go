package embedded

import (
	"context"
	"fmt"
	"time"
)

// A query is found among the running ones by the comment that it begins with.
func (e *Engine) newTag() string {
	return fmt.Sprintf("/* postup query %d */ ", e.queries.Add(1))
}

const (
	firstKillPause = 5 * time.Millisecond
	lastKillPause  = 200 * time.Millisecond
)

// interruptible runs call, which blocks in the library. When ctx ends first, the query is killed from the
// control connection (the library's own cancel waits for the call that it should end) and interrupt, if
// any, is called, until call returns: a kill that comes before the query has started finds nothing.
// It returns when call has returned and nothing of its own runs any more.
func (e *Engine) interruptible(ctx context.Context, tag string, call, interrupt func()) {
	if ctx.Done() == nil {
		call()
		return
	}
	returned, stopped := make(chan struct{}), make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		for pause := firstKillPause; ; pause = min(2*pause, lastKillPause) {
			e.kill(tag)
			if interrupt != nil {
				interrupt()
			}
			timer := time.NewTimer(pause)
			select {
			case <-returned:
				timer.Stop()
				return
			case <-timer.C:
			}
		}
	})
	call()
	close(returned)
	if !stop() {
		<-stopped
	}
}

// kill asks the engine to end a query. That it does not run (yet, or any more) is no error, and one that
// can't be killed is asked again.
func (e *Engine) kill(tag string) {
	e.controlMu.Lock()
	defer e.controlMu.Unlock()
	_ = e.control.exec("KILL QUERY WHERE startsWith(query, " + quotedText(tag) + ") FORMAT Null")
}
