package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestTemplateCommand: the form is written with the words asked for, and never over a file that may be filled in.
func TestTemplateCommand(t *testing.T) {
	dir := ownConfig(t)
	path := filepath.Join(dir, "config", "postup.yaml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `type: csv, delimiter: ";"`, "type: xlsx", 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, dir, nil, "template", "my-table", "--language", "uk"); r.code != 0 || !strings.HasPrefix(r.stdout, "wrote my-table.xlsx, version ") {
		t.Fatalf("exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	f, err := excelize.OpenFile(filepath.Join(dir, "my-table.xlsx"))
	if err != nil || f.GetSheetName(0) != "Дані" {
		t.Errorf("the form: %v", err)
	}
	for name, args := range map[string][]string{
		"file exists":           {"template", "my-table"},
		"no such source":        {"template", "tabel", "--out", "x.xlsx"},
		"a language without it": {"template", "my-table", "--out", "x.xlsx", "--language", "de"},
	} {
		if r := run(t, dir, nil, args...); r.code == 0 || strings.Count(strings.TrimSpace(r.stderr), "\n") > 0 {
			t.Errorf("%s: exit %d: %s%s", name, r.code, r.stdout, r.stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "x.xlsx")); err == nil {
		t.Error("a form that could not be made was left behind")
	}
}
