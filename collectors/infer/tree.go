package infer

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// member is a value of a JSON document. Objects keep the order of their keys.
type member struct {
	key    string
	object []*member
	list   []*member
	isList bool
	plain  any   // of others: string, json.Number, bool, nil
	end    int64 // where the last whole item of a list ended, or the value itself
	whole  bool
}

// readTree reads a document as far as it goes.
func readTree(data []byte) (*member, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	return readMember(d, "", 0)
}

const mostDepth = 100

func readMember(d *json.Decoder, key string, depth int) (*member, error) {
	m := &member{key: key}
	token, err := d.Token()
	if err != nil || depth > mostDepth {
		return m, errors.Join(err, tooDeep(depth))
	}
	delim, compound := token.(json.Delim)
	if !compound {
		m.plain, m.whole = token, true
		return m, nil
	}
	m.isList = delim == '['
	if m.end = d.InputOffset(); !m.isList {
		m.object = []*member{}
	}
	for d.More() {
		var child *member
		if m.isList {
			if child, err = readMember(d, "", depth+1); err == nil {
				m.list, m.end = append(m.list, child), d.InputOffset()
			}
		} else if token, err = d.Token(); err == nil {
			name, _ := token.(string)
			child, err = readMember(d, name, depth+1)
			m.object = append(m.object, child)
		}
		if err != nil {
			return m, err
		}
	}
	_, err = d.Token()
	m.whole = err == nil
	return m, err
}

func tooDeep(depth int) error {
	if depth > mostDepth {
		return fmt.Errorf("it is over %d levels deep", mostDepth)
	}
	return nil
}

// child is the value of an object's key.
func (m *member) child(key string) *member {
	for _, c := range m.object {
		if c.key == key {
			return c
		}
	}
	return nil
}

// isObject tells objects from lists and plain values.
func (m *member) isObject() bool { return m.object != nil }

// found is a list of objects and the path to it.
type found struct {
	path []string
	list *member
}

// lists are all lists of objects that a path of keys leads to.
func (m *member) lists(path []string) []found {
	if m.isList {
		if slices.ContainsFunc(m.list, (*member).isObject) {
			return []found{{slices.Clone(path), m}}
		}
		return nil
	}
	var all []found
	for _, c := range m.object {
		all = append(all, c.lists(append(path, c.key))...)
	}
	return all
}

// leaves are the paths in an object to what is no object.
func (m *member) leaves(before string, add func(path string)) {
	for _, c := range m.object {
		path := before + c.key
		if c.isObject() {
			c.leaves(path+".", add)
			continue
		}
		add(path)
	}
}

// json tells NDJSON from a document, and finds the list of records in it.
func (in *inference) json(text []byte) error {
	in.data = text
	ext := in.sample.extension()
	line, rest, more := bytes.Cut(text, []byte("\n"))
	first, err := readTree(line)
	if text[0] == '{' && err == nil && first.whole && (ext == ".ndjson" || ext == ".jsonl" || more && bytes.HasPrefix(bytes.TrimSpace(rest), []byte("{"))) {
		return in.ndjson()
	}
	root, err := readTree(text)
	if err != nil && !(in.sample.cut && (errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || strings.Contains(err.Error(), "unexpected EOF"))) {
		return fmt.Errorf("%s begins like JSON and is none: %w", in.sample.name, err)
	}
	in.typed("json")
	in.root = root
	lists := root.lists(nil)
	if len(lists) == 0 {
		return in.single(root)
	}
	best := slices.MaxFunc(lists, func(a, b found) int { return len(a.list.list) - len(b.list.list) })
	in.listed = len(best.list.list)
	if path := strings.Join(best.path, "."); path != "" {
		if slices.ContainsFunc(best.path, func(key string) bool { return strings.Contains(key, ".") }) {
			return fmt.Errorf("the records of %s stand under the key %q, and a path can't have a dot inside a key", in.sample.name, path)
		}
		in.format.Path, in.inner.Path = path, path
		why := ""
		if len(lists) > 1 {
			why = fmt.Sprintf("the longest of %d lists; not read: %s", len(lists), others(lists, best))
		}
		in.formatLine("path", path, why)
	}
	if !best.list.whole || !root.whole { // a document of what came whole
		in.data = append(slices.Clip(text[:best.list.end]), "]"+strings.Repeat("}", len(best.path))...)
	}
	return in.profileObjects(best.list.list)
}

// others are the paths of some of the lists that one was preferred to.
func others(lists []found, best found) string {
	const most = 3
	var paths []string
	for _, l := range lists {
		if l.list == best.list {
			continue
		}
		if len(paths) == most {
			return strings.Join(paths, ", ") + " and others"
		}
		paths = append(paths, quote(strings.Join(l.path, ".")))
	}
	return strings.Join(paths, ", ")
}

// single takes a document without a list: one record, unless there is an empty list.
func (in *inference) single(root *member) error {
	if root.isList || !root.isObject() || in.sample.cut {
		return fmt.Errorf("%s holds no list of records: an empty list, or plain values; infer from an answer that holds some", in.sample.name)
	}
	for _, c := range root.object {
		if c.isList && len(c.list) == 0 {
			return fmt.Errorf("the list %q in %s is empty: infer from an answer that holds records", c.key, in.sample.name)
		}
	}
	objects := 0
	for _, c := range root.object {
		if c.isObject() {
			objects++
		}
	}
	if objects > 2 && objects == len(root.object) {
		return fmt.Errorf("%s holds no list: its records stand under keys of their own (%s, …), which Postup does not read; ask for a list", in.sample.name, root.object[0].key)
	}
	in.listed = 1
	return in.profileObjects([]*member{root})
}

func (in *inference) ndjson() error {
	if in.sample.cut {
		if end := bytes.LastIndexByte(in.data, '\n'); end > 0 {
			in.data = in.data[:end+1]
		}
	}
	in.typed("ndjson")
	var objects []*member
	for line := range bytes.Lines(in.data) {
		if m, err := readTree(line); err == nil && m.isObject() {
			objects = append(objects, m)
		}
		if len(objects) == mostProfiled {
			break
		}
	}
	return in.profileObjects(objects)
}

// profileObjects looks at the values at all paths that any of the objects has.
func (in *inference) profileObjects(objects []*member) error {
	var paths []string
	seen := map[string]bool{}
	for _, o := range objects[:min(len(objects), mostProfiled)] {
		o.leaves("", func(path string) {
			if !seen[path] && len(paths) < mostColumns {
				seen[path] = true
				paths = append(paths, path)
			}
		})
	}
	return in.profile(paths)
}
