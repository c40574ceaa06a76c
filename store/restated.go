package store

import (
	"context"
	"math"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// Restated hands over the observations that were written again after their period had ended: a figure of a closed
// period was replaced by a later one from the same source. Versions from before the period's end don't count, since
// a period that still runs is expected to change. What is handed over is the first version after the period's end,
// with its identity, seq, value, numerator and denominator and nothing else.
func (s *Store) Restated(ctx context.Context, at AsOf, each func(*Observation) error) error {
	var where conditions
	where.asOf(at)
	statement := fill(schemas.Query("restated"), map[string]string{
		"table": observations.table, "identity": strings.Join(observations.identity, ", "), "where": where.String(),
	})
	return s.query(ctx, "read restatements", statement, where.args, func(rows driver.Rows) error {
		var o Observation
		var value, numerator, denominator float64
		dest := []any{
			&o.Indicator, &o.Breakdown, &o.Region, intoDay(&o.Period.Start), intoDay(&o.Period.End), &o.Source,
			&o.Seq, &value, &numerator, &denominator,
		}
		if err := rows.Scan(dest...); err != nil {
			return s.failed("read restatements", err)
		}
		o.Value, o.Numerator, o.Denominator = orNone(value), orNone(numerator), orNone(denominator)
		if o.Value != nil {
			o.Status = kpi.Present
		}
		return each(&o)
	})
}

// Restates tells of two versions of an observation that the figure of a closed period was replaced, in whatever order they
// came: both are from after the period's end and say something else. It is the rule of Store.Restated, for who reads on.
func (o *Observation) Restates(other *Observation) bool {
	return o.afterPeriod() && other.afterPeriod() && !observations.says(o, other)
}

func (o *Observation) afterPeriod() bool { return kpi.DateOf(o.RecordedAt.UTC()) > o.Period.End }

// orNone is a number that was NULL where it is NaN.
func orNone(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}
