package store

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/schemas"
)

// Restated hands over the observations that were written again after their period had ended: a figure of a closed
// period was replaced by a later one from the same source. Versions from before the period's end don't count, since
// a period that still runs is expected to change, nor do those that say that its sources have not been heard; nor does it
// when what was derived is completed in the days after that (completedWithin). What is handed over is the first version that counts, with its identity, seq, value, numerator and
// denominator and nothing else.
func (s *Store) Restated(ctx context.Context, at AsOf, each func(*Observation) error) error {
	var where conditions
	where.asOf(at)
	statement := fill(schemas.Query("restated"), map[string]string{
		"table": observations.table, "identity": strings.Join(observations.identity, ", "), "where": where.String(),
		"derived":   fmt.Sprintf("'%s', '%s'", DerivedSource(false), DerivedSource(true)),
		"completed": strconv.Itoa(completedWithin), "unheard": fmt.Sprintf("'%s'", kpi.ReasonNotHeard),
	})
	return s.query(ctx, "read restatements", statement, slices.Concat(where.args, where.args), func(rows driver.Rows) error {
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

// completedWithin is for how many days after its period's end a derived figure is still completed: the figures of a month are
// derived as soon as it has ended, and its last records come with the collections after that.
const completedWithin = 7

// Restates tells of two versions of an observation that the figure of a closed period was replaced, in whatever order they
// came: both are from after the period's end and say something else. It is the rule of Store.Restated, for who reads on.
func (o *Observation) Restates(other *Observation) bool {
	first, last := o, other
	if last.Seq < first.Seq {
		first, last = last, first
	}
	return first.afterPeriod() && last.afterPeriod() && !last.completes() && o.Changes(other)
}

// Changes tells of two versions of an observation that they say something else. One that says that its sources have not been heard changes
// nothing, nor does what follows it.
func (o *Observation) Changes(other *Observation) bool {
	return o.Reason != kpi.ReasonNotHeard && other.Reason != kpi.ReasonNotHeard && !observations.says(o, other)
}

// completes tells of a version from after the period's end that it belongs to the first figure.
func (o *Observation) completes() bool {
	return IsDerived(o.Source) && kpi.DateOf(o.RecordedAt.UTC()) <= o.Period.End.AddDays(completedWithin)
}

func (o *Observation) afterPeriod() bool { return kpi.DateOf(o.RecordedAt.UTC()) > o.Period.End }

// orNone is a number that was NULL where it is NaN.
func orNone(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	return &v
}
