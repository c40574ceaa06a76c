package config

import (
	"fmt"
	"regexp"
)

// checker judges a configuration that was read, and resolves what refers to what.
type checker struct {
	*ledger
	*Config
}

// idShape is what ids and codes may be: they stand in addresses, file names and breakdowns.
var idShape = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._:-]*$`)

const maxID = 120

// entered notes an id in its index; one that is there already, or can't be one, is a mistake.
func entered[T any](c *checker, index map[string]*T, what, id string, item *T, idField *string) {
	at := c.at(idField, item)
	if id == "" {
		c.wrong(at, fmt.Sprintf("a %s has no id", what), "everything else refers to it by its id", "write its id, or code for regions")
		return
	}
	if len(id) > maxID || !idShape.MatchString(id) {
		c.wrong(at, fmt.Sprintf("%q can't be the id of a %s", id, what), "ids stand in addresses", fmt.Sprintf("use letters, digits and . _ : - only, at most %d bytes", maxID))
	}
	if before, twice := index[id]; twice {
		c.wrong(at, fmt.Sprintf("the %s %q is there twice", what, id), fmt.Sprintf("it stands in %s already", c.at(before)), "remove one, or give it another id")
		return
	}
	index[id] = item
}

// indexBodies makes everything but sources findable by id.
func (c *checker) indexBodies() {
	c.region = map[string]*Region{}
	for _, r := range c.Regions {
		entered(c, c.region, "region", r.Code, r, &r.Code)
	}
	c.group = map[string]*Group{}
	for _, g := range c.Groups {
		entered(c, c.group, "group", g.ID, g, &g.ID)
	}
	c.sector = map[string]*Sector{}
	for _, s := range c.Sectors {
		entered(c, c.sector, "sector", s.ID, s, &s.ID)
	}
	c.service = map[string]*Service{}
	for _, s := range c.Services {
		entered(c, c.service, "service", s.ID, s, &s.ID)
	}
	c.calendar = map[string]*Calendar{}
	for _, k := range c.Calendars {
		entered(c, c.calendar, "calendar", k.ID, k, &k.ID)
	}
	c.codeList = map[string]*CodeList{}
	for _, l := range c.CodeLists {
		entered(c, c.codeList, "code list", l.ID, l, &l.ID)
	}
	c.indicator = map[string]*Indicator{}
	for _, i := range c.Indicators {
		entered(c, c.indicator, "indicator", i.ID, i, &i.ID)
	}
	c.programme, c.target, c.composite = map[string]*Programme{}, map[string]*Target{}, map[string]*Index{}
	for _, p := range c.Programmes {
		entered(c, c.programme, "programme", p.ID, p, &p.ID)
		p.Targets, p.Milestones = present(p.Targets), present(p.Milestones)
		for _, t := range p.Targets {
			entered(c, c.target, "target", t.ID, t, &t.ID)
		}
		if p.Index != nil && p.Index.ID != "" {
			entered(c, c.composite, "index", p.Index.ID, p.Index, &p.Index.ID)
		}
		milestones := map[string]*Milestone{}
		for _, m := range p.Milestones {
			entered(c, milestones, "milestone", m.ID, m, &m.ID)
		}
	}
	annotations := map[string]*Annotation{}
	for _, a := range c.Annotations {
		entered(c, annotations, "annotation", a.ID, a, &a.ID)
	}
	c.children, c.members = map[string][]*Region{}, map[string][]*Region{}
	for _, r := range c.Regions {
		if r.Parent != "" {
			c.children[r.Parent] = append(c.children[r.Parent], r)
		}
		for _, g := range r.Groups {
			c.members[g] = append(c.members[g], r)
		}
	}
}

func (c *checker) indexSources() {
	c.source = map[string]*Source{}
	for _, s := range c.Sources {
		entered(c, c.source, "source", s.ID, s, &s.ID)
	}
}

// refer judges a reference by id. An empty one is none; whether it may be left out is the caller's business.
func refer[T any](c *checker, what, id string, index map[string]T, at place) bool {
	if id == "" {
		return true
	}
	if _, ok := index[id]; ok {
		return true
	}
	if c.incomplete {
		return false
	}
	fix := didYouMean(id, keysOf(index))
	if fix == "" {
		fix = "correct it, or add the " + what
	}
	c.wrong(at, fmt.Sprintf("there is no %s %q", what, id), "it is referred to here", fix)
	return false
}

// word judges one of a few words. An empty one is left to the caller.
func (c *checker) word(key, value string, allowed []string, at place) {
	for _, a := range allowed {
		if value == a || value == "" {
			return
		}
	}
	c.wrong(at, fmt.Sprintf("%s can't be %q", key, value), "it is one of a few words", oneOf(value, allowed))
}

// textsOf are words of another kind as texts.
func textsOf[S ~string](words []S) []string {
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = string(w)
	}
	return texts
}

// needed reports what is left out; at is the place of what lacks it.
func (c *checker) needed(missing bool, at place, owner, key, reason string) {
	if missing {
		c.wrong(at, fmt.Sprintf("%s has no %s", owner, key), reason, "add "+key)
	}
}
