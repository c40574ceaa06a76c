package catalogue

import (
	"bytes"
	"encoding/json"
	"strings"
)

// jsonLD writes the graph as JSON-LD 1.1.
func (g *graph) jsonLD() ([]byte, error) {
	context := object{}
	for _, p := range prefixes {
		context = append(context, member{p[0], p[1]})
	}
	var things []object
	for _, n := range g.nodes {
		thing := object{{"@id", n.id}, {"@type", n.types}}
		for _, s := range n.said {
			values := make([]object, len(s.values))
			for i, v := range s.values {
				values[i] = v.jsonLD()
			}
			thing = append(thing, member{s.property, values})
		}
		things = append(things, thing)
	}
	return marshal(object{{"@context", context}, {"@graph", things}})
}

func (t *term) jsonLD() object {
	switch {
	case t.address:
		return object{{"@id", t.text}}
	case t.language != "":
		return object{{"@value", t.text}, {"@language", t.language}}
	case t.datatype != "":
		return object{{"@value", t.text}, {"@type", t.datatype}}
	}
	return object{{"@value", t.text}}
}

// turtle writes the graph as Turtle 1.1.
func (g *graph) turtle() []byte {
	var b bytes.Buffer
	for _, p := range prefixes {
		b.WriteString("@prefix " + p[0] + ": <" + p[1] + "> .\n")
	}
	for _, n := range g.nodes {
		b.WriteString("\n<" + n.id + "> a " + strings.Join(n.types, ", "))
		for _, s := range n.said {
			b.WriteString(" ;\n    " + s.property + " ")
			for i := range s.values {
				if i > 0 {
					b.WriteString(", ")
				}
				s.values[i].turtle(&b)
			}
		}
		b.WriteString(" .\n")
	}
	return b.Bytes()
}

var escapes = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`)

func (t *term) turtle(b *bytes.Buffer) {
	if t.address {
		b.WriteString("<" + t.text + ">")
		return
	}
	b.WriteString(`"` + escapes.Replace(t.text) + `"`)
	if t.language != "" {
		b.WriteString("@" + t.language)
	} else if t.datatype != "" {
		b.WriteString("^^" + t.datatype)
	}
}

// object is a JSON object whose members stand in the order in which they were put.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, name...), ':'), value...)
	}
	return append(b, '}'), nil
}

// with adds a member unless its value says nothing.
func (o object) with(name, value string) object {
	if value == "" {
		return o
	}
	return append(o, member{name, value})
}

// marshal writes JSON that a person can read, too.
func marshal(v any) ([]byte, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	return append(b, '\n'), err
}
