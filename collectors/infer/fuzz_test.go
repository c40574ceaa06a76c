package infer_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/postup/postup/collectors/infer"
)

// FuzzInfer: whatever the data is, there is a configuration that can be used, one with something to fill in, or one line that
// says why there is none.
func FuzzInfer(f *testing.F) {
	for _, name := range []string{"a.csv", "a.json"} {
		f.Add([]byte("Область;Місяць;онлайн;усього\nВінницька;січень 2025;41;120\n"), name)
		f.Add([]byte("id,service,submitted,completed,status\n1,birth,2025-01-02 10:00,,new\n2,birth,01/02/2025,,\"a \"\"b\"\"\"\n"), name)
		f.Add([]byte(`{"a":[{"region":"UA-05","period":"2025-01","visits":1.5,"x":{"y":null}}],"next":null,"total":5}`), name)
		f.Add([]byte(`{"no":"1","svc":"birth","in":"2025-02-03 09:12"}`+"\n"+`{"no":"2"}`), name)
		f.Add([]byte(`<a b="1"><r><x>1</x><y>2025-01</y></r><r><x>2</x></r></a>`), name)
		f.Add([]byte("region,2022,2023\nUA-05,1,2\n: yes,{a},[b]\n# c,'d',*e\n"), name)
		f.Add([]byte("\xff\xfea\x00,\x00b\x00\n\x001\x00,\x002\x00"), name)
	}
	cfg, err := load(nil)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, body []byte, name string) {
		path := filepath.Join(t.TempDir(), "sample"+filepath.Ext(filepath.Base(name)))
		if strings.ContainsAny(path, "\x00") || len(path) > 200 || os.WriteFile(path, body, 0o600) != nil {
			return
		}
		r, err := infer.Infer(context.Background(), path, infer.Options{Config: cfg, Load: load, Now: now, Path: "sample.csv"})
		switch {
		case err == nil && r.FillIn == nil && r.Preview == nil:
			t.Error("nothing is left to fill in, and there is no preview")
		case err != nil && strings.Contains(err.Error(), "can't be used"):
			t.Errorf("%v\n%s", err, r.Source)
		case err == nil && r.FillIn != nil:
			if _, err := load(r.Source); err == nil {
				t.Errorf("the check lets pass what nobody has filled in:\n%s", r.Source)
			} else if strings.Contains(err.Error(), "YAML") {
				t.Errorf("%v\n%s", err, r.Source)
			}
		}
	})
}
