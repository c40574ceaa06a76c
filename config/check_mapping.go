package config

import (
	"fmt"
	"slices"
	"strings"
)

// FillIn stands where postup infer could not tell what to write, and a person has to: no check lets it pass.
const FillIn = "FILL_IN"

func (c *checker) checkMapping(s *Source, m *Mapping) {
	at := place{m.File, m.Line}
	if m.As == "" || recordFields[m.As] == nil {
		c.needed(m.As == "", at, "the mapping", "as", "it says what the records become: "+strings.Join(RecordKinds, ", "))
		c.word("as", m.As, RecordKinds, c.at(&m.As, m))
		return
	}
	for i := range m.Where {
		c.checkCondition(&m.Where[i], c.at(&m.Where[i], m))
	}
	if m.Melt != nil {
		c.checkMelt(s, m)
	}
	for _, name := range keysOf(m.Fields) {
		at := c.at(mapKey{&m.Fields, name}, m)
		rule, known := fieldOf(m.As, name)
		if !known {
			fix := didYouMean(name, RecordFields(m.As))
			if fix == "" {
				fix = "their fields are " + strings.Join(RecordFields(m.As), ", ")
			}
			c.wrong(at, fmt.Sprintf("unknown field %q", name), m.As+" have no such field, and what they don't have can't be stored", fix)
			continue
		}
		if f := m.Fields[name]; f != nil {
			c.checkField(s, m, name, rule, f, at)
		}
	}
	c.checkComplete(s, m, at)
}

func (c *checker) checkCondition(w *Condition, at place) {
	c.needed(w.From == "", at, "the condition", "from", "it reads a column")
	c.impersonal(w.From, at)
	given := 0
	for _, list := range [][]string{w.In, w.NotIn, w.HasAny} {
		if len(list) > 0 {
			given++
		}
		if slices.Contains(list, FillIn) {
			c.wrong(at, "the condition holds "+FillIn, "postup infer could not tell what stands there", "write a value of the column; the comment beside it says which there are")
		}
	}
	if given != 1 {
		c.wrong(at, fmt.Sprintf("the condition has %d of in, not_in, has_any", given), "a value is tested in one way", "write exactly one of them, and more conditions below")
	}
}

// checkComplete finds fields that records of the kind can't be without.
func (c *checker) checkComplete(s *Source, m *Mapping, at place) {
	has := func(name string) bool { _, is := m.Fields[name]; return is }
	lacks := func(what, reason string) {
		c.wrong(at, fmt.Sprintf("%s need the field %s", m.As, what), reason, "add it to fields")
	}
	for _, name := range NeededFields(m.As) {
		if !has(name) {
			lacks(name, "no record is complete without it")
		}
	}
	if !has("region") && m.As != Milestones && len(s.Regions) != 1 {
		lacks("region", "the source has not exactly one region to stand for it")
	}
	if m.As != Observations && m.As != Targets {
		return
	}
	if !has("period") && !(has("period_start") && has("period_end")) {
		lacks("period, or period_start and period_end", "a value speaks of a period")
	}
	if has("period") && (has("period_start") || has("period_end")) {
		c.wrong(at, "the period is mapped twice", "period stands beside period_start or period_end", "remove one of them")
	}
	share := m.As == Observations && has("numerator") && has("denominator")
	if !has("value") && !has("status") && !share {
		lacks("value", "there would be nothing to store")
	}
}

func (c *checker) checkField(s *Source, m *Mapping, name string, rule recordField, f *Field, at place) {
	given := 0
	for _, is := range []bool{f.From != "", len(f.FromAll) > 0, f.Const != "", f.Template != ""} {
		if is {
			given++
		}
	}
	if given != 1 {
		c.wrong(at, fmt.Sprintf("the field %s has %d of from, from_all, const, template", name, given), "it comes from one place", "write exactly one of them")
	}
	points := m.As == Stages && name == "stage"
	if len(f.FromAll) > 0 && !points {
		c.wrong(c.at(&f.FromAll, f), "from_all has no meaning for "+name, "it reads the interaction points that a stage follows from", "write from")
	}
	if rule.kind != opaqueValue {
		c.checkColumns(f, at)
	} else if f.Const != "" {
		c.wrong(c.at(&f.Const), "the id of every application would be the same", "it is a constant", "write from or template")
	}
	words := rule
	if points && len(f.FromAll) > 0 {
		words.words = pointWords
	}
	if f.Const != "" {
		c.checkConstant(s, m, name, words, f.Const, f.Layout == "", c.at(&f.Const, f))
	}
	for _, theirs := range keysOf(f.Codes) {
		c.checkConstant(s, m, name, words, f.Codes[theirs], f.Layout == "", c.at(mapKey{&f.Codes, theirs}, f))
	}
	c.word("unknown", f.Unknown, []string{"reject", "no_data"}, c.at(&f.Unknown, f))
	c.checkReading(name, rule, f)
}

// checkColumns: only the id of an application may come from a column that speaks of a person, because it is hashed at once.
func (c *checker) checkColumns(f *Field, at place) {
	c.impersonal(f.From, at)
	for _, column := range f.FromAll {
		c.impersonal(column, at)
	}
	rest := f.Template
	for rest != "" {
		_, after, open := strings.Cut(rest, "{")
		column, next, closed := strings.Cut(after, "}")
		if open && (!closed || column == "") {
			c.wrong(c.at(&f.Template, f), fmt.Sprintf("the template %q is not closed", f.Template), "a column stands between { and }", "write {column}")
			return
		}
		c.impersonal(column, at)
		rest = next
	}
}

func (c *checker) impersonal(column string, at place) {
	if looksPersonal(column) {
		c.wrong(at, fmt.Sprintf("the column %q looks like data about a person", column), "Postup keeps none", "map another column; only the id of an application may come from such a one, and becomes a keyed hash")
	}
}

// checkConstant judges a value that the configuration gives in the place of the payload.
func (c *checker) checkConstant(s *Source, m *Mapping, name string, rule recordField, value string, plainDate bool, at place) {
	if value == FillIn {
		c.wrong(at, "the field "+name+" holds "+FillIn, "postup infer could not tell what stands there", "write it; the comment beside it says what is wanted")
		return
	}
	switch rule.kind {
	case wordValue:
		c.word(name, value, rule.words, at)
	case flagValue:
		c.word(name, strings.ToLower(value), flags, at)
	case idValue:
		c.checkConstantID(s, rule.refers, value, at)
	case numberValue, amountValue:
		if !isNumber(value, s.Format.Decimal) {
			c.wrong(at, fmt.Sprintf("%s: %q is not a number", name, value), "records hold one here", "write digits, with the format's decimal mark")
		}
	case dateValue:
		if plainDate && dateShape.MatchString(value) && !isDay(value) {
			c.wrong(at, fmt.Sprintf("%s: there is no day %q", name, value), "no calendar has it", "write a day that exists")
		}
	}
	if p := m.Fields["programme"]; name == "milestone" && p != nil && c.programme[p.Const] != nil {
		known := map[string]*Milestone{}
		for _, ms := range c.programme[p.Const].Milestones {
			known[ms.ID] = ms
		}
		refer(c, "milestone", value, known, at)
	}
	if name == "breakdown" {
		c.checkBreakdown(value, at)
	}
}

func (c *checker) checkConstantID(s *Source, what, id string, at place) {
	switch what {
	case "region":
		if c.isAlias(id) {
			return
		}
		if refer(c, what, id, c.region, at) && len(s.Regions) > 0 && !slices.Contains(s.Regions, id) {
			c.wrong(at, fmt.Sprintf("the source does not bring data of %q", id), "every such record would be rejected", "add it to the source's regions, or correct it")
		}
	case "service":
		refer(c, what, id, c.service, at)
	case "indicator":
		refer(c, what, id, c.indicator, at)
	case "programme":
		refer(c, what, id, c.programme, at)
	case "target":
		refer(c, what, id, c.target, at)
	case "sector":
		refer(c, what, id, c.sector, at)
	}
}

func (c *checker) isAlias(code string) bool {
	for _, r := range c.Regions {
		for i := range r.Aliases {
			if r.Aliases[i].Code == code {
				return true
			}
		}
	}
	return false
}
