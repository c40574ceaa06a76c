package pages_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// shellExamples are all examples of a page of the documentation that a shell runs.
func shellExamples(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", page))
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, m := range regexp.MustCompile("(?s)\n```sh\n(.*?)\n```\n").FindAllStringSubmatch(string(text), -1) {
		all = append(all, m[1])
	}
	if len(all) == 0 {
		t.Fatalf("docs/%s has no example for a shell", page)
	}
	if strings.Contains(string(text), "```\ncurl") {
		t.Errorf("docs/%s has an example of curl that is not marked as one for a shell, so that nobody runs it", page)
	}
	return all
}

// TestTheShellOfTheDocumentation: each example runs as it stands there, but for the address, on a server with the demo's configuration; what it gets is
// JSON or a table with rows.
func TestTheShellOfTheDocumentation(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	base, folder := site(t, true), t.TempDir()
	said := map[string]string{}
	for _, page := range []string{"api.md", "open-data.md"} {
		for _, code := range shellExamples(t, page) {
			if !strings.Contains(code, "127.0.0.1:8080") {
				t.Errorf("docs/%s asks another server: %s", page, code)
			}
			for line := range strings.Lines(code) {
				if strings.Contains(line, "curl") && !regexp.MustCompile(`curl -f`).MatchString(line) {
					t.Errorf("docs/%s takes an error for an answer: %s", page, line)
				}
			}
			command := exec.CommandContext(t.Context(), "sh", "-ec", strings.ReplaceAll(code, "http://127.0.0.1:8080", base))
			command.Dir = folder
			var complaint strings.Builder
			command.Stderr = &complaint
			out, err := command.Output()
			if err != nil {
				t.Errorf("docs/%s: %s: %v: %s%s", page, code, err, out, &complaint)
			}
			said[code] = string(out)
		}
	}
	for code, out := range said {
		switch {
		case strings.Contains(code, "etag"):
			if strings.TrimSpace(out) != "200\n304" && strings.TrimSpace(out) != "304" {
				t.Errorf("%s says %q", code, out)
			}
		case strings.Contains(code, ".csv?") && !strings.Contains(code, "-o"):
			if rows := tableRows(t, []byte(out)); rows == 0 {
				t.Errorf("%s gets no row: %s", code, out)
			}
		case out != "" && !json.Valid([]byte(out)):
			t.Errorf("%s gets what is no JSON: %.200s", code, out)
		}
	}
	testDocumentedFiles(t, folder, said)
}

// testDocumentedFiles: the tables that the examples kept have all values that their lists begin with.
func testDocumentedFiles(t *testing.T, folder string, said map[string]string) {
	t.Helper()
	for name, columns := range map[string]int{"observations.csv": 6, "smartphone.csv": 0} {
		b, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			t.Error(err)
			continue
		}
		head, _, _ := strings.Cut(string(b), "\n")
		if rows := tableRows(t, b); rows == 0 || columns > 0 && strings.Count(head, ",")+1 != columns {
			t.Errorf("%s has %d rows of %s", name, rows, head)
		}
	}
}

func tableRows(t *testing.T, b []byte) int {
	t.Helper()
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		t.Error(err)
	}
	return max(len(rows)-1, 0)
}
