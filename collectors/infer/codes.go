package infer

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/postup/postup/config"
)

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
