// Package embedded runs the ClickHouse engine inside this process, its data in a folder, and lets
// clickhouse-go talk to it through an http.RoundTripper instead of a port.
package embedded

import (
	"errors"
	"net/http"
)

// ErrLibraryMissing is wrapped by Open when the engine's library is not on this machine. The error's
// text is one line that says where it was looked for and what to do.
var ErrLibraryMissing = errors.New("the engine's library is missing")

// ErrInUse is wrapped by Open when another process, or another Engine of this one, holds the data folder.
var ErrInUse = errors.New("the data folder is in use")

// Options says where the data and the library are.
type Options struct {
	// Dir is the data folder; it is made, readable by the owner only, where it does not exist.
	Dir string
	// Library is the path of libchdb. Empty: POSTUP_ENGINE_LIB, then beside the executable, then
	// .engine/ under the working directory or a parent of it.
	Library string
	// Connections is how many queries may run at once; more wait for their turn. 0: 8.
	Connections int
}

// Engine is an open data folder. It is safe for concurrent use.
type Engine struct{}

// Open loads the engine's library, once per process, and opens the data folder.
func Open(Options) (*Engine, error) {
	return nil, ErrLibraryMissing
}

// Transport carries clickhouse-go's HTTP protocol to the engine, for Options.TransportFunc.
func (e *Engine) Transport() http.RoundTripper { return nil }

// Version is the engine's version, such as "26.5.3.1".
func (e *Engine) Version() string { return "" }

// Close waits for running queries, closes the folder and releases it to other processes.
func (e *Engine) Close() error { return nil }
