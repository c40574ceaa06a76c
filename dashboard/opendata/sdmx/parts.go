package sdmx

import (
	"strings"
	"time"

	"github.com/postup/postup/dashboard/opendata/table"
)

type object = map[string]any

// schemas are what messages can be held against.
const schemas = "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/"

// meta says what a message is.
func (m *Message) meta(f table.Format) object {
	kind := "data"
	if f.ID == Structure.ID {
		kind = "structure"
	}
	sender := object{"id": agency}
	if name := m.Sender.In("en"); name != "" {
		sender["name"], sender["names"] = name, names(m.Sender)
	}
	return object{
		"schema": schemas + kind + "-message/tools/schemas/2.0.0/sdmx-json-" + kind + "-schema.json",
		"id":     strings.ToUpper(Dataset) + "-" + strings.ReplaceAll(m.Release, ".", "_"), "test": false,
		"prepared": m.Published.UTC().Format(time.RFC3339), "contentLanguages": languages, "sender": sender,
	}
}

const (
	classStructure = "datastructure.DataStructure"
	classFlow      = "datastructure.Dataflow"
	classList      = "codelist.Codelist"
	classScheme    = "conceptscheme.ConceptScheme"
	classConcept   = "conceptscheme.Concept"
	idStructure    = "OBSERVATIONS"
	idScheme       = "CS_OBSERVATIONS"
)

// links lead to the structure.
func (m *Message) links() []object {
	structure := object{"rel": "datastructure", "urn": urn(classStructure, idStructure)}
	if m.Site != "" {
		structure["href"], structure["type"] = m.Site+"/open-data/"+Dataset+"/"+m.Release+"."+Structure.Extension, Structure.MediaType
	}
	return []object{structure, {"rel": "dataflow", "urn": urn(classFlow, idStructure)}}
}

func (m *Message) annotations() []object {
	all := []object{{"type": "release", "value": m.Release}}
	for _, n := range m.Notes {
		all = append(all, object{"type": n.Type, "value": n.Value})
	}
	return all
}

// called is a component's id with its name and what it holds.
func (m *Message) called(id string) object {
	o := object{"id": id, "name": id}
	label := m.Components[id]
	describe(o, label)
	return o
}

// describe adds the name and what is said of something, where there is any.
func describe(o object, l Label) {
	if name := l.Name.In("en"); name != "" {
		o["name"], o["names"] = name, names(l.Name)
	}
	if about := l.About.In("en"); about != "" {
		o["description"], o["descriptions"] = about, names(l.About)
	}
}

// structure says what the values in a data message stand for.
func (w *DataWriter) structure(units used) object {
	m := w.message
	o := object{"dataSets": []int{0}, "links": m.links(), "name": idStructure, "annotations": m.annotations()}
	describe(o, m.Dataset)
	var dims []object
	for i, d := range dimensions {
		dim := m.called(d.id)
		dim["keyPosition"], dim["values"] = i, m.named(d.list, w.codes.dimensions[i].values)
		if i == atPeriod {
			dim["values"], dim["format"] = w.spans(), object{"dataType": d.kind}
		}
		roles(dim, d)
		dims = append(dims, dim)
	}
	value := m.called(measure.id)
	value["isMandatory"], value["format"] = false, object{"dataType": measure.kind}
	var attrs []object
	for i, a := range attributes {
		attr := m.called(a.id)
		attr["relationship"], attr["isMandatory"] = object{"observation": object{}}, false
		switch list := w.codes.attributes[i].values; {
		case a.list == "":
			attr["format"] = object{"dataType": a.kind}
		case len(list) > 0:
			attr["values"] = m.named(a.list, list)
		}
		roles(attr, a)
		attrs = append(attrs, attr)
	}
	all := object{"observation": attrs}
	if len(units.values) > 0 {
		attr := m.called(unit.id)
		attr["relationship"], attr["isMandatory"] = object{"dimensions": []string{dimensions[atIndicator].id}}, false
		attr["values"] = m.named(unit.list, units.values)
		roles(attr, unit)
		all["dimensionGroup"] = []object{attr}
	}
	o["dimensions"], o["measures"], o["attributes"] = object{"observation": dims}, object{"observation": []object{value}}, all
	return o
}

func roles(o object, c component) {
	if c.role != "" {
		o["roles"] = []string{c.role}
	}
}

// spans are the periods with the moments that they begin and end at.
func (w *DataWriter) spans() []any {
	all := make([]any, len(w.codes.periods))
	for i, p := range w.codes.periods {
		all[i] = object{"value": periodOf(p), "start": p.Start.String() + "T00:00:00Z", "end": p.End.String() + "T23:59:59Z"}
	}
	return all
}
