package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReplayCommand takes a user's way: a wrong mapping, its fix, a look at what changes, the change.
func TestReplayCommand(t *testing.T) {
	dir := ownConfig(t)
	settings := filepath.Join(dir, "config", "postup.yaml")
	right, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	wrong := strings.Replace(string(right), "numerator: {from: online}", "numerator: {from: online, scale: 0.5}", 1)
	for _, step := range []struct {
		mapping string
		args    []string
		says    []string
	}{
		{wrong, []string{"collect", "--once", "--dry-run"}, []string{"2 new, 0 changed", "nothing was written"}},
		{wrong, []string{"collect", "--once"}, []string{"my-table  ok"}},
		{string(right), []string{"collect", "--once", "--dry-run"}, []string{"0 new, 2 changed", "20 (20 of 100) → 40 (40 of 100)"}},
		{string(right), []string{"replay", "--source", "my-table", "--dry-run"}, []string{"replay of ", "20 (20 of 100) → 40 (40 of 100)", "nothing was written"}},
		{string(right), []string{"replay", "--source", "my-table"}, []string{"0 new, 2 changed, 0 rejected, 0 unchanged", "25 (25 of 100) → 50 (50 of 100)"}},
		{string(right), []string{"replay", "--source", "my-table"}, []string{"0 new, 0 changed, 0 rejected, 2 unchanged"}},
	} {
		if err := os.WriteFile(settings, []byte(step.mapping), 0o600); err != nil {
			t.Fatal(err)
		}
		r := run(t, dir, nil, step.args...)
		for _, says := range step.says {
			if !strings.Contains(r.stdout, says) || r.code != 0 {
				t.Errorf("postup %v ended with %d and should say %q:\n%s%s", step.args, r.code, says, r.stdout, r.stderr)
			}
		}
	}
	var answer struct {
		Collections []struct {
			Replays  uint64
			Compared struct{ Unchanged int }
		}
	}
	r := run(t, dir, nil, "replay", "--source", "my-table", "--json")
	if err := json.Unmarshal([]byte(r.stdout), &answer); err != nil || len(answer.Collections) != 1 {
		t.Fatalf("--json gives %s (%v)", r.stdout, err)
	}
	if a := answer.Collections[0]; a.Replays == 0 || a.Compared.Unchanged != 2 {
		t.Errorf("--json gives %+v", a)
	}
	if err := os.RemoveAll(filepath.Join(dir, "data", "payloads")); err != nil {
		t.Fatal(err)
	}
	if r = run(t, dir, nil, "replay", "--source", "my-table"); r.code != 1 || !strings.Contains(r.stdout, "expired") {
		t.Errorf("without the payload the replay ended with %d:\n%s%s", r.code, r.stdout, r.stderr)
	}
}
