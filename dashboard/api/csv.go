package api

import (
	"bytes"
	"encoding"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata/table"
)

var (
	textType      = reflect.TypeFor[config.Text]()
	marshalerType = reflect.TypeFor[encoding.TextMarshaler]()
	languages     = []string{"en", "uk", "ru"}
)

// encodeCSV writes rows as a table whose columns are those of the JSON: parts of an object are named object_part,
// a text stands once for each language, lists of plain values are joined by ";", and lists of objects stay JSON.
// Missing values are empty. Of only are the fields that are wanted; none: all.
func encodeCSV[T any](rows []T, only []string) ([]byte, error) {
	var body bytes.Buffer
	w, columns := csv.NewWriter(&body), chosen(reflect.TypeFor[T](), only)
	if err := w.Write(header(columns, "", nil)); err != nil {
		return nil, fmt.Errorf("write the header: %w", err)
	}
	for i := range rows {
		record, err := cells(reflect.ValueOf(&rows[i]).Elem(), columns, nil)
		if err != nil {
			return nil, err
		}
		if len(record) == 1 && record[0] == "" { // the writer would leave an empty line, which readers skip: a row would be lost
			w.Flush()
			body.WriteString("\"\"\n")
			continue
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("write row %d: %w", i+1, err)
		}
	}
	w.Flush()
	return body.Bytes(), w.Error()
}

// object tells whether a type is written as several columns.
func object(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !t.Implements(marshalerType) && !reflect.PointerTo(t).Implements(marshalerType)
}

func header(fields []rowField, prefix string, names []string) []string {
	for _, f := range fields {
		switch {
		case f.plain == textType:
			for _, l := range languages {
				names = append(names, prefix+f.name+"_"+l)
			}
		case f.parts != nil:
			names = header(f.parts, prefix+f.name+"_", names)
		default:
			names = append(names, prefix+f.name)
		}
	}
	return names
}

func cells(v reflect.Value, fields []rowField, record []string) ([]string, error) {
	for _, field := range fields {
		f := v.FieldByIndex(field.path)
		missing := false
		if f.Kind() == reflect.Pointer {
			missing = f.IsNil()
			f = f.Elem()
		}
		var err error
		switch {
		case field.plain == textType:
			record = appendText(record, f, missing)
		case field.parts != nil && missing:
			record = append(record, make([]string, len(header(field.parts, "", nil)))...)
		case field.parts != nil:
			record, err = cells(f, field.parts, record)
		case missing:
			record = append(record, "")
		default:
			var text string
			text, err = cell(f)
			record = append(record, text)
		}
		if err != nil {
			return nil, err
		}
	}
	return record, nil
}

func appendText(record []string, f reflect.Value, missing bool) []string {
	var text config.Text
	if !missing {
		text, _ = f.Interface().(config.Text)
	}
	for _, l := range languages {
		record = append(record, plain(text[l]))
	}
	return record
}

func cell(v reflect.Value) (string, error) {
	if m, ok := v.Interface().(encoding.TextMarshaler); ok {
		text, err := m.MarshalText()
		return string(text), err
	}
	switch v.Kind() {
	case reflect.String:
		return plain(v.String()), nil
	case reflect.Bool:
		return strconv.FormatBool(v.Bool()), nil
	case reflect.Int, reflect.Int64:
		return strconv.FormatInt(v.Int(), 10), nil
	case reflect.Uint32, reflect.Uint64:
		return strconv.FormatUint(v.Uint(), 10), nil
	case reflect.Float64:
		return strconv.FormatFloat(v.Float(), 'f', -1, 64), nil
	case reflect.Slice:
		if v.Type().Elem().Kind() != reflect.Struct {
			return joined(v)
		}
	}
	text, err := json.Marshal(v.Interface())
	if err != nil {
		return "", fmt.Errorf("write a cell: %w", err)
	}
	return string(text), nil
}

func joined(v reflect.Value) (string, error) {
	parts := make([]string, v.Len())
	for i := range parts {
		var err error
		if parts[i], err = cell(v.Index(i)); err != nil {
			return "", err
		}
	}
	return strings.Join(parts, ";"), nil
}

// plain keeps a spreadsheet from taking text for a formula.
func plain(s string) string {
	if table.Runs(s) {
		return "'" + s
	}
	return s
}
