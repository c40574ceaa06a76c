package catalogue

import (
	"path"
	"time"

	"github.com/postup/postup/dashboard/api"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/store"
)

// dataTypes are the types of columns as CSVW names them.
var dataTypes = map[string]string{"text": "string", "integer": "integer", "number": "double", "boolean": "boolean", "date": "date", "time": "dateTime"}

// csvw describes the CSV of a dataset that stands at a version or at latest. The file is named by an address that begins beside the description, so
// that a reader who came by another address than the configured one finds that it speaks of the file in hand.
func (l *listed) csvw(x *store.Release, d store.Released, version string) object {
	o := object{
		{"@context", []any{"http://www.w3.org/ns/csvw", object{{"@language", english}}}},
		{"@type", "Table"}, {"url", path.Base(api.FileAddress(d.ID, version, comma()))},
		{"dc:title", inLanguages(l.inAll(func(in opendata.Dictionary) string { return in.Title(d.ID) }))},
		{"dc:description", inLanguages(l.inAll(func(in opendata.Dictionary) string { return in.About(d.ID) }))},
		{"dc:identifier", l.file(x, d, comma())}, {"schema:version", x.ID},
		{"dc:modified", object{{"@value", x.Published.UTC().Format(time.RFC3339)}, {"@type", "xsd:dateTime"}}},
		{"dc:provenance", inLanguages(l.inAll(func(in opendata.Dictionary) string { return in.Review(x) }))},
	}
	terms := opendata.Terms(l.Config, d)
	if names := texts(terms.Publisher); len(names) > 0 {
		o = append(o, member{"dc:publisher", inLanguages(names)})
	}
	if at := terms.Licence.URL; at != "" {
		o = append(o, member{"dc:license", object{{"@id", iri(at)}}})
	}
	schema := object{{"@type", "Schema"}, {"columns", l.columns(d)}}
	if columns := key(d); columns != nil {
		schema = append(schema, member{"primaryKey", columns})
	}
	return append(o, member{"dialect", object{{"@type", "Dialect"}, {"encoding", "utf-8"}, {"delimiter", ","}, {"header", true}, {"lineTerminators", []string{"\r\n"}}}}, member{"tableSchema", schema})
}

func (l *listed) columns(d store.Released) []object {
	all := make([]object, len(d.Columns))
	for i, c := range d.Columns {
		// The title is what the header says: readers hold the two against each other.
		all[i] = object{{"@type", "Column"}, {"name", c.Name}, {"titles", c.Name}}
		if said := l.inAll(func(in opendata.Dictionary) string { return in.Column(d.ID, c.Name) }); len(said) > 0 {
			all[i] = append(all[i], member{"dc:description", inLanguages(said)})
		}
		if kind := dataTypes[c.Type]; kind != "" {
			all[i] = append(all[i], member{"datatype", kind})
		}
		all[i] = append(all[i], member{"null", ""})
	}
	return all
}

func inLanguages(said []term) []object {
	all := make([]object, len(said))
	for i := range said {
		all[i] = said[i].jsonLD()
	}
	return all
}
