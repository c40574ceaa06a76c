package config

import (
	"fmt"
	"math"
	"slices"

	"github.com/postup/postup/kpi"
)

// The words of indexes.
var (
	normalisations = textsOf(kpi.Normalisations)
	aggregations   = textsOf(kpi.Aggregations)
)

func (c *checker) checkIndex(x *Index) {
	at, owner := c.at(x), fmt.Sprintf("the index %q", x.ID)
	c.needed(x.ID == "", at, "the index", "id", "it is asked for by its id")
	if i := c.indicator[x.ID]; i != nil {
		c.wrong(c.at(&x.ID, x), fmt.Sprintf("%q is an indicator already", x.ID), fmt.Sprintf("it stands in %s, and both are asked for by id", c.at(i)), "give the index another id")
	}
	c.needed(len(x.Name) == 0, at, owner, "name", "pages show it by its name")
	c.needed(x.Frequency == "", at, owner, "frequency", "it says for which periods it is computed")
	c.word("frequency", string(x.Frequency), frequencies, c.at(&x.Frequency, x))
	switch {
	case x.Regions == nil:
		c.wrong(at, owner+" compares no regions", "its programme expects none", "add regions")
	case c.has(&x.Regions):
		c.checkSelector("regions", x.Regions, c.at(&x.Regions, x))
	}
	c.needed(len(x.Editions) == 0, at, owner, "editions", "they say how it is computed")
	for n, e := range x.Editions {
		c.checkEdition(x, e, x.Editions[:n])
	}
}

func (c *checker) checkEdition(x *Index, e *Edition, before []*Edition) {
	at, owner := c.at(e, x), fmt.Sprintf("the edition %q", e.ID)
	c.needed(e.ID == "", at, "the edition", "id", "scores are told apart by it")
	if len(before) > 0 {
		c.needed(e.From.IsZero() && !c.has(&e.From), at, owner, "from", "another edition comes before it")
		if last := before[len(before)-1]; !e.From.IsZero() && e.From <= last.From {
			c.wrong(c.at(&e.From), fmt.Sprintf("%s begins on %s, and the one before on %s", owner, e.From, last.From), "each edition holds until the next begins", "put them in order, or correct a date")
		}
	}
	if slices.ContainsFunc(before, func(o *Edition) bool { return o.ID == e.ID }) {
		c.wrong(c.at(&e.ID, e), fmt.Sprintf("the edition %q is there twice", e.ID), "scores are told apart by it", "give one of them another id")
	}
	method := e.Method // with what is wrong and told here already as it should be
	if len(e.Scale) != 2 || e.Scale[0] >= e.Scale[1] {
		c.wrong(c.at(&e.Scale, e), fmt.Sprintf("%s has the scale %v", owner, e.Scale), "scores reach from a number to a greater one", "write it as [0, 100]")
		method.Low, method.High = 0, 100
	}
	if !(e.MinShare > 0 && e.MinShare <= 1) {
		c.wrong(c.at(&e.MinShare, e), fmt.Sprintf("min_share is %v", e.MinShare), "it is the share of a group's parts that must be there", "write a number above 0, at most 1, such as 0.6667")
		method.MinShare = 0
	}
	mistakes := len(c.mistakes)
	c.word("normalisation", string(e.Normalisation), normalisations, c.at(&e.Normalisation, e))
	c.word("aggregation", string(e.Aggregation), aggregations, c.at(&e.Aggregation, e))
	c.needed(len(e.Parts) == 0, at, owner, "parts", "an index is made of some")
	known := len(c.mistakes) == mistakes
	told := parts{}
	c.checkParts(x, e, e.Parts, map[string]bool{}, told)
	if !known {
		return // nothing more could be said of a way that there isn't
	}
	for _, problem := range method.Check() { // what could not be said of one part alone
		part, where := partAt(e.Parts, problem.Path[1:]), at
		if part != nil {
			where = c.at(part, e)
		}
		if !told[part] {
			c.wrong(where, owner+" can't be computed", problem.Error(), "correct its parts")
		}
	}
}

// parts are those that a mistake was told of.
type parts map[*IndexPart]bool

// partAt finds a part by the ids of those above it and its own; nil where the path is empty or leads nowhere.
func partAt(parts []*IndexPart, path []string) *IndexPart {
	var part *IndexPart
	for _, id := range path {
		n := slices.IndexFunc(parts, func(p *IndexPart) bool { return p.ID == id })
		if n < 0 {
			return nil
		}
		part = parts[n]
		parts = part.Parts
	}
	return part
}

func (c *checker) checkParts(x *Index, e *Edition, list []*IndexPart, seen map[string]bool, told parts) {
	for _, part := range list {
		at, mistakes := c.at(part, e), len(c.mistakes)
		if seen[part.ID] {
			c.wrong(c.at(&part.ID, part, e), fmt.Sprintf("the part %q is there twice", part.ID), "scores are told apart by it", "give one of them an id of its own")
		}
		seen[part.ID] = true
		c.needed(!c.has(&part.Weight), at, fmt.Sprintf("the part %q", part.ID), "weight", "it says how much the part counts among its siblings")
		if c.has(&part.Weight) && !(part.Weight >= 0 && !math.IsInf(part.Weight, 1)) {
			c.wrong(c.at(&part.Weight), fmt.Sprintf("the weight of %q is %v", part.ID, part.Weight), "a part of an index is never less than nothing", "correct it, or remove the part")
		}
		refer(c, "sector", part.Sector, c.sector, c.at(&part.Sector, part))
		switch {
		case part.Indicator == "" && len(part.Parts) == 0:
			c.wrong(at, fmt.Sprintf("the part %q has neither indicator nor parts", part.ID), "it is one or the other", "add one of them")
		case part.Indicator != "" && len(part.Parts) > 0:
			c.wrong(at, fmt.Sprintf("the part %q has an indicator and parts", part.ID), "it is one or the other", "remove one of them")
		case part.Indicator != "":
			c.checkLeaf(x, e, part)
		default:
			c.word("aggregation", string(part.Aggregation), aggregations, c.at(&part.Aggregation, part))
			c.checkGroup(part)
		}
		told[part] = len(c.mistakes) > mistakes
		c.checkParts(x, e, part.Parts, seen, told)
	}
}

// checkGroup: what says how an indicator becomes a score would be passed over in silence of a group.
func (c *checker) checkGroup(part *IndexPart) {
	for _, only := range []struct {
		key   string
		field any
	}{
		{"breakdown", &part.Breakdown}, {"normalisation", &part.Normalisation}, {"treat", &part.Treat},
		{"min", &part.Min}, {"max", &part.Max}, {"target", &part.Target},
	} {
		if c.has(only.field) {
			c.wrong(c.at(only.field, part), only.key+" has no meaning here", fmt.Sprintf("%q is a group of parts", part.ID), "write it at the indicators in the group, or remove it")
		}
	}
}

func (c *checker) checkLeaf(x *Index, e *Edition, part *IndexPart) {
	at := c.at(&part.Indicator, part)
	if !refer(c, "indicator", part.Indicator, c.indicator, at) {
		return
	}
	i := c.indicator[part.Indicator]
	if i.Frequency != "" && x.Frequency != i.Frequency && slices.Contains(frequencies, string(x.Frequency)) {
		c.wrong(at, fmt.Sprintf("%q has a value each %s, and the index each %s", i.ID, i.Frequency, x.Frequency), "values of different periods can't be put together", "name an indicator of the index's frequency, or change that")
	}
	c.checkBreakdown(part.Breakdown, c.at(&part.Breakdown, part))
	c.word("normalisation", string(part.Normalisation), normalisations, c.at(&part.Normalisation, part))
	method := e.Normalisation
	if part.Normalisation != "" {
		method = part.Normalisation
	}
	switch method {
	case kpi.Goalposts:
		c.needed(part.Min == nil, c.at(part), fmt.Sprintf("the part %q", part.ID), "min", "goalposts have two ends")
		c.needed(part.Max == nil, c.at(part), fmt.Sprintf("the part %q", part.ID), "max", "goalposts have two ends")
		if part.Min != nil && part.Max != nil && *part.Min >= *part.Max {
			c.wrong(c.at(&part.Max, part), fmt.Sprintf("max %v is not above min %v", *part.Max, *part.Min), "nothing lies between such goalposts", "swap or correct them")
		}
	case kpi.DistanceToTarget:
		c.needed(part.Target == nil, c.at(part), fmt.Sprintf("the part %q", part.ID), "target", "its normalisation is the distance to it")
	}
}
