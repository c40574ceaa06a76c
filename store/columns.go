package store

import (
	"fmt"
	"time"

	"github.com/postup/postup/kpi"
)

// column ties a table's column to a field of the row type T, for batches and for reading.
type column[T any] struct {
	name    string
	collect func(rows []*T) any // the column's values as a slice, for a batch
	dest    func(row *T) any    // where Scan puts a value
}

// columnsOf joins lists of columns; the order is that of the statements.
func columnsOf[T any](lists ...[]column[T]) []column[T] {
	var all []column[T]
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

func names[T any](columns []column[T]) []string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.name
	}
	return all
}

// collected makes a column whose values go to the batch as to(field) and come back through from.
func collected[T, F, W any](name string, field func(*T) *F, to func(F) W, from func(*F) any) column[T] {
	return column[T]{
		name: name,
		collect: func(rows []*T) any {
			values := make([]W, len(rows))
			for i, r := range rows {
				values[i] = to(*field(r))
			}
			return values
		},
		dest: func(row *T) any { return from(field(row)) },
	}
}

// plain is a column whose Go type the driver knows: strings, whole numbers, arrays of them, and *float64,
// which is the one type that may be nil and so the one whose column is Nullable.
func plain[T, F any](name string, field func(*T) *F) column[T] {
	return collected(name, field, func(v F) F { return v }, func(p *F) any { return p })
}

// word is a String column of a named string type.
func word[T any, S ~string](name string, field func(*T) *S) column[T] {
	return collected(name, field, func(v S) string { return string(v) }, func(p *S) any { return into[string]{func(v string) { *p = S(v) }} })
}

// flag is a UInt8 column of a bool.
func flag[T any](name string, field func(*T) *bool) column[T] {
	return collected(name, field, bit, func(p *bool) any { return intoFlag(p) })
}

// stage is a UInt8 column of a kpi.Stage.
func stage[T any](name string, field func(*T) *kpi.Stage) column[T] {
	return collected(name, field, func(v kpi.Stage) uint8 { return uint8(v) },
		func(p *kpi.Stage) any { return into[uint8]{func(v uint8) { *p = kpi.Stage(v) }} })
}

// whole is a UInt32 column of an int that was checked not to be negative.
func whole[T any](name string, field func(*T) *int) column[T] {
	return collected(name, field, func(v int) uint32 { return uint32(v) },
		func(p *int) any { return into[uint32]{func(v uint32) { *p = int(v) }} })
}

// day is a Date column; no date is stored as 1970-01-01.
func day[T any](name string, field func(*T) *kpi.Date) column[T] {
	return collected(name, field, kpi.Date.Time, func(p *kpi.Date) any { return intoDay(p) })
}

// moment is a DateTime('UTC') column; no time is stored as 1970-01-01 00:00:00.
func moment[T any](name string, field func(*T) *time.Time) column[T] {
	return collected(name, field, stored, func(p *time.Time) any { return into[time.Time]{func(v time.Time) { *p = known(v) }} })
}

// origin are the columns that every versioned row ends with.
func origin[T any](of func(*T) *Origin) []column[T] {
	return []column[T]{
		plain("seq", func(r *T) *uint64 { return &of(r).Seq }),
		moment("recorded_at", func(r *T) *time.Time { return &of(r).RecordedAt }),
		plain("source", func(r *T) *string { return &of(r).Source }),
		plain("collection", func(r *T) *uint64 { return &of(r).Collection }),
		flag("simulated", func(r *T) *bool { return &of(r).Simulated }),
	}
}

// into is a Scan destination that converts what the driver read.
type into[V any] struct{ set func(V) }

// Scan takes a column's value from the driver.
func (i into[V]) Scan(src any) error {
	v, ok := src.(V)
	if !ok {
		return fmt.Errorf("read a column: got %T where %T was expected", src, v)
	}
	i.set(v)
	return nil
}

func intoDay(p *kpi.Date) into[time.Time] {
	return into[time.Time]{func(v time.Time) { *p = kpi.DateOf(v) }}
}

func intoFlag(p *bool) into[uint8] {
	return into[uint8]{func(v uint8) { *p = v != 0 }}
}

func bit(v bool) uint8 {
	if v {
		return 1
	}
	return 0
}

// stored is t as it is stored: whole seconds, the epoch for no time.
func stored(t time.Time) time.Time {
	if t.IsZero() {
		return time.Unix(0, 0).UTC()
	}
	return t.UTC()
}

// known undoes stored.
func known(t time.Time) time.Time {
	if t.Unix() == 0 {
		return time.Time{}
	}
	return t.UTC()
}
