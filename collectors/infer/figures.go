package infer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

// mostFigures bounds the mappings that a table of many figures makes.
const mostFigures = 20

// observations are figures: one in each record, a part and a whole, several beside each other, or a column for each period.
func (in *inference) observations(why string) {
	if groups := in.meltGroups(); len(groups) > 0 && in.find("value") == nil {
		for _, g := range groups {
			in.melted(g, why)
			why = ""
		}
		return
	}
	indicator := in.indicatorColumn()
	region := in.findRegion(indicator)
	period := in.find("period", indicator, region)
	if both := in.yearAndPart(); both != nil {
		period = both.year
	}
	start := in.find("period_start", indicator, region)
	end := in.find("period_end", indicator, region, start)
	if start == nil || end == nil || start == period {
		start, end = nil, nil
	}
	taken := []*column{indicator, region, period, start, end}
	figures := in.figures(taken...)
	numerator, denominator := in.share(figures)
	switch {
	case numerator != nil:
		in.observation(why, indicator, region, taken, numerator, denominator)
	case indicator != nil || len(figures) < 2:
		var value *column
		if len(figures) > 0 {
			value = figures[0]
		}
		for _, c := range figures {
			if calls(words.Fields["value"], c.label) > calls(words.Fields["value"], value.label) {
				value = c
			}
		}
		in.observation(why, indicator, region, taken, value)
	default:
		for i, c := range figures[:min(len(figures), mostFigures)] {
			if i > 0 {
				why = ""
			}
			in.observation(why, nil, region, taken, c)
		}
	}
}

// indicatorColumn is one that names indicators.
func (in *inference) indicatorColumn() *column {
	if c := in.find("indicator"); c != nil && !c.numeric() {
		return c
	}
	for _, c := range in.columns {
		if in.usable("indicator", c) && c.all(func(s string) bool { return in.Config.Indicator(s) != nil }) {
			return c
		}
	}
	return nil
}

// share finds a part and a whole among the figures.
func (in *inference) share(figures []*column) (numerator, denominator *column) {
	for _, c := range figures {
		switch {
		case calls(words.Fields["denominator"], c.label) > 0 && calls(words.Fields["denominator"], c.label) > calls(words.Fields["numerator"], c.label):
			if denominator != nil {
				return nil, nil
			}
			denominator = c
		case calls(words.Fields["numerator"], c.label) > 0:
			if numerator != nil {
				return nil, nil
			}
			numerator = c
		}
	}
	if numerator == nil || denominator == nil {
		return nil, nil
	}
	return numerator, denominator
}

// observation adds a mapping of one figure, or of a part and a whole.
func (in *inference) observation(why string, indicator, region *column, taken []*column, figures ...*column) {
	m := in.begin(config.Observations, why)
	share := len(figures) == 2
	var about *config.Indicator
	if indicator != nil && in.Indicator == "" {
		m.add(in.ids(from("indicator", indicator), indicator, "the id of the indicator that", in.indicatorOf))
		if len(indicator.order) == 1 {
			about = in.Config.Indicator(in.indicatorOf(indicator.order[0]))
		}
	} else {
		var label string
		if !share && figures[0] != nil {
			label = figures[0].name
		}
		about = in.indicator(m, label, figures, share)
	}
	if code := in.regionOn(figures[0]); code != "" && region == nil {
		m.add(constant("region", code)).guess("what the figure stands under names it")
		if !slices.Contains(in.regions, code) {
			in.regions = append(in.regions, code)
			in.regionsNote.guess("those in the sample")
		}
	} else {
		in.region(m, region)
	}
	in.periods(m, about, figures[0], taken[0], taken[1])
	for _, role := range []string{"breakdown.sector", "breakdown.tier"} {
		if c := in.find(role, append(taken, figures...)...); c != nil && role == "breakdown.sector" {
			m.add(in.ids(from(role, c), c, "the id of the sector that", in.sectorOf))
		}
	}
	if c := in.findService(append(taken, figures...)...); c != nil {
		m.add(in.ids(from("breakdown.service", c), c, "the id of the service that", in.serviceOf))
	}
	switch {
	case share:
		m.add(in.number("numerator", figures[0])).guess("the part")
		m.add(in.number("denominator", figures[1])).guess("the whole")
	case figures[0] == nil:
		m.add(unknown("value", "the column of the figure"))
	default:
		f := m.add(in.number("value", figures[0]))
		if indicator != nil && about == nil {
			in.units(f, indicator)
		} else {
			in.unit(f, figures[0].name, []*column{figures[0]}, about)
		}
	}
	in.ofOneUnit(m)
	in.apart(m, figures...)
}

func (in *inference) indicatorOf(text string) string {
	if in.Config.Indicator(text) != nil {
		return text
	}
	found := ""
	for _, i := range in.Config.Indicators {
		if plain(i.ID) == plain(text) || named(i.Name, text) {
			if found != "" {
				return ""
			}
			found = i.ID
		}
	}
	return found
}

func (in *inference) sectorOf(text string) string {
	if in.Config.Sector(text) != nil {
		return text
	}
	found := ""
	for _, s := range in.Config.Sectors {
		if named(s.Name, text) {
			found = s.ID
		}
	}
	return found
}

// indicator adds the constant indicator: what the caller says, or what the column, a title or the file is called.
func (in *inference) indicator(m *draft, label string, figures []*column, share bool) *config.Indicator {
	if in.Indicator != "" {
		m.add(constant("indicator", in.Indicator))
		return in.Config.Indicator(in.Indicator)
	}
	texts := []string{label, lastPart(label)}
	if len(figures) < 2 || share {
		texts = append(append(texts, in.titles...), strings.TrimSuffix(in.sample.name, in.sample.extension()))
	}
	for _, text := range texts {
		short, _, _ := strings.Cut(text, ",") // "Waiting time, hours"
		short, _, _ = strings.Cut(short, "(")
		for _, name := range []string{text, short} {
			if id := in.indicatorOf(name); strings.TrimSpace(name) != "" && id != "" && (!cumulative(label) || counts(in.Config.Indicator(id), true)) {
				m.add(constant("indicator", id)).guess(quote(strings.TrimSpace(name)) + " is called so")
				return in.Config.Indicator(id)
			}
		}
	}
	f := m.add(constant("indicator", FillIn))
	what := "the id of the indicator"
	if label != "" {
		what += " that " + quote(label) + " is"
	}
	if share {
		what = "the id of the indicator that the share is"
	}
	var fitting []string
	for _, i := range in.Config.Indicators {
		if !i.Computed() && fits(i.Unit, unitOf(label), share) && (!cumulative(label) || counts(i, true)) {
			fitting = append(fitting, i.ID)
		}
	}
	if n := len(fitting); n > 0 && n <= 8 {
		what += ", perhaps " + strings.Join(fitting, ", ")
	}
	f.fill(what)
	if cumulative(label) {
		f.fill("its nature has to be year_to_date, as the figures count up since the year's beginning")
	}
	return nil
}

// fits tells whether an indicator's unit goes with that of a column, where its name says one.
func fits(unit, said string, share bool) bool {
	part := unit == "percent" || unit == "ratio"
	switch said {
	case "":
		return share == part
	case "percent", "share":
		return part
	case "count":
		return unit == "count" && !share || share && part
	}
	return unit != "count" && !part
}

// periods adds the field period, or its two ends. The figure, where there is one, tells which of several.
func (in *inference) periods(m *draft, about *config.Indicator, figure *column, taken ...*column) {
	if both := in.yearAndPart(); both != nil {
		m.add(both.period())
		return
	}
	period := in.find("period", taken...)
	start := in.find("period_start", taken...)
	end := in.find("period_end", append(taken, start)...)
	if start != nil && end != nil && (period == nil || period == start || calls(words.Fields["period"], period.label) < 90) {
		m.add(in.date("period_start", start))
		m.add(in.date("period_end", end))
		return
	}
	if period == nil {
		for _, c := range in.columns {
			if d := datesOf(c); d != nil && !slices.Contains(taken, c) && !c.personal {
				m.add(in.period(c, about)).guess("the only column of dates")
				return
			}
		}
		m.add(constant("period", FillIn).fill("the period that the figures are for, such as 2025-01 or 2025; no column tells"))
		return
	}
	if figure == nil || in.format.Type != "json" && in.format.Type != "ndjson" {
		m.add(in.period(period, about))
		return
	}
	period, others := in.nextTo(figure, period)
	f := m.add(in.period(period, about))
	switch parent, _ := cutLast(period.name); {
	case !strings.HasPrefix(figure.name, parent):
		f.guess("it stands with other figures")
	case others:
		f.guess("of several it stands next to the figure")
	}
}

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
