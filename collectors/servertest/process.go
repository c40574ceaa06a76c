// Package servertest starts the real servers that sources are tested against, each on a free port of the loopback, in a
// folder of its own, as a user without rights.
//
// A test is skipped where a server is not installed, unless POSTUP_REQUIRE_SERVERS is set: then it fails.
package servertest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startTimeout is how long a server may take to answer; it takes about two seconds.
const startTimeout = time.Minute

// binary finds a program of a Debian package, also in folders that are not on everybody's path.
func binary(t testing.TB, name, debian string, folders ...string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		if path, err = filepath.EvalSymlinks(path); err == nil {
			return path
		}
	}
	for _, pattern := range folders {
		if found, err := filepath.Glob(filepath.Join(pattern, name)); err == nil && len(found) > 0 {
			return found[len(found)-1]
		}
	}
	message := fmt.Sprintf("%s is not installed: apt-get install %s", name, debian)
	if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
		t.Fatal("the tests need a real server: " + message)
	}
	t.Skip(message)
	return ""
}

// home is a server's folder and the user that it runs as.
type home struct {
	dir        string
	credential *syscall.Credential // nil: whoever runs the tests
}

// newHome makes a folder that belongs to the Debian package's user where the tests run as root, which servers refuse.
func newHome(t testing.TB, owner string) home {
	t.Helper()
	dir, err := os.MkdirTemp("", "postup-server-") // not t.TempDir: others can't enter its parents
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Errorf("delete the server's folder: %v", err)
		}
	})
	h := home{dir: dir}
	if os.Getuid() != 0 || owner == "" {
		return h
	}
	u, err := user.Lookup(owner)
	if err != nil {
		t.Fatalf("the server's user: %v", err)
	}
	uid, _ := strconv.ParseUint(u.Uid, 10, 32) // Linux has numbers there
	gid, _ := strconv.ParseUint(u.Gid, 10, 32)
	h.credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	h.own(t, dir)
	return h
}

// own gives a file to the server's user.
func (h home) own(t testing.TB, path string) {
	t.Helper()
	if h.credential == nil {
		return
	}
	if err := os.Chown(path, int(h.credential.Uid), int(h.credential.Gid)); err != nil {
		t.Fatal(err)
	}
}

// write writes a file that only the server's user reads, and tells its path.
func (h home) write(t testing.TB, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	h.own(t, path)
	return path
}

func (h home) command(name string, arguments ...string) *exec.Cmd {
	c := exec.Command(name, arguments...)
	c.Dir = h.dir
	c.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + h.dir, "LC_ALL=C"}
	c.SysProcAttr = dieWithParent()
	c.SysProcAttr.Credential = h.credential
	return c
}

// run runs a program to its end.
func (h home) run(t testing.TB, name string, arguments ...string) {
	t.Helper()
	c := h.command(name, arguments...)
	c.SysProcAttr = &syscall.SysProcAttr{Credential: h.credential}
	if output, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", filepath.Base(name), err, output)
	}
}

// start starts a server that lives until stop is called or the test ends, and waits until ready says nil.
func (h home) start(t testing.TB, c *exec.Cmd, ready func() error) (stop func()) {
	t.Helper()
	var output bytes.Buffer
	c.Stdout, c.Stderr = &output, &output
	started, ended := make(chan error), make(chan struct{})
	go func() { // stop waits for it
		runtime.LockOSThread() // the server's life hangs on this thread
		err := c.Start()
		started <- err
		if err == nil {
			_ = c.Wait() // how it ended is seen in its output
		}
		close(ended)
	}()
	if err := <-started; err != nil {
		t.Fatalf("start %s: %v", c.Path, err)
	}
	stop = func() {
		_ = c.Process.Kill() // it may have ended already
		<-ended
	}
	t.Cleanup(stop)
	deadline := time.After(startTimeout)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		select {
		case <-ended:
			t.Fatalf("%s ended:\n%s", filepath.Base(c.Path), output.String())
		case <-deadline:
			t.Fatalf("%s does not answer after %s: %v", filepath.Base(c.Path), startTimeout, ready())
		case <-again.C:
			if ready() == nil {
				return stop
			}
		}
	}
}

func freePort(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := strings.Cut(l.Addr().String(), ":")
	return port
}
