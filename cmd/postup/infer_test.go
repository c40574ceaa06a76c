package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// documented takes a block of a page that is fenced as a language, after a mark.
func documented(t *testing.T, page, mark, language string) string {
	t.Helper()
	_, after, _ := strings.Cut(page, mark)
	_, after, found := strings.Cut(after, "```"+language+"\n")
	block, _, closed := strings.Cut(after, "```")
	if !found || !closed {
		t.Fatalf("the page has no %s after %q", language, mark)
	}
	return block
}

// inferConfig is the configuration that docs/configuration.md builds up.
func inferConfig(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	page, err := os.ReadFile("../../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range regexp.MustCompile("(?s)`my/([^`]+)`[^\n]*:\n\n```[a-z]+\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		path := filepath.Join(dir, "my", f[1])
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(f[2]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// TestInfer: the page shows what the command prints; the configuration alone goes to standard output, and it can be used once
// what is left is filled in.
func TestInfer(t *testing.T) {
	text, err := os.ReadFile("../../docs/sources/infer.md")
	if err != nil {
		t.Fatal(err)
	}
	page, dir := string(text), inferConfig(t)
	table := filepath.Join(dir, "my", "packs", "region", "counts.csv")
	if err := os.WriteFile(table, []byte(documented(t, page, "counts.csv`:", "csv")), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, dir, nil, "infer", "--config", "my", "my/packs/region/counts.csv")
	if r.code != 0 || r.stdout != documented(t, page, "now holds", "yaml") {
		t.Errorf("exit %d; another draft than on the page:\n%s", r.code, r.stdout)
	}
	shown := regexp.MustCompile(`(?m) +$`).ReplaceAllString(r.stderr, "")
	if !strings.Contains(page, shown) {
		t.Errorf("the page does not show\n%s", shown)
	}
	draft := filepath.Join(filepath.Dir(table), "counts.yaml")
	for source, code := range map[string]int{r.stdout: 1, strings.Replace(r.stdout, "const: FILL_IN", "const: online_share", 1): 0} {
		if err := os.WriteFile(draft, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		if checked := run(t, dir, nil, "check", "--config", "my"); checked.code != code {
			t.Errorf("postup check exits with %d, not %d: %s%s", checked.code, code, checked.stdout, checked.stderr)
		}
	}
}

// TestInferRefuses: what can't be told anything of is one line and the right exit code.
func TestInferRefuses(t *testing.T) {
	dir := inferConfig(t)
	if err := os.WriteFile(filepath.Join(dir, "page.csv"), []byte("<!DOCTYPE html><html></html>"), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, code := range map[string]int{
		"page.csv":                        1,
		"none.csv":                        1,
		"http://127.0.0.1:1/x":            1,
		"page.csv --as figures":           2,
		"page.csv --indicator nothing":    2,
		"page.csv --region XX-99":         2,
		"page.csv other.csv":              2,
		"http://169.254.169.254.example/": 1,
	} {
		r := run(t, dir, nil, append([]string{"infer", "--config", "my"}, strings.Fields(args)...)...)
		if r.code != code || r.stdout != "" || strings.Count(strings.TrimSpace(r.stderr), "\n") > 0 {
			t.Errorf("%s: exit %d, not %d: %s%s", args, r.code, code, r.stdout, r.stderr)
		}
	}
}
