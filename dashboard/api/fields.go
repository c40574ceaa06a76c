package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// rowField is a field of a row as JSON has it: those of embedded structs stand beside the others.
type rowField struct {
	name     string
	path     []int // through the struct
	is       reflect.Type
	plain    reflect.Type // the same, not as a pointer
	optional bool         // left out where it is empty
	parts    []rowField   // of an object
}

// rowFields are the fields of a struct, in order.
func rowFields(t reflect.Type) []rowField {
	var fields []rowField
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" && f.Anonymous {
			for _, inner := range rowFields(f.Type) {
				inner.path = append([]int{i}, inner.path...)
				fields = append(fields, inner)
			}
			continue
		}
		one := rowField{name: name, path: []int{i}, is: f.Type, plain: f.Type, optional: options == "omitempty"}
		if f.Type.Kind() == reflect.Pointer {
			one.plain = f.Type.Elem()
		}
		if object(one.plain) {
			one.parts = rowFields(one.plain)
		}
		fields = append(fields, one)
	}
	return fields
}

// chosen are the fields of a row that are wanted, in the row's order; all where none are named.
func chosen(t reflect.Type, names []string) []rowField {
	return slices.DeleteFunc(rowFields(t), func(f rowField) bool { return !picks(names, f.name) })
}

// readFields takes the fields that a request wants of the rows.
func (q *query) readFields(c *fiber.Ctx, row reflect.Type) error {
	args := c.Request().URI().QueryArgs()
	if !args.Has(pFields) {
		return nil
	}
	var all []string
	for _, f := range rowFields(row) {
		all = append(all, f.name)
	}
	for _, given := range args.PeekMulti(pFields) {
		for name := range strings.SplitSeq(string(given), ",") {
			if !slices.Contains(all, name) {
				return invalid(fmt.Sprintf("there is no field %q; there are: %s", name, strings.Join(all, ", ")))
			}
			q.fields = append(q.fields, name)
		}
	}
	slices.Sort(q.fields)
	q.fields = slices.Compact(q.fields)
	return nil
}

// pickFields writes of each row the fields that are wanted.
func pickFields[T any](rows []T, names []string) ([]json.RawMessage, error) {
	fields, made := chosen(reflect.TypeFor[T](), names), make([]json.RawMessage, len(rows))
	for i := range rows {
		v := reflect.ValueOf(&rows[i]).Elem()
		var row bytes.Buffer
		enc := json.NewEncoder(&row)
		enc.SetEscapeHTML(false)
		for n, f := range fields {
			sign := byte(',')
			if n == 0 {
				sign = '{'
			}
			row.WriteByte(sign)
			fmt.Fprintf(&row, "%q:", f.name)
			if err := enc.Encode(v.FieldByIndex(f.path).Interface()); err != nil {
				return nil, fmt.Errorf("encode %s of row %d: %w", f.name, i+1, err)
			}
		}
		row.WriteByte('}')
		made[i] = row.Bytes()
	}
	return made, nil
}
