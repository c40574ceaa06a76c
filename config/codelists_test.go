package config_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/postup/postup/config"
)

// TestShippedCodeLists: a mapping that uses one is right for the fields that it is meant for, and knows the words in
// small and in capital letters.
func TestShippedCodeLists(t *testing.T) {
	lists, err := os.ReadFile("packs/core/codes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		list, field string
		want        map[string]string
	}{
		{"yes-no", "withdrawn: {from: x, %s}", map[string]string{"Так": "Y", "НІ": "N", "да": "Y", "Нет": "N", "y": "Y", "0": "N", "так.": ""}},
		{"answers", "stage: {from_all: [x, y], %s}", map[string]string{"ТАК": "Y", "NA": "not_applicable", "nd": "no_data", "Нет данных": "no_data", "N": "N"}},
		{"stages", "stage: {from: x, %s}", map[string]string{"Частково онлайн": "partial", "ОНЛАЙН": "online", "Не онлайн": "none",
			"proactive": "proactive", "Предоставляется без заявления": "proactive", "Not online": "none", "нет данных": "no_data"}},
	}
	for _, test := range tests {
		as, other := "stages", "since"
		if strings.HasPrefix(test.field, "withdrawn") {
			as, other = "offers", "from"
		}
		files := fstest.MapFS{
			"postup.yaml":           {Data: []byte("packs: [core, one]\n")},
			"packs/core/codes.yaml": {Data: lists},
			"packs/one/a.yaml": {Data: []byte(`
regions: [{code: XX, name: X, kind: country}]
sources:
  - id: s
    kind: file
    file: {path: a.csv}
    regions: [XX]
    format: {type: csv}
    records: [{as: ` + as + `, fields: {service: {from: s}, ` + other + `: {from: d}, ` + fmt.Sprintf(test.field, "codes: {list: "+test.list+"}") + `}}]
`)},
		}
		cfg, err := config.Load(files, "", nil)
		if err != nil {
			t.Errorf("%s can't be used where it is meant to be:\n%v", test.list, err)
			continue
		}
		name, _, _ := strings.Cut(test.field, ":")
		codes := cfg.Sources[0].Records[0].Fields[name].Codes
		for theirs, want := range test.want {
			if codes[theirs] != want {
				t.Errorf("%s makes %q of %q; it should be %q", test.list, codes[theirs], theirs, want)
			}
		}
	}
}
