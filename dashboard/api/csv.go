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
)

var (
	textType      = reflect.TypeFor[config.Text]()
	marshalerType = reflect.TypeFor[encoding.TextMarshaler]()
	languages     = []string{"en", "uk", "ru"}
)

// encodeCSV writes rows as a table whose columns are those of the JSON: parts of an object are named object_part,
// a text stands once for each language, lists of plain values are joined by ";", and lists of objects stay JSON.
// Missing values are empty.
func encodeCSV[T any](rows []T) ([]byte, error) {
	var body bytes.Buffer
	w := csv.NewWriter(&body)
	if err := w.Write(header(reflect.TypeFor[T](), "", nil)); err != nil {
		return nil, fmt.Errorf("write the header: %w", err)
	}
	for i := range rows {
		record, err := cells(reflect.ValueOf(&rows[i]).Elem(), nil)
		if err != nil {
			return nil, err
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

func header(t reflect.Type, prefix string, names []string) []string {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		ft := f.Type
		if ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		switch {
		case name == "" && f.Anonymous:
			names = header(ft, prefix, names)
		case ft == textType:
			for _, l := range languages {
				names = append(names, prefix+name+"_"+l)
			}
		case object(ft):
			names = header(ft, prefix+name+"_", names)
		default:
			names = append(names, prefix+name)
		}
	}
	return names
}

func cells(v reflect.Value, record []string) ([]string, error) {
	for i := range v.NumField() {
		f, ft := v.Field(i), v.Type().Field(i).Type
		missing := false
		if ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
			missing = f.IsNil()
			f = f.Elem()
		}
		var err error
		switch {
		case ft == textType:
			record = appendText(record, f, missing)
		case object(ft) && missing:
			record = append(record, make([]string, len(header(ft, "", nil)))...)
		case object(ft):
			record, err = cells(f, record)
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
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
