package infer

import (
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
