package embedded_test

import (
	"context"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/store/embedded"
)

// openEngine opens a folder; a machine without the library skips.
func openEngine(tb testing.TB, dir string, connections int) *embedded.Engine {
	tb.Helper()
	e, err := embedded.Open(embedded.Options{Dir: dir, Connections: connections})
	if errors.Is(err, embedded.ErrLibraryMissing) {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := e.Close(); err != nil {
			tb.Errorf("close the engine: %v", err)
		}
	})
	return e
}

func openClient(tb testing.TB, e *embedded.Engine) driver.Conn {
	tb.Helper()
	conn, err := clickhouse.Open(&clickhouse.Options{
		Protocol:     clickhouse.HTTP,
		Addr:         []string{"embedded"},
		MaxOpenConns: 16,
		TransportFunc: func(*http.Transport) (http.RoundTripper, error) {
			return e.Transport(), nil
		},
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := conn.Close(); err != nil {
			tb.Errorf("close the client: %v", err)
		}
	})
	return conn
}

// open gives a client of a fresh engine.
func open(tb testing.TB) driver.Conn {
	tb.Helper()
	return openClient(tb, openEngine(tb, tb.TempDir(), 0))
}

func execute(tb testing.TB, conn driver.Conn, statement string, args ...any) {
	tb.Helper()
	if err := conn.Exec(tb.Context(), statement, args...); err != nil {
		tb.Fatalf("%s: %v", statement, err)
	}
}

func number(tb testing.TB, conn driver.Conn, query string, args ...any) uint64 {
	tb.Helper()
	var n uint64
	if err := conn.QueryRow(tb.Context(), query, args...).Scan(&n); err != nil {
		tb.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestOpenTellsVersionAndAnswersPing(t *testing.T) {
	e := openEngine(t, t.TempDir(), 0)
	conn := openClient(t, e)
	if err := conn.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(e.Version(), "26.") {
		t.Errorf("version is %q: migrations are tried on 26.x", e.Version())
	}
	v, err := conn.ServerVersion()
	if err != nil {
		t.Fatal(err)
	}
	if v.Revision != 0 || v.Timezone != time.UTC {
		t.Errorf("client believes in revision %d, zone %v; rows would be misread", v.Revision, v.Timezone)
	}
}

func TestOpenRefusesFolderInUse(t *testing.T) {
	dir := t.TempDir()
	openEngine(t, dir, 1)
	_, err := embedded.Open(embedded.Options{Dir: dir})
	if !errors.Is(err, embedded.ErrInUse) || !strings.Contains(err.Error(), dir) || strings.Contains(err.Error(), "\n") {
		t.Errorf("second Open of a folder: %v; a user could not tell what to do", err)
	}
	_, err = embedded.Open(embedded.Options{Dir: t.TempDir()})
	if !errors.Is(err, embedded.ErrInUse) {
		t.Errorf("second folder in one process: %v, want ErrInUse", err)
	}
}

func TestReopenKeepsRowsAndFoldersApart(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	e := openEngine(t, first, 0)
	conn := openClient(t, e)
	execute(t, conn, "CREATE TABLE kept (n UInt64) ENGINE = MergeTree ORDER BY n")
	execute(t, conn, "INSERT INTO kept VALUES (1), (2)")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if err := conn.Ping(t.Context()); !errors.Is(err, embedded.ErrClosed) {
		t.Errorf("query after Close: %v, want ErrClosed", err)
	}

	e = openEngine(t, second, 0)
	conn = openClient(t, e)
	var exists uint8
	if err := conn.QueryRow(t.Context(), "EXISTS TABLE kept").Scan(&exists); err != nil || exists != 0 {
		t.Errorf("another folder sees the table: %d, %v", exists, err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}

	conn = openClient(t, openEngine(t, first, 0))
	if n := number(t, conn, "SELECT count() FROM kept"); n != 2 {
		t.Errorf("%d rows after reopening, want 2", n)
	}
}

func TestOpenWithoutLibrarySaysWhatToDo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	_, err := embedded.Open(embedded.Options{Dir: dir, Library: filepath.Join(t.TempDir(), "absent.so")})
	if !errors.Is(err, embedded.ErrLibraryMissing) {
		t.Fatalf("got %v, want ErrLibraryMissing", err)
	}
	for _, want := range []string{"make engine", "POSTUP_ENGINE_LIB", "absent.so"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("%q is more than one line", err)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("a failed Open left a data folder behind: %v", err)
	}
}

func TestOpenMakesFolderPrivate(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "data")
	openEngine(t, dir, 1)
	info, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("data folder has mode %o: others could read personal data", info.Mode().Perm())
	}
}

func TestCloseWaitsForRunningQuery(t *testing.T) {
	e := openEngine(t, t.TempDir(), 2)
	conn := openClient(t, e)
	rows, err := conn.Query(t.Context(), "SELECT number FROM numbers(300000)")
	if err != nil {
		t.Fatal(err)
	}
	closed := make(chan error, 1)
	go func() { closed <- e.Close() }()
	waitUntil(t, "queries are refused once closing", func() bool {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		return errors.Is(conn.Exec(ctx, "SELECT 1"), embedded.ErrClosed)
	})
	n := 0
	for rows.Next() {
		n++
	}
	if err := rows.Close(); err != nil || n != 300000 {
		t.Errorf("read %d rows while closing, want 300000 (%v)", n, err)
	}
	if err := <-closed; err != nil {
		t.Error(err)
	}
}

// waitUntil polls for what happens in another thread.
func waitUntil(tb testing.TB, what string, ok func() bool) {
	tb.Helper()
	deadline := time.Now().Add(time.Minute)
	for !ok() {
		if time.Now().After(deadline) {
			tb.Fatalf("not within a minute: %s", what)
		}
		time.Sleep(time.Millisecond)
	}
}

// TestOpensAfterAStartThatFailed: a start that fails leaves nothing behind, in the process or in the folder, that the next one would meet.
func TestOpensAfterAStartThatFailed(t *testing.T) {
	dir := t.TempDir()
	e := openEngine(t, dir, 1)
	execute(t, openClient(t, e), "CREATE TABLE kept (x UInt8) ENGINE = MergeTree ORDER BY x AS SELECT 7 AS x")
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	var table string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Base(path) == "kept.sql" {
			table = path
		}
		return err
	})
	if err != nil || table == "" {
		t.Fatalf("no definition of the table is in the folder: %v", err)
	}
	whole, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	write := func(content []byte) {
		t.Helper()
		if err := os.WriteFile(table, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write([]byte("no table"))
	if e, err := embedded.Open(embedded.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), dir) {
		t.Fatalf("a damaged folder: engine %v, error %v", e, err)
	}
	write(whole)
	if n := number(t, openClient(t, openEngine(t, dir, 1)), "SELECT toUInt64(max(x)) FROM kept"); n != 7 {
		t.Errorf("after the failed start the table holds %d, want 7", n)
	}
}
