package api

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
)

// described is the OpenAPI description as the world gives it.
func (w *world) described(t testing.TB) map[string]any {
	t.Helper()
	res, body := w.get(t, "/openapi.json")
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%d %v: %s", res.StatusCode, err, body)
	}
	if strings.Contains(string(body), "⟦") {
		t.Errorf("a message is missing: %s", body)
	}
	return doc.(map[string]any)
}

// strict makes the description refuse fields that it doesn't name.
func strict(at any) {
	switch at := at.(type) {
	case map[string]any:
		if at["properties"] != nil && at["additionalProperties"] == nil {
			at["additionalProperties"] = false
		}
		for _, v := range at {
			strict(v)
		}
	case []any:
		for _, v := range at {
			strict(v)
		}
	}
}

// What the description says of answers is so: every field is in it, with its type.
func TestAnswersAreAsDescribed(t *testing.T) {
	w := filled(t)
	doc := w.described(t)
	strict(doc)
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft2020)
	compiler.AssertFormat()
	must(t, compiler.AddResource("openapi.json", doc))
	escape := strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D")
	for _, o := range Operations() {
		if o.answer == nil {
			continue
		}
		is, err := compiler.Compile("openapi.json#/paths/" + escape.Replace(o.Path) + "/" + strings.ToLower(o.Method) + "/responses/200/content/application~1json/schema")
		if err != nil {
			t.Fatalf("%s: %v", o.Path, err)
		}
		for _, address := range asked(o) {
			body := w.answer(t, o, address)
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			must(t, err)
			if err := is.Validate(v); err != nil {
				t.Errorf("%s is not as it is described: %v\n%.3000s", address, err, body)
			}
			var of struct{ Data []map[string]any }
			if o.List {
				must(t, json.Unmarshal(body, &of))
			}
			for _, row := range of.Data { // the schema requires none of them, since a client may choose
				if len(row) != len(rowFields(o.answer)) {
					t.Errorf("%s: a row has %d fields, described are %d", address, len(row), len(rowFields(o.answer)))
				}
			}
		}
	}
}

// TestFilesAreAsDescribed: every address with .csv behind it that answers is described, no other is, and its columns are those that it says.
func TestFilesAreAsDescribed(t *testing.T) {
	w := filled(t)
	paths := w.described(t)["paths"].(map[string]any)
	files := 0
	for _, o := range Operations() {
		if o.Method != http.MethodGet {
			continue
		}
		path, query, _ := strings.Cut(asked(o)[0], "?")
		res, body := w.get(t, path+".csv?"+query)
		said := paths[o.Path+".csv"]
		if is := res.StatusCode == http.StatusOK && strings.HasPrefix(res.Header.Get("Content-Type"), typeCSV); is != (said != nil) {
			t.Errorf("%s.csv: %d %s, and the description has %v", path, res.StatusCode, res.Header.Get("Content-Type"), said)
			continue
		}
		if said == nil {
			continue
		}
		files++
		of := said.(map[string]any)["get"].(map[string]any)
		content := of["responses"].(map[string]any)["200"].(map[string]any)["content"].(map[string]any)
		columns, _, _ := strings.Cut(string(body), "\n")
		columns = strings.ReplaceAll(strings.TrimSpace(columns), ",", ", ")
		file, _ := content[typeCSV].(map[string]any)
		if len(content) != 1 || of["operationId"] != o.ID+"-csv" || file == nil || !strings.Contains(file["schema"].(map[string]any)["description"].(string), columns) {
			t.Errorf("%s.csv has the columns %s, and is described as %v", path, columns, of)
		}
	}
	if described := len(paths) - len(Operations()); files != described {
		t.Errorf("%d files answer, and %d are described", files, described)
	}
}

// asked are addresses at which an operation has something to say.
func asked(o Operation) []string {
	switch o.ID {
	case "index-movers":
		return []string{o.Path + "?edition=first&region=TT-1&to=2023-07-31"}
	case "observations":
		return []string{o.Path, o.Path + "?beside=true&as_of=2023-09-01"}
	case "progress":
		return []string{o.Path, o.Path + "?today=2024-06-01"}
	case "programme":
		return []string{"/programmes/plan"}
	case "explain":
		return []string{"/explain/online/TT-1/2023-09", "/explain/online/TT/2023-09", "/explain/online/TT-3/2023-09"}
	}
	return []string{o.Path}
}

func (w *world) answer(t testing.TB, o Operation, address string) []byte {
	t.Helper()
	if o.Method == http.MethodGet {
		res, body := w.get(t, address)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("GET %s: %d %s", address, res.StatusCode, body)
		}
		return body
	}
	req := httptest.NewRequest(o.Method, Prefix+address, strings.NewReader(`{"changes": [{"region": "TT-1", "indicator": "online", "value": 45}]}`))
	req.Header.Set("Content-Type", "application/json")
	res, err := w.app.Test(req, -1)
	must(t, err)
	defer res.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(res.Body)
	must(t, err)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %d %s", o.Method, address, res.StatusCode, &body)
	}
	return body.Bytes()
}

// Every parameter that an address takes is described, and no other; each is read strictly.
func TestParametersAreAsDescribed(t *testing.T) {
	w := filled(t)
	wrong := map[string]string{
		pRegion: "nowhere", pProgramme: "none", pIndicator: "none", pSector: "none", pService: "none", pSource: "none", pTarget: "none", pEdition: "none",
		pBy: "places", pFrom: "2023-02-30", pTo: "today", pStatus: "fine", pCollection: "x", pKind: "odd", pBeside: "1", pEarlier: "yes",
		pBreakdown: "zzz", pAsOf: "1.1.2023", pToday: "soon", pLimit: "0", pCursor: "x", pFields: "nothing",
	}
	paths := w.described(t)["paths"].(map[string]any)
	for _, o := range Operations() {
		var described []string
		for _, p := range paths[o.Path].(map[string]any)[strings.ToLower(o.Method)].(map[string]any)["parameters"].([]any) {
			p := p.(map[string]any)
			if ref, ok := p["$ref"].(string); ok {
				described = append(described, strings.TrimPrefix(ref, "#/components/parameters/"))
			} else if p["in"] == "query" {
				described = append(described, p["name"].(string))
			}
		}
		address, _, _ := strings.Cut(asked(o)[0], "?")
		if o.Method == http.MethodGet {
			_, body := w.get(t, address+"?nonsense=1")
			_, allowed, _ := strings.Cut(string(body), "allowed here: ")
			if o.Params == nil {
				if !strings.Contains(string(body), "no parameters") || len(described) > 0 {
					t.Errorf("%s takes none: %s", address, body)
				}
			} else if diff := cmp.Diff(described, strings.Split(allowed, ", ")); diff != "" {
				t.Errorf("%s takes others than are described (-described +taken):\n%s", address, diff)
			}
		}
		for _, name := range described {
			if wrong[name] == "" || o.Method != http.MethodGet || name == pBreakdown && !o.List { // an explanation is not found
				continue
			}
			query := "?" + name + "=" + wrong[name]
			if o.ID == "index-movers" && name != pRegion {
				query += "&region=TT-1"
			}
			if res, body := w.get(t, address+query); res.StatusCode != http.StatusBadRequest || strings.Contains(string(body), "unknown parameter") {
				t.Errorf("%s%s: %d %s", address, query, res.StatusCode, body)
			}
		}
	}
}

// A client that has the description already is told so.
func TestDescriptionUnchanged(t *testing.T) {
	w := open(t)
	res, _ := w.get(t, "/openapi.json")
	again, body := w.get(t, "/openapi.json", "If-None-Match", res.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified || len(body) > 0 {
		t.Errorf("%d with %d bytes", again.StatusCode, len(body))
	}
	if res, body := w.get(t, "/openapi.json?x=1"); res.StatusCode != http.StatusBadRequest {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}
