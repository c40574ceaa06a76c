package infer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

// unitNames are the units that a name may speak of, the first of equals.
var unitNames = []string{"percent", "count", "share", "days", "hours", "minutes", "seconds"}

var timeUnits = []string{"seconds", "minutes", "hours", "days"}

// unitOf is the unit that a column's name speaks of, "" where it names none. What stands in brackets, after a comma or at the
// end of a_name_like_this says it before the rest does.
func unitOf(name string) string {
	mark := unitMark(name)
	best, unit := 0, ""
	for _, one := range unitNames {
		if n := calls(slices.Concat(words.UnitMarks[one], words.Units[one]), mark); mark != "" && n > best {
			best, unit = n, one
		}
	}
	if unit != "" {
		return unit
	}
	for _, one := range unitNames {
		if n := calls(words.Units[one], name); n > best {
			best, unit = n, one
		}
	}
	return unit
}

// unitMark is the part of a name in which units are abbreviated.
func unitMark(name string) string {
	if _, inside, ok := strings.Cut(name, "("); ok {
		inside, _, _ = strings.Cut(inside, ")")
		return inside
	}
	if i := strings.LastIndex(name, ","); i >= 0 {
		return name[i+1:]
	}
	if !strings.ContainsAny(name, " \t") {
		if i := strings.LastIndexByte(name, '_'); i >= 0 {
			return name[i+1:]
		}
	}
	return ""
}

// scaleOf is by how much a name says that its numbers are to be multiplied, "" where it does not.
func scaleOf(name string) string {
	for scale, list := range words.Scales {
		if calls(list, name) > 0 {
			return scale
		}
	}
	return ""
}

// units says in which unit figures come of which each record names the indicator.
func (in *inference) units(f *field, indicator *column) {
	var said []string
	for _, text := range indicator.order {
		if unit := unitOf(text); unit != "" && !slices.Contains(said, unit) {
			said = append(said, unit)
		}
	}
	if len(said) == 0 {
		f.guess("each in the unit of its indicator")
		return
	}
	f.setRaw("unit", FillIn).fill("the names speak of " + strings.Join(said, " and ") + "; where units differ, each needs a mapping with a where of its own")
}

// unit says in which unit the value comes, where that must be known.
func (in *inference) unit(f *field, name string, columns []*column, about *config.Indicator) {
	said, wanted := unitOf(name), ""
	if about != nil {
		wanted = about.Unit
	}
	small, whole := true, true
	for _, c := range columns {
		if c.percents > 0 {
			said, small = "percent", false
		}
		small, whole = small && c.small, whole && c.whole
	}
	if scale := scaleOf(name); scale != "" {
		f.setRaw("scale", scale).guess("the column's name says so")
	}
	part := said == "percent" || said == "share"
	signs := slices.ContainsFunc(columns, func(c *column) bool { return c.percents > 0 })
	switch {
	case signs && (wanted == "" || wanted == "percent"):
		f.set("unit", "percent")
	case wanted == "count":
	case said == "days" && calls(words.Working, name) > 0:
		f.setRaw("unit", FillIn).fill("days, if these are days of the calendar; working days, as the column's name has it, are no other unit's multiple")
	case wanted == "percent" || wanted == "ratio" || wanted == "share" || wanted == "" && part:
		in.part(f, wanted, said, small, whole)
	case slices.Contains(timeUnits, said):
		f.set("unit", said).guess("the column's name says so")
	case wanted == "" && (said == "count" || whole):
		f.guess("counts, so that there is no unit")
	case wanted == "":
		f.setRaw("unit", FillIn).fill("share, percent, minutes, hours or days; take the key out if the indicator has the same unit")
	case slices.Contains(timeUnits, wanted):
		f.setRaw("unit", FillIn).fill("minutes, hours or days: the sample does not say")
	}
}

// part says whether parts of a whole come in per cent or as shares.
func (in *inference) part(f *field, wanted, said string, small, whole bool) {
	switch {
	case wanted == "ratio" || wanted == "share":
		if said == "percent" {
			f.set("unit", "percent").guess("the column's name says so")
		}
	case said == "percent" && small:
		f.setRaw("unit", FillIn).fill("percent or share: the name says per cent, and no value is above 1")
	case said == "percent":
		f.set("unit", "percent").guess("the column's name says so")
	case small && !whole:
		f.set("unit", "share").guess("no value is above 1")
	case small:
		f.setRaw("unit", FillIn).fill("percent or share: the values are 0 and 1 alone")
	default:
		f.set("unit", "percent").guess("some values are above 1")
	}
}

// unitColumn is one that names the units of each row, nil where there is none.
func (in *inference) unitColumn() *column {
	for _, c := range in.columns {
		if calls(words.UnitColumns, c.label) >= 90 && c.few() && !c.numeric() {
			return c
		}
	}
	return nil
}

// ofOneUnit leaves the records of other units to further mappings.
func (in *inference) ofOneUnit(m *draft) {
	if c := in.unitColumn(); c != nil {
		m.only(c, fmt.Sprintf("the unit that this mapping reads; the value's unit or scale goes by it. Each other one of %s needs a mapping of its own", shortList(c.order)))
	}
}
