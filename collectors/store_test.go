package collectors_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// fileSource is a source of observations, stages and offers in a table at path.
func fileSource(path string) string {
	return `
sources:
  - id: table
    name: Table
    kind: file
    regions: [UA-05, UA-07]
    file: {path: "` + path + `"}
    format: {type: csv}
    records:
      - as: observations
        where: [{from: kind, in: [visits]}]
        fields: {indicator: {const: visits}, region: {from: region}, period: {from: date}, value: {from: value}}
      - as: stages
        where: [{from: kind, in: [stage]}]
        fields: {service: {const: birth}, region: {from: region}, since: {from: date}, stage: {from: value}}
`
}

const tableBefore = "kind,region,date,value\nvisits,UA-05,2024-01,5\nvisits,UA-07,2024-01,\nstage,UA-05,2024-01-10,partial\nvisits,UA-99,2024-01,1\n"

func write(t testing.TB, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func observations(t testing.TB, st *store.Store) []string {
	t.Helper()
	var all []string
	err := st.History(t.Context(), store.Filter{}, 0, func(o *store.Observation) error {
		value := string(o.Status)
		if o.Value != nil {
			value = strings.TrimSuffix(strings.Repeat("|", int(*o.Value)), "")
		}
		all = append(all, o.Region+" "+o.Period.String()+" "+value)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestTwice collects the same thing again and again, on both engines: nothing but the collections' own rows
// is written twice.
func TestTwice(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		path := filepath.Join(t.TempDir(), "table.csv")
		write(t, path, tableBefore)
		cfg := load(t, fileSource(path))
		w := newWorld(t, st, cfg)
		var got []string
		got = append(got, counts(w.once(t, "table")), counts(w.once(t, "table")))
		write(t, path, strings.Replace(tableBefore, "UA-05,2024-01,5", "UA-05,2024-01,6", 1))
		got = append(got, counts(w.once(t, "table")))
		write(t, path, tableBefore+"\n")
		got = append(got, counts(w.once(t, "table")))
		want := []string{
			"partial: 4 = 3 accepted + 1 rejected + 0 unchanged",
			"unchanged: 0 = 0 accepted + 0 rejected + 0 unchanged",
			"partial: 4 = 1 accepted + 1 rejected + 2 unchanged",
			"partial: 4 = 1 accepted + 1 rejected + 2 unchanged",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("collections of the same and of changed bytes (-want +got):\n%s", diff)
		}
		wantRows := []string{
			"UA-05 2024-01-01..2024-01-31 |||||",
			"UA-05 2024-01-01..2024-01-31 ||||||",
			"UA-05 2024-01-01..2024-01-31 |||||",
			"UA-07 2024-01-01..2024-01-31 no_data",
		}
		if diff := cmp.Diff(wantRows, observations(t, st)); diff != "" {
			t.Errorf("versions of observations (-want +got):\n%s", diff)
		}
		rejections, err := st.Rejections(t.Context(), store.RejectionFilter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(rejections) != 3 || rejections[0].Position != "line 5" || rejections[0].Reason != "unknown_region" {
			t.Errorf("the rejections of three collections are %+v", rejections)
		}
	})
}

// TestDeriveFails: rows are stored, what follows from them is not. The next collection derives it though the
// same bytes come and no row changes.
func TestDeriveFails(t *testing.T) {
	st := storetest.Embedded(t)
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, tableBefore)
	w := newWorld(t, st, load(t, fileSource(path)))
	w.deriver.err = errors.New("no room")
	out := w.once(t, "table")
	if out.Status != store.CollectionFailed || !strings.Contains(out.Error, "no room") || out.Accepted != 3 {
		t.Errorf("with derivation failing the collection ended %s: %q", counts(out), out.Error)
	}
	w.deriver.err, w.deriver.touched = nil, nil
	out = w.once(t, "table")
	if got, want := counts(out), "partial: 4 = 0 accepted + 1 rejected + 3 unchanged"; got != want {
		t.Errorf("the next collection ended %q; it should be %q", got, want)
	}
	want := []derive.Touched{{Region: "UA-05", Services: []string{"birth"}, Stages: true, Collection: out.ID}}
	if diff := cmp.Diff(want, w.deriver.touched); diff != "" {
		t.Errorf("what was not derived before is lost (-want +got):\n%s", diff)
	}
}

func TestDryRun(t *testing.T) {
	st := storetest.Embedded(t)
	path := filepath.Join(t.TempDir(), "table.csv")
	write(t, path, tableBefore)
	w := newWorld(t, st, load(t, fileSource(path)))
	out, err := w.Once(t.Context(), collectors.OnceOptions{DryRun: true})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := counts(out[0]), "partial: 4 = 3 accepted + 1 rejected + 0 unchanged"; got != want || len(out[0].Rejections) != 1 {
		t.Errorf("the dry run said %q with %d rejections; it should be %q with 1", got, len(out[0].Rejections), want)
	}
	if diff := cmp.Diff(&store.Written{New: 3}, out[0].Compared); diff != "" {
		t.Errorf("what would be written (-want +got):\n%s", diff)
	}
	rows, err := st.Collections(t.Context(), store.CollectionFilter{})
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 0 || len(observations(t, st)) != 0 || len(w.deriver.touched) != 0 {
		t.Error("the dry run wrote something")
	}
}

func TestUnknownSource(t *testing.T) {
	w := newWorldOn(t, &capturing{}, load(t, fileSource("/nowhere.csv")))
	if _, err := w.Once(t.Context(), collectors.OnceOptions{Sources: []string{"tabel"}}); store.CodeOf(err) != store.CodeNotFound {
		t.Errorf("a source that is not there gives %v", err)
	}
	out := w.once(t, "table")
	if !strings.Contains(out.Error, "/nowhere.csv") || !strings.Contains(out.Error, "no such file") {
		t.Errorf("a file that is not there gives %q", out.Error)
	}
}

func fileIn(t testing.TB, path string) string {
	t.Helper()
	return string(must[[]byte](t)(os.ReadFile(path)))
}

// packedBy packs files.
func packedBy(t testing.TB, how string, files map[string]string) string {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, content := range files {
		if how == "gzip" {
			g := gzip.NewWriter(&out)
			must[int](t)(g.Write([]byte(content)))
			if err := g.Close(); err != nil {
				t.Fatal(err)
			}
			return out.String()
		}
		must[int](t)(must[io.Writer](t)(z.Create(name)).Write([]byte(content)))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestImport(t *testing.T) {
	st := storetest.Embedded(t)
	w := newWorld(t, st, load(t, "sources: []\n"))
	dir := t.TempDir()
	tests := []struct{ name, as, content, want, error string }{
		{"a.csv", "observations", "indicator;region;period;value;breakdown.tier\nvisits;UA-05;2024-01;3;regional\nvisits;UA-05;2024-02;;regional\n",
			"ok: 2 = 2 accepted + 0 rejected + 0 unchanged", ""},
		{"b.csv", "observations", "indicator;region;period;numerator;denominator\nonline_share;UA-05;2024-01;1,5;3,0\n",
			"ok: 1 = 1 accepted + 0 rejected + 0 unchanged", ""},
		{"c.ndjson", "applications", `{"id":"1","service":"birth","region":"UA-05","submitted":"2024-01-05"}` + "\n",
			"ok: 1 = 1 accepted + 0 rejected + 0 unchanged", ""},
		{"d.json", "observations", `[{"indicator":"visits","region":"UA-07","period_start":"2024-01-01","period_end":"2024-01-31","value":1}]`,
			"ok: 1 = 1 accepted + 0 rejected + 0 unchanged", ""},
		{"e.json", "observations", `[{"indicator":"visits","region":"UA-07","period":"2024-02","value":1}]`,
			"ok: 1 = 1 accepted + 0 rejected + 0 unchanged", ""},
		{"e.xlsx", "observations", string(bytesOf(t, sheetOf(t, "Дані", [][]any{{"indicator", "region", "period", "value", "remark"},
			{"visits", "UA-05", "2024-03", 12}, {"visits", "UA-07", "2024-03", 1.5}, {}, {"visits", "UA05", "2024-04", nil, "later"}}))),
			"partial: 3 = 2 accepted + 1 rejected + 0 unchanged", ""},
		{"e.xls", "observations", fileIn(t, "testdata/import/table.xls"), "partial: 3 = 2 accepted + 1 rejected + 0 unchanged", ""},
		{"e.ods", "observations", fileIn(t, "testdata/import/table.ods"), "partial: 3 = 0 accepted + 1 rejected + 2 unchanged", ""},
		{"e.dbf", "observations", fileIn(t, "testdata/import/table.dbf"), "partial: 3 = 2 accepted + 1 rejected + 0 unchanged", ""},
		{"h.csv.gz", "observations", packedBy(t, "gzip", map[string]string{"h.csv": "indicator;region;period;value\nvisits;UA-07;2024-05;3\nvisits;UA-07;2024-06;4\n"}),
			"ok: 2 = 2 accepted + 0 rejected + 0 unchanged", ""},
		{"h.zip", "observations", packedBy(t, "zip", map[string]string{"2024/дані.xml": "<data><row><indicator>visits</indicator><region>UA-07</region><period>2024-05</period><value>3</value></row></data>"}),
			"ok: 1 = 0 accepted + 0 rejected + 1 unchanged", ""},
		{"i.zip", "observations", packedBy(t, "zip", map[string]string{"a.dbf": fileIn(t, "testdata/import/table.dbf")}), "partial: 3 = 0 accepted + 1 rejected + 2 unchanged", ""},
		{"j.ods.gz", "observations", packedBy(t, "gzip", map[string]string{"": fileIn(t, "testdata/import/table.ods")}), "partial: 3 = 0 accepted + 1 rejected + 2 unchanged", ""},
		{"k.zip", "observations", packedBy(t, "zip", map[string]string{"a.csv": "x\n", "b.csv": "y\n"}), "", "several files"},
		{"l.zip", "observations", packedBy(t, "zip", map[string]string{"a.txt": "x\n"}), "", "neither in .csv nor"},
		{"m.csv.gz", "observations", "indicator,region,value\n", "", "not packed with gzip"},
		{"g.dbf", "observations", "indicator,region,value\n", "", "no .dbf table"},
		{"g.ods", "observations", "indicator,region,value\n", "", "no .ods workbook"},
		{"e.xml", "observations", "<data/>", "", "holds no elements"},
		{"f.xml", "observations", "<data><row><indicator>visits</indicator><region>UA-07</region><period>2024-04</period><value>4</value></row></data>",
			"ok: 1 = 1 accepted + 0 rejected + 0 unchanged", ""},
		{"f.xlsx", "observations", string(bytesOf(t, sheetOf(t, "Дані", [][]any{{"indicator", "region", "value"}}))), "", `observations need a field "period"`},
		{"g.xlsx", "observations", "indicator,region,value\n", "", "no .xlsx workbook"},
		{"f.csv", "observations", "indicator,region,value\nvisits,UA-05,1\n", "", `observations need a field "period"`},
		{"g.txt", "observations", "", "", "neither in .csv nor"},
		{"a.csv", "people", "", "", "none of observations"},
		{"a.csv", "observations", "indicator;region;period;value;breakdown.tier\nvisits;UA-05;2024-01;3;regional\nvisits;UA-05;2024-02;7;regional\n",
			"ok: 2 = 1 accepted + 0 rejected + 1 unchanged", ""},
	}
	for _, test := range tests {
		path := filepath.Join(dir, test.name)
		write(t, path, test.content)
		var read, size int64
		out, err := w.Import(t.Context(), path, test.as, func(r, s int64) { read, size = r, s })
		if test.error != "" {
			if store.CodeOf(err) != store.CodeInvalid || strings.Count(err.Error(), test.error) != 1 {
				t.Errorf("import %s gives %v; it should speak of %q, and once", test.name, err, test.error)
			}
			continue
		}
		if err != nil || counts(out) != test.want {
			t.Errorf("import %s: %q (%v, %q, %v); it should be %q", test.name, counts(out), err, out.Error, out.Rejections, test.want)
		}
		if read != size || size != int64(len(test.content)) {
			t.Errorf("import %s: the progress ended at %d of %d", test.name, read, size)
		}
	}
}
