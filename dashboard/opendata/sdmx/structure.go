package sdmx

import (
	"encoding/json"
	"io"
	"maps"
	"regexp"
	"slices"

	"github.com/valyala/fastjson"
)

// StructureWriter writes the structure message: what observations are made of, and all codes. It reads the rows for those that no other dataset
// lists.
type StructureWriter struct {
	to      io.Writer
	message *Message
	codes   codes
}

// NewStructure begins a structure message.
func NewStructure(to io.Writer, m *Message) *StructureWriter {
	return &StructureWriter{to: to, message: m}
}

// Row notes the codes of a row.
func (w *StructureWriter) Row(row *fastjson.Value) error {
	_, _, err := w.codes.read(row)
	return err
}

// Close writes the message.
func (w *StructureWriter) Close() error {
	m := w.message
	var concepts []object
	for _, c := range components() {
		concepts = append(concepts, m.called(c.id))
	}
	scheme := m.maintained(classScheme, idScheme, m.Dataset)
	scheme["concepts"] = concepts
	structure, flow := m.maintained(classStructure, idStructure, m.Dataset), m.maintained(classFlow, idStructure, m.Dataset)
	structure["dataStructureComponents"] = componentLists()
	flow["structure"] = urn(classStructure, idStructure)
	out := json.NewEncoder(w.to)
	out.SetEscapeHTML(false)
	return out.Encode(object{"meta": m.meta(Structure), "data": object{
		"dataStructures": []object{structure}, "dataflows": []object{flow}, "conceptSchemes": []object{scheme}, "codelists": w.lists(),
	}})
}

// maintained is what has an address of its own in SDMX.
func (m *Message) maintained(class, id string, l Label) object {
	o := object{"id": id, "agencyID": agency, "version": version, "name": id, "isExternalReference": false, "links": []object{{"rel": "self", "urn": urn(class, id)}}}
	if known := official[id]; known != "" {
		o["agencyID"], o["version"] = "SDMX", known
	}
	describe(o, l)
	return o
}

// componentLists say what observations are made of.
func componentLists() object {
	var dims, attrs []object
	for i, d := range dimensions[:atPeriod] {
		dim := part(d)
		dim["position"] = i
		dims = append(dims, dim)
	}
	for _, a := range append([]component{unit}, attributes[:]...) {
		attr := part(a)
		attr["usage"], attr["attributeRelationship"] = "optional", object{"observation": object{}}
		if a.id == unit.id {
			attr["attributeRelationship"] = object{"dimensions": []string{dimensions[atIndicator].id}}
		}
		attrs = append(attrs, attr)
	}
	value := part(measure)
	value["usage"] = "optional"
	return object{
		"dimensionList": object{"id": "DimensionDescriptor", "dimensions": dims, "timeDimension": part(dimensions[atPeriod])},
		"measureList":   object{"id": "MeasureDescriptor", "measures": []object{value}},
		"attributeList": object{"id": "AttributeDescriptor", "attributes": attrs},
	}
}

func part(c component) object {
	how := object{"format": object{"dataType": c.kind}}
	if c.list != "" {
		how = object{"enumeration": urn(classList, c.list)}
	}
	return object{"id": c.id, "conceptIdentity": urn(classConcept, idScheme) + "." + c.id, "localRepresentation": how}
}

// lists are the code lists: of regions and indicators all that the release has, of others what its rows use.
func (w *StructureWriter) lists() []object {
	m := w.message
	var all []object
	for i, d := range dimensions[:atPeriod] {
		ours := w.codes.dimensions[i].values
		switch d.list {
		case ListArea:
			ours = union(ours, m.Regions)
		case ListIndicator:
			ours = union(ours, m.Indicators)
		}
		all = append(all, m.list(d, ours))
	}
	for i, a := range attributes {
		if a.list != "" {
			all = append(all, m.list(a, w.codes.attributes[i].values))
		}
	}
	var units used
	for _, id := range slices.Sorted(maps.Keys(m.Indicators)) {
		if in := m.Indicators[id].Unit; in != "" {
			units.index([]byte(in))
		}
	}
	return append(all, m.list(unit, units.values))
}

// union are names of both, in order.
func union(ours []string, known map[string]Item) []string {
	all := append(slices.Collect(maps.Keys(known)), ours...)
	slices.Sort(all)
	return slices.Compact(all)
}

// parental is what a code must be like for another to lie below it.
var parental = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]*$`)

// list is the code list of a component.
func (m *Message) list(of component, ours []string) object {
	id, ours := of.list, slices.Sorted(slices.Values(ours))
	list := m.maintained(classList, id, Label{Name: m.Components[of.id].Name})
	there := map[string]bool{}
	for _, one := range ours {
		there[code(id, one)] = true
	}
	items := []object{}
	for _, one := range ours {
		c := m.name(id, one)
		item := object{"id": c.ID, "name": c.Name}
		if len(c.Names) > 0 {
			item["names"] = c.Names
		}
		if there[c.Parent] && parental.MatchString(c.Parent) {
			item["parent"] = c.Parent
		}
		if one != c.ID { // what other files have in its place
			item["annotations"] = []object{{"type": "postup", "value": one}}
		}
		items = append(items, item)
	}
	list["isPartial"], list["codes"] = official[id] != "", items
	return list
}
