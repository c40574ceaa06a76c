package collectors_test

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestMeltedTableGrows: each month the region adds a column, or drops one. What was there stays, what is new comes, on
// both engines; a second mapping reads the same rows as they are.
func TestMeltedTableGrows(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		path := filepath.Join(t.TempDir(), "wide.csv")
		w := newWorld(t, st, load(t, `
sources:
  - id: wide
    name: Wide
    kind: file
    file: {path: "`+path+`"}
    format: {type: csv}
    records:
      - as: observations
        melt: {pattern: '^\d{4}-\d{2}$', name: month, value: count}
        fields: {indicator: {const: visits}, region: {from: region}, period: {from: month, layout: month}, value: {from: count}}
      - as: stages
        fields: {service: {const: birth}, region: {from: region}, since: {from: since}, stage: {from: stage}}
`))
		var got []string
		for _, table := range []string{
			"region,since,stage,2024-01\nUA-05,2024-01-10,online,1\nUA-07,2024-01-10,none,\n",
			"region,since,stage,2024-01,2024-02\nUA-05,2024-01-10,online,1,2\nUA-07,2024-01-10,none,,3\n",
			"region,2024-02,since,stage\nUA-05,2,2024-01-10,online\nUA-07,4,2024-01-10,none\n",
		} {
			write(t, path, table)
			got = append(got, counts(w.once(t, "wide")))
		}
		want := []string{
			"ok: 4 = 4 accepted + 0 rejected + 0 unchanged",
			"ok: 6 = 2 accepted + 0 rejected + 4 unchanged",
			"ok: 4 = 1 accepted + 0 rejected + 3 unchanged",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("collections of a table that grows (-want +got):\n%s", diff)
		}
		wantRows := []string{
			"UA-05 2024-01-01..2024-01-31 |",
			"UA-05 2024-02-01..2024-02-29 ||",
			"UA-07 2024-01-01..2024-01-31 no_data",
			"UA-07 2024-02-01..2024-02-29 |||",
			"UA-07 2024-02-01..2024-02-29 ||||",
		}
		if diff := cmp.Diff(wantRows, observations(t, st)); diff != "" {
			t.Errorf("versions of observations (-want +got):\n%s", diff)
		}
	})
}
