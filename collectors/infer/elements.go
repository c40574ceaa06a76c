package infer

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/postup/postup/collectors/format/xmltokens"
)

// element is what a document holds at one path.
type element struct {
	path   []string
	count  int
	leaves []string // what its values are read by, as they came
	end    int64    // where the last whole one ended
}

// elements are those of a document by path.
type elements map[string]*element

func (all elements) at(path []string) *element {
	key := strings.Join(path, "/")
	if all[key] == nil {
		all[key] = &element{path: slices.Clone(path)}
	}
	return all[key]
}

// leaf notes a value, the text of the element at the path or an attribute of it, for all that it is in.
func (all elements) leaf(path []string, attribute string) {
	for i := range path {
		parts := slices.Clone(path[i+1:])
		if attribute != "" {
			parts = append(parts, attribute)
		}
		e := all.at(path[:i+1])
		if name := cmp.Or(strings.Join(parts, "/"), "."); !slices.Contains(e.leaves, name) && len(e.leaves) < mostColumns {
			e.leaves = append(e.leaves, name)
		}
	}
}

// own is how many values stand in the element itself.
func (e *element) own() (n int) {
	for _, leaf := range e.leaves {
		if !strings.Contains(leaf, "/") {
			n++
		}
	}
	return n
}

// records are the outermost elements that come more than once and hold values of their own, else those that come most often.
func (all elements) records() *element {
	var outermost, usual *element
	for _, key := range slices.Sorted(maps.Keys(all)) {
		e := all[key]
		if len(e.path) < 2 || len(e.leaves) < 2 {
			continue
		}
		if e.count > 1 && e.own() > 2 && (outermost == nil || len(e.path) < len(outermost.path) || len(e.path) == len(outermost.path) && e.count > outermost.count) {
			outermost = e
		}
		if usual == nil || e.count > usual.count || e.count == usual.count && len(e.path) < len(usual.path) {
			usual = e
		}
	}
	return cmp.Or(outermost, usual)
}

// xml finds which elements of a document are records.
func (in *inference) xml() error {
	in.typed("xml")
	all, err := in.elements()
	if err != nil && !(in.sample.cut && len(all) > 0) {
		return fmt.Errorf("%s begins like XML and can't be read: %w", in.sample.name, err)
	}
	best := all.records()
	if best == nil {
		return fmt.Errorf("%s holds no elements with values that could be records", in.sample.name)
	}
	path := strings.Join(best.path, "/")
	in.format.Path, in.inner.Path = path, path
	in.formatLine("path", path, fmt.Sprintf("%d such elements in the sample", best.count))
	if err != nil { // a document of what came whole
		in.data = slices.Clip(in.data[:best.end])
		for _, name := range slices.Backward(best.path[:len(best.path)-1]) {
			in.data = append(in.data, "</"+in.tags[name]+">"...)
		}
	}
	paths := slices.Clone(best.leaves)
	for up := 1; up < len(best.path); up++ {
		around := all[strings.Join(best.path[:len(best.path)-up], "/")]
		for _, leaf := range around.leaves {
			if strings.HasPrefix(leaf, "@") && !strings.HasPrefix(leaf, "@xmlns") {
				paths = append(paths, strings.Repeat("../", up)+leaf)
			}
		}
	}
	if err := in.profile(paths); err != nil {
		return err
	}
	for _, c := range in.columns {
		if up := strings.Count(c.name, "../"); up > 0 {
			c.label = best.path[len(best.path)-1-up] + "/" + strings.TrimLeft(c.name, "./")
		}
	}
	return nil
}

// elements walks over the document and counts what stands at each path.
func (in *inference) elements() (elements, error) {
	all := elements{}
	in.tags = map[string]string{}
	walk, err := xmltokens.New(bytes.NewReader(in.data), "utf-8")
	if err != nil {
		return nil, err
	}
	var open []string
	texts := []bool{false}
	for {
		token, err := walk.Next()
		if err == io.EOF && len(open) == 0 {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			open = append(open, t.Name.Local)
			texts = append(texts, true)
			in.tags[t.Name.Local] = t.Name.Local
			all.at(open).count++
			for _, a := range t.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					all.leaf(open, "@"+a.Name.Local)
				}
			}
		case xml.EndElement:
			if texts[len(texts)-1] { // nothing but text in it
				all.leaf(open, "")
			}
			all.at(open).end = walk.Offset()
			open, texts = open[:len(open)-1], texts[:len(texts)-1]
			texts[len(texts)-1] = false
		}
	}
}
