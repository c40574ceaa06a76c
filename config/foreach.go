package config

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// regionMark stands for a region's code in a source that is made for each region.
const regionMark = "{region}"

// expandSources decodes sources; one with for_each becomes a source for each region that it selects.
func (l *loader) expandSources(c *checker) {
	l.expanded = map[string][]string{}
	for _, raw := range l.sources {
		m, ok := raw.node.(*ast.MappingNode)
		if !ok {
			l.wrong(placeOf(raw.file, raw.node), fmt.Sprintf("a source is %s", shape(raw.node)), "it has several parts, each with its key", "write it as key: value")
			continue
		}
		selector := find(m, "for_each")
		if _, null := selector.(*ast.NullNode); null || selector == nil {
			c.Sources = append(c.Sources, l.decodeSource(m, raw.origin, nil))
			continue
		}
		pattern, _ := textOf(find(m, "id"))
		l.expanded[pattern] = append(l.expanded[pattern], nil...) // known even where it selects nothing
		chosen := l.forEach(c, m, selector, raw.file)
		for _, r := range c.Select(chosen) {
			s := l.decodeSource(inRegion(m, r.Code), raw.origin, []string{r.Code})
			s.ForEach = &chosen
			c.Sources = append(c.Sources, s)
			l.expanded[pattern] = append(l.expanded[pattern], s.ID)
		}
	}
}

// forEach decodes and judges the selector; one that is wrong selects nothing.
func (l *loader) forEach(c *checker, m *ast.MappingNode, n ast.Node, file string) Selector {
	chosen := new(Selector)
	(&decoder{l.ledger, file}).value(n, reflect.ValueOf(chosen).Elem(), "for_each")
	fine := c.checkSelector("for_each", chosen, placeOf(file, n))
	if id, _ := textOf(find(m, "id")); !strings.Contains(id, regionMark) {
		l.wrong(placeOf(file, n), "the sources of for_each would have the same id", "there is one for each region", "put "+regionMark+" into id")
		fine = false
	}
	if !fine {
		return Selector{}
	}
	return *chosen
}

// inRegion is a copy of a source in which {region} stands for the code: in id, name, regions, the kind's options
// and the constants of mappings. It means a column elsewhere.
func inRegion(m *ast.MappingNode, code string) *ast.MappingNode {
	kind, _ := textOf(find(m, "kind"))
	out := ast.Mapping(m.GetToken(), false)
	for _, e := range m.Values {
		value := e.Value
		switch key := keyText(e.Key); key {
		case "id", "name", "regions", kind:
			value = withCode(value, code, true)
		case "records":
			value = withCode(value, code, false)
		}
		out.Values = append(out.Values, ast.MappingValue(e.GetToken(), e.Key, value))
	}
	return out
}

// withCode copies a node with the mark replaced in all its texts, or only in those under the key const.
func withCode(n ast.Node, code string, everywhere bool) ast.Node {
	switch n := n.(type) {
	case *ast.MappingNode:
		out := ast.Mapping(n.GetToken(), false)
		for _, e := range n.Values {
			out.Values = append(out.Values, ast.MappingValue(e.GetToken(), e.Key, withCode(e.Value, code, everywhere || keyText(e.Key) == "const")))
		}
		return out
	case *ast.SequenceNode:
		out := ast.Sequence(n.Start, n.IsFlowStyle)
		for _, v := range n.Values {
			out.Values = append(out.Values, withCode(v, code, everywhere))
		}
		return out
	}
	text, ok := textOf(n)
	if !ok || !everywhere || !strings.Contains(text, regionMark) {
		return n
	}
	return newText(n, strings.ReplaceAll(text, regionMark, code), fromOutside(n))
}

// decodeSource decodes a source less its kind's options, which stay as they are. regions is what it brings
// unless it says so itself.
func (l *loader) decodeSource(m *ast.MappingNode, o origin, regions []string) *Source {
	s := defaultSource()
	source := &s
	kind, _ := textOf(find(m, "kind"))
	rest := ast.Mapping(m.GetToken(), false)
	for _, e := range m.Values {
		if keyText(e.Key) == kind && source.Options == nil && !sourceKeys[kind] {
			source.Options = e.Value
			continue
		}
		if keyText(e.Key) != "for_each" { // judged before
			rest.Values = append(rest.Values, e)
		}
	}
	(&decoder{l.ledger, o.file}).value(rest, reflect.ValueOf(source).Elem(), "a source")
	at := placeOf(o.file, m)
	source.FS, source.Dir, source.File, source.Line = o.fsys, o.dir, at.file, at.line
	if !l.has(&source.Regions) {
		source.Regions = regions
	}
	for i := range source.Records {
		at := l.at(&source.Records[i])
		source.Records[i].File, source.Records[i].Line = at.file, at.line
	}
	return source
}

// sourceKeys are the keys of a source that no kind can have as its name.
var sourceKeys = func() map[string]bool {
	fields := map[string]reflect.Value{}
	fieldsOf(reflect.ValueOf(&Source{}).Elem(), fields)
	keys := map[string]bool{}
	for k := range fields {
		keys[k] = true
	}
	return keys
}()

// expandLists lets an indicator's list of sources name those of for_each by the id as written, with {region}.
func (l *loader) expandLists() {
	for _, i := range l.config.Indicators {
		at := l.at(&i.Sources, i)
		var ids []string
		for _, id := range i.Sources {
			made, pattern := l.expanded[id]
			if !pattern {
				made = []string{id}
			}
			ids = append(ids, made...)
		}
		i.Sources = ids
		for k := range ids {
			l.places[&ids[k]] = at
		}
	}
}
