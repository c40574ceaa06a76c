package catalogue

import (
	"fmt"
	"strings"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// graph is what is said, in the order in which it is said. JSON-LD and Turtle are two ways to write it. All things have addresses: there are no
// blank nodes, so that two graphs can be held against each other.
type graph struct {
	nodes []*node
	known map[string]*node
}

// node is a thing and what is said of it.
type node struct {
	id    string
	types []string
	said  []statement
}

// statement is a property, as prefix:name, and its values.
type statement struct {
	property string
	values   []term
}

// term is the address of a thing, or a literal.
type term struct {
	text     string
	address  bool
	language string
	datatype string // as prefix:name; "" is a plain text
}

// prefixes of the vocabularies, in the order in which they are written.
var prefixes = [][2]string{
	{"adms", "http://www.w3.org/ns/adms#"},
	{"dcat", "http://www.w3.org/ns/dcat#"},
	{"dct", "http://purl.org/dc/terms/"},
	{"foaf", "http://xmlns.com/foaf/0.1/"},
	{"rdfs", "http://www.w3.org/2000/01/rdf-schema#"},
	{"skos", "http://www.w3.org/2004/02/skos/core#"},
	{"spdx", "http://spdx.org/rdf/terms#"},
	{"vcard", "http://www.w3.org/2006/vcard/ns#"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
}

// thing begins to speak of what stands at an address, or goes on.
func (g *graph) thing(id string, types ...string) *node {
	id = iri(id)
	if n := g.known[id]; n != nil {
		return n
	}
	n := &node{id: id, types: types}
	if g.known == nil {
		g.known = map[string]*node{}
	}
	g.known[id] = n
	g.nodes = append(g.nodes, n)
	return n
}

// say adds values to a property. Without values nothing is said.
func (n *node) say(property string, values ...term) {
	if len(values) == 0 {
		return
	}
	for i := range n.said {
		if n.said[i].property == property {
			n.said[i].values = append(n.said[i].values, values...)
			return
		}
	}
	n.said = append(n.said, statement{property, values})
}

func address(a string) term { return term{text: iri(a), address: true} }

func plain(text string) term { return term{text: text} }

func moment(t time.Time) term {
	return term{text: t.UTC().Format(time.RFC3339), datatype: "xsd:dateTime"}
}

func day(d kpi.Date) term { return term{text: d.String(), datatype: "xsd:date"} }

func size(n uint64) term {
	return term{text: fmt.Sprint(n), datatype: "xsd:nonNegativeInteger"}
}

func hexadecimal(digits string) term { return term{text: digits, datatype: "xsd:hexBinary"} }

// texts are a configured text in the languages that it is written in.
func texts(t config.Text) []term {
	var all []term
	for _, lang := range []string{"en", "uk", "ru", ""} {
		if t[lang] != "" {
			all = append(all, term{text: t[lang], language: lang})
		}
	}
	return all
}

// iri makes an address one that every notation takes: what must not stand in it is percent-encoded.
func iri(a string) string {
	if !strings.ContainsFunc(a, notInAddress) {
		return a
	}
	var b strings.Builder
	for _, r := range a {
		if notInAddress(r) {
			fmt.Fprintf(&b, "%%%02X", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

func notInAddress(r rune) bool { return r <= ' ' || strings.ContainsRune("<>\"{}|^`\\", r) }
