package opendata

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// What SDMX-JSON 2.0.0 requires of messages, taken from the text of its schemas and its field guides: their files can't be had from a registry of
// packages, so messages are held against these lists.
var (
	sdmxID    = regexp.MustCompile(`^[A-Za-z0-9_@$-]+$`)
	sdmxName  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)
	sdmxURN   = regexp.MustCompile(`^urn:sdmx:org\.sdmx\.infomodel\.[a-z]+\.[A-Za-z]+=[A-Za-z]+:[A-Za-z0-9_@$-]+\([0-9]+\.[0-9]+\)(\.[A-Za-z0-9_@$-]+)?$`)
	sdmxKey   = regexp.MustCompile(`^[0-9]+(:[0-9]+)*$`)
	sdmxGroup = regexp.MustCompile(`^[0-9]*(:[0-9]*)*$`)
)

// sdmxTypes are the types that values without codes can have, of those that the standard has.
var sdmxTypes = []string{"String", "Integer", "Double", "Boolean", "DateTime", "ObservationalTimePeriod"}

// standard gathers what a message lacks.
type standard struct{ wrong []string }

func (s *standard) lacks(at, format string, args ...any) {
	s.wrong = append(s.wrong, at+": "+fmt.Sprintf(format, args...))
}

func (s *standard) needs(at string, o map[string]any, names ...string) {
	for _, n := range names {
		if o[n] == nil {
			s.lacks(at, "there is no %s", n)
		}
	}
}

func (s *standard) matches(at string, v any, pattern *regexp.Regexp) {
	if text, ok := v.(string); !ok || !pattern.MatchString(text) {
		s.lacks(at, "%v does not match %s", v, pattern)
	}
}

// only tells that nothing else is there.
func (s *standard) only(at string, o map[string]any, names ...string) {
	for n := range o {
		if !slices.Contains(names, n) {
			s.lacks(at, "%s is not foreseen", n)
		}
	}
}

func objects(v any) (all []map[string]any) {
	list, _ := v.([]any)
	for _, one := range list {
		o, _ := one.(map[string]any)
		all = append(all, o)
	}
	return all
}

func within(o map[string]any, path ...string) map[string]any {
	for _, p := range path {
		o, _ = o[p].(map[string]any)
	}
	return o
}

// meta is required of both messages.
func (s *standard) meta(m map[string]any) {
	s.only("message", m, "meta", "data", "errors")
	s.needs("meta", within(m, "meta"), "id", "prepared", "sender", "schema")
	s.matches("meta.id", within(m, "meta")["id"], sdmxID)
	s.matches("sender.id", within(m, "meta", "sender")["id"], sdmxID)
	if _, err := time.Parse(time.RFC3339, fmt.Sprint(within(m, "meta")["prepared"])); err != nil {
		s.lacks("meta.prepared", "%v", err)
	}
}

func (s *standard) links(at string, v any) {
	for _, l := range objects(v) {
		s.needs(at+".links", l, "rel")
		if l["urn"] == nil && l["href"] == nil {
			s.lacks(at+".links", "%v leads nowhere", l)
		}
		if l["urn"] != nil {
			s.matches(at+".links", l["urn"], sdmxURN)
		}
		if at, ok := l["href"].(string); ok {
			if u, err := url.Parse(at); err != nil || !u.IsAbs() {
				s.lacks(at+".links", "%q is no absolute address", at)
			}
		}
	}
}

// components of a data message; which says what is required of each.
func (s *standard) components(structure map[string]any, kind string, levels []string, which func(at string, c map[string]any)) {
	s.only(kind, within(structure, kind), levels...)
	for level, list := range within(structure, kind) {
		for _, c := range objects(list) {
			at := fmt.Sprintf("%s.%s.%v", kind, level, c["id"])
			s.matches(at, c["id"], sdmxName)
			which(at, c)
			if format := within(c, "format"); format != nil && !slices.Contains(sdmxTypes, fmt.Sprint(format["dataType"])) {
				s.lacks(at, "there is no type %v", format["dataType"])
			}
			if values, there := c["values"]; there {
				s.values(at, values)
			}
		}
	}
}

// values are codes with names, or values: never both, never neither, none twice, and at least one.
func (s *standard) values(at string, v any) {
	seen := map[string]bool{}
	for _, one := range objects(v) {
		if (one["value"] != nil) == (one["id"] != nil && one["name"] != nil) {
			s.lacks(at, "%v is neither a code nor a value, or both", one)
		}
		for _, name := range []string{"id", "parent"} {
			if one[name] != nil {
				s.matches(at, one[name], sdmxID)
			}
		}
		key := fmt.Sprint(one["id"], one["value"])
		if seen[key] {
			s.lacks(at, "%s is there twice", key)
		}
		seen[key] = true
	}
	if len(seen) == 0 {
		s.lacks(at, "there is no value")
	}
}

// data holds a data message against the standard.
func (s *standard) data(m map[string]any) {
	s.meta(m)
	s.only("data", within(m, "data"), "structures", "dataSets")
	for _, structure := range objects(within(m, "data")["structures"]) {
		s.needs("structure", structure, "dimensions")
		s.links("structure", structure["links"])
		s.components(structure, "dimensions", []string{"dataSet", "series", "observation"}, func(at string, c map[string]any) {
			s.needs(at, c, "keyPosition", "values")
		})
		s.components(structure, "measures", []string{"observation"}, func(string, map[string]any) {})
		s.components(structure, "attributes", []string{"dataSet", "dimensionGroup", "series", "observation"}, func(at string, c map[string]any) {
			how := within(c, "relationship")
			if len(how) != 1 || how["observation"] == nil && how["dimensions"] == nil && how["dataflow"] == nil {
				s.lacks(at, "its relationship is %v", how)
			}
		})
	}
	for _, set := range objects(within(m, "data")["dataSets"]) {
		s.needs("dataSet", set, "links", "observations")
		s.links("dataSet", set["links"])
		if !slices.Contains([]any{"Information", "Append", "Replace", "Delete"}, set["action"]) {
			s.lacks("dataSet", "there is no action %v", set["action"])
		}
		for key := range within(set, "observations") {
			s.matches("observations", key, sdmxKey)
			if colons := strings.Count(key, ":"); colons != 5 {
				s.lacks("observations", "%s has %d dimensions", key, colons+1)
			}
		}
		for key := range within(set, "dimensionGroupAttributes") {
			s.matches("dimensionGroupAttributes", key, sdmxGroup)
		}
	}
}

// structure holds a structure message against the standard: also what it refers to is there.
func (s *standard) structure(m map[string]any) {
	s.meta(m)
	data := within(m, "data")
	s.only("data", data, "dataStructures", "dataflows", "conceptSchemes", "codelists")
	defined := map[string]bool{}
	for kind, list := range data {
		for _, o := range objects(list) {
			at := fmt.Sprintf("%s.%v", kind, o["id"])
			s.needs(at, o, "id", "agencyID", "name", "version")
			s.matches(at, o["id"], sdmxID)
			s.matches(at, o["agencyID"], sdmxName)
			s.links(at, o["links"])
			self := fmt.Sprint(objects(o["links"])[0]["urn"])
			defined[self] = true
			for _, item := range append(objects(o["codes"]), objects(o["concepts"])...) {
				s.needs(at, item, "id", "name")
				s.matches(at, item["id"], sdmxID)
				defined[strings.Replace(self, "ConceptScheme=", "Concept=", 1)+"."+fmt.Sprint(item["id"])] = true
				if item["parent"] != nil {
					s.matches(at, item["parent"], sdmxName)
				}
			}
		}
	}
	refers := func(at string, v any) {
		if !defined[fmt.Sprint(v)] {
			s.lacks(at, "%v is not there", v)
		}
	}
	for _, d := range objects(data["dataStructures"]) {
		lists := within(d, "dataStructureComponents")
		s.needs("dataStructure", lists, "dimensionList")
		for list, id := range map[string]string{"dimensionList": "DimensionDescriptor", "measureList": "MeasureDescriptor", "attributeList": "AttributeDescriptor"} {
			if within(lists, list)["id"] != id {
				s.lacks(list, "its id is %v", within(lists, list)["id"])
			}
		}
		time := within(lists, "dimensionList", "timeDimension")
		if time["id"] != "TIME_PERIOD" || within(time, "localRepresentation", "format") == nil {
			s.lacks("timeDimension", "it is %v", time)
		}
		all := slices.Concat(objects(within(lists, "dimensionList")["dimensions"]), objects(within(lists, "measureList")["measures"]), objects(within(lists, "attributeList")["attributes"]))
		for _, c := range append(all, time) {
			at := fmt.Sprint(c["id"])
			s.matches(at, c["id"], sdmxName)
			refers(at, c["conceptIdentity"])
			how := within(c, "localRepresentation")
			if how["enumeration"] != nil {
				refers(at, how["enumeration"])
			} else if !slices.Contains(sdmxTypes, fmt.Sprint(within(how, "format")["dataType"])) {
				s.lacks(at, "its values are %v", how)
			}
		}
		for _, a := range objects(within(lists, "attributeList")["attributes"]) {
			if len(within(a, "attributeRelationship")) != 1 {
				s.lacks(fmt.Sprint(a["id"]), "its relationship is %v", a["attributeRelationship"])
			}
		}
	}
	for _, flow := range objects(data["dataflows"]) {
		refers("dataflow", flow["structure"])
	}
}
