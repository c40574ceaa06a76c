package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
)

// TestKilledOnceIsEnded: who runs collect --once from a timer has no process that runs on. Killed once, its collections
// must not run for ever, nor make each one after it read everything again, as if another process were beside it.
func TestKilledOnceIsEnded(t *testing.T) {
	dir := ownConfig(t)
	table, err := os.ReadFile(filepath.Join(dir, "config", "table.csv"))
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan struct{})
	var answers atomic.Bool
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !answers.Load() {
			close(asked)
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "text/csv")
		_, _ = w.Write(table) // the one that asked tells
	}))
	defer portal.Close()
	settings := filepath.Join(dir, "config", "postup.yaml")
	text, err := os.ReadFile(settings)
	if err != nil {
		t.Fatal(err)
	}
	overHTTP := strings.Replace(string(text), "kind: file", "kind: http", 1)
	overHTTP = strings.Replace(overHTTP, "file: {path: table.csv}", "http: {url: \""+portal.URL+"/table.csv\"}", 1)
	if err := os.WriteFile(settings, []byte(overHTTP), 0o600); err != nil {
		t.Fatal(err)
	}
	killed := start(t, dir, "collect", "--once")
	<-asked
	if err := killed.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = killed.Wait() // it was killed
	answers.Store(true)
	for _, want := range []string{"my-table  ok", "my-table  unchanged"} {
		if r := run(t, dir, nil, "collect", "--once"); !strings.Contains(r.stdout, want) || r.code != 0 {
			t.Errorf("it ended with %d and should say %q:\n%s%s", r.code, want, r.stdout, r.stderr)
		}
	}
}
