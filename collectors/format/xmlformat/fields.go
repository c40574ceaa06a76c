package xmlformat

import (
	"bytes"
	"encoding/xml"
	"strings"

	"github.com/postup/postup/collectors/format/xmltokens"
	"github.com/postup/postup/collectors/record"
)

// fields gathers the selected values of one record.
type fields struct {
	paths  []valuePath
	values []value
	names  []string // of the elements that are open below the record
	long   bool     // over the bound
	broken bool     // it holds bytes that are not text
}

// value is what was found at a path.
type value struct {
	count  int
	nested bool   // one of its elements holds elements
	buf    []byte // the texts, with commas between them
	from   int    // where the last one begins
	open   bool   // its element is
}

func newFields(sel *record.Selection) (f fields, err error) {
	f.values = make([]value, len(sel.Paths()))
	for _, p := range sel.Paths() {
		path, err := parsePath(p)
		if err != nil {
			return f, err
		}
		f.paths = append(f.paths, path)
	}
	return f, nil
}

func (f *fields) begin(tag xml.StartElement, around [][]xml.Attr) {
	f.names, f.long, f.broken = f.names[:0], false, false
	for i := range f.values {
		v := &f.values[i]
		*v = value{buf: v.buf[:0]}
		if up := f.paths[i].up; up > 0 && up <= len(around) {
			f.attribute(v, f.paths[i].attr, around[len(around)-up])
		}
	}
	f.look(tag)
}

func (f *fields) enter(tag xml.StartElement) {
	for i := range f.values {
		if v := &f.values[i]; v.open {
			v.nested = true
		}
	}
	f.names = append(f.names, tag.Name.Local)
	f.look(tag)
}

// look takes what an element that began is selected for.
func (f *fields) look(tag xml.StartElement) {
	for _, a := range tag.Attr {
		f.check(a.Value)
	}
	for i, p := range f.paths {
		if p.up > 0 || !f.at(p.steps) || f.long {
			continue
		}
		if p.attr != "" {
			f.attribute(&f.values[i], p.attr, tag.Attr)
			continue
		}
		f.values[i].start()
		f.values[i].open = true
	}
}

// at tells whether the steps lead to the innermost open element.
func (f *fields) at(steps []string) bool {
	if len(steps) != len(f.names) {
		return false
	}
	for i := len(steps) - 1; i >= 0; i-- {
		if steps[i] != f.names[i] {
			return false
		}
	}
	return true
}

func (f *fields) attribute(v *value, name string, attributes []xml.Attr) {
	for _, a := range attributes {
		if a.Name.Local == name {
			f.check(a.Value)
			v.start()
			v.buf = append(v.buf, strings.TrimSpace(a.Value)...)
		}
	}
}

func (f *fields) text(t []byte) {
	f.check(string(t))
	for i := range f.values {
		if v := &f.values[i]; v.open && !f.long {
			v.buf = append(v.buf, t...)
		}
	}
}

func (f *fields) leave() {
	for i := range f.values {
		v := &f.values[i]
		if !v.open || !f.at(f.paths[i].steps) {
			continue
		}
		text := bytes.TrimSpace(v.buf[v.from:])
		v.buf = v.buf[:v.from+copy(v.buf[v.from:], text)]
		v.open = false
	}
	if len(f.names) > 0 {
		f.names = f.names[:len(f.names)-1]
	}
}

func (f *fields) check(text string) {
	if strings.Contains(text, xmltokens.Replacement) {
		f.broken = true
	}
}

// start begins one more text.
func (v *value) start() {
	if v.count++; v.count > 1 {
		v.buf = append(v.buf, ',')
	}
	v.from = len(v.buf)
}

// value is that of the i-th selected path. An element or attribute that is there and empty is Null.
func (f *fields) value(i int) record.Value {
	v := &f.values[i]
	switch {
	case v.count == 0:
		return record.Value{}
	case v.nested:
		return record.Value{Kind: record.Nested}
	case v.count > 1:
		return record.Value{Kind: record.List, Bytes: v.buf}
	case len(v.buf) == 0:
		return record.Value{Kind: record.Null}
	}
	return record.Value{Kind: record.Text, Bytes: v.buf}
}
