package store

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/store/embedded"
)

// The engines that a store can run on.
const (
	EngineEmbedded   = "embedded"
	EngineClickHouse = "clickhouse"
)

// Options say which engine to use and where it is.
type Options struct {
	Engine    string           // EngineEmbedded or EngineClickHouse
	Dir       string           // embedded: the data folder
	Library   string           // embedded: path of the engine's library; "" looks for it
	Shared    *embedded.Engine // embedded: an engine that is open already, instead of Dir; its owner closes it
	Addresses []string         // clickhouse: host:port of the native protocol
	Database  string           // "" means postup; it is made where it does not exist
	Username  string
	Password  string
	TLS       bool
	Now       func() time.Time // where seqs come from; nil: the machine's clock
	Log       *slog.Logger     // nil: nothing is logged
}

// defaultTimeout bounds a statement whose caller has set no deadline.
const defaultTimeout = 30 * time.Second

// Store is an open database. It is safe for concurrent use.
type Store struct {
	conn   driver.Conn
	engine string
	place  string           // address or folder, for messages
	user   string           // for messages
	own    *embedded.Engine // closed with the store; nil where there is none, or another owns it
	now    func() time.Time
	log    *slog.Logger

	seq     atomic.Uint64 // the last one given out
	newest  atomic.Uint64 // the newest that is stored, as far as this process knows
	writing chan struct{} // holds one token: see lock
}

// Open connects, makes the database where it does not exist, and finds the newest seq. Tables are made by
// Migrate. An engine that cannot be reached is an Error with CodeUnavailable, a refused user one with
// CodeForbidden; their messages are one line for the user.
func Open(ctx context.Context, o Options) (*Store, error) {
	s, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := s.recall(ctx); err != nil {
		_ = s.Close() // the first error says more
		return nil, err
	}
	s.log.Info("store is open", "engine", s.engine, "place", s.place)
	return s, nil
}

// Close gives the engine up: the connections, and the data folder where the store opened it.
func (s *Store) Close() error {
	err := s.conn.Close()
	if s.own != nil {
		if e := s.own.Close(); err == nil {
			err = e
		}
	}
	return s.failed("close the store", err)
}

// Ping tells whether the engine answers.
func (s *Store) Ping(ctx context.Context) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	return s.failed("ask for an answer", s.conn.Ping(ctx))
}

// Engine is EngineEmbedded or EngineClickHouse.
func (s *Store) Engine() string { return s.engine }

// Version is the engine's own version, such as "26.5.1.1".
func (s *Store) Version() (string, error) {
	v, err := s.conn.ServerVersion()
	if err != nil {
		return "", s.failed("ask for the version", err)
	}
	return fmt.Sprintf("%d.%d.%d", v.Version.Major, v.Version.Minor, v.Version.Patch), nil
}

// lock waits for this process's other versioned writes to end; applications are written beside them.
func (s *Store) lock(ctx context.Context) error {
	select {
	case s.writing <- struct{}{}:
		return nil
	case <-ctx.Done():
		return s.failed("wait for another write", ctx.Err())
	}
}

func (s *Store) unlock() { <-s.writing }

// bounded gives a statement its deadline where the caller has set none.
func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, defaultTimeout)
}

// query runs a statement and hands over row after row. An error of the callback ends it and is passed on.
func (s *Store) query(ctx context.Context, what, statement string, args []any, each func(driver.Rows) error) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	rows, err := s.conn.Query(ctx, statement, args...)
	if err != nil {
		return s.failed(what, err)
	}
	for rows.Next() {
		if err := each(rows); err != nil {
			cancel() // the rest is not wanted; closing would read it
			_ = rows.Close()
			return err
		}
	}
	if err := rows.Err(); err != nil {
		_ = rows.Close()
		return s.failed(what, err)
	}
	return s.failed(what, rows.Close())
}

func (s *Store) exec(ctx context.Context, what, statement string, args ...any) error {
	ctx, cancel := bounded(ctx)
	defer cancel()
	return s.failed(what, s.conn.Exec(ctx, statement, args...))
}
