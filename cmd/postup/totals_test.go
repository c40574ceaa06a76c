package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Rows of totals that are left out are counted where people look; where nothing was declared it is said what to declare.
func TestRowsOfTotalsAreSpokenOf(t *testing.T) {
	dir := ownConfig(t)
	settings := filepath.Join(dir, "config", "postup.yaml")
	undeclared, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	table := "month;online;all\n2023-01;40;100\n2023-02;50;100\nВсього за рік;90;200\n"
	if err := os.WriteFile(filepath.Join(dir, "config", "table.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	declared := strings.Replace(string(undeclared), `delimiter: ";"`, `delimiter: ";", totals: skip`, 1)
	for _, step := range []struct{ settings, flag, says string }{
		{string(undeclared), "--dry-run", "if this is a row of totals, leave such out with totals: skip"},
		{declared, "--dry-run", "my-table: rows of totals left out: 1\n"},
		{declared, "--json", `"totals":{"skipped":1,"taken":0}`},
	} {
		if err := os.WriteFile(settings, []byte(step.settings), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := run(t, dir, nil, "collect", "--once", "--dry-run", step.flag); r.code != 0 || !strings.Contains(r.stdout, step.says) {
			t.Errorf("%s ended with %d and should say %q:\n%s%s", step.flag, r.code, step.says, r.stdout, r.stderr)
		}
	}
}
