package infer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

// meltGroup is columns of one figure, each for a period.
type meltGroup struct {
	label   string // what the figure is called, "" where only periods stand in the header
	columns []*column
	periods []string // "": not known
	written string   // in which way, "codes" where no layout reads them all
}

// meltGroups are the columns whose names hold a period, by what else they say.
func (in *inference) meltGroups() []*meltGroup {
	var groups []*meltGroup
	for _, c := range in.columns {
		label, period, written := in.periodIn(c.name)
		if written == "" || !c.numeric() && c.filled() > 0 || c.personal {
			continue
		}
		at := slices.IndexFunc(groups, func(g *meltGroup) bool { return g.label == label })
		if at < 0 {
			at = len(groups)
			groups = append(groups, &meltGroup{label: label, written: written})
		}
		g := groups[at]
		if g.columns, g.periods = append(g.columns, c), append(g.periods, period); g.written != written || label != "" {
			g.written = "codes"
		}
	}
	return slices.DeleteFunc(groups, func(g *meltGroup) bool { return len(g.columns) < 2 })
}

func (in *inference) periodIn(name string) (label, period, written string) {
	if period, written = periodOf(name, in.year()); written != "" {
		return "", period, written
	}
	parts := strings.Split(name, " / ")
	for i, part := range parts {
		if period, written = periodOf(part, in.year()); written != "" && len(parts) > 1 {
			return strings.Join(slices.Delete(slices.Clone(parts), i, i+1), " / "), period, written
		}
	}
	return "", "", ""
}

// patterns find the columns of further periods by themselves.
var patterns = map[string]string{
	"month":      `^\d{4}-\d{2}$`,
	"quarter":    `^\d{4}-Q[1-4]$`,
	"year":       `^\d{4}$`,
	"month_name": `^\p{L}+\.? \d{4}`,
}

// melted adds a mapping of a group.
func (in *inference) melted(g *meltGroup, why string) {
	m := in.begin(config.Observations, why)
	pattern := patterns[g.written]
	if table := slices.Contains([]string{"csv", "xlsx", "xls", "ods", "dbf"}, in.format.Type); !table || !in.alone(pattern, g) {
		pattern = ""
	}
	if pattern != "" {
		e := entry{key: "pattern", yaml: quote(pattern)}
		e.note.guess(fmt.Sprintf("%d columns now, and those of further periods", len(g.columns)))
		m.melt = append(m.melt, e)
	} else {
		var names []string
		for _, c := range g.columns {
			names = append(names, c.name)
		}
		e := entry{key: "columns", yaml: list(names)}
		e.note.guess("a further period needs to be added")
		m.melt = append(m.melt, e)
	}
	name, value := in.free("when"), in.free("figure")
	m.melt = append(m.melt, entry{key: "name", yaml: name}, entry{key: "value", yaml: value})

	region := in.findRegion(g.columns...)
	var about *config.Indicator
	if c := in.indicatorColumn(); c != nil && in.Indicator == "" && !slices.Contains(g.columns, c) && c != region {
		m.add(in.ids(from("indicator", c), c, "the id of the indicator that", in.indicatorOf))
	} else {
		about = in.indicator(m, g.label, nil, false)
	}
	in.region(m, region)
	p := m.add(&field{name: "period"}).set("from", name)
	if patterns[g.written] != "" {
		p.set("layout", g.written)
	} else {
		for i, c := range g.columns {
			code := pair{c.name, g.periods[i]}
			if code.ours == "" {
				code.ours = FillIn
			}
			p.codes = append(p.codes, code)
		}
		if !in.fillCodes(p, "the period, such as 2025-01, that") && in.year() > 0 {
			p.guess("what the names of the columns mean")
		}
	}
	f := m.add(&field{name: "value", reads: g.columns}).set("from", value)
	all := newColumn("")
	for _, c := range g.columns {
		for _, text := range c.odd {
			if !slices.Contains(all.odd, text) {
				all.odd = append(all.odd, text)
			}
		}
	}
	in.absences(f, all)
	in.unit(f, strings.Join(append([]string{g.label}, in.titles...), " "), g.columns, about)
	in.ofOneUnit(m)
	in.apart(m, g.columns...)
}

// alone tells whether a pattern finds the columns of a group and no others.
func (in *inference) alone(pattern string, g *meltGroup) bool {
	if pattern == "" {
		return false
	}
	find := regexp.MustCompile(pattern)
	for _, c := range in.columns {
		if find.MatchString(c.name) != slices.Contains(g.columns, c) {
			return false
		}
	}
	return true
}

// free is a name that no column has.
func (in *inference) free(name string) string {
	for slices.ContainsFunc(in.columns, func(c *column) bool { return c.name == name }) {
		name += "_"
	}
	return name
}
