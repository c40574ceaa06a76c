package api

import (
	"net/http"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/locale"
)

// Prefix is where the API stands.
const Prefix = "/api/v1"

// Operation is what can be asked at an address. The OpenAPI description and the page of reference are made of it.
type Operation struct {
	ID     string       // as in the names of messages: observations-history
	Method string       // GET or POST
	Path   string       // below Prefix; what stands in braces is given in it
	Params []string     // of the query, by name
	List   bool         // the answer is a list of rows, in pages
	CSV    bool         // it may be had as CSV too, and at Path.csv always is: of a list all rows
	answer reflect.Type // as JSON; of a list, its rows
	row    reflect.Type // whose fields are told of where they are not those of answer
	body   reflect.Type // that is sent; nil: nothing is
	file   reflect.Type // whose fields are the columns of the CSV
}

// Operations are all that there are, in the order of the documentation.
func Operations() []Operation {
	var all []Operation
	for _, e := range endpoints {
		id := strings.ReplaceAll(strings.TrimPrefix(e.path, "/"), "/", "-")
		all = append(all, Operation{ID: id, Method: http.MethodGet, Path: e.path, Params: allowed(e.params), List: true, CSV: true, answer: e.row, file: e.row})
	}
	return append(all,
		Operation{ID: "programme", Method: http.MethodGet, Path: "/programmes/{id}", Params: unpaged, answer: reflect.TypeFor[programmeRow]()},
		Operation{
			ID: "explain", Method: http.MethodGet, Path: "/explain/{indicator}/{region}/{period}", Params: explainAllowed,
			CSV: true, answer: reflect.TypeFor[explain.Answer](), file: reflect.TypeFor[explain.Row](),
		},
		Operation{
			ID: "whatif", Method: http.MethodPost, Path: "/whatif", Params: unpaged,
			answer: reflect.TypeFor[list[consequenceRow]](), row: reflect.TypeFor[consequenceRow](), body: reflect.TypeFor[question](),
		},
		Operation{ID: "addresses", Method: http.MethodGet, Path: "/", answer: reflect.TypeFor[addressList]()},
		Operation{ID: "openapi", Method: http.MethodGet, Path: "/openapi.json"},
	)
}

// Lists are the addresses of all lists, below Prefix.
func Lists() []string {
	var all []string
	for _, e := range endpoints {
		all = append(all, e.path)
	}
	return all
}

// Field is a field of an answer or a row.
type Field struct {
	Name string // a part of an object is object.part
	Type string // text, integer, number, boolean, date, time, texts (by language) or list
	key  string // as a column is called
}

// Fields are those of a row of a list, else of the answer. Those of the objects in lists are not among them.
func (o *Operation) Fields() []Field {
	t := o.answer
	if o.row != nil {
		t = o.row
	}
	if t == nil {
		return nil
	}
	return flat(rowFields(t), "", "")
}

func flat(fields []rowField, name, key string) []Field {
	var all []Field
	for _, f := range fields {
		switch {
		case f.plain == textType:
			all = append(all, Field{name + f.name, "texts", key + f.name})
		case f.parts != nil:
			all = append(all, flat(f.parts, name+f.name+".", key+f.name+"_")...)
		case f.plain.Kind() == reflect.Slice:
			all = append(all, Field{name + f.name, "list", key + f.name})
		case f.plain == reflect.TypeFor[time.Time]():
			all = append(all, Field{name + f.name, table.TypeTime.String(), key + f.name})
		default:
			all = append(all, Field{name + f.name, kindOf(f.plain).String(), key + f.name})
		}
	}
	return all
}

// dictionaries are the datasets whose columns the fields of other operations are.
var dictionaries = map[string]string{
	"observations-history": "observations", "restatements": "observations", "explain": "observations", "programme": "programmes",
	"observations": "observations", "progress": "progress", "index": "index", "milestones": "milestones", "services": "services",
	"processing": "processing", "regions": "regions", "indicators": "indicators", "programmes": "programmes",
}

// shared are fields that mean the same wherever they stand.
var shared = []string{"region", "programme", "indicator", "breakdown", "period", "period_start", "period_end", "index", "edition", "target_id", "reading", "yardstick", "simulated", "collections"}

// About says in a language what a field is; "" where nothing is said.
func (o *Operation) About(f Field, words *locale.Locale) string {
	for _, key := range o.Keys(f, words.Code) {
		if words.Has(key) {
			return words.T(key)
		}
	}
	return ""
}

// Keys are the messages that may say what a field is; the first that there is holds.
func (o *Operation) Keys(f Field, language string) []string {
	keys := []string{"api.field." + o.ID + "." + f.key}
	for _, when := range []string{"before_", "after_"} { // which say the same of two times
		if name, is := strings.CutPrefix(f.key, when); is {
			keys = append(keys, "api.field.standing."+name)
		}
	}
	dataset := dictionaries[o.ID]
	if dataset != "" {
		keys = append(keys, "column."+dataset+"."+f.key)
	}
	keys = append(keys, "api.field."+f.key)
	if dataset != "" || slices.Contains(shared, f.key) {
		keys = append(keys, "column."+f.key, "column."+f.key+"_"+language)
	}
	return keys
}
