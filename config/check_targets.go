package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/kpi"
)

// The words of targets.
var (
	comparisons = []string{string(kpi.AtLeast), string(kpi.MoreThan), string(kpi.AtMost), string(kpi.LessThan), string(kpi.Equal)}
	baselines   = []string{string(kpi.BaselineNone), string(kpi.BaselineValue), string(kpi.BaselineFirstObservation)}
	methods     = []string{"gap", "growth", "standard", "saturation"}
)

func (c *checker) checkTarget(t *Target) {
	at, owner := c.at(t), fmt.Sprintf("the target %q", t.ID)
	c.needed(len(t.Name) == 0, at, owner, "name", "pages show it by its name")
	c.needed(t.Indicator == "", at, owner, "indicator", "it says what is measured")
	refer(c, "indicator", t.Indicator, c.indicator, c.at(&t.Indicator, t))
	c.checkBreakdown(t.Breakdown, c.at(&t.Breakdown, t))
	if c.has(&t.AppliesTo) || t.AppliesTo.Region == "" { // else it is the programme's region, judged there
		c.checkSelector("applies_to", &t.AppliesTo, c.at(&t.AppliesTo, t))
	}
	if t.Yardstick != nil {
		c.checkSelector("yardstick", t.Yardstick, c.at(t.Yardstick, t))
	}
	c.needed(t.Value != nil && t.Comparison == "", c.at(&t.Value, t), owner, "comparison", `"more than 200" is not met by 200, "at least 200" is`)
	c.word("comparison", string(t.Comparison), comparisons, c.at(&t.Comparison, t))
	c.checkSense(t)
	c.possible(t, "the promised value", t.Value, c.at(&t.Value, t))
	c.word("method", t.Method, methods, c.at(&t.Method, t))
	if i := c.indicator[t.Indicator]; i != nil && t.Method == "standard" && i.Unit != "ratio" {
		c.wrong(c.at(&t.Method, t), fmt.Sprintf("the method standard on %q, whose unit is %s", i.ID, i.Unit), "a standard is a promised share from 0 to 1", "give the indicator the unit ratio")
	}
	c.checkDated("deadline", &t.Deadline)
	c.checkPromise(&t.Promise, t.Programme)
	c.checkClaims(t)
	c.checkDropped(t)
	c.checkReadings(t)
	c.checkBaseline(t, &t.Baseline)
	if t.YardstickBaseline != nil {
		c.checkBaseline(t, t.YardstickBaseline)
		if t.Yardstick == nil {
			c.wrong(c.at(t.YardstickBaseline, t), "yardstick_baseline has no meaning here", "the target has no yardstick", "add yardstick, or remove it")
		}
	}
	c.checkPlan(t)
	c.checkGrowth(t)
	c.checkSaturation(t)
}

// checkSense finds a promise that goes against what is better of its indicator.
func (c *checker) checkSense(t *Target) {
	i := c.indicator[t.Indicator]
	if i == nil {
		return
	}
	if t.Value != nil && (t.Comparison == kpi.MoreThan && i.Max != nil && *t.Value == *i.Max || t.Comparison == kpi.LessThan && i.Min != nil && *t.Value == *i.Min) {
		c.wrong(c.at(&t.Value, t), fmt.Sprintf("%s %v of %q", t.Comparison, *t.Value, i.ID), "it is the end of what the indicator can be", "correct one of them")
	}
	var better string
	switch {
	case i.Direction == kpi.Up && (t.Comparison == kpi.AtMost || t.Comparison == kpi.LessThan):
		better = "more"
	case i.Direction == kpi.Down && (t.Comparison == kpi.AtLeast || t.Comparison == kpi.MoreThan):
		better = "less"
	default:
		return
	}
	c.wrong(c.at(&t.Comparison, t), fmt.Sprintf("%s of %q", t.Comparison, i.ID), "the direction of the indicator says that "+better+" is better", "correct one of them")
}

func (c *checker) checkReadings(t *Target) {
	if !c.has(&t.Readings) {
		return
	}
	seen := map[string]bool{}
	for i := range t.Readings {
		r := &t.Readings[i]
		at := c.at(r, t)
		c.needed(r.ID == "", at, "the reading", "id", "results are told apart by it")
		c.needed(r.Deadline.IsZero() && !c.has(&r.Deadline), at, "the reading", "deadline", "it says what the words mean by it")
		if seen[r.ID] && r.ID != "" {
			c.wrong(at, fmt.Sprintf("the reading %q is there twice", r.ID), "results are told apart by it", "give one of them another id")
		}
		seen[r.ID] = true
		if r.ID != "" && !idShape.MatchString(r.ID) {
			c.wrong(c.at(&r.ID), fmt.Sprintf("%q can't be the id of a reading", r.ID), "ids stand in addresses", "use letters, digits and . _ : - only")
		}
	}
}

func (c *checker) checkBaseline(t *Target, b *Baseline) {
	c.word("kind of baseline", string(b.Kind), baselines, c.at(&b.Kind, b))
	value := b.Kind == kpi.BaselineValue
	if value {
		c.needed(!c.has(&b.Value), c.at(b), "the baseline", "value", "its kind is value")
		c.needed(!c.has(&b.Date), c.at(b), "the baseline", "date", "the way to the target begins on a day")
	}
	if !value && c.has(&b.Value) {
		c.wrong(c.at(&b.Value), "the baseline has a value", fmt.Sprintf("its kind is %s", b.Kind), "write kind: value, or remove it")
	}
	if value {
		c.possible(t, "the baseline", &b.Value, c.at(&b.Value, b))
	}
	if b.Kind != kpi.BaselineNone && !b.Date.IsZero() {
		deadlines := []kpi.Date{t.Deadline.LastDay()}
		for _, r := range t.Readings {
			deadlines = append(deadlines, r.Deadline)
		}
		for _, deadline := range slices.Compact(deadlines) {
			if !deadline.IsZero() && b.Date >= deadline {
				c.wrong(c.at(&b.Date), fmt.Sprintf("the baseline is of %s, and the deadline %s", b.Date, deadline), "the way begins before it ends", "correct one of them")
			}
		}
	}
}

// possible judges a number that is held against values of the target's indicator: one that these can't have is a slip.
func (c *checker) possible(t *Target, what string, v *float64, at place) {
	i := c.indicator[t.Indicator]
	switch {
	case i == nil || v == nil:
	case i.Max != nil && *v > *i.Max:
		c.wrong(at, fmt.Sprintf("%s is %v", what, *v), fmt.Sprintf("%q can't be above %v", i.ID, *i.Max), "correct one of them")
	case i.Min != nil && *v < *i.Min:
		c.wrong(at, fmt.Sprintf("%s is %v", what, *v), fmt.Sprintf("%q can't be below %v", i.ID, *i.Min), "correct one of them")
	}
}

func (c *checker) checkPlan(t *Target) {
	for i := range t.Plan {
		p := &t.Plan[i]
		c.needed(!c.has(&p.Start), c.at(p, t), "the plan", "start", "it is for a period")
		c.needed(!c.has(&p.End), c.at(p, t), "the plan", "end", "it is for a period")
		c.needed(!c.has(&p.Value), c.at(p, t), "the plan", "value", "no number was planned otherwise")
		c.ordered("the plan's period", p.Start, p.End, c.at(&p.End, p))
		c.possible(t, "the planned value", &p.Value, c.at(&p.Value, p))
		for k := range t.Plan[:i] {
			if q := &t.Plan[k]; q.Start == p.Start && q.End == p.End && !p.End.IsZero() {
				c.wrong(c.at(p), fmt.Sprintf("there are two plans for %s", kpi.Period{Start: p.Start, End: p.End}), fmt.Sprintf("the other is at %s", c.at(q)), "remove one of them")
			}
		}
	}
}

// checkBreakdown judges a breakdown and the ids in it.
func (c *checker) checkBreakdown(b string, at place) {
	pairs, err := ParseBreakdown(b)
	if err != nil {
		c.wrong(at, fmt.Sprintf("the breakdown %q is not as it should be", b), err.Error(), `write "sector=health,tier=regional", keys in order`)
		return
	}
	for _, p := range pairs {
		switch p[0] {
		case "sector":
			refer(c, "sector", p[1], c.sector, at)
		case "service":
			refer(c, "service", p[1], c.service, at)
		case "tier", "channel":
			c.word(p[0], p[1], breakdownWords[p[0]], at)
		default: // a key of somebody's own, unless it is one of these misspelt: then nothing would ever be found by it
			if fix := didYouMean(p[0], []string{"channel", "sector", "service", "tier"}); fix != "" {
				c.wrong(at, fmt.Sprintf("the breakdown %q has the key %q", b, p[0]), "it is almost one that there is", fix)
			}
		}
	}
}

// ParseBreakdown reads a canonical breakdown, "sector=health,tier=regional", into keys and values.
// The keys must be in order and there once; the empty breakdown is none.
func ParseBreakdown(b string) ([][2]string, error) {
	if b == "" {
		return nil, nil
	}
	var pairs [][2]string
	for _, part := range strings.Split(b, ",") {
		key, value, ok := strings.Cut(part, "=")
		if !ok || !idShape.MatchString(key) || !idShape.MatchString(value) {
			return nil, fmt.Errorf("%q is not a key and a value", part)
		}
		pairs = append(pairs, [2]string{key, value})
	}
	for i := range pairs[1:] {
		switch before, after := pairs[i][0], pairs[i+1][0]; {
		case before == after:
			return nil, fmt.Errorf("the key %q is repeated", before)
		case before > after:
			return nil, fmt.Errorf("the key %q stands before %q", before, after)
		}
	}
	return pairs, nil
}

// CanonicalBreakdown writes keys and values in the order in which breakdowns are compared.
func CanonicalBreakdown(pairs map[string]string) (string, error) {
	parts := make([]string, 0, len(pairs))
	for key, value := range pairs {
		if !idShape.MatchString(key) || !idShape.MatchString(value) {
			return "", errors.New("a breakdown's keys and values are ids: letters, digits and . _ : -")
		}
		parts = append(parts, key+"="+value)
	}
	slices.SortFunc(parts, func(a, b string) int {
		ka, _, _ := strings.Cut(a, "=")
		kb, _, _ := strings.Cut(b, "=")
		return strings.Compare(ka, kb)
	})
	return strings.Join(parts, ","), nil
}
