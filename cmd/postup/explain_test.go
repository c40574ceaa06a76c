package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// explainedFigure is what the tests read of an answer.
type explainedFigure struct {
	Value, Recomputed *float64
	Agrees            *bool
	Reason            *string
	Source            *string
	Method            *struct{ ID, Version string }
	Formula           *struct{ Symbols, Words string }
	Inputs            []explainedInput
	Progress          []struct {
		TargetID string `json:"target_id"`
		Status   string
	}
	Payloads []string
}

type explainedInput struct {
	Kind      string
	Value     *float64
	Explained *string
}

// TestExplainCommand: a number on a page can be followed to the very bytes that came, on the command line too, whether or not
// another process holds the data folder.
func TestExplainCommand(t *testing.T) {
	dir := ownConfig(t)
	table, err := os.ReadFile(filepath.Join(dir, "config", "table.csv"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(table)
	hash := hex.EncodeToString(sum[:])
	if r := run(t, dir, nil, "collect", "--once"); r.code != 0 {
		t.Fatalf("collect: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	args := []string{"explain", "online_share", "XX-01", "2023-02"}
	r := run(t, dir, nil, args...)
	for _, says := range []string{"50 percent", "v = x", "reported by", "my-table", hash, "method reported, version 1", "ninety", "first_observation"} {
		if says == "reported by" {
			says = "what the source reported"
		}
		if r.code != 0 || !strings.Contains(r.stdout, says) {
			t.Errorf("exit %d, the explanation does not say %q:\n%s%s", r.code, says, r.stdout, r.stderr)
		}
	}
	address := closedPort(t)
	first := start(t, dir, "run", "--listen", address)
	waitReady(t, "http://"+address)
	through := run(t, dir, nil, append(args, "--json")...)
	var got explainedFigure
	if err := json.Unmarshal([]byte(through.stdout), &got); err != nil || through.code != 0 {
		t.Fatalf("through the process that holds the folder: exit %d, %v: %s%s", through.code, err, through.stdout, through.stderr)
	}
	if got.Value == nil || *got.Value != 50 || got.Agrees == nil || !*got.Agrees || len(got.Payloads) != 1 || got.Payloads[0] != hash || len(got.Progress) != 1 {
		t.Errorf("got %+v", got)
	}
	if code, body := fetch(t, "http://"+address+"/api/v1/explain/online_share/XX-01/2023-02"); code != 200 || !sameAnswer(t, body, through.stdout) {
		t.Errorf("the API answers %d, and not what the command says:\n%s\n%s", code, body, through.stdout)
	}
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
}

func sameAnswer(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y map[string]any
	if json.Unmarshal([]byte(a), &x) != nil || json.Unmarshal([]byte(b), &y) != nil {
		return false
	}
	left, _ := json.Marshal(x)
	right, _ := json.Marshal(y)
	return string(left) == string(right)
}

func TestExplainSaysWhatIsWrong(t *testing.T) {
	dir := ownConfig(t)
	if r := run(t, dir, nil, "collect", "--once"); r.code != 0 {
		t.Fatalf("collect: exit %d: %s%s", r.code, r.stdout, r.stderr)
	}
	for _, c := range []struct {
		args []string
		code int
		says []string
	}{
		{[]string{"online_share", "XX-01"}, 2, []string{"3 arg"}},
		{[]string{"online_share", "XX-01", "march"}, 2, []string{"march", "2023-Q1"}},
		{[]string{"online_share", "XX-01", "2023-01", "--as-of", "2023-02-30"}, 2, []string{"--as-of", "2023-02-30"}},
		{[]string{"shares", "XX-01", "2023-01"}, 1, []string{"shares", "online_share"}},
		{[]string{"online_share", "XX-02", "2023-01"}, 1, []string{"XX-02", "XX-01"}},
		{[]string{"online_share", "XX-01", "2022-01"}, 1, []string{"2023-01-01..2023-01-31"}},
		{[]string{"online_share", "XX-01", "2023-02", "--as-of", "2020-01-01"}, 1, []string{"nothing is known"}},
	} {
		r := run(t, dir, nil, append([]string{"explain"}, c.args...)...)
		if r.code != c.code {
			t.Errorf("%v: exit code %d, want %d\n%s%s", c.args, r.code, c.code, r.stdout, r.stderr)
		}
		for _, s := range c.says {
			if !strings.Contains(r.stderr, s) {
				t.Errorf("%v does not say %q: %s", c.args, s, r.stderr)
			}
		}
	}
}
