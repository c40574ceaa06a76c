package api

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
)

// object of JSON, as schemas are made of.
type schema = map[string]any

// schemas makes JSON Schemas of Go's types, as encoding/json writes them.
type schemas struct {
	words *locale.Locale
	of    *Operation     // whose fields are described; nil: none
	named map[string]any // of types that hold themselves, by name
	err   error          // the first type that can't be described
}

// value is the schema of a type's values. Key is what a column would be called.
func (s *schemas) value(t reflect.Type, key string) schema {
	if t.Kind() == reflect.Pointer {
		return orNullSchema(s.value(t.Elem(), key))
	}
	switch t {
	case reflect.TypeFor[kpi.Date]():
		return schema{"type": []string{"string", "null"}, "format": "date"}
	case reflect.TypeFor[moment]():
		return schema{"type": []string{"string", "null"}, "format": "date-time"}
	case reflect.TypeFor[time.Time]():
		return schema{"type": "string", "format": "date-time"}
	case textType:
		text := schema{"type": "string"}
		return schema{"type": []string{"object", "null"}, "properties": schema{"en": text, "uk": text, "ru": text}, "additionalProperties": text}
	}
	switch t.Kind() {
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Int, reflect.Int64:
		return schema{"type": "integer"}
	case reflect.Uint32, reflect.Uint64:
		return schema{"type": "integer", "minimum": 0}
	case reflect.Float64:
		return schema{"type": "number"}
	case reflect.Slice:
		return schema{"type": "array", "items": s.value(t.Elem(), key+"[]")}
	case reflect.Struct:
		if object(t) {
			return s.holder(t, key)
		}
	}
	if s.err == nil {
		s.err = fmt.Errorf("%s: there is no schema of a %s", key, t)
	}
	return schema{}
}

// holder is the schema of an object; of one that may hold itself, where that stands.
func (s *schemas) holder(t reflect.Type, key string) schema {
	if !holds(t, t, nil) {
		return s.object(t, key, true)
	}
	name := strings.TrimSuffix(strings.TrimSuffix(t.Name(), "Row"), "Definition")
	name = strings.ToUpper(name[:1]) + name[1:]
	if s.named[name] == nil {
		s.named[name] = schema{} // so that what stands within finds it
		s.named[name] = s.object(t, key, true)
	}
	return schema{"$ref": "#/components/schemas/" + name}
}

func (s *schemas) object(t reflect.Type, key string, whole bool) schema {
	properties, required := schema{}, []string{}
	if key != "" {
		key += "_"
	}
	for _, f := range rowFields(t) {
		p := s.value(f.is, key+f.name)
		if about := s.about(key + f.name); about != "" {
			p["description"] = about
		}
		properties[f.name] = p
		if !f.optional {
			required = append(required, f.name)
		}
	}
	o := schema{"type": "object", "properties": properties}
	if whole && len(required) > 0 {
		o["required"] = required
	}
	return o
}

func (s *schemas) about(key string) string {
	key = strings.TrimPrefix(key, "data[]_") // rows of a list
	if s.of == nil || strings.Contains(key, "[]") {
		return ""
	}
	return s.of.About(Field{key: key}, s.words)
}

func orNullSchema(s schema) schema {
	switch t := s["type"].(type) {
	case string:
		s["type"] = []string{t, "null"}
	case nil:
		return schema{"anyOf": []any{s, schema{"type": "null"}}}
	}
	return s
}

// holds tells whether values of a type may have values of another in them.
func holds(t, other reflect.Type, seen []reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return t.Elem() == other || holds(t.Elem(), other, seen)
	case reflect.Struct:
		for _, s := range seen {
			if s == t {
				return false
			}
		}
		for i := range t.NumField() {
			if f := t.Field(i).Type; f == other || holds(f, other, append(seen, t)) {
				return true
			}
		}
	}
	return false
}
