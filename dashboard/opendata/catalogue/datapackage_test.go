package catalogue_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/postup/postup/dashboard/opendata"
)

// profile is the published JSON Schema of Tabular Data Packages.
func profile(t *testing.T) *jsonschema.Schema {
	t.Helper()
	const at = "../../../.profiles/package/lib/profiles/tabular-data-package.json"
	text, err := os.ReadFile(at)
	if err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip("the published profile is not there: make test fetches it")
	}
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("profile.json", v); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("profile.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestDataPackageMeetsItsPublishedProfile: the JSON Schema that the makers of Data Packages publish; a package without names of resources does not.
func TestDataPackageMeetsItsPublishedProfile(t *testing.T) {
	published := profile(t)
	w := filled(t, described)
	w.published(opendata.Order{})
	pack := w.got("/open-data/datapackage.json", "application/json")
	if err := published.Validate(pack); err != nil {
		t.Error(err)
	}
	delete(pack["resources"].([]any)[0].(map[string]any), "name")
	if published.Validate(pack) == nil {
		t.Error("the profile takes everything")
	}
}

// pack is a Data Package, as far as readers need it.
type pack struct {
	Version   string
	Licenses  []struct{ Path, Title string }
	Resources []struct {
		Name, Path, Format, Mediatype, Encoding, Hash string
		Bytes                                         int
		Schema                                        struct {
			Fields        []struct{ Name, Type, Description string }
			MissingValues []string
			PrimaryKey    []string
		}
	}
}

// TestDataPackageFitsItsFiles: every column is there and of the type that is told, and no two rows have one key.
func TestDataPackageFitsItsFiles(t *testing.T) {
	w := filled(t, described)
	x := w.published(opendata.Order{})
	for round := range 2 {
		_, body := w.ask("/open-data/datapackage.json")
		var p pack
		if err := json.Unmarshal(body, &p); err != nil {
			t.Fatal(err)
		}
		if p.Version != x.ID || len(p.Resources) != len(x.Datasets) || len(p.Licenses) != 1 || p.Licenses[0].Path != described.Licence.URL {
			t.Fatalf("%+v", p)
		}
		for i, r := range p.Resources {
			res, file := w.ask(strings.TrimPrefix(r.Path, w.address))
			if res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), r.Mediatype) || r.Name != x.Datasets[i].ID || r.Format != "csv" || r.Encoding != "utf-8" {
				t.Errorf("%+v: %d %v", r, res.StatusCode, res.Header)
			}
			// The file was made in the first round.
			if want := "sha256:" + hashOf(file); round == 0 && r.Hash != "" || round > 0 && (r.Hash != want || r.Bytes != len(file)) {
				t.Errorf("round %d: %s says %q and %d bytes of %d", round, r.Name, r.Hash, r.Bytes, len(file))
			}
			rows, err := csv.NewReader(bytes.NewReader(file)).ReadAll()
			if err != nil || uint64(len(rows)-1) != x.Datasets[i].Rows || len(rows) < 2 {
				t.Fatalf("%s: %d rows, %v", r.Name, len(rows)-1, err)
			}
			known, at := map[string]bool{}, map[string]int{}
			for j, f := range r.Schema.Fields {
				at[f.Name] = j
				if rows[0][j] != f.Name || f.Description == "" {
					t.Errorf("%s: column %d is %s, the schema says %s: %q", r.Name, j, rows[0][j], f.Name, f.Description)
				}
			}
			if len(r.Schema.PrimaryKey) == 0 || len(r.Schema.MissingValues) != 1 || r.Schema.MissingValues[0] != "" {
				t.Errorf("%s: key %q, missing values %q", r.Name, r.Schema.PrimaryKey, r.Schema.MissingValues)
			}
			for _, row := range rows[1:] {
				var key []string
				for _, name := range r.Schema.PrimaryKey {
					key = append(key, row[at[name]])
				}
				if k := strings.Join(key, "|"); known[k] {
					t.Errorf("%s has two rows of the key %s", r.Name, k)
				} else {
					known[k] = true
				}
				for j, f := range r.Schema.Fields {
					if row[j] != "" && !isOf(f.Type, row[j]) {
						t.Errorf("%s, %s: %q is no %s", r.Name, f.Name, row[j], f.Type)
					}
				}
			}
		}
	}
}

// isOf tells whether a value is of a type, as Table Schema and CSVW name types.
func isOf(kind, v string) bool {
	var err error
	switch kind {
	case "string":
	case "integer":
		_, err = strconv.ParseInt(v, 10, 64)
	case "number", "double":
		_, err = strconv.ParseFloat(v, 64)
	case "boolean":
		return v == "true" || v == "false"
	case "date":
		_, err = time.Parse(time.DateOnly, v)
	case "datetime", "dateTime":
		_, err = time.Parse(time.RFC3339, v)
	default:
		return false
	}
	return err == nil
}
