package collectors_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/store"
)

// TestKinds holds what a source of each kind brings from the simulated regions to golden files: the other tests say what it
// asks for, and what becomes of faults. Sources of kind sql are held to what their scripts say, see TestRegistries.
func TestKinds(t *testing.T) {
	d := newDemo(t)
	for kind, id := range map[string]string{"file": "sim-archive-RU-PRI", "http": "sim-counts-UA-05", "ckan": "sim-counts-UA-12", "igov": "sim-igov-UA-59",
		"inbox": "sim-counts-UA-53", "sftp": "sim-counts-UA-35", "xroad": "sim-services-UA-18"} {
		t.Run(kind, func(t *testing.T) {
			if src := d.config.Source(id); src == nil || src.Kind != kind {
				t.Fatalf("%s is no source of kind %s: %+v", id, kind, src)
			}
			st := &capturing{}
			out := newWorldOn(t, st, d.config).once(t, id)
			var lines []string
			st.lines(func(region string, _ store.Origin, line string) { lines = append(lines, region+" "+line) })
			slices.Sort(lines)
			got := counts(out) + "\n" + strings.Join(lines, "\n") + "\n"
			golden := filepath.Join("testdata", "kinds", kind+".txt")
			if *update {
				if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o755), os.WriteFile(golden, []byte(got), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(must[[]byte](t)(os.ReadFile(golden))), got); diff != "" {
				t.Errorf("%s brings something else (%s %v) (-want +got):\n%s", id, out.Error, out.Rejections, diff)
			}
		})
	}
}
