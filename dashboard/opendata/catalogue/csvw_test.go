package catalogue_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/opendata"
)

// tableProperties are those that the Metadata Vocabulary for Tabular Data gives a table, its dialect, its schema and its columns. W3C publishes no
// JSON Schema of it: this list and what is asked below are taken from the specification.
var (
	tableProperties   = []string{"@context", "@id", "@type", "url", "dialect", "notes", "tableDirection", "tableSchema", "transformations", "suppressOutput"}
	dialectProperties = []string{"@id", "@type", "commentPrefix", "delimiter", "doubleQuote", "encoding", "header", "headerRowCount", "lineTerminators", "quoteChar", "skipBlankRows", "skipColumns", "skipInitialSpace", "skipRows", "trim"}
	inheritedByCells  = []string{"aboutUrl", "datatype", "default", "lang", "null", "ordered", "propertyUrl", "required", "separator", "textDirection", "valueUrl"}
	schemaProperties  = append([]string{"@id", "@type", "columns", "foreignKeys", "primaryKey", "rowTitles"}, inheritedByCells...)
	columnProperties  = append([]string{"@id", "@type", "name", "suppressOutput", "titles", "virtual"}, inheritedByCells...)
	columnNames       = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.]*$`)
	link              = regexp.MustCompile(`^<([^>]+)>; rel="describedby"; type="application/csvm\+json"$`)
)

// only tells of properties that a description must not have: common ones have a prefix that the vocabulary declares.
func only(t *testing.T, of string, have map[string]any, allowed []string) {
	t.Helper()
	for name, value := range have {
		prefix, _, common := strings.Cut(name, ":")
		if slices.Contains(allowed, name) || common && (prefix == "dc" || prefix == "schema") && isCommon(value) {
			continue
		}
		t.Errorf("%s has %s: %v, which the specification doesn't know", of, name, value)
	}
}

// isCommon tells whether a value is one that common properties may have: a text, one in a language or of a type, a thing, or a list of such.
func isCommon(v any) bool {
	switch v := v.(type) {
	case []any:
		return !slices.ContainsFunc(v, func(each any) bool { return !isCommon(each) })
	case map[string]any:
		_, literal := v["@value"]
		_, thing := v["@id"]
		return literal != thing
	case string:
		return true
	}
	return false
}

// TestCSVLeadsToItsDescription: from the file by its header to a description that fits it, by version and by latest.
func TestCSVLeadsToItsDescription(t *testing.T) {
	w := filled(t, described)
	x := w.published(opendata.Order{})
	for _, d := range x.Datasets {
		for _, version := range []string{x.ID, opendata.Latest} {
			at := "/open-data/" + d.ID + "/" + version + ".csv"
			res, file := w.ask(at)
			m := link.FindStringSubmatch(res.Header.Get("Link"))
			if m == nil {
				t.Fatalf("%s has the links %q", at, res.Header["Link"])
			}
			rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			table := w.got(m[1], "application/csvm+json")
			beside, err := url.Parse(w.address + m[1])
			if err != nil {
				t.Fatal(err)
			}
			if speaks, err := beside.Parse(table["url"].(string)); err != nil || speaks.String() != w.address+at {
				t.Errorf("the description that %s names speaks of %s, %v", at, speaks, err)
			}
			checkTable(t, d.ID, table, rows)
		}
	}
	for _, other := range []string{"excel.csv", "json", "parquet"} {
		if res, _ := w.ask("/open-data/regions/latest." + other); res.StatusCode != http.StatusOK || res.Header.Get("Link") != "" {
			t.Errorf("%s: %d, linked to %q", other, res.StatusCode, res.Header.Get("Link"))
		}
	}
	for path, says := range map[string]string{
		"/open-data/region/latest.csv-metadata.json":      "observations, progress",
		"/open-data/regions/2020-01-01.csv-metadata.json": "latest, " + x.ID,
		"/open-data/regions/latest.xlsx-metadata.json":    "there are: latest, " + x.ID,
	} {
		if res, body := w.ask(path); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), says) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}

func checkTable(t *testing.T, id string, table map[string]any, rows [][]string) {
	t.Helper()
	only(t, id, table, tableProperties)
	context, _ := json.Marshal(table["@context"])
	if string(context) != `["http://www.w3.org/ns/csvw",{"@language":"en"}]` {
		t.Errorf("%s: context %s", id, context)
	}
	only(t, id+"'s dialect", table["dialect"].(map[string]any), dialectProperties)
	schema := table["tableSchema"].(map[string]any)
	only(t, id+"'s schema", schema, schemaProperties)
	columns := schema["columns"].([]any)
	if len(columns) != len(rows[0]) {
		t.Fatalf("%s: %d columns, the file has %d", id, len(columns), len(rows[0]))
	}
	var names []any
	for i, c := range columns {
		column := c.(map[string]any)
		only(t, id+"'s column", column, columnProperties)
		name, kind := column["name"].(string), column["datatype"].(string)
		if name != rows[0][i] || column["titles"] != name || !columnNames.MatchString(name) || slices.Contains(names, any(name)) || column["null"] != "" {
			t.Errorf("%s: column %d is %q in the file and %v in its description", id, i, rows[0][i], column)
		}
		names = append(names, name)
		about, _ := json.Marshal(column["dc:description"])
		for _, lang := range []string{"en", "uk", "ru"} {
			if !strings.Contains(string(about), `"@language":"`+lang+`"`) {
				t.Errorf("%s, %s is not described in %s: %s", id, name, lang, about)
			}
		}
		for _, row := range rows[1:] {
			if row[i] != "" && !isOf(kind, row[i]) {
				t.Errorf("%s, %s: %q is no %s", id, name, row[i], kind)
			}
		}
	}
	key := schema["primaryKey"].([]any)
	if len(key) == 0 || slices.ContainsFunc(key, func(k any) bool { return !slices.Contains(names, k) }) {
		t.Errorf("%s: the key %v is not of its columns", id, key)
	}
}

// TestSearchEnginesAreTold: what Dataset has to have, and what is asked of it beyond that, after the pages of schema.org; no JSON Schema of it is published.
func TestSearchEnginesAreTold(t *testing.T) {
	w := filled(t, described)
	if block, err := w.SchemaOrg(t.Context(), "uk", w.address); err != nil || block != "" {
		t.Errorf("before the first release: %q, %v", block, err)
	}
	x := w.published(opendata.Order{Notes: "</script>"})
	block, err := w.SchemaOrg(t.Context(), "uk", w.address)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(block), "<") {
		t.Error("the block can end early")
	}
	var catalog map[string]any
	if err := json.Unmarshal([]byte(block), &catalog); err != nil {
		t.Fatal(err)
	}
	datasets, _ := catalog["dataset"].([]any)
	if catalog["@context"] != "https://schema.org/" || catalog["@type"] != "DataCatalog" || len(datasets) != len(x.Datasets) {
		t.Fatalf("%v", catalog)
	}
	for _, each := range datasets {
		d := each.(map[string]any)
		for _, name := range []string{"@id", "name", "description", "url", "identifier", "version", "creator", "publisher", "license", "datePublished", "distribution"} {
			if d[name] == nil || d[name] == "" {
				t.Errorf("%v has no %s", d["@id"], name)
			}
		}
		if n := len([]rune(d["description"].(string))); d["@type"] != "Dataset" || n < 50 || n > 5000 { // the bounds that Google Dataset Search sets
			t.Errorf("%v: %v, %d letters", d["@id"], d["@type"], n)
		}
		for _, f := range d["distribution"].([]any) {
			file := f.(map[string]any)
			at, _ := file["contentUrl"].(string)
			if file["@type"] != "DataDownload" || file["encodingFormat"] == nil || !strings.HasPrefix(at, w.address+"/open-data/") || !strings.Contains(at, x.ID) {
				t.Errorf("%v", file)
			}
		}
	}
	if first := datasets[0].(map[string]any); first["temporalCoverage"] != "2023-02-01/2023-06-30" || first["name"] != "Спостереження" {
		t.Errorf("%v %v", first["name"], first["temporalCoverage"])
	}
}
