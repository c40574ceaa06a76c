package config

import (
	"fmt"
	"math"
)

func (c *checker) checkProgramme(p *Programme) {
	owner := fmt.Sprintf("the programme %q", p.ID)
	c.needed(len(p.Name) == 0, c.at(p), owner, "name", "pages show it by its name")
	refer(c, "region", p.Region, c.region, c.at(&p.Region, p))
	for i, id := range p.Indicators {
		refer(c, "indicator", id, c.indicator, c.at(&p.Indicators[i], p))
	}
	c.checkExpected(p)
	c.checkOwedTo(p)
	c.checkDocument("document", &p.Document, p)
	if p.Promise != nil {
		c.checkPromise(p.Promise, p)
	}
	for i := range p.Facts {
		c.needed(len(p.Facts[i].Text) == 0, c.at(&p.Facts[i], p), "the fact", "text", "it is shown to people")
	}
	if p.Index != nil {
		c.checkIndex(p.Index)
	}
	for _, t := range p.Targets {
		c.checkTarget(t)
	}
	c.checkSums(p)
	c.checkMilestones(p)
}

func (c *checker) checkExpected(p *Programme) {
	expected := map[string]bool{}
	if p.Expects != nil && c.checkSelector("expects", p.Expects, c.at(&p.Expects, p)) {
		for _, r := range c.Select(*p.Expects) {
			expected[r.Code] = true
		}
	}
	if c.has(&p.ExpectsFrom) && p.Expects == nil {
		c.wrong(c.at(&p.ExpectsFrom), "expects_from has no meaning here", "the programme expects no regions", "add expects, or remove it")
	}
	seen := map[string]bool{}
	for i := range p.NotExpected {
		n := &p.NotExpected[i]
		at := c.at(&n.Region, n, p)
		c.needed(n.Region == "", at, "the exception", "region", "it names the region that nothing is expected from")
		c.needed(len(n.Reason) == 0, at, "the exception", "reason", "people see it in the place of a value")
		if !refer(c, "region", n.Region, c.region, at) || n.Region == "" {
			continue
		}
		if seen[n.Region] {
			c.wrong(at, fmt.Sprintf("%q is excepted twice", n.Region), "one reason would be lost", "remove one of them")
		}
		seen[n.Region] = true
		if len(expected) > 0 && !expected[n.Region] {
			c.wrong(at, fmt.Sprintf("%q is excepted, and was not expected", n.Region), "expects does not pick it", "correct the code, or remove it")
		}
	}
}

// checkDated judges a date as a document gives it, where it is written; one that was taken over is judged where it is from.
func (c *checker) checkDated(key string, d *Dated) {
	if !c.has(d) {
		return
	}
	c.word(key+" precision", d.Precision, []string{"day", "month", "year"}, c.at(&d.Precision, d))
	if d.Date.IsZero() && (d.Precision != "" || d.Inferred) && !c.has(&d.Date) {
		c.wrong(c.at(d), key+" has no date", "precision and inferred speak of one", "add date, or remove "+key)
	}
}

// partOfItself tells whether what a target is a part of, and that is a part of, leads back to it.
func (c *checker) partOfItself(t *Target) bool {
	whole := c.target[t.SumTo]
	for range c.target { // a circle that it isn't in has no end
		if whole == nil || whole == t {
			break
		}
		whole = c.target[whole.SumTo]
	}
	return whole == t
}

// checkSums: targets that are parts of another make it up exactly.
func (c *checker) checkSums(p *Programme) {
	parts := map[string][]*Target{}
	for _, t := range p.Targets {
		switch {
		case t.SumTo == "" || !refer(c, "target", t.SumTo, c.target, c.at(&t.SumTo, t)):
		case c.partOfItself(t):
			c.wrong(c.at(&t.SumTo, t), fmt.Sprintf("the target %q is a part of itself", t.ID), "the parts make up another target", "correct sum_to")
		default:
			parts[t.SumTo] = append(parts[t.SumTo], t)
		}
	}
	for _, id := range keysOf(parts) {
		whole, sum, known := c.target[id], 0.0, true
		for _, t := range parts[id] {
			if t.Value == nil {
				known = false
				continue
			}
			sum += *t.Value
		}
		if known && whole.Value != nil && math.Abs(sum-*whole.Value) > 1e-9*math.Max(1, math.Abs(*whole.Value)) {
			c.wrong(c.at(&whole.Value, whole), fmt.Sprintf("the parts of the target %q sum to %v", id, sum), fmt.Sprintf("the whole is %v", *whole.Value),
				fmt.Sprintf("correct a value, or the sum_to at %s", c.at(&parts[id][0].SumTo)))
		}
	}
}
