package store

import (
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"github.com/postup/postup/kpi"
)

// conditions are the parts of a WHERE clause, joined by AND, with the values of their ?s.
type conditions struct {
	parts []string
	args  []any
}

func (c *conditions) add(part string, args ...any) {
	c.parts = append(c.parts, part)
	c.args = append(c.args, args...)
}

// among keeps rows whose column is one of the values; no values keep all rows.
func (c *conditions) among(column string, values []string) {
	if len(values) == 0 {
		return
	}
	set := make([]any, len(values))
	for i, v := range values {
		set[i] = v
	}
	c.add(column+" IN ?", clickhouse.GroupSet{Value: set})
}

// oneOf keeps rows whose number is one of the values.
func (c *conditions) oneOf(column string, values []uint64) {
	set := make([]any, len(values))
	for i, v := range values {
		set[i] = v
	}
	c.add(column+" IN ?", clickhouse.GroupSet{Value: set})
}

// manyValues is where narrowing by a list stops paying.
const manyValues = 1000

// near is among where keeping too many rows does no harm: a long list keeps all.
func (c *conditions) near(column string, values []string) {
	if len(values) <= manyValues {
		c.among(column, values)
	}
}

// from and until keep rows whose Date column is not before, not after a day; no day keeps all rows.
func (c *conditions) from(column string, d kpi.Date) {
	if !d.IsZero() {
		c.add(column+" >= toDate(?)", d.String())
	}
}

func (c *conditions) until(column string, d kpi.Date) {
	if !d.IsZero() {
		c.add(column+" <= toDate(?)", d.String())
	}
}

func (c *conditions) asOf(at AsOf) {
	if at != 0 {
		c.add("seq <= ?", uint64(at))
	}
}

func (c *conditions) String() string {
	if len(c.parts) == 0 {
		return "1"
	}
	return strings.Join(c.parts, " AND ")
}

// distinct lists the different values of a field.
func distinct[T any](rows []*T, field func(*T) string) []string {
	seen := make(map[string]bool)
	var values []string
	for _, r := range rows {
		if v := field(r); !seen[v] {
			seen[v] = true
			values = append(values, v)
		}
	}
	return values
}

// span is the earliest and the latest day of a field.
func span[T any](rows []*T, field func(*T) kpi.Date) (first, last kpi.Date) {
	for i, r := range rows {
		d := field(r)
		if i == 0 || d < first {
			first = d
		}
		if i == 0 || d > last {
			last = d
		}
	}
	return first, last
}
