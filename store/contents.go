package store

import (
	"context"
	"slices"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/schemas"
)

// makingTakes is longer than a draft can be in the making: its contents are there before the release that refers to them.
const makingTakes = 24 * time.Hour

// ClearContents gives up the contents that no release refers to, neither a published one nor a draft: those of drafts that were replaced, and of
// drafts that were never finished. What was written within the last day stays, for somebody may be making a release of it. It tells how many are
// given up; the engine deletes them by and by.
func (s *Store) ClearContents(ctx context.Context) (int, error) {
	before := uint64(max(s.now().Add(-makingTakes).UnixMicro(), 0))
	if err := s.lock(ctx); err != nil { // no release is saved between looking and clearing
		return 0, err
	}
	defer s.unlock()
	all, err := s.Releases(ctx)
	if err != nil {
		return 0, err
	}
	var left []any
	err = s.query(ctx, "list the contents of releases", schemas.Query("contents_kept"), []any{before}, func(rows driver.Rows) error {
		var hash string
		if err := rows.Scan(&hash); err != nil {
			return s.failed("list the contents of releases", err)
		}
		if !refersTo(all, hash) {
			left = append(left, hash)
		}
		return nil
	})
	if err != nil || len(left) == 0 {
		return 0, err
	}
	return len(left), s.exec(ctx, "clear out contents that no release refers to", schemas.Query("contents_clear"), clickhouse.GroupSet{Value: left}, before)
}

func refersTo(releases []Release, hash string) bool {
	return slices.ContainsFunc(releases, func(x Release) bool {
		return slices.ContainsFunc(x.Datasets, func(d Released) bool { return d.Hash == hash })
	})
}
