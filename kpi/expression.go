package kpi

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/vm"
)

// Expression is a formula over named numbers, such as "services_online / population * 1000". It is made of numbers, names,
// + - * / **, comparisons, and, or, not, c ? a : b, and the functions abs, ceil, floor, max, min and round: nothing in it repeats, so
// what it costs is bounded by its length, and nothing in it depends on anything but the numbers that it is given. A name that is no
// word stands in quotes. It is compiled once and safe for concurrent use.
type Expression struct {
	text    string
	names   []string
	program *vm.Program
	runs    sync.Pool // of *run
}

// run is what one evaluation needs, kept for the next.
type run struct {
	machine     vm.VM
	environment map[string]any
}

// The most that an expression may be long, in bytes.
const mostExpression = 2000

// ParseExpression reads an expression. The error says what can't be used, at which character, and what can.
func ParseExpression(text string) (*Expression, error) {
	if len(text) > mostExpression {
		return nil, fmt.Errorf("it has %d bytes, and at most %d are read", len(text), mostExpression)
	}
	root, err := parsed(text)
	if err != nil {
		return nil, err
	}
	g := grammar{text: text}
	kind, err := g.judge(root)
	if err != nil {
		return nil, err
	}
	if kind != aNumber {
		return nil, fmt.Errorf("it is %s, not a number", kind)
	}
	e := &Expression{text: text, names: g.names}
	if e.program, err = expr.Compile(text, e.options()...); err != nil {
		return nil, fmt.Errorf("it can't be compiled: %w", err)
	}
	e.runs.New = func() any { return &run{environment: make(map[string]any, len(e.names))} }
	return e, nil
}

// options give the compiler the names, all of them numbers, and arithmetic that never leaves the numbers.
func (e *Expression) options() []expr.Option {
	environment := map[string]any{}
	for _, name := range e.names {
		environment[name] = 0.0
	}
	options := []expr.Option{expr.Env(environment), expr.AsFloat64(), expr.Patch(arithmetic{}), expr.DisableAllBuiltins()}
	for name := range functions {
		options = append(options, expr.EnableBuiltin(name))
	}
	for _, o := range operators {
		options = append(options, expr.Function(o.name, func(operands ...any) (any, error) {
			return o.of(operands[0].(float64), operands[1].(float64))
		}, new(func(float64, float64) float64)))
	}
	return options
}

// String is the expression as it was written.
func (e *Expression) String() string { return e.text }

// Names are the names in the expression, each once, in the order in which they stand there.
func (e *Expression) Names() []string { return slices.Clone(e.names) }

// Value is what the expression gives for the numbers of its names, in their order. It needs all of them, whichever side of a
// condition they stand on: a nil is no_data. A division by 0 is division_by_zero; what leaves the numbers on the way, by size or
// as a root of a negative one, not_comparable.
func (e *Expression) Value(numbers ...*float64) (*float64, Reason) {
	if len(numbers) != len(e.names) {
		return nil, ReasonNoData
	}
	r := e.runs.Get().(*run)
	defer e.runs.Put(r)
	for i, v := range numbers {
		if v == nil || finite(*v) == nil {
			return nil, ReasonNoData
		}
		r.environment[e.names[i]] = *v
	}
	result, err := r.machine.Run(e.program, r.environment)
	if errors.Is(err, errDivisionByZero) {
		return nil, ReasonDivisionByZero
	}
	v, ok := result.(float64)
	if err != nil || !ok || finite(v) == nil {
		return nil, ReasonNotComparable
	}
	return finite(v + 0), ReasonNone // no minus zero
}

var (
	errDivisionByZero = errors.New("division by zero")
	errNoNumber       = errors.New("the result is no number")
)

// operator is an operation on two numbers that fails where its result is none, so that no later step hides it: 1 / (1 / 0) is not 0.
type operator struct {
	name string // of the function that the compiler puts in its place
	of   func(a, b float64) (float64, error)
}

var operators = map[string]operator{
	"+":  {"plus", func(a, b float64) (float64, error) { return checked(a + b) }},
	"-":  {"minus", func(a, b float64) (float64, error) { return checked(a - b) }},
	"*":  {"times", func(a, b float64) (float64, error) { return checked(a * b) }},
	"/":  {"divided", divided},
	"**": {"power", power},
}

func divided(a, b float64) (float64, error) {
	if b == 0 {
		return 0, errDivisionByZero
	}
	return checked(a / b)
}

func power(a, b float64) (float64, error) {
	if a == 0 && b < 0 {
		return 0, errDivisionByZero
	}
	return checked(math.Pow(a, b))
}

func checked(v float64) (float64, error) {
	if finite(v) == nil {
		return 0, errNoNumber
	}
	return v, nil
}

// located says where in an expression something is wrong.
func located(text string, at file.Location, format string, arguments ...any) error {
	// The parser counts characters, not bytes.
	from := min(at.From, len([]rune(text)))
	return fmt.Errorf("character %d: %s", from+1, fmt.Sprintf(format, arguments...))
}
