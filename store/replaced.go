package store

import (
	"context"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/schemas"
)

// saved is a row of a table that replaces by key, with the seq by which the newest wins.
type saved[T any] struct {
	row T
	seq uint64
}

// replacing is a table that keeps the newest version of each key.
type replacing[T any] struct {
	table   string
	columns []column[saved[T]]
	check   func(*T, *faults)
	follow  bool // whether a write moves Newest on
}

// save adds a version, in the order of this process's other writes.
func (r *replacing[T]) save(ctx context.Context, s *Store, row T) error {
	return r.saveIf(ctx, s, row, func() error { return nil })
}

// saveIf adds a version unless may, which no other write of this process comes between, gives an error.
func (r *replacing[T]) saveIf(ctx context.Context, s *Store, row T, may func() error) error {
	var f faults
	r.check(&row, &f)
	if err := f.of(r.table, 0); err != nil {
		return err
	}
	if err := s.lock(ctx); err != nil {
		return err
	}
	defer s.unlock()
	if err := may(); err != nil {
		return err
	}
	version := &saved[T]{row: row, seq: s.NextSeq()}
	if err := insert(ctx, s, r.table, r.columns, []*saved[T]{version}); err != nil {
		return err
	}
	if r.follow {
		s.wrote(version.seq)
	}
	return nil
}

// read gives the newest version of each key that the conditions keep.
func (r *replacing[T]) read(ctx context.Context, s *Store, where *conditions, order string, limit int) ([]T, error) {
	statement := fill(schemas.Query("replaced"), map[string]string{
		"columns": selected(r.columns), "table": r.table, "where": where.String(), "order": order,
	}) + limitTo(limit)
	var all []T
	reader := newReader(r.columns)
	err := s.query(ctx, "read "+r.table, statement, where.args, func(rows driver.Rows) error {
		version, err := reader.scan(rows)
		if err != nil {
			return s.failed("read "+r.table, err)
		}
		all = append(all, version.row)
		return nil
	})
	return all, err
}
