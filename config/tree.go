package config

import (
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Bounds of one file. Configuration is written by people; what is larger is a mistake.
const (
	maxFileBytes = 8 << 20
	maxFileNodes = 2_000_000 // after aliases were written out
)

// parse reads a file's YAML into nodes in which aliases and merge keys are written out and ${…} is replaced.
// It gives nil for an empty file, and false where the file can't be used.
func (l *loader) parse(file string, content []byte) (root ast.Node, ok bool) {
	defer func() {
		// The parser is not ours; a file that upsets it must not take the process down.
		if p := recover(); p != nil {
			l.wrong(place{file: file}, "the file can't be read as YAML", fmt.Sprintf("the parser gives up: %v", p), "check its structure")
			root, ok = nil, false
		}
	}()
	if len(content) > maxFileBytes {
		l.wrong(place{file: file}, fmt.Sprintf("the file has %d bytes", len(content)), fmt.Sprintf("at most %d are read", maxFileBytes), "split it")
		return nil, false
	}
	parsed, err := parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.wrong(syntaxPlace(file, err), "this is not YAML", syntaxMessage(err), "correct the line or the ones before it")
		return nil, false
	}
	var docs []ast.Node
	for _, d := range parsed.Docs {
		if d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	switch {
	case len(docs) == 0:
		return nil, true
	case len(docs) > 1:
		l.wrong(placeOf(file, docs[1]), "a second document begins here", "a file holds one", "remove the line ---, or make it two files")
		return nil, false
	}
	w := &writer{loader: l, file: file, anchors: map[string]ast.Node{}, open: map[string]bool{}, left: maxFileNodes}
	return w.node(docs[0]), true
}

func syntaxPlace(file string, err error) place {
	if e, ok := err.(yaml.Error); ok && e.GetToken() != nil && e.GetToken().Position != nil {
		return place{file, e.GetToken().Position.Line}
	}
	return place{file: file}
}

func syntaxMessage(err error) string {
	if e, ok := err.(yaml.Error); ok {
		return e.GetMessage()
	}
	return err.Error()
}

func placeOf(file string, n ast.Node) place {
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return place{file: file}
	}
	return place{file, n.GetToken().Position.Line}
}

// writer copies a parsed tree, with everything written out.
type writer struct {
	*loader
	file    string
	anchors map[string]ast.Node // as parsed
	open    map[string]bool     // anchors that are being written out
	left    int                 // nodes that may still be made
}

func (w *writer) node(n ast.Node) ast.Node {
	if w.left--; w.left < 0 {
		if w.left == -1 {
			w.wrong(placeOf(w.file, n), "the file becomes too large", "its aliases multiply", "write less by alias")
		}
		return nil
	}
	switch n := n.(type) {
	case *ast.AnchorNode:
		name := n.Name.GetToken().Value
		w.anchors[name] = n.Value
		w.open[name] = true
		defer delete(w.open, name)
		return w.node(n.Value)
	case *ast.AliasNode:
		return w.alias(n)
	case *ast.TagNode:
		w.wrong(placeOf(w.file, n), fmt.Sprintf("the tag %s is not used here", n.Start.Value), "types follow from the keys", "remove it")
		return w.node(n.Value)
	case *ast.MappingNode:
		return w.mapping(n, n.Values)
	case *ast.MappingValueNode:
		return w.mapping(n, []*ast.MappingValueNode{n})
	case *ast.SequenceNode:
		list := ast.Sequence(n.Start, n.IsFlowStyle)
		for _, v := range n.Values {
			list.Values = append(list.Values, w.node(v))
		}
		return list
	case *ast.StringNode, *ast.LiteralNode:
		return w.scalar(n)
	}
	return n
}

func (w *writer) alias(n *ast.AliasNode) ast.Node {
	name := n.Value.GetToken().Value
	target, known := w.anchors[name]
	if !known {
		w.wrong(placeOf(w.file, n), fmt.Sprintf("*%s points nowhere", name), fmt.Sprintf("no &%s stands before it", name), didYouMean(name, keysOf(w.anchors)))
		return nil
	}
	if w.open[name] {
		w.wrong(placeOf(w.file, n), fmt.Sprintf("*%s stands inside &%s", name, name), "it would hold itself", "remove it")
		return nil
	}
	w.open[name] = true
	defer delete(w.open, name)
	return w.node(target)
}

// mapping copies the entries in order; a merge key gives those that the mapping does not have itself.
func (w *writer) mapping(n ast.Node, entries []*ast.MappingValueNode) ast.Node {
	out := ast.Mapping(n.GetToken(), false)
	own := map[string]bool{}
	for _, e := range entries {
		if !e.Key.IsMergeKey() {
			own[keyText(e.Key)] = true
		}
	}
	for _, e := range entries {
		value := w.node(e.Value)
		if !e.Key.IsMergeKey() {
			out.Values = append(out.Values, ast.MappingValue(e.GetToken(), e.Key, value))
			continue
		}
		for _, merged := range w.merged(e, value) {
			if key := keyText(merged.Key); !own[key] {
				own[key] = true
				out.Values = append(out.Values, merged)
			}
		}
	}
	return out
}

func (w *writer) merged(e *ast.MappingValueNode, value ast.Node) []*ast.MappingValueNode {
	var entries []*ast.MappingValueNode
	switch v := value.(type) {
	case nil:
	case *ast.MappingNode:
		entries = v.Values
	case *ast.SequenceNode:
		for _, one := range v.Values {
			entries = append(entries, w.merged(e, one)...)
		}
	default:
		w.wrong(placeOf(w.file, e.Key), "<< takes no single value", "it merges a mapping into this one", "write << : *name of a mapping")
	}
	return entries
}

// scalar replaces ${…} in a text.
func (w *writer) scalar(n ast.Node) ast.Node {
	text, _ := textOf(n)
	replaced, secret := w.substitute(text, placeOf(w.file, n))
	if replaced == text && !secret {
		return n
	}
	return newText(n, replaced, secret)
}
