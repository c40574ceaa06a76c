package catalogue

import (
	"time"

	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/store"
)

// fieldTypes are the types of columns as Table Schema names them.
var fieldTypes = map[string]string{"text": "string", "integer": "integer", "number": "number", "boolean": "boolean", "date": "date", "time": "datetime"}

// dataPackage is the newest release as a Tabular Data Package: each dataset as CSV.
func (l *listed) dataPackage() object {
	words, x := l.dictionary(english), l.newest()
	resources := make([]object, len(x.Datasets))
	for i, d := range x.Datasets {
		resources[i] = l.resource(x, d)
	}
	pack := object{
		{"profile", "tabular-data-package"}, {"name", "postup"}, {"id", l.page("release-" + x.ID)},
		{"title", words.Words.T("data.catalogue.title")}, {"description", words.Words.T("data.text") + " " + words.Review(x)},
		{"homepage", l.page("")}, {"version", x.ID}, {"created", x.Published.UTC().Format(time.RFC3339)},
	}
	terms := opendata.TermsOf(l.Config, x)
	if by := terms.Publisher.In(english); by != "" {
		pack = append(pack, member{"contributors", []object{{{"title", by}, {"role", "publisher"}}}})
	}
	if said := terms.Licence; said.URL != "" {
		pack = append(pack, member{"licenses", []object{object{{"path", iri(said.URL)}}.with("title", said.Name.In(english))}})
	}
	return append(pack, member{"resources", resources})
}

// resource is a dataset's CSV. Its hash is there once somebody has asked for the file.
func (l *listed) resource(x *store.Release, d store.Released) object {
	words, f := l.dictionary(english), comma()
	r := object{
		{"profile", "tabular-data-resource"}, {"name", d.ID}, {"title", words.Title(d.ID)}, {"description", words.About(d.ID)},
		{"path", iri(l.file(x, d, f))}, {"format", f.Extension}, {"mediatype", mediaType(f)}, {"encoding", "utf-8"},
	}
	if bytes, hash := l.facts(x, d, f); hash != "" {
		r = append(r, member{"bytes", bytes}, member{"hash", "sha256:" + hash})
	}
	fields := make([]object, len(d.Columns))
	for i, c := range d.Columns {
		fields[i] = object{{"name", c.Name}, {"type", fieldType(c.Type)}}.with("description", words.Column(d.ID, c.Name))
	}
	schema := object{{"fields", fields}, {"missingValues", []string{""}}}
	if columns := key(d); columns != nil {
		schema = append(schema, member{"primaryKey", columns})
	}
	return append(r, member{"dialect", object{{"delimiter", ","}, {"doubleQuote", true}, {"header", true}, {"lineTerminator", "\r\n"}}}, member{"schema", schema})
}

// fieldType is any for a type that this version doesn't know.
func fieldType(name string) string {
	if known := fieldTypes[name]; known != "" {
		return known
	}
	return "any"
}
