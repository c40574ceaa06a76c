package api

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Whoever asks for some fields gets those, with the values that the whole rows have.
func TestFields(t *testing.T) {
	w := filled(t)
	for _, e := range endpoints {
		address, join := e.path, "?"
		if address == "/index/movers" {
			address, join = address+"?region=TT-1", "&"
		}
		whole := w.list(t, address)
		fields := rowFields(e.row)
		first, last := fields[0].name, fields[len(fields)-1].name
		some := w.list(t, address+join+"fields="+last+","+first+"&fields="+first)
		if len(some.Data) != len(whole.Data) {
			t.Fatalf("%s: %d rows of some fields, %d of all", address, len(some.Data), len(whole.Data))
		}
		for i, row := range some.Data {
			want := map[string]any{first: whole.Data[i][first], last: whole.Data[i][last]}
			if diff := cmp.Diff(want, row); diff != "" {
				t.Errorf("%s: row %d (-want +got):\n%s", address, i, diff)
			}
		}
		all, one := w.table(t, strings.Replace(address, e.path, e.path+".csv", 1)), w.table(t, strings.Replace(address, e.path, e.path+".csv", 1)+join+"fields="+last)
		if len(one) != len(all) {
			t.Fatalf("%s.csv: %d lines of one field, %d of all: rows were lost", address, len(one), len(all))
		}
		for i := range all {
			// The last field's columns are the last columns.
			if diff := cmp.Diff(all[i][len(all[i])-len(one[i]):], one[i]); diff != "" {
				t.Errorf("%s.csv: line %d (-want +got):\n%s", address, i+1, diff)
			}
		}
	}
}

func TestFieldsThatThereAreNot(t *testing.T) {
	w := filled(t)
	for _, address := range []string{"/regions?fields=code,nmae", "/regions.csv?fields=code&fields=nmae"} {
		res, body := w.get(t, address)
		if res.StatusCode != http.StatusBadRequest || !strings.Contains(string(body), `there is no field "nmae"; there are: code, name, kind`) {
			t.Errorf("GET %s: %d %s", address, res.StatusCode, body)
		}
	}
	for _, address := range []string{"/regions?fields=", "/programmes/plan?fields=id", "/explain/online/TT-1/2023-09?fields=value"} {
		if res, body := w.get(t, address); res.StatusCode != http.StatusBadRequest {
			t.Errorf("GET %s: %d %s", address, res.StatusCode, body)
		}
	}
}

// Fields are no filters: they may change from page to page. But they change the answer.
func TestFieldsAndPages(t *testing.T) {
	w := filled(t)
	next := w.list(t, "/observations?limit=2&fields=seq").Next
	rest, whole := w.list(t, "/observations?fields=seq,value&cursor="+next), w.list(t, "/observations")
	if len(rest.Data) != len(whole.Data)-2 || rest.Data[0]["seq"] != whole.Data[2]["seq"] {
		t.Errorf("a page of other fields went on elsewhere: %v", rest.Data)
	}
	res, _ := w.get(t, "/observations?fields=seq")
	if other, _ := w.get(t, "/observations?fields=value", "If-None-Match", res.Header.Get("ETag")); other.StatusCode != http.StatusOK {
		t.Errorf("an answer of other fields was taken for the one that is known: %d", other.StatusCode)
	}
}

func (w *world) table(t testing.TB, address string) [][]string {
	t.Helper()
	res, body := w.get(t, address)
	rows, err := csv.NewReader(strings.NewReader(string(body))).ReadAll()
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d %v %s", address, res.StatusCode, err, body)
	}
	return rows
}
