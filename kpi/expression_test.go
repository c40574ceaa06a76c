package kpi

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Worked by hand. Names take the numbers in the order in which they stand.
func TestExpression(t *testing.T) {
	for _, test := range []struct {
		text    string
		numbers []*float64
		want    *float64
		reason  Reason
	}{
		{"services_online / population * 1000", []*float64{num(412), num(20600)}, num(20), ""},
		{"completed / started * 100", []*float64{num(30), num(40)}, num(75), ""},                // completion
		{"(satisfaction_mean - 1) / 4 * 100", []*float64{num(4.2)}, num(80), ""},                // of a five-point scale
		{"cost_per_transaction * transactions", []*float64{num(2.5), num(1000)}, num(2500), ""}, // what it cost in all
		{"a + a * b", []*float64{num(2), num(3)}, num(8), ""},
		{"2 ** 3 ** 0 + 7 / 2", nil, num(5.5), ""},
		{"1 / 2", nil, num(0.5), ""}, // whole numbers divide like others
		{"2^3", nil, num(8), ""},
		{"-a", []*float64{num(0)}, num(0), ""}, // and never -0
		{"-a - -3", []*float64{num(5)}, num(-2), ""},
		{"a >= 10 and not (a > 20) ? 1 : 0", []*float64{num(15)}, num(1), ""},
		{"a >= 10 && a <= 20 || a == 7 ? 1 : 0", []*float64{num(8)}, num(0), ""},
		{"max(a, b, 3) - min(a, b) + abs(-2) + floor(1.5) + ceil(1.5) + round(2.5)", []*float64{num(1), num(2)}, num(10), ""},
		{`"ua.services-online" / кількість`, []*float64{num(6), num(3)}, num(2), ""},

		{"a / b", []*float64{nil, num(2)}, nil, ReasonNoData},
		{"a / b", []*float64{num(1), num(0)}, nil, ReasonDivisionByZero},
		{"a / b", []*float64{num(0), num(0)}, nil, ReasonDivisionByZero},
		{"1 / (1 / a)", []*float64{num(0)}, nil, ReasonDivisionByZero}, // no 0 by way of infinity
		{"a > 1 ? 5 : b", []*float64{num(2), nil}, nil, ReasonNoData},  // whichever side it stands on
		{"a > 0 ? 1 / a : 0", []*float64{num(0)}, num(0), ""},
		{"a ** -1", []*float64{num(0)}, nil, ReasonDivisionByZero},
		{"a ** 0.5", []*float64{num(-4)}, nil, ReasonNotComparable},
		{"a * a", []*float64{num(math.MaxFloat64)}, nil, ReasonNotComparable},
		{"min(a * a, 5)", []*float64{num(math.MaxFloat64)}, nil, ReasonNotComparable}, // no 5 by way of infinity
		{"a - a * 2 - a * 2", []*float64{num(-math.MaxFloat64)}, nil, ReasonNotComparable},
		{"a", []*float64{num(math.NaN())}, nil, ReasonNoData},
		{"a", []*float64{num(math.Inf(1))}, nil, ReasonNoData},
		{"a", nil, nil, ReasonNoData}, // fewer numbers than names
	} {
		e, err := ParseExpression(test.text)
		if err != nil {
			t.Errorf("%s: %v", test.text, err)
			continue
		}
		got, reason := e.Value(test.numbers...)
		if diff := cmp.Diff(test.want, got, near); diff != "" || reason != test.reason {
			t.Errorf("%s: reason %q (-want +got):\n%s", test.text, reason, diff)
		}
		if got != nil && *got == 0 && math.Signbit(*got) {
			t.Errorf("%s is minus zero", test.text)
		}
	}
}

// What could hang, ask the clock, or be no number is refused before it ever runs, at the character where it stands.
func TestParseExpressionRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"now()":                           "character 1: there is no function now",
		"a + date(\"2020-01-01\")":        "there is no function date",
		"len(1..1000000000)":              "there is no function len",
		"filter(1..9, # > 2)":             "there is no function filter",
		"reduce(1..1000000, #acc + #)":    "there is no function reduce",
		"1..9":                            "the operator ..",
		"[1, 2]":                          "character 1: this can't stand in a formula",
		"{a: 1}":                          "can't stand in a formula",
		"a.b":                             "can't stand in a formula",
		"a?.b":                            "can't stand in a formula",
		"a[0]":                            "can't stand in a formula",
		"let x = 1; x":                    "can't stand in a formula",
		"a; b":                            "can't stand in a formula",
		"nil":                             "can't stand in a formula",
		"true":                            "can't stand in a formula",
		"a ?? 0":                          "the operator ??", // would make a zero of what is missing
		"a % 2":                           "the operator %",
		"a in b":                          "the operator in",
		"a matches b":                     "the operator matches",
		"$env":                            "names nothing",
		`""`:                              "names nothing",
		"f(a)":                            "there is no function f",
		"a > 1":                           "it is yes or no, not a number",
		"a + (b > 1)":                     "this is yes or no, and should be a number",
		"a ? 1 : 0":                       "character 1: this is a number, and should be yes or no",
		"not a ? 1 : 0":                   "this is a number, and should be yes or no",
		"a and b ? 1 : 0":                 "should be yes or no",
		"a > 1 ? a > 2 : 0":               "should be a number",
		"max(a)":                          "max takes 2 to 20 numbers, and has 1",
		"abs(a > 1)":                      "should be a number",
		"a / 0":                           "divided by 0",
		"a / 0.0":                         "divided by 0",
		"a +":                             "character 3: unexpected token EOF",
		"":                                "unexpected token EOF",
		"послуги + ":                      "character 10: unexpected",
		strings.Repeat("a + ", 600) + "a": "at most 2000",
		strings.Repeat("(", 1900):         "unexpected token EOF",
	} {
		e, err := ParseExpression(text)
		if err == nil {
			t.Errorf("%q is taken, and gives names %v", text, e.Names())
		} else if !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v; want %q", text, err, want)
		}
	}
}

func TestExpressionNames(t *testing.T) {
	e, err := ParseExpression(`b / (a + b) * population + "a"`)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"b", "a", "population"}, e.Names()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// Whatever numbers come in, none comes out that is none, and a rate is the same in whatever unit both of its parts are counted.
func TestExpressionsGiveNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	var all []*Expression
	for _, text := range []string{"a / b", "a ** b", "a * b / c", "1 / (a - b)", "max(a * a, b) - min(b, c) / a", "(a - b) / (b - c) ** 2", "a > b ? a / b : b ** c"} {
		e, err := ParseExpression(text)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
	}
	odd := []float64{0, 1, -1, math.NaN(), math.Inf(1), math.Inf(-1), math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}
	for range rounds {
		for _, e := range all {
			var numbers []*float64
			for range e.Names() {
				v := math.Round(r.NormFloat64() * 100)
				if r.IntN(3) == 0 {
					v = odd[r.IntN(len(odd))]
				}
				numbers = append(numbers, &v)
			}
			v, reason := e.Value(numbers...)
			if (v == nil) == (reason == ReasonNone) || v != nil && finite(*v) == nil {
				t.Fatalf("%s gives %v, %q", e, v, reason)
			}
		}
		a, b, scale := r.Float64()*100+1, r.Float64()*100+1, r.Float64()*1000+1
		rate, _ := all[0].Value(&a, &b)
		again, _ := all[0].Value(num(a*scale), num(b*scale))
		if math.Abs(*rate-*again) > 1e-9**rate {
			t.Fatalf("%v of %v is %v, and %v in another unit", a, b, *rate, *again)
		}
	}
}

func BenchmarkExpression(b *testing.B) {
	e, err := ParseExpression("services_online / population * 1000")
	if err != nil {
		b.Fatal(err)
	}
	online, population := 412.0, 20600.0
	for b.Loop() {
		e.Value(&online, &population)
	}
}
