package mapping

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/postup/postup/collectors/check"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// field is one compiled config.Field.
type field struct {
	name     string
	at       int   // place in the selection, −1 where the field is not read from one value
	all      []int // from_all
	constant []byte
	parts    []part // template
	codes    map[string][]byte
	lenient  bool // a code that is not listed means no data
	missing  map[string]bool
	na       map[string]bool
	layout   string
	span     kpi.Frequency // a day stands for the whole of it
	year     yearStart
	zone     *time.Location
	unit     string
	scale    float64
	decimal  byte
	buf      []byte
}

// part is a piece of a template: text, or a value where at ≥ 0.
type part struct {
	text []byte
	at   int
}

// state says what reading a field gave.
type state uint8

const (
	absent state = iota // the payload has no such key, or the field is not mapped
	empty               // it has, with nothing in it
	noData              // declared to mean no data
	notApplicable
	given
	unlisted // a code that is none of the declared ones
	nested   // an object or a list where a value should be
	failed   // an error where a value should be
)

func compileField(name string, f *config.Field, src *config.Source, sel places, optional bool) (*field, error) {
	if f == nil {
		return nil, fmt.Errorf("field %s: from, from_all, const or template says where it comes from", name)
	}
	c := &field{name: name, at: -1, layout: f.Layout, unit: f.Unit, scale: f.Scale, decimal: '.',
		lenient: f.Unknown == noDataWord, missing: set(f.Missing), na: set(f.NotApplicable)}
	if src.Format.Decimal == "," {
		c.decimal = ','
	}
	if f.Unknown != "" && f.Unknown != "reject" && f.Unknown != noDataWord {
		return nil, fmt.Errorf("field %s: unknown: %q is neither reject nor no_data", name, f.Unknown)
	}
	if f.Codes != nil {
		c.codes = map[string][]byte{}
		for theirs, ours := range f.Codes {
			c.codes[theirs] = []byte(ours)
		}
	}
	if err := c.compileDates(f); err != nil {
		return nil, fmt.Errorf("field %s: %w", name, err)
	}
	given := 0
	if f.From != "" {
		given++
		c.at = sel.Add(f.From, optional)
	}
	if f.Const != "" {
		given++
		c.constant = []byte(f.Const)
	}
	if f.Template != "" {
		given++
		if err := c.compileTemplate(f.Template, sel); err != nil {
			return nil, fmt.Errorf("field %s: %w", name, err)
		}
	}
	if len(f.FromAll) > 0 {
		given++
		for _, p := range f.FromAll {
			c.all = append(c.all, sel.Add(p, false))
		}
	}
	if given != 1 {
		return nil, fmt.Errorf("field %s: exactly one of from, from_all, const and template says where it comes from", name)
	}
	return c, nil
}

const noDataWord = "no_data"

func set(words []string) map[string]bool {
	if len(words) == 0 {
		return nil
	}
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func (f *field) compileTemplate(t string, sel places) error {
	for t != "" {
		open := strings.IndexByte(t, '{')
		if open < 0 {
			f.parts = append(f.parts, part{text: []byte(t), at: -1})
			return nil
		}
		end := strings.IndexByte(t[open:], '}')
		if end < 2 {
			return fmt.Errorf("template: a { without a column and a } after it")
		}
		if open > 0 {
			f.parts = append(f.parts, part{text: []byte(t[:open]), at: -1})
		}
		f.parts = append(f.parts, part{at: sel.Add(t[open+1:open+end], false)})
		t = t[open+end+1:]
	}
	return nil
}

// read gives the field's text, trimmed, its codes translated. A nil field is absent. The bytes are valid
// until the next record or the next read of the same field.
func (f *field) read(rec record.Reader) ([]byte, state) {
	if f == nil {
		return nil, absent
	}
	switch {
	case f.at >= 0:
		return f.judge(rec.Value(f.at))
	case f.constant != nil:
		return f.constant, given
	}
	f.buf = f.buf[:0]
	for _, p := range f.parts {
		if p.at < 0 {
			f.buf = append(f.buf, p.text...)
			continue
		}
		v := rec.Value(p.at)
		text := bytes.TrimSpace(v.Bytes)
		if v.Kind == record.Nested || v.Kind == record.List {
			return nil, nested
		}
		if v.Kind == record.Failed {
			return nil, f.fails(v)
		}
		if len(text) == 0 {
			return nil, empty // a template with a hole in it names something else
		}
		f.buf = append(f.buf, text...)
	}
	return f.judge(record.Value{Kind: record.Text, Bytes: f.buf})
}

// judge says what a value of the payload means.
func (f *field) judge(v record.Value) ([]byte, state) {
	switch v.Kind {
	case record.Absent:
		return nil, absent
	case record.Nested, record.List:
		return nil, nested
	}
	text := trim(v.Bytes)
	if f.missing != nil && f.missing[string(text)] {
		return nil, noData
	}
	if f.na != nil && f.na[string(text)] {
		return nil, notApplicable
	}
	if v.Kind == record.Failed {
		return nil, f.fails(v)
	}
	if f.codes != nil {
		if ours, ok := f.codes[string(text)]; ok {
			return ours, given
		}
	}
	switch {
	case len(text) == 0:
		return nil, empty
	case f.codes == nil:
		return text, given
	case f.lenient:
		return nil, noData
	}
	return nil, unlisted
}

// trim cuts white space from both ends; most values have none.
func trim(b []byte) []byte {
	if n := len(b); n == 0 || b[0] > ' ' && b[0] < 0x80 && b[n-1] > ' ' && b[n-1] < 0x80 {
		return b
	}
	return bytes.TrimSpace(b)
}

// fails keeps what stands in the place of a value, for problem to name.
func (f *field) fails(v record.Value) state {
	f.buf = append(f.buf[:0], v.Bytes...)
	return failed
}

// problem turns a state that is no value into what is wrong with it, for a field that must be there.
func (f *field) problem(name string, s state) *check.Problem {
	switch s {
	case unlisted:
		return &check.Problem{Field: name, Reason: check.BadCode, Detail: "the code is not in the mapping's list"}
	case nested:
		return &check.Problem{Field: name, Reason: check.BadRecord, Detail: "there is an object or a list where a value should be"}
	case failed:
		return &check.Problem{Field: name, Reason: check.BadRecord, Detail: fmt.Sprintf("there is an error where a value should be: %.100s", f.buf)}
	}
	return &check.Problem{Field: name, Reason: check.MissingField, Detail: "the field is not there or is empty"}
}

// required reads a field that must be there.
func (f *field) required(name string, rec record.Reader) ([]byte, *check.Problem) {
	text, s := f.read(rec)
	if s != given {
		return nil, f.problem(name, s)
	}
	return text, nil
}

// optional reads a field that may be missing: then its text is nil.
func (f *field) optional(rec record.Reader) ([]byte, *check.Problem) {
	text, s := f.read(rec)
	if s > given {
		return nil, f.problem(f.name, s)
	}
	return text, nil
}
