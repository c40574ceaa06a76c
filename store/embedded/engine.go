// Package embedded runs the ClickHouse engine inside this process, its data in a folder, and lets
// clickhouse-go talk to it through an http.RoundTripper instead of a port:
//
//	engine, err := embedded.Open(embedded.Options{Dir: dir})
//	conn, err := clickhouse.Open(&clickhouse.Options{
//		Protocol: clickhouse.HTTP,
//		Addr:     []string{"embedded"}, // a name for messages; nothing is dialled
//		TransportFunc: func(*http.Transport) (http.RoundTripper, error) {
//			return engine.Transport(), nil
//		},
//	})
//
// The engine is a C library bound when the first folder is opened, without cgo. It serves one folder per
// process at a time, and one process per folder.
package embedded

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
)

// ErrInUse is wrapped by Open when another process holds the data folder, or when this process has the
// engine open already: it serves one folder at a time.
var ErrInUse = errors.New("the data folder is in use")

// ErrClosed is returned for queries that come after Close.
var ErrClosed = errors.New("the embedded engine is closed")

const defaultConnections = 8

// Options says where the data and the library are.
type Options struct {
	// Dir is the data folder; it is made, readable by the owner only, where it does not exist.
	Dir string
	// Library is the path of libchdb. Empty: the path in POSTUP_ENGINE_LIB, then beside the executable,
	// then .engine/ under the working directory or a parent of it.
	Library string
	// Connections is how many queries may run at once; more wait for their turn. 0: 8.
	Connections int
}

// Engine is an open data folder. It is safe for concurrent use.
type Engine struct {
	lib     *library
	lock    *folderLock
	version string

	conns   []*conn
	idle    chan *conn // those of conns that run nothing
	closing chan struct{}
	close   sync.Once

	controlMu sync.Mutex
	control   *conn // stops the queries of the others
	queries   atomic.Uint64
}

// Preload loads the engine's library, as Open does, ahead of it: that takes some tenths of a second, which a program may
// spend on its own preparations. What goes wrong, Open says.
func Preload(library string) {
	if path, err := findLibrary(library); err == nil {
		_, _ = loadLibrary(path)
	}
}

// Open loads the engine's library, once per process, and opens the data folder. Errors:
// ErrLibraryMissing and ErrInUse, or what the system says of the folder; each says what to do.
func Open(o Options) (*Engine, error) {
	if o.Dir == "" {
		return nil, errors.New("open the embedded engine: no data folder is given")
	}
	dir, err := filepath.Abs(o.Dir)
	if err != nil {
		return nil, fmt.Errorf("open the embedded engine: %w", err)
	}
	path, err := findLibrary(o.Library)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	e := &Engine{lock: lock, closing: make(chan struct{})}
	if e.lib, err = loadLibrary(path); err != nil {
		return nil, errors.Join(err, lock.release())
	}
	if err := e.connect(dir, o.Connections); err != nil {
		e.disconnect()
		return nil, errors.Join(err, lock.release())
	}
	return e, nil
}

// connect opens every connection at once: each connect disturbs the process's signal handlers for some
// microseconds, which had better not happen later, beside running requests.
func (e *Engine) connect(dir string, n int) error {
	if n <= 0 {
		n = defaultConnections
	}
	raw, err := e.lib.open(dir, n+1)
	if err != nil {
		return err
	}
	e.control = newConn(e.lib, raw[0])
	e.idle = make(chan *conn, n)
	for _, h := range raw[1:] {
		c := newConn(e.lib, h)
		e.conns = append(e.conns, c)
		e.idle <- c
	}
	if e.version, err = e.control.text("SELECT version()"); err != nil {
		return fmt.Errorf("ask the engine for its version: %w", err)
	}
	return nil
}

// Transport carries clickhouse-go's HTTP protocol to the engine, for Options.TransportFunc. A query's
// settings (max_execution_time too, which clickhouse-go makes of deadlines) and server-side parameters
// hold for it alone; its id, quota key and user change nothing. The end of its context stops it.
// Compression and external tables are refused. Errors of the engine are *clickhouse.Exception.
func (e *Engine) Transport() http.RoundTripper { return transport{e} }

// Version is the engine's version, such as "26.5.1.1".
func (e *Engine) Version() string { return e.version }

// Close waits for running queries, and for rows that were not closed yet, then closes the folder and
// releases it to other processes. Queries that come later get ErrClosed.
func (e *Engine) Close() error {
	var err error
	e.close.Do(func() {
		close(e.closing)
		for range e.conns {
			<-e.idle
		}
		e.disconnect()
		err = e.lock.release()
	})
	return err
}

func (e *Engine) disconnect() {
	for _, c := range e.conns {
		c.close()
	}
	if e.control != nil {
		e.control.close()
		e.lib.vacate()
	}
}

// acquire waits for a connection that runs nothing. Whoever gets it calls release.
func (e *Engine) acquire(ctx context.Context) (*conn, error) {
	select {
	case <-e.closing:
		return nil, ErrClosed
	default:
	}
	select {
	case c := <-e.idle:
		return c, nil
	case <-e.closing:
		return nil, ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (e *Engine) release(c *conn) { e.idle <- c }
