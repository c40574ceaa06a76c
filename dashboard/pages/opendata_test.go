package pages_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// TestOpenData: the page says what there is, and each address on it gives just that.
func TestOpenData(t *testing.T) {
	at := site(t, false)
	page := get(t, at+"/open-data?lang=en")
	if page.status != http.StatusOK {
		t.Fatalf("status %d: %s", page.status, page.text())
	}
	for _, says := range []string{
		"Release " + today.String() + ".2", "Reviewed by " + today.String(), "Corrects release " + today.String(), "Corrected by release " + today.String() + ".2",
		"Not reviewed", "First <release> & notes", "No licence is stated", "SHA-256", "How to cite",
	} {
		if !strings.Contains(page.text(), says) {
			t.Errorf("the page does not say %q", says)
		}
	}
	if strings.Contains(page.body, "⟦") {
		t.Error("a message is missing")
	}
	for _, file := range []string{"/open-data/regions/latest.csv", "/open-data/regions/" + today.String() + ".csv"} {
		if !strings.Contains(page.body, `href="`+file+`"`) {
			t.Errorf("the page has no link to %s", file)
		}
		a := get(t, at+file)
		rows, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
		if err != nil || a.status != http.StatusOK || len(rows) < 2 || rows[0][0] != "code" {
			t.Errorf("%s: %d, %d rows, %v", file, a.status, len(rows), err)
			continue
		}
		if !strings.Contains(page.part(`id="regions-preview"`, "</table>"), rows[1][0]) {
			t.Errorf("the preview does not show the first region, %s", rows[1][0])
		}
	}
	for _, lang := range []string{"uk", "ru"} {
		other := get(t, at+"/open-data?lang="+lang)
		if other.status != http.StatusOK || strings.Contains(other.body, "⟦") || other.text() == page.text() {
			t.Errorf("%s: %d", lang, other.status)
		}
	}
	for address, says := range map[string]string{
		"/open-data/foo/latest.csv":               "There is no dataset “foo”. There are: observations, progress, ",
		"/open-data/foo/latest.csv?lang=uk":       "Набору даних «foo» немає. Є: observations, progress, ",
		"/open-data/regions/2020-01-01.csv":       "There is no release “2020-01-01”. There are: latest, " + today.String(),
		"/open-data/regions/latest.pdf":           "“latest.pdf” does not end as a file here does. There are: .csv, .excel.csv, ",
		"/open-data/regions/latest.pdf?lang=ru":   "Файлов с таким окончанием, как у «latest.pdf», здесь нет. Есть: .csv, .excel.csv, ",
		"/open-data/regions/latest.sdmx.json":     "There are: .csv, .excel.csv, ",
		"/open-data/foo/latest.csv-metadata.json": "There is no dataset “foo”. There are: observations, progress, ",
	} {
		if a := get(t, at+address); a.status != http.StatusNotFound || !strings.Contains(a.text(), says) || !strings.Contains(a.body, `href="/open-data`) {
			t.Errorf("%s is answered with %d: %s", address, a.status, a.text())
		}
	}
	if a := get(t, at+"/open-data/regions/latest.pdf", "Accept", "application/json"); !strings.Contains(a.header.Get("Content-Type"), "problem+json") || !strings.Contains(a.body, ".xlsx") {
		t.Errorf("a program is answered with %v: %s", a.header, a.body)
	}
}

// TestOpenDataIsDescribedForPrograms: the page links each description, and carries the one for search engines, whole and in its own language.
func TestOpenDataIsDescribedForPrograms(t *testing.T) {
	at := site(t, false)
	names := map[string]bool{}
	for _, lang := range []string{"en", "uk", "ru"} {
		page := get(t, at+"/open-data?lang="+lang)
		var catalog struct {
			Type    string `json:"@type"`
			Dataset []struct{ Name, URL string }
		}
		if err := json.Unmarshal([]byte(page.part(`<script type="application/ld+json">`, "</script>")), &catalog); err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		if catalog.Type != "DataCatalog" || len(catalog.Dataset) != 9 || !strings.HasPrefix(catalog.Dataset[0].URL, at+"/open-data#") {
			t.Errorf("%s: %+v", lang, catalog)
		}
		names[catalog.Dataset[0].Name] = true
		for _, path := range []string{
			"/open-data/catalog.jsonld", "/open-data/catalog.ttl", "/open-data/datapackage.json", "/open-data/regions/" + today.String() + ".2.csv-metadata.json",
		} {
			if a := get(t, at+path); a.status != http.StatusOK || !strings.Contains(page.body, `href="`+path+`"`) {
				t.Errorf("%s in %s: %d", path, lang, a.status)
			}
		}
	}
	if len(names) != 3 {
		t.Errorf("the languages don't differ: %v", names)
	}
	keysAreKeys(t, at)
	if a := get(t, at+"/open-data/regions/latest.csv-metadata.jso?lang=uk"); a.status != http.StatusNotFound {
		t.Errorf("a description that is none: %d", a.status)
	}
}

// keysAreKeys holds what is said to tell rows apart against what the shipped programmes make of it.
func keysAreKeys(t *testing.T, at string) {
	t.Helper()
	var pack struct {
		Resources []struct {
			Name, Path string
			Schema     struct{ PrimaryKey []string }
		}
	}
	if err := json.Unmarshal([]byte(get(t, at+"/open-data/datapackage.json").body), &pack); err != nil {
		t.Fatal(err)
	}
	for _, r := range pack.Resources {
		rows, err := csv.NewReader(strings.NewReader(get(t, r.Path).body)).ReadAll()
		if err != nil || len(r.Schema.PrimaryKey) == 0 {
			t.Fatalf("%s: %v, key %q", r.Name, err, r.Schema.PrimaryKey)
		}
		seen := map[string]bool{}
		for _, row := range rows[1:] {
			key := ""
			for _, name := range r.Schema.PrimaryKey {
				key += row[slices.Index(rows[0], name)] + "|"
			}
			if seen[key] {
				t.Errorf("%s has two rows of the key %s", r.Name, key)
			}
			seen[key] = true
		}
	}
}
