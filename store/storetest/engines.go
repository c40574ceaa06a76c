package storetest

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"text/template"
	"time"

	"github.com/postup/postup/store/embedded"
)

// The one user of the server.
const (
	user     = "postup"
	password = "of-tests-only"
)

// startTimeout is how long a server may take to listen; it takes about two seconds.
const startTimeout = time.Minute

// launches is how often a server that ends at once is started again, on another port.
const launches = 3

var errEnded = errors.New("clickhouse-server ended")

// sharedEngine is the embedded engine: the library holds one data folder per process, so it is opened once.
type sharedEngine struct {
	mu     sync.Mutex
	engine *embedded.Engine
	err    error
}

func (s *sharedEngine) start(dir string) (*embedded.Engine, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.engine == nil && s.err == nil {
		s.engine, s.err = embedded.Open(embedded.Options{Dir: filepath.Join(dir, "embedded")})
	}
	return s.engine, s.err
}

func (s *sharedEngine) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.engine == nil {
		return nil
	}
	return s.engine.Close()
}

func transportOf(engine *embedded.Engine) func(*http.Transport) (http.RoundTripper, error) {
	return func(*http.Transport) (http.RoundTripper, error) { return engine.Transport(), nil }
}

// sharedServer is a clickhouse-server that is started when the first test asks for it.
type sharedServer struct {
	mu      sync.Mutex
	command *exec.Cmd
	exited  chan error
	address string
	err     error
}

func (s *sharedServer) start(dir string) (address string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for try := 1; s.address == "" && s.err == nil; try++ {
		err := s.launch(filepath.Join(dir, fmt.Sprint("server-", try)))
		if errors.Is(err, errEnded) && try < launches {
			continue // another process may have taken the port first
		}
		s.err = err
	}
	return s.address, s.err
}

func (s *sharedServer) launch(dir string) error {
	binary, err := exec.LookPath("clickhouse-server")
	if err != nil {
		return errors.New("clickhouse-server is not installed: apt-get install clickhouse-server clickhouse-client")
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	return s.launchOn(binary, dir, port)
}

func (s *sharedServer) launchOn(binary, dir string, port int) error {
	config, err := configure(dir, port)
	if err != nil {
		return fmt.Errorf("configure clickhouse-server: %w", err)
	}
	var output bytes.Buffer
	s.command = exec.Command(binary, "--config-file="+config)
	s.command.Dir = dir
	s.command.Stdout, s.command.Stderr = &output, &output
	s.command.SysProcAttr = dieWithParent()
	started := make(chan error)
	s.exited = make(chan error, 1)
	go func() { // stop waits for it
		runtime.LockOSThread() // the server's life hangs on this thread
		err := s.command.Start()
		started <- err
		if err == nil {
			err = s.command.Wait()
		}
		s.exited <- err
	}()
	if err := <-started; err != nil {
		return fmt.Errorf("start clickhouse-server: %w", err)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
	if err := s.listening(address, dir, &output); err != nil {
		return err
	}
	s.address = address
	return nil
}

// listening waits until the server accepts connections, or ends.
func (s *sharedServer) listening(address, dir string, output *bytes.Buffer) error {
	deadline := time.After(startTimeout)
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		select {
		case err := <-s.exited:
			s.exited <- err
			log, _ := os.ReadFile(filepath.Join(dir, "errors.log")) // it may not have come that far
			return fmt.Errorf("%w: %v\n%s%s", errEnded, err, output, log)
		case <-deadline:
			return fmt.Errorf("clickhouse-server does not listen on %s after %s", address, startTimeout)
		case <-again.C:
			if conn, err := net.DialTimeout("tcp", address, time.Second); err == nil {
				return conn.Close()
			}
		}
	}
}

func (s *sharedServer) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.exited == nil || s.command.Process == nil {
		return nil
	}
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-s.exited:
	case <-time.After(startTimeout):
		if err := s.command.Process.Kill(); err != nil {
			return err
		}
		<-s.exited
	}
	return nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, fmt.Errorf("find a free port: %w", err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

//go:embed config.xml
var serverConfig string

//go:embed users.xml
var serverUsers string

// configure writes the server's files and tells the path of the first. The server's time zone is far from UTC,
// so that a date or time which leans on it shows.
func configure(dir string, port int) (string, error) {
	for _, sub := range []string{"data", "tmp", "files"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o700); err != nil {
			return "", err
		}
	}
	values := struct {
		Dir, User, Password string
		Port                int
	}{dir, user, password, port}
	for name, text := range map[string]string{"config.xml": serverConfig, "users.xml": serverUsers} {
		var filled bytes.Buffer
		if err := template.Must(template.New(name).Parse(text)).Execute(&filled, values); err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), filled.Bytes(), 0o600); err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "config.xml"), nil
}
