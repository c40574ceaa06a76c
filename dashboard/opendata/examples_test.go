package opendata

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// documented is the first example in a language of the documentation.
func documented(t *testing.T, language string) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/open-data.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, there := strings.Cut(string(text), "```"+language+"\n")
	if !there {
		t.Fatalf("the documentation has no example in %s", language)
	}
	code, _, _ = strings.Cut(code, "```")
	return code
}

// TestTheROfTheDocumentation: it runs as it stands there, a missing value is NA, and the whole is not missing.
func TestTheROfTheDocumentation(t *testing.T) {
	r, err := exec.LookPath("Rscript")
	if err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip("Rscript is not installed: apt-get install r-base-core")
	}
	code := documented(t, "r")
	s := newServed(t)
	s.came("TT-1", "2023-06-01", 40.5, trusted)
	s.day = s.day.AddDays(1)
	x := s.published(Order{})
	known, whole := 0, 0
	for _, row := range s.rows(x, "observations") {
		if row["value"] != nil {
			known++
		}
		for name, cell := range row {
			if cell == "" && name != "breakdown" {
				t.Errorf("%s is an empty text, too, which R takes for a missing one", name)
			}
		}
		if row["breakdown"] == "" {
			whole++
		}
	}
	code += `cat(nrow(rows), "observations,", sum(!is.na(rows$value)), "with a value,", rows$value[rows$region == "TT-1" & rows$source == "trusted"], "and", sum(rows$breakdown == ""), "of the whole")`
	program := exec.CommandContext(t.Context(), r, "--vanilla", "-e", strings.ReplaceAll(code, "http://127.0.0.1:8080", s.address))
	out, err := program.CombinedOutput()
	if want := fmt.Sprintf("%d observations, %d with a value, 40.5 and %d of the whole", x.Datasets[0].Rows, known, whole); err != nil || !strings.Contains(string(out), want) {
		t.Errorf("%v: %s\nwant %s", err, out, want)
	}
}
