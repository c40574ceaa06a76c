package infer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/collectors/format/totals"
	"github.com/postup/postup/config"
)

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
