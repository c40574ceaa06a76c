package collectors_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// TestApplicationsAgain: a window that overlaps the one before brings applications again. Who reads that all of them were
// accepted takes them for new ones, and a dry run says otherwise.
func TestApplicationsAgain(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		path := filepath.Join(t.TempDir(), "a.ndjson")
		w := newWorld(t, s, load(t, `
sources:
  - id: a
    kind: file
    file: {path: "`+path+`"}
    regions: [UA-05]
    format: {type: ndjson}
    records:
      - as: applications
        fields: {id: {from: id}, service: {const: birth}, submitted: {from: in}, completed: {from: out}, outcome: {from: is}}
`))
		const one, two = `{"id": 1, "in": "2024-02-01"}`, `{"id": 2, "in": "2024-02-01"}`
		for _, step := range []struct{ what, payload, want string }{
			{"the first time", one + "\n" + two, "ok: 2 = 2 accepted + 0 rejected + 0 unchanged"},
			{"again, and one more", one + "\n" + two + "\n" + `{"id": 3, "in": "2024-02-01"}`, "ok: 3 = 1 accepted + 0 rejected + 2 unchanged"},
			{"one is completed", one + "\n" + `{"id": 2, "in": "2024-02-01", "out": "2024-02-03", "is": "granted"}`, "ok: 2 = 1 accepted + 0 rejected + 1 unchanged"},
			{"two states of one", `{"id": 4, "in": "2024-02-01"}` + "\n" + `{"id": 4, "in": "2024-02-01", "out": "2024-02-03", "is": "granted"}`, "ok: 2 = 1 accepted + 0 rejected + 1 unchanged"},
		} {
			if err := os.WriteFile(path, []byte(step.payload+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := counts(w.once(t, "a")); got != step.want {
				t.Errorf("%s: %s, want %s", step.what, got, step.want)
			}
		}
	})
}
