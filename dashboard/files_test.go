package dashboard

import (
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// held is a store that gives the beginning of a content, and the rest once somebody has read that.
type held struct {
	*store.Store
	read chan struct{} // closed once somebody has
}

func (h *held) Content(ctx context.Context, hash string, to io.Writer) error {
	return h.Store.Content(ctx, hash, &afterFirst{to: to, read: h.read})
}

func (h *held) ContentOf(ctx context.Context, d store.Released, to io.Writer) error {
	return h.Store.ContentOf(ctx, d, &afterFirst{to: to, read: h.read})
}

type afterFirst struct {
	to      io.Writer
	read    chan struct{}
	started bool
}

func (a *afterFirst) Write(b []byte) (int, error) {
	if a.started {
		select {
		case <-a.read:
		case <-time.After(time.Minute): // the test has failed by then
		}
	}
	a.started = true
	return a.to.Write(b)
}

const begins = 100_000 // bytes that are read before the rest is given

// TestDownloadStartsWhileItIsMade: nobody waits for a long file to be whole, and it is never whole in memory.
func TestDownloadStartsWhileItIsMade(t *testing.T) {
	s := &held{storetest.Embedded(t), make(chan struct{})}
	cfg := settings(t)
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	d := released(t, s.Store, cfg, 10_000)
	app, err := New(Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	address, begun := listening(t, app)+"/open-data/observations/latest.ndjson", make(chan *http.Response, 1)
	go func() {
		defer close(begun)
		res, err := http.Get(address)
		if err == nil {
			_, err = io.ReadFull(res.Body, make([]byte, begins))
		}
		if err != nil {
			t.Error(err)
			return
		}
		begun <- res
	}()
	var res *http.Response
	select {
	case res = <-begun:
	case <-time.After(10 * time.Second):
		t.Error("nothing comes before the file is whole")
	}
	close(s.read)
	if res == nil {
		res = <-begun
	}
	if res == nil {
		return
	}
	defer res.Body.Close()
	rest, err := io.Copy(io.Discard, res.Body)
	if err != nil || uint64(begins+rest) != d.Bytes {
		t.Errorf("%d bytes came of %d: %v", begins+rest, d.Bytes, err)
	}
}
