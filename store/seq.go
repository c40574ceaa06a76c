package store

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/schemas"
)

// versionedTables are those whose newest seq tells that something was written; applications are not among
// them, since they are read only to derive observations from.
var versionedTables = []string{
	"observations", "service_stages", "offers", "milestone_events", "target_values", "processing",
	"collections", "source_states",
}

// otherTables have seqs too, so that none is given out twice.
var otherTables = []string{"applications", "rejections", "payloads", "releases", "release_contents"}

// NextSeq gives out the next seq: the time in µs, or the previous one plus one where the clock has not moved
// on or was set back.
func (s *Store) NextSeq() uint64 { return s.reserve(1) }

// reserve gives out n seqs in a row and tells the first.
func (s *Store) reserve(n int) uint64 {
	clock := uint64(max(s.now().UnixMicro(), 1))
	for {
		last := s.seq.Load()
		first := max(last+1, clock)
		if s.seq.CompareAndSwap(last, first+uint64(n)-1) {
			return first
		}
	}
}

// secondOf is a seq's recorded_at.
func secondOf(seq uint64) time.Time { return time.UnixMicro(int64(seq)).UTC().Truncate(time.Second) }

// Newest is the newest seq that this process wrote or saw; 0 for an empty store. It grows with every write
// but those of applications, rejections and payloads.
func (s *Store) Newest() uint64 { return s.newest.Load() }

// Refresh asks the engine for the newest seq, which other processes may have written, and tells it.
func (s *Store) Refresh(ctx context.Context) (uint64, error) {
	versioned, _, err := s.newestIn(ctx, versionedTables)
	if err != nil {
		return 0, err
	}
	raise(&s.newest, versioned)
	raise(&s.seq, versioned)
	return s.newest.Load(), nil
}

func (s *Store) wrote(seq uint64) { raise(&s.newest, seq) }

// raise sets the number to at least v.
func raise(n *atomic.Uint64, v uint64) {
	for {
		old := n.Load()
		if old >= v || n.CompareAndSwap(old, v) {
			return
		}
	}
}

// recall finds the newest seq of the tables that exist, so that no seq is given out twice over restarts.
func (s *Store) recall(ctx context.Context) error {
	exists, err := s.tables(ctx)
	if err != nil {
		return err
	}
	present := slices.DeleteFunc(slices.Concat(otherTables, versionedTables), func(table string) bool { return !exists[table] })
	if len(present) == 0 {
		return nil
	}
	versioned, all, err := s.newestIn(ctx, present)
	if err != nil {
		return err
	}
	raise(&s.newest, versioned)
	raise(&s.seq, all)
	return nil
}

// newestIn is the newest seq of those of the tables that are versioned, and of all; 0 where they are empty.
func (s *Store) newestIn(ctx context.Context, tables []string) (versioned, all uint64, err error) {
	each := make([]string, len(tables))
	for i, table := range tables {
		each[i] = fill(schemas.Query("newest_seq"), map[string]string{"table": table})
	}
	statement := strings.Join(each, " UNION ALL ")
	err = s.query(ctx, "find the newest row", statement, nil, func(rows driver.Rows) error {
		var table string
		var seq uint64
		if err := rows.Scan(&table, &seq); err != nil {
			return err
		}
		all = max(all, seq)
		if slices.Contains(versionedTables, table) {
			versioned = max(versioned, seq)
		}
		return nil
	})
	return versioned, all, err
}

func (s *Store) tables(ctx context.Context) (map[string]bool, error) {
	exists := make(map[string]bool)
	err := s.query(ctx, "list the tables", schemas.Query("tables"), nil, func(rows driver.Rows) error {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		exists[name] = true
		return nil
	})
	return exists, err
}
