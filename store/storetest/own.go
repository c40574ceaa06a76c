package storetest

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/postup/postup/store"
)

// Own is a server of a test's own, which may be ended, started again and made to hang.
type Own struct {
	t      testing.TB
	binary string
	dir    string
	port   int
	server *sharedServer
}

// OwnServer starts a server that ends with the test.
func OwnServer(t testing.TB) *Own {
	t.Helper()
	return OwnServerIn(t, filepath.Join(t.TempDir(), "server"))
}

// OwnServerIn starts it with its files in dir.
func OwnServerIn(t testing.TB, dir string) *Own {
	t.Helper()
	binary, err := exec.LookPath("clickhouse-server")
	if err != nil {
		t.Fatal("clickhouse-server is not installed: apt-get install clickhouse-server clickhouse-client")
	}
	o := &Own{t: t, binary: binary, dir: dir}
	for try := 1; ; try++ {
		if o.port, err = freePort(); err != nil {
			t.Fatal(err)
		}
		o.server = &sharedServer{}
		if err = o.server.launchOn(binary, o.dir, o.port); err == nil {
			break
		}
		if !errors.Is(err, errEnded) || try == launches {
			t.Fatalf("the test needs a server of its own: %v", err)
		}
	}
	t.Cleanup(func() {
		_ = o.server.command.Process.Signal(syscall.SIGCONT) // it may have ended
		if err := o.server.stop(); err != nil {
			t.Errorf("stop the test's server: %v", err)
		}
	})
	return o
}

// Options name a database on it.
func (o *Own) Options() store.Options {
	return store.Options{Engine: store.EngineClickHouse, Addresses: []string{fmt.Sprintf("127.0.0.1:%d", o.port)},
		Database: "own", Username: user, Password: password}
}

// Kill ends it as a power cut would.
func (o *Own) Kill() {
	o.t.Helper()
	o.signal(syscall.SIGKILL)
	err := <-o.server.exited
	o.server.exited <- err // for stop
}

// Hang lets it answer nothing any more; Wake ends that.
func (o *Own) Hang() { o.t.Helper(); o.signal(syscall.SIGSTOP) }

// Wake lets it go on.
func (o *Own) Wake() { o.t.Helper(); o.signal(syscall.SIGCONT) }

// Start starts it again, on the same data and port.
func (o *Own) Start() {
	o.t.Helper()
	o.server = &sharedServer{}
	if err := o.server.launchOn(o.binary, o.dir, o.port); err != nil {
		o.t.Fatalf("start the test's server again: %v", err)
	}
}

func (o *Own) signal(s syscall.Signal) {
	o.t.Helper()
	if err := o.server.command.Process.Signal(s); err != nil {
		o.t.Fatalf("send the test's server %s: %v", s, err)
	}
}
