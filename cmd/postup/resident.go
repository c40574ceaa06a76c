package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// The embedded engine allows one process per data folder. The one that holds it listens on a Unix socket
// there, and runs other processes' commands for them: their command line goes in, their output comes back
// as frames, one JSON object a line.

// request is a command line to run in the holder.
type request struct {
	Args   []string `json:"args"`
	Dir    string   `json:"dir"`    // where relative paths of the caller begin
	Config string   `json:"config"` // digest of the caller's configuration
}

// frame is a piece of the command's output, or its end. A piece may end within a letter, or be no text at all.
type frame struct {
	Out  []byte `json:"out,omitempty"`
	Err  []byte `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// socketPath is the holder's socket. Socket addresses are short (about 100 bytes), data folders need not be:
// a long path is reached through the working directory where that is shorter.
func socketPath(data string) string {
	path := filepath.Join(data, "postup.sock")
	if wd, err := os.Getwd(); err == nil && filepath.IsAbs(path) {
		if rel, err := filepath.Rel(wd, path); err == nil && len(rel) < len(path) {
			return rel
		}
	}
	return path
}

// listenResident serves other processes' commands until ctx ends.
func listenResident(ctx context.Context, a *app, log *slog.Logger) error {
	path := socketPath(a.data)
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the old socket %s: %w", path, err)
	}
	ln, err := net.Listen("unix", path)
	if err != nil {
		return fmt.Errorf("listen on %s, through which other postup commands reach this data folder: %w", path, err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return fmt.Errorf("close %s to other users: %w", path, err)
	}
	server := &http.Server{
		Handler:           http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serveResident(w, r, a) }),
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(ln) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve %s: %w", path, err)
	case <-ctx.Done():
		stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		err := server.Shutdown(stop)
		<-done
		return err
	}
}

func serveResident(w http.ResponseWriter, r *http.Request, a *app) {
	var req request
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 1<<20)).Decode(&req); err != nil {
		http.Error(w, "the command line could not be read: "+err.Error(), http.StatusBadRequest)
		return
	}
	frames := &frameWriter{enc: json.NewEncoder(w), flush: http.NewResponseController(w).Flush}
	own := *a
	own.dir, own.asked = req.Dir, req.Config
	code := execute(r.Context(), req.Args, frames.stream(false), frames.stream(true), &own)
	frames.send(frame{Exit: &code})
}

// frameWriter sends frames from several goroutines.
type frameWriter struct {
	mu    sync.Mutex
	enc   *json.Encoder
	flush func() error
}

func (f *frameWriter) send(fr frame) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.enc.Encode(fr); err != nil {
		return err
	}
	return f.flush()
}

func (f *frameWriter) stream(stderr bool) io.Writer {
	return writerFunc(func(p []byte) (int, error) {
		fr := frame{Out: p}
		if stderr {
			fr = frame{Err: p}
		}
		return len(p), f.send(fr)
	})
}

type writerFunc func([]byte) (int, error)

func (w writerFunc) Write(p []byte) (int, error) { return w(p) }

// errNoResident says that no process holds the data folder.
var errNoResident = errors.New("no postup process holds the data folder")

// forward runs the command in the process that holds the data folder and copies its output.
func (c *cli) forward(ctx context.Context, cfg *loaded) error {
	data := cfg.Data
	path := socketPath(data)
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "unix", path)
	}}
	defer transport.CloseIdleConnections()
	dir, err := os.Getwd()
	if err != nil {
		return fmt.Errorf("find the working directory: %w", err)
	}
	body, err := json.Marshal(request{Args: c.args, Dir: dir, Config: cfg.digest})
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://postup/", bytes.NewReader(body))
	if err != nil {
		return err
	}
	resp, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) && op.Op == "dial" {
			return errNoResident
		}
		return fmt.Errorf("ask the postup process that holds %s: %w", data, err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return fmt.Errorf("the postup process that holds %s refused: %s", data, text)
	}
	return c.copyFrames(resp.Body, data)
}

func (c *cli) copyFrames(r io.Reader, data string) error {
	dec := json.NewDecoder(bufio.NewReader(r))
	for {
		var f frame
		if err := dec.Decode(&f); err != nil {
			return fmt.Errorf("the postup process that holds %s ended before the command did: %w", data, err)
		}
		if f.Exit != nil {
			if *f.Exit == 0 {
				return nil
			}
			return exitCode(*f.Exit)
		}
		if _, err := c.stdout.Write(f.Out); err != nil {
			return err
		}
		if _, err := c.stderr.Write(f.Err); err != nil {
			return err
		}
	}
}
