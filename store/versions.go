package store

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/schemas"
)

// versions is an append-only table of rows T, whose identity is K and whose newest seq wins.
type versions[T any, K comparable] struct {
	table    string
	as       string // what its rows are called where they come from
	columns  []column[T]
	identity []string // columns of K
	key      func(*T) K
	same     func(a, b *T) bool // whether b says what a said; where it came from apart
	origin   func(*T) *Origin
	came     func(*T) []uint64 // the collections that a row came from; nil where the table has one for each
	check    func(*T, *faults)
	near     func(*conditions, []*T) // narrows to the identities of the rows; may keep more
	words    func(*T) (cell, says string)
	filter   filterColumns
}

// filterColumns names the columns that a Filter applies to; "" where the table has none.
type filterColumns struct {
	indicator, service, breakdown string
	start, end                    string // the first and last day of a row's period
	openEnd                       bool   // end may be empty, which is open
}

// write stores the rows that differ from the newest stored version of their identity. Of several rows with
// one identity the last counts.
func (v *versions[T, K]) write(ctx context.Context, s *Store, rows []T) (Written, error) {
	return v.compare(ctx, s, rows, nil)
}

// compare is write by a rule; without one it only counts what changes.
func (v *versions[T, K]) compare(ctx context.Context, s *Store, rows []T, rule *Compare) (Written, error) {
	var total Written
	latest, err := v.latest(rows)
	if err != nil {
		return total, err
	}
	for len(latest) > 0 {
		n := min(len(latest), batchRows)
		w, err := v.writeBatch(ctx, s, latest[:n], rule)
		total.Add(w)
		if err != nil {
			return total, err
		}
		latest = latest[n:]
	}
	return total, nil
}

// latest checks the rows and drops those that a later one of the same identity replaces.
func (v *versions[T, K]) latest(rows []T) ([]*T, error) {
	at := make(map[K]int, len(rows))
	kept := make([]*T, 0, len(rows))
	for i := range rows {
		row := &rows[i]
		var f faults
		f.text("source", v.origin(row).Source)
		v.check(row, &f)
		key := v.key(row)
		if len(f) > 0 {
			return nil, f.of(fmt.Sprintf("%s %+v", v.table, key), i)
		}
		if j, ok := at[key]; ok {
			kept[j] = row
			continue
		}
		at[key] = len(kept)
		kept = append(kept, row)
	}
	return kept, nil
}

// writeBatch compares and inserts under one lock, so that two writers in this process never both take a cell
// for new, and rows become visible in the order of their seqs.
func (v *versions[T, K]) writeBatch(ctx context.Context, s *Store, rows []*T, rule *Compare) (Written, error) {
	var w Written
	if err := s.lock(ctx); err != nil {
		return w, err
	}
	defer s.unlock()
	stored, err := v.stored(ctx, s, rows)
	if err != nil {
		return w, err
	}
	changed := make([]*T, 0, len(rows))
	restated := 0
	for _, row := range rows {
		old, ok := stored[v.key(row)]
		if ok && v.says(old, row) && !v.mends(old, row) {
			w.Unchanged++
			continue
		}
		if ok && rule.keeps(v.origin(old).Collection) {
			w.Superseded++
			continue
		}
		if ok {
			restated++
		}
		if ok && rule != nil {
			w.changed(v.as, func() (cell, before, after string) {
				cell, after = v.words(row)
				_, before = v.words(old)
				return cell, before, after
			})
		}
		changed = append(changed, row)
	}
	if rule != nil && rule.Dry {
		w.Restated, w.New = restated, len(changed)-restated
		return w, nil
	}
	if len(changed) == 0 {
		return w, nil
	}
	last := v.stamp(s, changed)
	if err := insert(ctx, s, v.table, v.columns, changed); err != nil {
		return w, err
	}
	s.wrote(last)
	w.Restated, w.New = restated, len(changed)-restated
	return w, nil
}

// stamp gives the rows their seqs, in order, and tells the last.
func (v *versions[T, K]) stamp(s *Store, rows []*T) uint64 {
	first := s.reserve(len(rows))
	for i, row := range rows {
		o := v.origin(row)
		o.Seq = first + uint64(i)
		o.RecordedAt = secondOf(o.Seq)
	}
	return first + uint64(len(rows)) - 1
}

// stored reads the newest version of each of the rows' identities.
func (v *versions[T, K]) stored(ctx context.Context, s *Store, rows []*T) (map[K]*T, error) {
	wanted := make(map[K]bool, len(rows))
	for _, row := range rows {
		wanted[v.key(row)] = true
	}
	var where conditions
	where.near("source", distinct(rows, func(r *T) string { return v.origin(r).Source }))
	v.near(&where, rows)
	stored := make(map[K]*T, len(rows))
	err := v.read(ctx, s, "newest", &where, 0, func(row *T) error {
		if key := v.key(row); wanted[key] {
			stored[key] = row
		}
		return nil
	})
	return stored, err
}

// newest streams the newest version of each identity that the filter keeps, in order of identity. The row is
// the callback's to keep.
func (v *versions[T, K]) newest(ctx context.Context, s *Store, f Filter, at AsOf, each func(*T) error) error {
	return v.filtered(ctx, s, "newest", f, at, each)
}

// says tells whether two versions say the same, of the same kind: real or simulated.
func (v *versions[T, K]) says(a, b *T) bool {
	return v.same(a, b) && v.origin(a).Simulated == v.origin(b).Simulated
}

// mends tells of a derived version, which says what the one before said, that this named a collection it doesn't come from.
func (v *versions[T, K]) mends(before, row *T) bool {
	if v.came == nil || !IsDerived(v.origin(row).Source) {
		return false
	}
	came := v.came(row)
	return slices.ContainsFunc(v.came(before), func(id uint64) bool { return !slices.Contains(came, id) })
}

// history streams every version that the filter keeps, by identity, oldest first. A version that says what the one
// before it said is none: two processes wrote the same at once. Filter.Limit counts it all the same.
func (v *versions[T, K]) history(ctx context.Context, s *Store, f Filter, at AsOf, each func(*T) error) error {
	var before *T
	return v.filtered(ctx, s, "history", f, at, func(row *T) error {
		if before != nil && v.key(before) == v.key(row) && v.says(before, row) && !v.mends(before, row) {
			return nil
		}
		before = row
		return each(row)
	})
}

func (v *versions[T, K]) filtered(ctx context.Context, s *Store, query string, f Filter, at AsOf, each func(*T) error) error {
	where, err := v.filter.conditions(v.table, f)
	if err != nil {
		return err
	}
	where.asOf(at)
	if f.After != 0 {
		where.add("seq > ?", f.After)
	}
	return v.read(ctx, s, query, where, f.Limit, each)
}

func (v *versions[T, K]) read(ctx context.Context, s *Store, query string, where *conditions, limit int, each func(*T) error) error {
	statement := fill(schemas.Query(query), map[string]string{
		"columns": selected(v.columns), "table": v.table,
		"identity": strings.Join(v.identity, ", "), "where": where.String(),
	}) + limitTo(limit)
	reader := newReader(v.columns)
	return s.query(ctx, "read "+v.table, statement, where.args, func(rows driver.Rows) error {
		row, err := reader.scan(rows)
		if err != nil {
			return s.failed("read "+v.table, err)
		}
		return each(row)
	})
}

// conditions turns a filter into conditions on the table's columns.
func (c filterColumns) conditions(table string, f Filter) (*conditions, error) {
	var where conditions
	for _, list := range []struct {
		name, column string
		values       []string
	}{
		{"indicator", c.indicator, f.Indicators}, {"region", "region", f.Regions}, {"source", "source", f.Sources},
		{"service", c.service, f.Services}, {"breakdown", c.breakdown, f.Breakdowns},
	} {
		if len(list.values) > 0 && list.column == "" {
			return nil, &Error{Code: CodeInvalid, Message: fmt.Sprintf("read %s: they have no %s to filter by", table, list.name)}
		}
		where.among(list.column, list.values)
	}
	if c.start != "" {
		where.until(c.start, f.To)
	}
	switch {
	case c.end == "" || f.From.IsZero():
	case c.openEnd:
		where.add("("+c.end+" >= toDate(?) OR "+c.end+" = toDate('1970-01-01'))", f.From.String())
	default:
		where.from(c.end, f.From)
	}
	return &where, nil
}

// fill puts the parts of a named query in their places.
func fill(query string, parts map[string]string) string {
	pairs := make([]string, 0, 2*len(parts))
	for name, text := range parts {
		pairs = append(pairs, "{"+name+"}", text)
	}
	return strings.NewReplacer(pairs...).Replace(query)
}

func limitTo(n int) string {
	if n <= 0 {
		return ""
	}
	return "\nLIMIT " + strconv.Itoa(n)
}
