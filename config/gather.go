package config

import (
	"fmt"
	"io/fs"
	"reflect"

	"github.com/goccy/go-yaml/ast"
)

// origin is the file that something was read from, and the folder that its relative files are in.
type origin struct {
	fsys fs.FS
	dir  string
	file string
}

// rawSource is a source as it was written, before for_each.
type rawSource struct {
	node ast.Node
	origin
}

// decode fills out, a pointer to a struct, from a file's root. An empty file leaves it as it is.
func (l *loader) decode(root ast.Node, file string, out any) {
	if root == nil {
		return
	}
	if _, ok := root.(*ast.MappingNode); !ok {
		l.wrong(placeOf(file, root), fmt.Sprintf("the file holds %s", shape(root)), "it should hold keys such as regions or programmes", "write key: value")
		return
	}
	(&decoder{l.ledger, file}).value(root, reflect.ValueOf(out).Elem(), "the file")
}

// add takes over what a file brought.
func (l *loader) add(b body, o origin) {
	c := l.config
	c.Groups = append(c.Groups, present(b.Groups)...)
	c.Regions = append(c.Regions, present(b.Regions)...)
	c.Sectors = append(c.Sectors, present(b.Sectors)...)
	c.Services = append(c.Services, present(b.Services)...)
	c.Calendars = append(c.Calendars, present(b.Calendars)...)
	c.CodeLists = append(c.CodeLists, present(b.CodeLists)...)
	c.Indicators = append(c.Indicators, present(b.Indicators)...)
	c.Programmes = append(c.Programmes, present(b.Programmes)...)
	c.Annotations = append(c.Annotations, present(b.Annotations)...)
	for _, n := range b.Sources {
		if n != nil {
			l.sources = append(l.sources, rawSource{n, o})
		}
	}
}

// present leaves out the elements that could not be decoded at all.
func present[T any](list []*T) []*T {
	var there []*T
	for _, e := range list {
		if e != nil {
			there = append(there, e)
		}
	}
	return there
}
