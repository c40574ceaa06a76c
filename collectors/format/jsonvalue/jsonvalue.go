// Package jsonvalue reads the selected values of one JSON object.
package jsonvalue

import (
	"errors"
	"fmt"
	"strings"

	"github.com/valyala/fastjson"

	"github.com/postup/postup/collectors/record"
)

// Object reads one object after another, reusing its memory. The zero Object is not usable: see New.
type Object struct {
	parser fastjson.Parser
	paths  []path
	values []*fastjson.Value // by path; nil where the object has none
	buf    []byte
}

type path struct {
	whole string   // a key may hold dots
	parts []string // else they part keys
}

// New makes an Object for a selection of keys and dotted paths.
func New(sel *record.Selection) *Object {
	o := &Object{values: make([]*fastjson.Value, len(sel.Paths()))}
	for _, p := range sel.Paths() {
		o.paths = append(o.paths, path{whole: p, parts: strings.Split(p, ".")})
	}
	return o
}

// Parse reads an object. Its values are valid until the next call. A selected key that stands twice is an error: nobody
// can tell which of the two is meant.
func (o *Object) Parse(b []byte) error {
	o.buf = o.buf[:0]
	v, err := o.parser.ParseBytes(b)
	if err != nil {
		return errors.New("not valid JSON") // the parser's own words would quote the record
	}
	if v.Type() != fastjson.TypeObject {
		return errors.New("valid JSON, but not an object: " + v.Type().String())
	}
	for i := range o.paths {
		if o.values[i], err = o.paths[i].find(v); err != nil {
			return err
		}
	}
	return nil
}

func (p *path) find(v *fastjson.Value) (*fastjson.Value, error) {
	found, err := only(v, p.whole)
	if found != nil || err != nil || len(p.parts) == 1 {
		return found, err
	}
	for _, part := range p.parts {
		if v.Type() == fastjson.TypeArray {
			v = v.Get(part) // counted from 0
		} else if v, err = only(v, part); err != nil {
			return nil, err
		}
		if v == nil {
			return nil, nil
		}
	}
	return v, nil
}

// only is the value of an object's key, nil where there is none.
func only(v *fastjson.Value, key string) (found *fastjson.Value, err error) {
	object, _ := v.Object()
	if object == nil {
		return nil, nil
	}
	object.Visit(func(k []byte, v *fastjson.Value) {
		switch {
		case string(k) != key:
		case found == nil:
			found = v
		default:
			err = fmt.Errorf("the key %q stands twice", key)
		}
	})
	return found, err
}

// Value is the value of the i-th selected path.
func (o *Object) Value(i int) record.Value {
	v := o.values[i]
	if v == nil {
		return record.Value{}
	}
	switch v.Type() {
	case fastjson.TypeString:
		b, _ := v.StringBytes()
		return record.Value{Kind: record.Text, Bytes: b}
	case fastjson.TypeNumber:
		return record.Value{Kind: record.Number, Bytes: o.written(v)}
	case fastjson.TypeTrue:
		return record.Value{Kind: record.Bool, Bytes: []byte("true")}
	case fastjson.TypeFalse:
		return record.Value{Kind: record.Bool, Bytes: []byte("false")}
	case fastjson.TypeNull:
		return record.Value{Kind: record.Null}
	case fastjson.TypeArray:
		return o.list(v)
	}
	return record.Value{Kind: record.Nested}
}

// written is the value as it stands in the payload.
func (o *Object) written(v *fastjson.Value) []byte {
	from := len(o.buf)
	o.buf = v.MarshalTo(o.buf)
	return o.buf[from:]
}

func (o *Object) list(v *fastjson.Value) record.Value {
	items, _ := v.Array()
	from := len(o.buf)
	for i, item := range items {
		if i > 0 {
			o.buf = append(o.buf, ',')
		}
		switch item.Type() {
		case fastjson.TypeObject, fastjson.TypeArray:
			return record.Value{Kind: record.Nested}
		case fastjson.TypeString:
			b, _ := item.StringBytes()
			o.buf = append(o.buf, b...)
		default:
			o.buf = item.MarshalTo(o.buf)
		}
	}
	return record.Value{Kind: record.List, Bytes: o.buf[from:]}
}
