package store

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/schemas"
)

var rejectionColumns = []column[saved[Rejection]]{
	word("source", func(v *saved[Rejection]) *string { return &v.row.Source }),
	plain("collection", func(v *saved[Rejection]) *uint64 { return &v.row.Collection }),
	word("position", func(v *saved[Rejection]) *string { return &v.row.Position }),
	word("record_kind", func(v *saved[Rejection]) *string { return &v.row.As }),
	word("field", func(v *saved[Rejection]) *string { return &v.row.Field }),
	word("reason", func(v *saved[Rejection]) *string { return &v.row.Reason }),
	word("detail", func(v *saved[Rejection]) *string { return &v.row.Detail }),
	plain("seq", func(v *saved[Rejection]) *uint64 { return &v.seq }),
	moment("recorded_at", func(v *saved[Rejection]) *time.Time { return &v.row.RecordedAt }),
}

// WriteRejections adds rejections, in their order, 100,000 a batch, and sets their RecordedAt.
func (s *Store) WriteRejections(ctx context.Context, rows []Rejection) error {
	for len(rows) > 0 {
		n := min(len(rows), batchRows)
		first := s.reserve(n)
		batch := make([]*saved[Rejection], n)
		for i := range batch {
			seq := first + uint64(i)
			rows[i].RecordedAt = secondOf(seq)
			batch[i] = &saved[Rejection]{row: rows[i], seq: seq}
		}
		if err := insert(ctx, s, "rejections", rejectionColumns, batch); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

// Rejections gives a page of rejections: newest collection first, and inside it in the order in which they
// were written.
func (s *Store) Rejections(ctx context.Context, f RejectionFilter) ([]Rejection, error) {
	var where conditions
	if f.Source != "" {
		where.add("source = ?", f.Source)
	}
	if f.Collection != 0 {
		where.add("collection = ?", f.Collection)
	}
	if f.Before != 0 {
		where.add("collection < ?", f.Before)
	}
	statement := fill(schemas.Query("rejections"), map[string]string{
		"columns": selected(rejectionColumns), "where": where.String(),
	}) + fmt.Sprintf("\nLIMIT %d, %d", max(f.Offset, 0), pageOf(f.Limit))
	var all []Rejection
	reader := newReader(rejectionColumns)
	err := s.query(ctx, "read rejections", statement, where.args, func(rows driver.Rows) error {
		version, err := reader.scan(rows)
		if err != nil {
			return s.failed("read rejections", err)
		}
		all = append(all, version.row)
		return nil
	})
	return all, err
}
