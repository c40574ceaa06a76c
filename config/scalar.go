package config

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// textOf is a scalar as it is written, less quotes; false for null, lists and mappings.
func textOf(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func keyText(k ast.MapKeyNode) string {
	if m, ok := k.(*ast.MappingKeyNode); ok {
		text, _ := textOf(m.Value)
		return text
	}
	text, ok := textOf(k)
	if !ok {
		return k.GetToken().Value
	}
	return text
}

// newText is a text node in the place of another. The token keeps what was written. One that holds a value from the
// environment or a file is a literal node: printed, such a node shows its token and not its value.
func newText(old ast.Node, value string, secret bool) ast.Node {
	written := writtenToken(old)
	text := ast.String(written)
	text.Value = value
	if !secret {
		return text
	}
	shown := *written
	shown.Origin = written.Value
	text.Token = &shown
	literal := ast.Literal(token.New("|", "|", written.Position))
	literal.Value = text
	return literal
}

// writtenToken is the token that holds a scalar as the file has it.
func writtenToken(n ast.Node) *token.Token {
	if l, ok := n.(*ast.LiteralNode); ok {
		return l.Value.Token
	}
	return n.GetToken()
}

// fromOutside tells whether a scalar was written with ${env:…} or ${file:…}.
func fromOutside(n ast.Node) bool {
	t := writtenToken(n)
	return t != nil && (strings.Contains(t.Value, "${env:") || strings.Contains(t.Value, "${file:"))
}
