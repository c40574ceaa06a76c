package collectors_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
	"github.com/postup/postup/kpi"
)

// TestShippedSources: every source that ships can be used.
func TestShippedSources(t *testing.T) {
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(),
		config.WithPacks("demo"), config.WithKinds(collectors.Kinds()))
	if err != nil {
		t.Fatal(err)
	}
	w := newWorldOn(t, &capturing{}, cfg)
	out := w.once(t, "igov-published")
	if got, want := counts(out), "ok: 4 = 4 accepted + 0 rejected + 0 unchanged"; got != want {
		t.Errorf("the published figures of iGov: %q (%s, %v); it should be %q", got, out.Error, out.Rejections, want)
	}
}

// inventory is the Canadian service inventory, beside the project; without it the test is skipped.
func inventory(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("POSTUP_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "shared")
	}
	path, err := filepath.Abs(filepath.Join(shared, "data", "canada-services", "si_2024.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the Canadian service inventory is not there (set POSTUP_SHARED): %v", err)
	}
	return path
}

// TestInventory reads a real table of 1,721 services, with a byte order mark, quoted commas and line breaks.
func TestInventory(t *testing.T) {
	path := inventory(t)
	regions, services := codes(t, path)
	files := fstest.MapFS{
		"postup.yaml":             {Data: []byte("packs: [canada]\n")},
		"packs/canada/words.yaml": {Data: []byte("sectors: [{id: all, name: All}]\nregions:\n" + regions + "services:\n" + services)},
		"packs/canada/sources.yaml": {Data: []byte(`
sources:
  - id: inventory
    name: Inventory
    kind: file
    file: {path: "` + path + `"}
    format: {type: csv}
    records:
      - as: offers
        where: &inscope
          - {from: service_scope, has_any: [EXTERN, ENTERPRISE]}
          - {from: fiscal_yr, in: ["2023-2024"]}
        fields:
          region: {from: owner_org}
          service: {from: service_id}
          from: {from: fiscal_yr, layout: fiscal_year, year_start: 04-01}
          to: {from: fiscal_yr, layout: fiscal_year, year_start: 04-01}
      - as: stages
        where: *inscope
        fields:
          region: {from: owner_org}
          service: {from: service_id}
          since: {from: fiscal_yr, layout: fiscal_year, year_start: 04-01}
          stage:
            from_all: [os_account_registration, os_authentication, os_application, os_decision, os_issuance, os_issue_resolution_feedback]
            not_applicable: [NA]
            missing: [ND]
`)},
	}
	cfg, err := config.Load(files, "", nil, config.WithKinds(collectors.Kinds()))
	if err != nil {
		t.Fatal(err)
	}
	st := &capturing{}
	out := newWorldOn(t, st, cfg).once(t, "inventory")
	got := map[string]int{"offers": len(st.offers)}
	for _, s := range st.stages {
		if s.Status == kpi.Present {
			got[s.Stage.String()]++
		} else {
			got[string(s.Status)]++
		}
	}
	want := map[string]int{"offers": 1681, "online": 412, "not_applicable": 448, "partial": got["partial"], "none": got["none"]}
	if diff := cmp.Diff(want, got); diff != "" || got["partial"]+got["none"] != 1681-412-448 || out.Rejected != 0 {
		t.Errorf("the inventory of 2023-2024, %s (%s, %v) (-want +got):\n%s", counts(out), out.Error, out.Rejections, diff)
	}
}

// codes lists the table's organisations as regions and its services, as YAML.
func codes(t *testing.T, path string) (regions, services string) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[strings.TrimPrefix(name, "\ufeff")] = i
	}
	seen := map[string]bool{}
	var r, s strings.Builder
	for _, row := range rows[1:] {
		if org := row[at["owner_org"]]; !seen["o"+org] {
			seen["o"+org] = true
			fmt.Fprintf(&r, "  - {code: %q, name: %q, kind: organisation}\n", org, org)
		}
		if id := row[at["service_id"]]; !seen["s"+id] {
			seen["s"+id] = true
			fmt.Fprintf(&s, "  - {id: %q, name: %q, sector: all, tier: national}\n", id, id)
		}
	}
	return r.String(), s.String()
}
