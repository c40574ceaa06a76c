package infer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/collectors/record"
	"github.com/postup/postup/config"
)

// from begins a field that is read from a column.
func from(name string, c *column) *field {
	f := &field{name: name, reads: []*column{c}}
	return f.set("from", c.name)
}

// unknown is a field that must be there and that no column is known for.
func unknown(name, what string) *field {
	f := &field{name: name}
	f.entries = []entry{{yaml: FillIn}}
	return f.fill(what)
}

// constant is a field that is the same for all records.
func constant(name, value string) *field {
	f := &field{name: name}
	return f.set("const", value)
}

// date reads a day.
func (in *inference) date(name string, c *column) *field {
	f := from(name, c)
	d := datesOf(c)
	in.layout(f, c, d)
	return f
}

// time reads a moment.
func (in *inference) time(name string, c *column) *field {
	f := from(name, c)
	d := datesOf(c)
	in.layout(f, c, d)
	if d != nil && d.times && !d.zoned {
		f.guess("the clock is that of the region")
	}
	return f
}

func (in *inference) layout(f *field, c *column, d *dated) {
	switch {
	case d == nil:
		f.setRaw("layout", FillIn).fill("how the dates in it are written; the first is " + quote(firstOf(c)))
	case d.doubt != "":
		f.setRaw("layout", FillIn).fill(fmt.Sprintf("%s or %s: no day in the sample says which", quote(d.layout), quote(d.doubt)))
	case d.layout == "codes":
		in.periodCodes(f, c)
	case d.layout == "fiscal_year":
		f.set("layout", d.layout).setRaw("year_start", FillIn).fill("month and day that these years begin with, such as 04-01")
	case d.layout != "":
		f.set("layout", d.layout)
	}
}

func firstOf(c *column) string {
	if len(c.order) == 0 {
		return ""
	}
	return c.order[0]
}

// periodCodes lists what periods are called that no layout reads.
func (in *inference) periodCodes(f *field, c *column) {
	for _, text := range c.order {
		period, _ := periodOf(text, in.year())
		f.codes = append(f.codes, pair{text, cmp.Or(period, FillIn)})
	}
	f.guess("no layout reads these periods, so that each new one needs a line")
	in.fillCodes(f, "the period")
}

// period reads one, for an indicator whose frequency may be known.
func (in *inference) period(c *column, indicator *config.Indicator) *field {
	d := datesOf(c)
	f := from("period", c).lacks(c)
	if d == nil || d.period != "" || d.doubt != "" {
		in.layout(f, c, d)
		return f
	}
	frequency := ""
	if indicator != nil {
		frequency = string(indicator.Frequency)
	}
	whole := edges(c, d.layout)
	if whole != "" && calls(words.Fields["since"], c.label) >= 90 && in.firsts(c, d.layout) {
		return in.stateOn(f, c)
	}
	if frequency == "day" || whole == "" && frequency == "" {
		in.layout(f, c, d)
		return f
	}
	if frequency == "" {
		frequency = "month"
	}
	if c.kinds[record.Date] > 0 && c.kinds[record.Text] == 0 {
		f.set("layout", frequency)
		return f.guess(fmt.Sprintf("each day stands for its %s", frequency))
	}
	if whole == "" {
		in.layout(f, c, d)
		return f.guess("days, which an indicator by " + frequency + " rejects")
	}
	in.layout(f, c, d)
	f.set("whole", frequency)
	return f.guess(fmt.Sprintf("each day stands for its %s", frequency))
}

// firsts tells whether all days are the first of a month.
func (in *inference) firsts(c *column, layout string) bool {
	return c.all(func(s string) bool { d := dayOf(s, layout); return d.IsZero() || d == d.MonthStart() })
}

// stateOn leaves open which month a state on the first day of one is of.
func (in *inference) stateOn(f *field, c *column) *field {
	for _, text := range c.order {
		f.codes = append(f.codes, pair{text, FillIn})
	}
	return f.fill("whether a state on the first day of a month is of the month that ends or of the one that begins, such as 2025-01")
}

// number reads an amount, and says what stands where there is none.
func (in *inference) number(name string, c *column) *field {
	f := from(name, c)
	in.absences(f, c)
	return f
}

func (in *inference) absences(f *field, c *column) {
	missing, notApplicable, others := c.without()
	f.setList("missing", missing).setList("not_applicable", notApplicable)
	if len(missing) > 0 {
		f.guess(fmt.Sprintf("%s is no value", strings.Join(missing, ", ")))
	}
	if len(notApplicable) > 0 {
		f.guess(fmt.Sprintf("%s says that it does not apply", strings.Join(notApplicable, ", ")))
	}
	if len(c.failed) > 0 {
		f.guess(quote(c.failed[0]) + " is an error and will be rejected")
	}
	if len(others) > 0 {
		f.guess(fmt.Sprintf("%s is no number and will be rejected", quote(others[0])))
	}
}

// coded reads words for which ours are known: those of a list of the configuration, else those of the vocabulary.
func (in *inference) coded(f *field, c *column, ours map[string][]string, lists ...string) *field {
	for _, id := range lists {
		if l := in.codeList(id); l != nil && c.all(func(s string) bool { _, is := l[strings.ToLower(s)]; return is }) {
			return f.setRaw("codes", "{list: "+id+"}")
		}
	}
	own := true
	var missing, notApplicable []string
	for _, theirs := range c.order {
		word, known := means(ours, theirs)
		if strings.HasSuffix(f.name, "channel") {
			word, known = speaksOf(ours, theirs)
		}
		_, is := ours[theirs]
		own = own && is && theirs != ""
		switch {
		case known && word == "":
			missing = append(missing, theirs)
		case known:
			f.codes = append(f.codes, pair{theirs, word})
		case slices.Contains(words.NotApplicable, strings.ToLower(theirs)) && config.HasField("stages", f.name):
			notApplicable = append(notApplicable, theirs)
		case isAbsence(theirs):
			missing = append(missing, theirs)
		default:
			f.codes = append(f.codes, pair{theirs, FillIn})
		}
	}
	f.setList("missing", missing).setList("not_applicable", notApplicable)
	if own && missing == nil && notApplicable == nil {
		f.codes = nil // they are our words
		return f
	}
	if in.fillCodes(f, "which of "+strings.Join(slices.DeleteFunc(slices.Sorted(maps.Keys(ours)), func(s string) bool { return s == "" }), ", ")) || len(f.codes) > 0 || missing != nil || notApplicable != nil {
		f.guess("what the words mean")
	}
	return f
}

// fillCodes says how many codes are to be filled in.
func (in *inference) fillCodes(f *field, what string) bool {
	n := 0
	for _, c := range f.codes {
		if c.ours == FillIn {
			n++
		}
	}
	if n > 0 {
		f.fill(what + " each of them is")
	}
	return n > 0
}

// codeList is a list of codes that the configuration has, by their codes in small letters.
func (in *inference) codeList(id string) map[string]string {
	for _, l := range in.Config.CodeLists {
		if l.ID != id {
			continue
		}
		small := map[string]string{}
		for theirs, ours := range l.Codes {
			small[strings.ToLower(theirs)] = ours
		}
		return small
	}
	return nil
}

// service is the field of that name, by a column or as the caller says.
func (in *inference) service(c *column) *field {
	if in.Service != "" {
		return constant("service", in.Service)
	}
	if c == nil {
		return constant("service", FillIn).fill("the id of the service that all records are of")
	}
	return in.ids(from("service", c), c, "the id of the service that", in.serviceOf)
}

// ids translates names or codes to our ids, where they are not these.
func (in *inference) ids(f *field, c *column, what string, find func(string) string) *field {
	own := true
	for _, theirs := range c.order {
		own = own && find(theirs) == theirs
	}
	if own && !c.many {
		return f
	}
	if c.many {
		return f.setRaw("codes", FillIn).fill(fmt.Sprintf("%s each of its over %d values is", what, mostDistinct))
	}
	for _, theirs := range c.order {
		ours := find(theirs)
		f.codes = append(f.codes, pair{theirs, cmp.Or(ours, FillIn)})
	}
	if !in.fillCodes(f, what) || slices.ContainsFunc(f.codes, func(p pair) bool { return p.ours != FillIn }) {
		f.guess("by their names")
	}
	return f
}

func (in *inference) serviceOf(text string) string {
	if in.Config.Service(text) != nil {
		return text
	}
	found := ""
	for _, s := range in.Config.Services {
		if plain(s.ID) == plain(text) || named(s.Name, text) {
			if found != "" {
				return ""
			}
			found = s.ID
		}
	}
	return found
}

// named tells whether a text is a name in any language.
func named(names config.Text, text string) bool {
	for _, name := range names {
		if plain(name) == plain(text) {
			return true
		}
	}
	return false
}

// region adds the field region, and notes which regions the source speaks of.
func (in *inference) region(m *draft, c *column) {
	if in.Region != "" {
		in.regions, in.regionsNote = []string{in.Region}, note{}
	}
	if c == nil {
		in.oneRegion()
		return
	}
	f := from("region", c).lacks(c)
	if in.Region != "" {
		return
	}
	in.regions = nil
	translate, codes, strange := false, 0, ""
	for _, theirs := range c.order {
		if in.isTotal(theirs) || theirs == in.numberedRow {
			continue
		}
		code := in.regionOf(theirs)
		switch {
		case code == "":
			strange = theirs
		case in.isCode(theirs):
			codes++
		default:
			translate = true
		}
		if code != "" && !slices.Contains(in.regions, code) {
			in.regions = append(in.regions, code)
		}
	}
	if strange != "" && 2*codes < len(c.order) {
		translate = true
	} else if strange != "" && !translate {
		f.guess("codes of regions; " + quote(strange) + " is none that the configuration knows, and will be rejected")
	}
	if c.many {
		f.setRaw("codes", FillIn).fill(fmt.Sprintf("the region that each of its over %d values is", mostDistinct))
	} else if translate {
		for _, theirs := range c.order {
			if !in.isTotal(theirs) && theirs != in.numberedRow {
				f.codes = append(f.codes, pair{theirs, cmp.Or(in.regionOf(theirs), FillIn)})
			}
		}
		if !in.fillCodes(f, "the code of the region that") || len(in.regions) > 0 {
			f.guess("regions by their names")
		}
	}
	m.add(f)
	in.regionsNote = note{}
	if len(in.regions) == 0 {
		in.regions = []string{FillIn}
		in.regionsNote.fill("the codes of the regions that the data is of")
	} else {
		in.regionsNote.guess("those in the sample")
	}
}

func (in *inference) isTotal(text string) bool {
	return in.format.Totals != "" && totals.Is(text)
}

// oneRegion is that of data which names none: the one that the address, the file's name or a title names.
func (in *inference) oneRegion() {
	if len(in.regions) > 0 {
		return
	}
	texts := append(slices.Clone(in.titles), strings.TrimSuffix(in.sample.name, in.sample.extension()))
	if in.sample.address != nil {
		texts = append(texts, strings.Split(in.sample.address.Path, "/")...)
		texts = append(texts, strings.Split(in.sample.address.Hostname(), ".")...)
	}
	for _, text := range texts {
		if r := in.Config.Region(strings.ToUpper(text)); r != nil {
			in.regions = []string{r.Code}
			in.regionsNote.guess("the address or the name of the file names it")
			return
		}
	}
	if len(in.Config.Regions) == 1 {
		in.regions = []string{in.Config.Regions[0].Code}
		in.regionsNote.guess("the only region of the configuration")
		return
	}
	in.regions = []string{FillIn}
	in.regionsNote.fill("the code of the region that the data is of; no column names one")
}

// isCode tells whether mappings read a text as a region without a list of codes.
func (in *inference) isCode(text string) bool {
	if in.Config.Region(text) != nil {
		return true
	}
	for _, r := range in.Config.Regions {
		for i := range r.Aliases {
			if r.Aliases[i].Code == text {
				return true
			}
		}
	}
	return false
}

// regionOf finds a region by its code, an alias or a name; "" where there is none, or more than one.
func (in *inference) regionOf(text string) string {
	if in.Config.Region(text) != nil {
		return text
	}
	for _, same := range []func(*config.Region) bool{
		func(r *config.Region) bool {
			return slices.ContainsFunc(r.Aliases, func(a config.Alias) bool { return a.Code == text })
		},
		func(r *config.Region) bool { return named(r.Name, text) },
		func(r *config.Region) bool { return bareName(r.Name, text) },
	} {
		var found []string
		for _, r := range in.Config.Regions {
			if same(r) {
				found = append(found, r.Code)
			}
		}
		if len(found) > 0 {
			if len(found) > 1 {
				return ""
			}
			return found[0]
		}
	}
	return ""
}

func bareName(names config.Text, text string) bool {
	for _, name := range names {
		if b := bare(name); b != "" && b == bare(text) {
			return true
		}
	}
	return false
}

// bare is a name less "region", "область" and the like.
func bare(name string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(plain(name)), func(w string) bool { return slices.Contains(words.RegionWords, w) }), " ")
}
