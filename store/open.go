package store

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/store/embedded"
)

// dialTimeout is how long a server may take to accept a connection.
const dialTimeout = 5 * time.Second

var databaseName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// connect reaches the engine and makes the database where it does not exist.
func connect(ctx context.Context, o Options) (*Store, error) {
	if o.Database == "" {
		o.Database = "postup"
	}
	if !databaseName.MatchString(o.Database) {
		return nil, &Error{Code: CodeInvalid, Message: fmt.Sprintf("database name %q: use letters, digits and _", o.Database)}
	}
	s := &Store{engine: o.Engine, user: o.Username, now: o.Now, log: o.Log, writing: make(chan struct{}, 1)}
	if s.now == nil {
		s.now = time.Now
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	options, err := s.driverOptions(o)
	if err != nil {
		return nil, err
	}
	if err := s.dial(ctx, options); err != nil {
		if s.own != nil {
			_ = s.own.Close() // the first error says more
		}
		return nil, err
	}
	return s, nil
}

// driverOptions says how the driver reaches the engine, opening the embedded one.
func (s *Store) driverOptions(o Options) (*clickhouse.Options, error) {
	options := &clickhouse.Options{
		Auth:         clickhouse.Auth{Database: o.Database, Username: o.Username, Password: o.Password},
		DialTimeout:  dialTimeout,
		MaxOpenConns: 32, // one that has to wait longer than dialTimeout for its turn fails
		MaxIdleConns: 8,
		Settings:     clickhouse.Settings{"max_query_size": 64 << 20}, // long lists of ids
	}
	switch o.Engine {
	case EngineClickHouse:
		if len(o.Addresses) == 0 {
			return nil, &Error{Code: CodeInvalid, Message: "no address of a ClickHouse server: set store.addresses to host:port of its native protocol"}
		}
		s.place = strings.Join(o.Addresses, ", ")
		options.Addr = o.Addresses
		options.Compression = &clickhouse.Compression{Method: clickhouse.CompressionLZ4}
		if o.TLS {
			options.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
		}
	case EngineEmbedded:
		engine, err := s.embeddedEngine(o)
		if err != nil {
			return nil, err
		}
		options.Protocol = clickhouse.HTTP
		options.Addr = []string{"embedded"} // a name for messages; nothing is dialled
		options.TransportFunc = func(*http.Transport) (http.RoundTripper, error) { return engine.Transport(), nil }
	default:
		return nil, &Error{Code: CodeInvalid, Message: fmt.Sprintf("store.engine %q: use %s or %s", o.Engine, EngineEmbedded, EngineClickHouse)}
	}
	return options, nil
}

func (s *Store) embeddedEngine(o Options) (*embedded.Engine, error) {
	if o.Shared != nil {
		s.place = "an open data folder"
		return o.Shared, nil
	}
	s.place = o.Dir
	engine, err := embedded.Open(embedded.Options{Dir: o.Dir, Library: o.Library})
	switch {
	case errors.Is(err, embedded.ErrInUse):
		return nil, &Error{Code: CodeConflict, Message: "open the data folder " + o.Dir, Err: err}
	case err != nil:
		return nil, &Error{Code: CodeUnavailable, Message: "start the embedded engine", Err: err}
	}
	s.own = engine
	return engine, nil
}

// unknownDatabase is ClickHouse's code for a database that does not exist.
const unknownDatabase = 81

// dial connects to the database, making it first where the engine does not know it.
func (s *Store) dial(ctx context.Context, options *clickhouse.Options) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	conn, err := clickhouse.Open(options)
	if err != nil {
		return s.failed("connect", err)
	}
	s.conn = conn
	err = s.probe(ctx, conn)
	if code, ok := exceptionCode(err); ok && code == unknownDatabase {
		if err = s.makeDatabase(ctx, options); err == nil {
			err = s.probe(ctx, conn)
		}
	}
	if err != nil {
		_ = conn.Close() // the first error says more
		return s.failed("connect", err)
	}
	return nil
}

// probe runs a statement in the database: a ping alone does not tell whether the database is there.
func (s *Store) probe(ctx context.Context, conn driver.Conn) error {
	var database string
	return conn.QueryRow(ctx, "SELECT currentDatabase()").Scan(&database)
}

func (s *Store) makeDatabase(ctx context.Context, options *clickhouse.Options) error {
	elsewhere := *options
	elsewhere.Auth.Database = "default"
	conn, err := clickhouse.Open(&elsewhere)
	if err != nil {
		return err
	}
	err = conn.Exec(ctx, "CREATE DATABASE IF NOT EXISTS "+options.Auth.Database)
	if e := conn.Close(); err == nil {
		err = e
	}
	return err
}
