package docs

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestReliabilityNamesTests: every fault that reliability.md speaks of has a test, and it is there.
func TestReliabilityNamesTests(t *testing.T) {
	page, err := os.ReadFile("reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	var tests strings.Builder // the text of all tests
	err = filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (strings.HasPrefix(d.Name(), ".") && d.Name() != ".." || d.Name() == "node_modules"):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		b, err := os.ReadFile(path)
		tests.Write(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	name := regexp.MustCompile("`(Test[A-Za-z0-9]+)(?:/([A-Za-z0-9-]+))?`")
	faults := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || strings.HasPrefix(line, "| fault") || strings.HasPrefix(line, "| ---") {
			continue
		}
		faults++
		named := name.FindAllStringSubmatch(cells[3], -1)
		if len(named) == 0 {
			t.Errorf("no test shows it: %s", line)
		}
		for _, n := range named {
			if !strings.Contains(tests.String(), "\nfunc "+n[1]+"(t *testing.T)") {
				t.Errorf("there is no test %s", n[1])
			}
			if _, err := os.Stat(filepath.Join("..", "collectors", "testcases", n[2])); n[2] != "" && err != nil && !strings.Contains(tests.String(), `"`+n[2]+`"`) {
				t.Errorf("%s has no case %s", n[1], n[2])
			}
		}
	}
	if faults < 40 {
		t.Errorf("the page speaks of %d faults; it has lost some", faults)
	}
}
