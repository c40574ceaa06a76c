package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"github.com/postup/postup/kpi"
)

// column ties a table's column to a field of the row type T, for batches and for reading.
type column[T any] struct {
	name    string
	read    string              // what a SELECT asks for; "" is the column itself
	collect func(rows []*T) any // the column's values as a slice, for a batch
	bind    func(row *T) place  // where Scan puts a value
}

// place is a Scan destination, and what brings the value from there into the row; nil where Scan does.
type place struct {
	dest   any
	settle func() error
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

// selected lists what a SELECT asks for.
func selected[T any](columns []column[T]) string {
	all := names(columns)
	for i, c := range columns {
		if c.read != "" {
			all[i] = c.read
		}
	}
	return strings.Join(all, ", ")
}

// plain is a column whose Go type the driver knows: whole numbers, and *float64, which is the one type that may be
// nil and so the one whose column is Nullable.
func plain[T, F any](name string, field func(*T) *F) column[T] {
	return column[T]{
		name:    name,
		collect: collect(field, func(v F) F { return v }),
		bind:    func(row *T) place { return place{dest: field(row)} },
	}
}

// converted makes a column whose values are stored as to(field) and read back through from.
func converted[T, F, W any](name string, field func(*T) *F, to func(F) W, from func(W) F) column[T] {
	return column[T]{
		name:    name,
		collect: collect(field, to),
		bind: func(row *T) place {
			read, p := new(W), field(row)
			return place{read, func() error { *p = from(*read); return nil }}
		},
	}
}

func collect[T, F, W any](field func(*T) *F, to func(F) W) func([]*T) any {
	return func(rows []*T) any {
		values := make([]W, len(rows))
		for i, r := range rows {
			values[i] = to(*field(r))
		}
		return values
	}
}

// word is a String column of a string type. A value that repeats the row before, as most do in the order of an
// identity, takes no memory of its own.
func word[T any, S ~string](name string, field func(*T) *S) column[T] {
	return column[T]{
		name:    name,
		collect: collect(field, func(v S) string { return string(v) }),
		bind: func(row *T) place {
			read, last, p := new(string), "", field(row)
			return place{read, func() error {
				if *read != last {
					last = *read
				}
				*p = S(last)
				return nil
			}}
		},
	}
}

// list is an Array column of whole numbers.
func list[T any, E uint32 | uint64](name string, field func(*T) *[]E) column[T] {
	return array(name, "toString("+name+")", field, numbers[E])
}

// codes is an Array column of texts without commas.
func codes[T any](name string, field func(*T) *[]string) column[T] {
	return array(name, "arrayStringConcat("+name+", ',')", field, func(text string) ([]string, error) {
		return strings.FieldsFunc(text, func(c rune) bool { return c == ',' }), nil
	})
}

// array is an Array column that is read as text: the driver takes arrays apart by reflection, value by
// value, which costs ten times as much. A list that repeats the row before is the same one, so nobody may write on it.
func array[T, E any](name, read string, field func(*T) *[]E, parse func(text string) ([]E, error)) column[T] {
	return column[T]{
		name:    name,
		read:    read,
		collect: collect(field, func(v []E) []E { return v }),
		bind: func(row *T) place {
			read, p := new(string), field(row)
			last, values := "", []E(nil)
			return place{read, func() (err error) {
				if *read != last {
					values, err = parse(*read)
					last = *read
				}
				*p = values
				return err
			}}
		},
	}
}

// numbers reads an array as ClickHouse writes it, such as "[1,2,3]".
func numbers[E uint32 | uint64](text string) ([]E, error) {
	inner, ok := strings.CutPrefix(text, "[")
	inner, closed := strings.CutSuffix(inner, "]")
	if !ok || !closed {
		return nil, fmt.Errorf("read an array: %q is none", text)
	}
	if inner == "" {
		return []E{}, nil
	}
	values := make([]E, 0, strings.Count(inner, ",")+1)
	for part := range strings.SplitSeq(inner, ",") {
		v, err := strconv.ParseUint(part, 10, 64)
		if err != nil || uint64(E(v)) != v {
			return nil, fmt.Errorf("read an array: %q is no number of its kind", part)
		}
		values = append(values, E(v))
	}
	return values, nil
}

// flag is a UInt8 column of a bool.
func flag[T any](name string, field func(*T) *bool) column[T] {
	return converted(name, field, bit, func(v uint8) bool { return v != 0 })
}

// stage is a UInt8 column of a kpi.Stage.
func stage[T any](name string, field func(*T) *kpi.Stage) column[T] {
	return converted(name, field, func(v kpi.Stage) uint8 { return uint8(v) }, func(v uint8) kpi.Stage { return kpi.Stage(v) })
}

// whole is a UInt32 column of an int that was checked not to be negative.
func whole[T any](name string, field func(*T) *int) column[T] {
	return converted(name, field, func(v int) uint32 { return uint32(v) }, func(v uint32) int { return int(v) })
}

// day is a Date column; no date is stored as 1970-01-01.
func day[T any](name string, field func(*T) *kpi.Date) column[T] {
	return converted(name, field, kpi.Date.Time, kpi.DateOf)
}

// moment is a DateTime('UTC') column; no time is stored as 1970-01-01 00:00:00.
func moment[T any](name string, field func(*T) *time.Time) column[T] {
	return converted(name, field, stored, known)
}

// origin are the columns that every versioned row ends with.
func origin[T any](of func(*T) *Origin) []column[T] {
	return []column[T]{
		plain("seq", func(r *T) *uint64 { return &of(r).Seq }),
		moment("recorded_at", func(r *T) *time.Time { return &of(r).RecordedAt }),
		word("source", func(r *T) *string { return &of(r).Source }),
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

// reader scans rows of columns one after another.
type reader[T any] struct {
	row    T
	dest   []any
	settle []func() error
}

func newReader[T any](columns []column[T]) *reader[T] {
	r := &reader[T]{dest: make([]any, len(columns))}
	for i, c := range columns {
		p := c.bind(&r.row)
		r.dest[i] = p.dest
		if p.settle != nil {
			r.settle = append(r.settle, p.settle)
		}
	}
	return r
}

// scan reads the row that the driver stands on. What it gives shares nothing with the next.
func (r *reader[T]) scan(rows driver.Rows) (*T, error) {
	if err := rows.Scan(r.dest...); err != nil {
		return nil, err
	}
	for _, settle := range r.settle {
		if err := settle(); err != nil {
			return nil, err
		}
	}
	row := r.row
	return &row, nil
}
