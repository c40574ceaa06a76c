package store

import (
	"context"
	"strings"
	"time"
)

// batchRows is the most rows that one insert carries. Up to here a write is there whole or not at all.
const batchRows = 100_000

// insert writes the rows in one batch, which is there whole or not at all.
func insert[T any](ctx context.Context, s *Store, table string, columns []column[T], rows []*T) error {
	return s.insert(ctx, table, names(columns), func(i int) any { return columns[i].collect(rows) })
}

// insert writes columns in one batch. The values of the i-th are asked for once, as a slice, all of one length, and
// are not used any more when the next ones are.
func (s *Store) insert(ctx context.Context, table string, columns []string, values func(i int) any) error {
	what := "write " + table
	if err := ctx.Err(); err != nil {
		return s.failed(what, err)
	}
	ctx, sent := sending(ctx)
	defer sent()
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+table+" ("+strings.Join(columns, ", ")+")")
	if err != nil {
		return s.failed(what, err)
	}
	for i, name := range columns {
		if err := batch.Column(i).Append(values(i)); err != nil {
			_ = batch.Abort() // gives the connection back; the append's error says more
			return s.failed(what+": column "+name, err)
		}
	}
	if err := batch.Send(); err != nil {
		_ = batch.Abort() // a sent batch refuses; an unsent one gives its connection back
		return s.failed(what, err)
	}
	return nil
}

// sending gives a batch its context, which ends with the caller's, but not any more once sent was called: the
// driver watches the context of a batch in a goroutine that may outlive Send for a moment, and a cancellation
// that comes then closes a connection which another statement has by now.
func sending(ctx context.Context) (own context.Context, sent func() bool) {
	deadline, ok := ctx.Deadline()
	if !ok {
		deadline = time.Now().Add(defaultTimeout)
	}
	own, cancel := context.WithDeadline(context.WithoutCancel(ctx), deadline)
	return own, context.AfterFunc(ctx, cancel)
}
