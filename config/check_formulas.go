package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
)

// checkFormula judges a formula, and compiles it.
func (c *checker) checkFormula(i *Indicator, f *Formula) {
	at := c.at(&f.Expression, f, i)
	if f.Expression == "" {
		c.needed(true, at, fmt.Sprintf("the computed indicator %q", i.ID), "expression", "it says how it is computed")
		return
	}
	compiled, err := kpi.ParseExpression(f.Expression)
	if err != nil {
		c.wrong(at, fmt.Sprintf("the expression of %q can't be used", i.ID), err.Error(), "correct it")
		return
	}
	f.Compiled = compiled
	if c.namesKnown(compiled, at) {
		c.checkInputs(i, at)
	}
	switch {
	case i.Derived != nil || i.Increment != "":
		c.wrong(at, fmt.Sprintf("%q can't be derived in two ways", i.ID), "derived or increment_of computes it already", "remove one of them")
	case i.Rollup == RollupWeighted:
		c.wrong(c.at(&i.Rollup, i), fmt.Sprintf("%q can't be weighted", i.ID), "a computed value has no numerator and denominator", "remove rollup: the parent's is computed from the parent's own inputs")
	}
}

// namesKnown judges the names of an expression.
func (c *checker) namesKnown(e *kpi.Expression, at place) bool {
	names := map[string]bool{Population: true}
	for id := range c.indicator {
		names[id] = true
	}
	known := true
	for _, name := range e.Names() {
		known = refer(c, "indicator", name, names, at) && known
		if name == Population && c.indicator[name] != nil {
			c.wrong(at, "population has two meanings here", "it is the region's, and an indicator is called so", "give the indicator another id")
			known = false
		}
	}
	return known
}

// checkInputs: what a value is computed from is of the same periods, and counted over the same time.
func (c *checker) checkInputs(i *Indicator, at place) {
	inputs := c.inputsOf(i)
	if len(inputs) == 0 {
		c.wrong(at, fmt.Sprintf("the expression of %q names no indicator", i.ID), "it has a value in the periods in which those have one", "name one")
		return
	}
	natures := map[kpi.Nature]*Indicator{}
	for _, in := range inputs {
		natures[in.Nature] = in
		if in.Frequency != i.Frequency {
			c.wrong(at, fmt.Sprintf("%q can't be computed from %q", i.ID, in.ID), fmt.Sprintf("it is of each %s, and that of each %s", i.Frequency, in.Frequency), "name one of the same frequency")
		}
	}
	tally, flow := natures[kpi.YearToDate], natures[kpi.Flow]
	switch {
	case tally != nil && flow != nil:
		c.wrong(at, fmt.Sprintf("%q and %q can't be in one expression", tally.ID, flow.ID), "one counts since the year began, the other in each period", "name an indicator with increment_of in the place of the first")
	case tally != nil && i.Nature != kpi.YearToDate:
		c.wrong(c.at(&i.Nature, i), fmt.Sprintf("%q can't be of nature %s", i.ID, i.Nature), fmt.Sprintf("%q counts since the year began", tally.ID), "write nature: year_to_date")
	case flow != nil && i.Nature != kpi.Flow:
		c.wrong(c.at(&i.Nature, i), fmt.Sprintf("%q can't be of nature %s", i.ID, i.Nature), fmt.Sprintf("%q is what comes in each period", flow.ID), "write nature: flow")
	case tally == nil && i.Nature == kpi.YearToDate:
		c.wrong(c.at(&i.Nature, i), fmt.Sprintf("%q can't be of nature %s", i.ID, i.Nature), "nothing in it counts since the year began", "write nature: stock or nature: flow")
	}
}

// inputsOf are the indicators that an indicator's expression names.
func (c *checker) inputsOf(i *Indicator) []*Indicator {
	if i.Formula == nil || i.Formula.Compiled == nil {
		return nil
	}
	var inputs []*Indicator
	for _, name := range i.Formula.Compiled.Names() {
		if in := c.indicator[name]; in != nil {
			inputs = append(inputs, in)
		}
	}
	return inputs
}

// orderFormulas puts each computed indicator after those that it is computed from. Those that go round in a circle are a mistake.
func (c *checker) orderFormulas() {
	done, circled := map[*Indicator]bool{}, map[*Indicator]bool{}
	var chain []*Indicator
	var follow func(i *Indicator)
	follow = func(i *Indicator) {
		if at := slices.Index(chain, i); at >= 0 {
			c.circle(chain[at:], circled)
			return
		}
		if done[i] || i.Formula == nil {
			return
		}
		chain = append(chain, i)
		for _, in := range c.inputsOf(i) {
			follow(in)
		}
		chain = chain[:len(chain)-1]
		done[i] = true
		c.formulas = append(c.formulas, i)
	}
	for _, i := range c.Indicators {
		follow(i)
	}
	c.inheritBreaks()
}

// inheritBreaks parts what is computed wherever what it is computed from is parted.
func (c *checker) inheritBreaks() {
	for _, i := range c.Indicators {
		if of := c.indicator[i.Increment]; of != nil {
			i.inherit(of)
		}
	}
	for _, i := range c.formulas {
		for _, in := range c.inputsOf(i) {
			i.inherit(in)
		}
	}
}

// circle reports a circle once, whole.
func (c *checker) circle(chain []*Indicator, circled map[*Indicator]bool) {
	if !slices.ContainsFunc(chain, func(i *Indicator) bool { return !circled[i] }) {
		return
	}
	ids := make([]string, 0, len(chain)+1)
	for _, i := range append(slices.Clone(chain), chain[0]) {
		ids = append(ids, i.ID)
		circled[i] = true
	}
	first := chain[0]
	c.wrong(c.at(&first.Formula.Expression, first), fmt.Sprintf("%q is computed from itself", first.ID), strings.Join(ids, " ← "), "correct one of these expressions")
}
