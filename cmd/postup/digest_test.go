package main

import (
	"os"
	"path/filepath"
	"testing"
)

// TestDigestLeavesOutTheData: where the data folder lies in the configuration's, what the store keeps there does not make
// the process that runs refuse every other command, as one with another configuration.
func TestDigestLeavesOutTheData(t *testing.T) {
	dir := ownConfig(t)
	config := filepath.Join(dir, "config")
	of := func(data string) string {
		t.Helper()
		digest, err := configDigest(os.DirFS(config), nil, inside(config, data))
		if err != nil {
			t.Fatal(err)
		}
		return digest
	}
	within, beside := filepath.Join(config, "work", "data"), filepath.Join(dir, "data")
	before := of(within)
	if err := os.MkdirAll(within, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(within, "table.sql"), []byte("ATTACH TABLE observations"), 0o600); err != nil {
		t.Fatal(err)
	}
	if of(within) != before {
		t.Error("a table that the store made counts as another configuration")
	}
	if of(beside) == before {
		t.Error("a query in the configuration's folder is not part of it")
	}
	if got := inside(config, beside); got != "" {
		t.Errorf("the data folder beside the configuration is taken for %q in it", got)
	}
}
