package store_test

import (
	"io"
	"net"
	"sync"
	"testing"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// wire stands between a store and its server and can be cut.
type wire struct {
	listener net.Listener
	target   string
	done     sync.WaitGroup

	mu    sync.Mutex
	conns []net.Conn
	left  int64 // bytes that still go to the server; negative: no bound
	down  bool
}

func newWire(t *testing.T, target string) *wire {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: l, target: target, left: -1}
	w.done.Go(w.accept)
	t.Cleanup(func() {
		_ = l.Close()
		w.cut()
		w.done.Wait()
	})
	return w
}

func (w *wire) accept() {
	for {
		near, err := w.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.target)
		if err != nil || !w.keep(near, far) {
			_ = near.Close()
			continue
		}
		w.done.Go(func() { w.forward(far, near) })
		w.done.Go(func() { _, _ = io.Copy(near, far) })
	}
}

func (w *wire) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.down {
		for _, c := range conns {
			_ = c.Close()
		}
		return false
	}
	w.conns = append(w.conns, conns...)
	return true
}

// forward copies to the server until the bound is reached, and then cuts.
func (w *wire) forward(far, near net.Conn) {
	buffer := make([]byte, 4096)
	for {
		n, err := near.Read(buffer)
		if err != nil {
			return
		}
		w.mu.Lock()
		over := w.left >= 0 && int64(n) > w.left
		if w.left >= 0 {
			w.left -= min(w.left, int64(n))
		}
		w.mu.Unlock()
		if over {
			w.cut()
			return
		}
		if _, err := far.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// cut ends all connections, and new ones as soon as they come.
func (w *wire) cut() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down = true
	for _, c := range w.conns {
		_ = c.Close()
	}
	w.conns = nil
}

func (w *wire) mend() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.down, w.left = false, -1
}

func (w *wire) cutAfter(bytes int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = bytes
}

func TestServerThatGoesAndComesBack(t *testing.T) {
	o := storetest.ServerOptions(t)
	w := newWire(t, o.Addresses[0])
	o.Addresses = []string{w.listener.Addr().String()}
	s := storetest.Open(t, o)
	write(t, s, observed("a", "r", 1))
	w.cut()
	_, err := s.WriteObservations(t.Context(), []store.Observation{observed("a", "r", 2)})
	oneLine(t, err, store.CodeUnavailable, o.Addresses[0])
	oneLine(t, s.Ping(t.Context()), store.CodeUnavailable, o.Addresses[0])
	w.mend()
	if got := write(t, s, observed("a", "r", 2)); got.Restated != 1 {
		t.Errorf("after the server came back the write counts as %+v", got)
	}
}

// TestWriteCutInTheMiddleLeavesNothing cuts the wire while a batch of 50,000 rows is under way.
func TestWriteCutInTheMiddleLeavesNothing(t *testing.T) {
	o := storetest.ServerOptions(t)
	w := newWire(t, o.Addresses[0])
	direct := storetest.Open(t, o)
	o.Addresses = []string{w.listener.Addr().String()}
	s := storetest.Open(t, o)
	rows := make([]store.Observation, 50_000)
	for i := range rows {
		rows[i] = observed("a", "r", float64(i)*1.1)
		rows[i].Period = kpi.Period{Start: kpi.Date(i/250 + 1), End: kpi.Date(i%250 + 1000)}
	}
	w.cutAfter(200_000)
	if _, err := s.WriteObservations(t.Context(), rows); store.CodeOf(err) != store.CodeUnavailable {
		t.Errorf("a write that was cut ends in %v, want unavailable", err)
	}
	if n := len(history(t, direct, store.Filter{}, 0)); n != 0 {
		t.Errorf("a write that was cut left %d of %d rows", n, len(rows))
	}
	w.mend()
	if got := write(t, s, rows...); got.New != len(rows) {
		t.Errorf("writing again counts as %+v", got)
	}
}
