package embedded

import (
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
)

// handle points into the library's memory: what it points to is the library's alone.
type handle = unsafe.Pointer

// library is libchdb, bound at run time: a program that never opens the embedded engine needs neither
// the library nor cgo. Its functions are documented in the library's chdb.h.
type library struct {
	signals *signalTable
	inUse   sync.Mutex // held while a folder is open: the library serves one at a time

	connect       func(argc int32, argv **byte) *handle
	closeConn     func(conn *handle)
	query         func(conn handle, query *byte, queryLen uintptr, format *byte, formatLen uintptr) handle
	streamQuery   func(conn handle, query *byte, queryLen uintptr, format *byte, formatLen uintptr) handle
	streamFetch   func(conn, stream handle) handle
	streamCancel  func(conn, stream handle)
	destroy       func(result handle)
	resultBuffer  func(result handle) handle
	resultLength  func(result handle) uintptr
	resultError   func(result handle) handle
	takeOverFault func(enabled int32)
}

// A library can be loaded only once and never unloaded: its threads live as long as the process.
var loaded struct {
	sync.Mutex
	lib  *library
	path string
}

// loadLibrary binds the library, or returns the one that this process has bound already.
func loadLibrary(path string) (*library, error) {
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.lib != nil {
		if loaded.path != path {
			return nil, fmt.Errorf("load the engine's library %s: this process has loaded %s", path, loaded.path)
		}
		return loaded.lib, nil
	}
	lib, err := bind(path)
	if err != nil {
		return nil, err
	}
	loaded.lib, loaded.path = lib, path
	return lib, nil
}

func bind(path string) (*library, error) {
	h, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("load the engine's library %s (is it for this platform, %s/%s, and whole?): %w",
			path, runtime.GOOS, runtime.GOARCH, err)
	}
	lib := &library{}
	for name, fn := range map[string]any{
		"chdb_connect":                     &lib.connect,
		"chdb_close_conn":                  &lib.closeConn,
		"chdb_query_n":                     &lib.query,
		"chdb_stream_query_n":              &lib.streamQuery,
		"chdb_stream_fetch_result":         &lib.streamFetch,
		"chdb_stream_cancel_query":         &lib.streamCancel,
		"chdb_destroy_query_result":        &lib.destroy,
		"chdb_result_buffer":               &lib.resultBuffer,
		"chdb_result_length":               &lib.resultLength,
		"chdb_result_error":                &lib.resultError,
		"chdb_set_signal_handlers_enabled": &lib.takeOverFault,
	} {
		sym, err := purego.Dlsym(h, name)
		if err != nil {
			return nil, fmt.Errorf("bind %s of the engine's library %s: another version of it is needed (%s): %w",
				name, path, howToGetIt, err)
		}
		purego.RegisterFunc(fn, sym)
	}
	if lib.signals, err = newSignalTable(); err != nil {
		return nil, err
	}
	return lib, nil
}

// open connects n times to the folder. The library gives no reason when it can't.
func (l *library) open(dir string, n int) ([]*handle, error) {
	if !l.inUse.TryLock() {
		return nil, fmt.Errorf("%w: this process has the engine open on another folder; close it before opening %s",
			ErrInUse, dir)
	}
	conns := make([]*handle, 0, n)
	err := l.signals.preserved(func() {
		l.takeOverFault(0)
		for range n {
			c := l.connectTo(dir)
			if c == nil && len(conns) == 0 { // the threads that load tables have been seen to fail on a mutex of their own, once in thousands of starts
				c = l.connectTo(dir)
			}
			if c == nil {
				return
			}
			conns = append(conns, c)
		}
	})
	if err == nil && len(conns) < n {
		err = fmt.Errorf("the engine did not open the data folder %s: it is not a folder of this engine, "+
			"is damaged, or is on a full or read-only disk", dir)
	}
	if err != nil {
		for _, c := range conns {
			l.closeConn(c)
		}
		l.vacate()
		return nil, err
	}
	return conns, nil
}

// vacate lets another folder be opened; every connection is closed by now.
func (l *library) vacate() { l.inUse.Unlock() }

// connectTo opens one connection; nil if the library refuses. The engine may take half of the machine's
// memory: beyond that a query fails, not the process.
func (l *library) connectTo(dir string) *handle {
	args := []string{"clickhouse", "--path=" + dir, "--max_server_memory_usage_to_ram_ratio=0.5"}
	var pinner runtime.Pinner
	defer pinner.Unpin()
	argv := make([]*byte, len(args)+1)
	for i, arg := range args {
		text := append([]byte(arg), 0)
		pinner.Pin(&text[0])
		argv[i] = &text[0]
	}
	return l.connect(int32(len(args)), &argv[0])
}

// start begins a query whose result is fetched piece by piece, or run whole.
type start = func(conn handle, query *byte, queryLen uintptr, format *byte, formatLen uintptr) handle

func (l *library) run(f start, conn handle, query, format string) handle {
	q, fm := []byte(query), []byte(format)
	return f(conn, unsafe.SliceData(q), uintptr(len(q)), unsafe.SliceData(fm), uintptr(len(fm)))
}

// bytes are a result's, in the library's memory: gone once the result is destroyed.
func (l *library) bytes(result handle) []byte {
	n := l.resultLength(result)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(l.resultBuffer(result)), n)
}

// failure is a result's error text, empty if there is none.
func (l *library) failure(result handle) string {
	if result == nil {
		return "the engine gave no result"
	}
	text := l.resultError(result)
	if text == nil {
		return ""
	}
	n := 0
	for *(*byte)(unsafe.Add(text, n)) != 0 {
		n++
	}
	return string(unsafe.Slice((*byte)(text), n))
}
