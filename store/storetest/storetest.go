// Package storetest gives tests real stores: on the embedded engine, and on a clickhouse-server that it starts
// on a free port. A test process has one of each at most, and every test a database of its own.
//
// A package that uses it hands its tests over:
//
//	func TestMain(m *testing.M) { storetest.Main(m) }
package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/store"
)

// process is what the tests of one process share. Main owns it.
type process struct {
	dir      string
	engine   sharedEngine
	server   sharedServer
	database atomic.Uint64
}

var (
	current   *process // set by Main for as long as the tests run
	currentMu sync.Mutex
)

// Main runs a package's tests and then stops the engines that they have started.
func Main(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "postup-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "make a folder for the engines of the tests:", err)
		return 1
	}
	p := &process{dir: dir}
	set(p)
	defer set(nil)
	code := m.Run()
	for _, err := range []error{p.server.stop(), p.engine.stop(), os.RemoveAll(dir)} {
		if err != nil {
			fmt.Fprintln(os.Stderr, "stop the engines of the tests:", err)
			code = max(code, 1)
		}
	}
	return code
}

func set(p *process) {
	currentMu.Lock()
	defer currentMu.Unlock()
	current = p
}

func running(t testing.TB) *process {
	t.Helper()
	currentMu.Lock()
	defer currentMu.Unlock()
	if current == nil {
		t.Fatal("this package's tests need: func TestMain(m *testing.M) { storetest.Main(m) }")
	}
	return current
}

// Each runs the test on both engines, each time with an empty, migrated store.
func Each(t *testing.T, test func(t *testing.T, s *store.Store)) {
	t.Helper()
	EachOptions(t, func(t *testing.T, o store.Options) { test(t, Open(t, o)) })
}

// EachOptions is Each for tests that open their store themselves, or several on one database, or set its clock.
func EachOptions(t *testing.T, test func(t *testing.T, o store.Options)) {
	t.Helper()
	t.Run(store.EngineEmbedded, func(t *testing.T) { test(t, EmbeddedOptions(t)) })
	t.Run(store.EngineClickHouse, func(t *testing.T) { test(t, ServerOptions(t)) })
}

// Embedded is an empty, migrated store on the embedded engine.
func Embedded(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, EmbeddedOptions(t))
}

// Server is an empty, migrated store on a real server.
func Server(t testing.TB) *store.Store {
	t.Helper()
	return Open(t, ServerOptions(t))
}

// Open opens a store, migrates it, and closes it when the test ends.
func Open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open a store on the %s engine: %v", o.Engine, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	if _, err := s.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return s
}

// EmbeddedOptions name a database of the test's own on the embedded engine; it is dropped when the test ends.
func EmbeddedOptions(t testing.TB) store.Options {
	t.Helper()
	p := running(t)
	engine, err := p.engine.start(p.dir)
	if err != nil {
		t.Fatalf("the tests need the embedded engine (npm install puts its library into .engine/): %v", err)
	}
	o := store.Options{Engine: store.EngineEmbedded, Shared: engine, Database: p.newDatabase()}
	dropAfter(t, o.Database, &clickhouse.Options{
		Protocol: clickhouse.HTTP, Addr: []string{"embedded"}, TransportFunc: transportOf(engine),
	})
	return o
}

// ServerOptions name a database of the test's own on a real server; it is dropped when the test ends.
func ServerOptions(t testing.TB) store.Options {
	t.Helper()
	p := running(t)
	address, err := p.server.start(p.dir)
	if err != nil {
		t.Fatalf("the tests need a real server: %v", err)
	}
	o := store.Options{
		Engine: store.EngineClickHouse, Addresses: []string{address}, Database: p.newDatabase(),
		Username: user, Password: password,
	}
	dropAfter(t, o.Database, &clickhouse.Options{
		Addr: o.Addresses, Auth: clickhouse.Auth{Database: "default", Username: user, Password: password},
	})
	return o
}

func (p *process) newDatabase() string { return fmt.Sprintf("test_%d", p.database.Add(1)) }

// dropAfter drops the database when the test ends, so that a long run does not fill the disk.
func dropAfter(t testing.TB, database string, o *clickhouse.Options) {
	t.Cleanup(func() {
		conn, err := clickhouse.Open(o)
		if err != nil {
			t.Errorf("drop the test's database: %v", err)
			return
		}
		if err := drop(conn, database); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
		if err := conn.Close(); err != nil {
			t.Errorf("drop the test's database: %v", err)
		}
	})
}

// notEmpty is ClickHouse's code for a database in which a table appeared while it was dropped: a statement whose client
// has left may still be ending.
const notEmpty = 219

// drop drops the database, and again as long as the server asks for that, which is soon over.
func drop(conn driver.Conn, database string) error {
	const most = 10
	for n := 1; ; n++ {
		err := conn.Exec(context.Background(), "DROP DATABASE IF EXISTS "+database)
		var exception *clickhouse.Exception
		if err == nil || n == most || !errors.As(err, &exception) || exception.Code != notEmpty {
			return err
		}
	}
}
