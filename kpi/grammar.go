package kpi

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// The functions of expressions, and how many numbers each takes at least and at most.
var functions = map[string][2]int{"abs": {1, 1}, "ceil": {1, 1}, "floor": {1, 1}, "round": {1, 1}, "max": {2, 20}, "min": {2, 20}}

var (
	comparisons = []string{"==", "!=", "<", "<=", ">", ">="}
	connectives = []string{"and", "&&", "or", "||"}
)

// kind is what a part of an expression is.
type kind string

const (
	aNumber kind = "a number"
	yesOrNo kind = "yes or no"
)

// parsed reads the text into a tree.
func parsed(text string) (ast.Node, error) {
	tree, err := parser.Parse(text)
	if err == nil {
		return tree.Node, nil
	}
	var at *file.Error
	if errors.As(err, &at) {
		return nil, located(text, at.Location, "%s", at.Message)
	}
	return nil, err
}

// grammar judges the tree of an expression, and collects its names. The parser's language is larger: it has texts, lists, loops
// and the clock, none of which a figure may be made of.
type grammar struct {
	text  string
	names []string
}

func (g *grammar) judge(n ast.Node) (kind, error) {
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		return aNumber, nil
	case *ast.IdentifierNode:
		return g.name(n, n.Value)
	case *ast.StringNode:
		return g.name(n, n.Value)
	case *ast.UnaryNode:
		if n.Operator == "not" || n.Operator == "!" {
			return yesOrNo, g.need(yesOrNo, n.Node)
		}
		return aNumber, g.need(aNumber, n.Node)
	case *ast.BinaryNode:
		return g.binary(n)
	case *ast.ConditionalNode:
		return aNumber, errors.Join(g.need(yesOrNo, n.Cond), g.need(aNumber, n.Exp1), g.need(aNumber, n.Exp2))
	case *ast.BuiltinNode:
		return g.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		if callee, ok := n.Callee.(*ast.IdentifierNode); ok {
			return g.call(n, callee.Value, n.Arguments)
		}
	}
	return "", located(g.text, n.Location(), "this can't stand in a formula, which is made of numbers, ids, + - * / **, comparisons and %s", functionNames())
}

func (g *grammar) name(n ast.Node, name string) (kind, error) {
	if name == "$env" || name == "" {
		return "", located(g.text, n.Location(), "this names nothing")
	}
	if !slices.Contains(g.names, name) {
		g.names = append(g.names, name)
	}
	return aNumber, nil
}

func (g *grammar) binary(n *ast.BinaryNode) (kind, error) {
	operands, result := aNumber, aNumber
	switch _, arithmetic := operators[canonical(n.Operator)]; {
	case arithmetic:
		if n.Operator == "/" && isZero(n.Right) {
			return "", located(g.text, n.Location(), "nothing can be divided by 0")
		}
	case slices.Contains(comparisons, n.Operator):
		result = yesOrNo
	case slices.Contains(connectives, n.Operator):
		operands, result = yesOrNo, yesOrNo
	default:
		return "", located(g.text, n.Location(), "the operator %s can't stand in a formula; there are + - * / **, comparisons, and, or, not", n.Operator)
	}
	return result, errors.Join(g.need(operands, n.Left), g.need(operands, n.Right))
}

func (g *grammar) call(n ast.Node, name string, arguments []ast.Node) (kind, error) {
	takes, known := functions[name]
	switch {
	case !known:
		return "", located(g.text, n.Location(), "there is no function %s in a formula, only %s", name, functionNames())
	case len(arguments) < takes[0] || len(arguments) > takes[1]:
		return "", located(g.text, n.Location(), "%s takes %d to %d numbers, and has %d", name, takes[0], takes[1], len(arguments))
	}
	var wrong error
	for _, a := range arguments {
		wrong = errors.Join(wrong, g.need(aNumber, a))
	}
	return aNumber, wrong
}

// need judges a part that must be of a kind.
func (g *grammar) need(want kind, n ast.Node) error {
	got, err := g.judge(n)
	if err == nil && got != want {
		return located(g.text, n.Location(), "this is %s, and should be %s", got, want)
	}
	return err
}

func isZero(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return n.Value == 0
	case *ast.FloatNode:
		return n.Value == 0
	}
	return false
}

// canonical is the one way to write an operator: 2^3 is 2**3.
func canonical(operator string) string {
	if operator == "^" {
		return "**"
	}
	return operator
}

func functionNames() string { return strings.Join(slices.Sorted(maps.Keys(functions)), ", ") }

// arithmetic makes all numbers of an expression alike, names of what stands in quotes, and checked operations of its operators.
type arithmetic struct{}

// Visit is what the compiler calls for each part, the inner ones first.
func (arithmetic) Visit(node *ast.Node) {
	switch n := (*node).(type) {
	case *ast.IntegerNode:
		ast.Patch(node, &ast.FloatNode{Value: float64(n.Value)})
	case *ast.StringNode:
		ast.Patch(node, &ast.IdentifierNode{Value: n.Value})
	case *ast.BinaryNode:
		if o, ok := operators[canonical(n.Operator)]; ok {
			ast.Patch(node, &ast.CallNode{Callee: &ast.IdentifierNode{Value: o.name}, Arguments: []ast.Node{n.Left, n.Right}})
		}
	}
}
