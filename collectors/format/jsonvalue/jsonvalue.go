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
	wanted map[string][]int  // the paths that a key may be, whole
	shape  []member          // of the last object: records of one source are alike
	values []*fastjson.Value // by path; nil where the object has none
	buf    []byte
}

// member is a key of an object and the paths that it is, whole.
type member struct {
	key   string
	paths []int
}

type path struct {
	whole string   // a key may hold dots
	parts []string // else they part keys
}

// New makes an Object for a selection of keys and dotted paths.
func New(sel *record.Selection) *Object {
	o := &Object{wanted: map[string][]int{}, values: make([]*fastjson.Value, len(sel.Paths()))}
	for i, p := range sel.Paths() {
		o.paths = append(o.paths, path{whole: p, parts: strings.Split(p, ".")})
		o.wanted[p] = append(o.wanted[p], i)
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
	if err := o.whole(v); err != nil {
		return err
	}
	for i := range o.paths {
		if p := &o.paths[i]; o.values[i] == nil && len(p.parts) > 1 {
			if o.values[i], err = p.find(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// whole finds the values of the keys that are paths as they stand.
func (o *Object) whole(v *fastjson.Value) (err error) {
	clear(o.values)
	object, _ := v.Object() // it is one
	n := 0
	object.Visit(func(k []byte, v *fastjson.Value) {
		if n == len(o.shape) {
			o.shape = append(o.shape, o.member(k))
		} else if o.shape[n].key != string(k) {
			o.shape[n] = o.member(k)
		}
		for _, i := range o.shape[n].paths {
			if o.values[i] != nil {
				err = twice(string(k))
			}
			o.values[i] = v
		}
		n++
	})
	return err
}

func (o *Object) member(k []byte) member { return member{key: string(k), paths: o.wanted[string(k)]} }

func twice(key string) error { return fmt.Errorf("the key %q stands twice", key) }

// find follows the keys that a path's dots part.
func (p *path) find(v *fastjson.Value) (found *fastjson.Value, err error) {
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
			err = twice(key)
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
