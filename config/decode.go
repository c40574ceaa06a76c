package config

import (
	"encoding"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/postup/postup/kpi"
)

// Decode reads a source's own options into out, a pointer to a struct with yaml tags, as strictly as the
// rest of the configuration is read: unknown and repeated keys, wrong types and plain secrets are mistakes.
// Fields keep the values that they have where the options leave them out. A nil node is an empty one.
// The error is Mistakes, with lines and without files: Load knows the file.
func Decode(node ast.Node, out any) error {
	l := newLedger()
	if node != nil {
		(&decoder{ledger: l}).value(node, reflect.ValueOf(out).Elem(), "options")
	}
	return l.result()
}

// decoder fills Go values from nodes and remembers where each stands. What it can't use is a mistake, and it goes on.
type decoder struct {
	*ledger
	file string
}

// value decodes into an addressable value; key names it in messages.
func (d *decoder) value(n ast.Node, v reflect.Value, key string) {
	if n == nil {
		return // reported where it was lost
	}
	if null, ok := n.(*ast.NullNode); ok {
		d.null(null, key)
		return
	}
	target := v.Addr().Interface()
	d.places[target] = placeOf(d.file, n)
	if d.special(n, target, key) {
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		if _, mapping := n.(*ast.MappingNode); !mapping && v.Type().Elem().Kind() == reflect.Struct && !isSpecial(v.Type().Elem()) {
			d.misshapen(n, key) // and stays nil, so that nobody misses its parts
			return
		}
		if v.IsNil() {
			v.Set(reflect.New(v.Type().Elem()))
		}
		d.value(n, v.Elem(), key)
	case reflect.Struct:
		d.object(n, v, key)
	case reflect.Slice:
		d.list(n, v, key)
	case reflect.Map:
		d.table(n, v, key)
	default:
		d.scalar(n, v, key)
	}
}

// null accepts a null that is written out: it says "none". A key without a value is more likely an oversight.
func (d *decoder) null(n *ast.NullNode, key string) {
	if n.Token.Type == token.ImplicitNullType {
		d.wrong(placeOf(d.file, n), key+" is empty", "nothing stands after it", "write a value, or null where there is none, or remove the key")
	}
}

// special decodes the types that read themselves in their own way.
func (d *decoder) special(n ast.Node, target any, key string) bool {
	switch t := target.(type) {
	case *ast.Node:
		*t = n
	case *Text:
		d.text(n, t, key)
	case *Secret:
		d.secret(n, t, key)
	case *Written:
		d.written(n, t, key)
	case *kpi.Date:
		if s, ok := d.plain(n, key, "a date"); ok {
			d.date(n, s, t, key)
		}
	case *time.Duration:
		d.duration(n, (*Duration)(t), key)
	case *Duration:
		d.duration(n, t, key)
	case *Document:
		title, ok := textOf(n)
		t.Title = title
		return ok // else it has more parts
	case *HeaderRows:
		d.headerRows(n, t, key)
	case encoding.TextUnmarshaler:
		if s, ok := d.plain(n, key, "a text"); ok {
			if err := t.UnmarshalText([]byte(s)); err != nil {
				d.wrong(placeOf(d.file, n), fmt.Sprintf("%s: %q can't be used", key, s), err.Error(), "")
			}
		}
	default:
		return false
	}
	return true
}

// isSpecial tells whether a type reads itself in its own way.
func isSpecial(t reflect.Type) bool {
	return t == reflect.TypeFor[Secret]() || t == reflect.TypeFor[Written]() || reflect.PointerTo(t).Implements(reflect.TypeFor[encoding.TextUnmarshaler]())
}

// object decodes a mapping into a struct: every key must be one of its fields, once.
func (d *decoder) object(n ast.Node, v reflect.Value, key string) {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		d.misshapen(n, key)
		return
	}
	fields := map[string]reflect.Value{}
	fieldsOf(v, fields)
	for _, e := range d.entries(m) {
		name := keyText(e.Key)
		field, known := fields[name]
		if !known {
			names := keysOf(fields)
			fix := didYouMean(name, names)
			if fix == "" {
				fix = "remove it, or use one of " + strings.Join(names, ", ")
			}
			d.wrong(placeOf(d.file, e.Key), fmt.Sprintf("unknown key %q", name), fmt.Sprintf("%s has no such key", key), fix)
			continue
		}
		d.value(e.Value, field, name)
	}
}

func (d *decoder) misshapen(n ast.Node, key string) {
	d.wrong(placeOf(d.file, n), fmt.Sprintf("%s is %s", key, shape(n)), "it has several parts, each with its key", "write it as key: value")
}

// entries are a mapping's entries with each key once; a repeated one is a mistake.
func (d *decoder) entries(m *ast.MappingNode) []*ast.MappingValueNode {
	first := map[string]place{}
	var once []*ast.MappingValueNode
	for _, e := range m.Values {
		name, at := keyText(e.Key), placeOf(d.file, e.Key)
		if before, twice := first[name]; twice {
			d.wrong(at, fmt.Sprintf("the key %q is repeated", name), fmt.Sprintf("it stands on line %d already", before.line), "remove one of them")
			continue
		}
		first[name] = at
		once = append(once, e)
	}
	return once
}

// fieldsOf finds a struct's fields by their yaml names, through embedded structs.
func fieldsOf(v reflect.Value, into map[string]reflect.Value) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case name == "-":
		case f.Anonymous && name == "" || options == "inline":
			fieldsOf(reflect.Indirect(v.Field(i)), into)
		case !f.IsExported():
		case name == "":
			into[strings.ToLower(f.Name)] = v.Field(i)
		default:
			into[name] = v.Field(i)
		}
	}
}

// list decodes a sequence. Its elements get their final addresses first, because places go by them.
func (d *decoder) list(n ast.Node, v reflect.Value, key string) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		d.wrong(placeOf(d.file, n), fmt.Sprintf("%s is %s", key, shape(n)), "it is a list", "write [a, b], or each element on a line of its own that begins with -")
		return
	}
	values := slices.DeleteFunc(slices.Clone(s.Values), func(e ast.Node) bool {
		if _, null := e.(*ast.NullNode); null {
			d.wrong(placeOf(d.file, e), "an element of "+key+" is empty", "a list holds values", "remove it, or write the value")
			return true
		}
		return e == nil
	})
	v.Set(reflect.MakeSlice(v.Type(), len(values), len(values)))
	if element := v.Type().Elem(); element.Kind() == reflect.Struct || element.Kind() == reflect.Pointer {
		key = "an element of " + key
	}
	for i, e := range values {
		d.value(e, v.Index(i), key)
	}
}

// table decodes a mapping into a map from text.
func (d *decoder) table(n ast.Node, v reflect.Value, key string) {
	m, ok := n.(*ast.MappingNode)
	if !ok {
		d.wrong(placeOf(d.file, n), fmt.Sprintf("%s is %s", key, shape(n)), "it assigns values to names", "write it as name: value")
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for _, e := range d.entries(m) {
		name := keyText(e.Key)
		if _, null := e.Value.(*ast.NullNode); null {
			d.wrong(placeOf(d.file, e.Key), name+" is empty", key+" gives each name a value", "write it, or remove the name")
			continue
		}
		element := reflect.New(v.Type().Elem()).Elem()
		d.value(e.Value, element, name)
		d.places[mapKey{v.Addr().Interface(), name}] = placeOf(d.file, e.Key)
		v.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), element)
	}
}

// shape says what a node is, for people.
func shape(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	}
	return "a single value"
}
