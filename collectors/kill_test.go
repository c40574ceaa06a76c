package collectors_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

// The environment of a child: this test binary run again as a process that collects and can be killed.
const (
	childMode = "POSTUP_TEST_CHILD" // die: hang after the second batch; finish: collect to the end; torture, settle: see torture_test.go; inbox:…: see inbox_kill_test.go
	childDir  = "POSTUP_TEST_DIR"
	childURL  = "POSTUP_TEST_URL"
)

// killedApplications is more than two batches.
const killedApplications = 2*store.MaxApplications + 50_000

func applicationsSource(url string) string {
	return `
sources:
  - id: applications
    name: Applications
    kind: http
    http: {url: "` + url + `"}
    format: {type: ndjson}
    regions: [UA-05]
    records:
      - as: applications
        fields: {id: {from: id}, service: {from: service}, submitted: {from: submitted}}
`
}

// collectAndDie is the child's main. It tells whether this process is one.
func collectAndDie() bool {
	mode := os.Getenv(childMode)
	if mode == "" {
		return false
	}
	if err := child(mode, os.Getenv(childDir), os.Getenv(childURL)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return true
}

// hangingStore says when the second batch of applications is stored, and never returns from it.
type hangingStore struct {
	*store.Store
	batches int
}

func (h *hangingStore) WriteApplications(ctx context.Context, rows *store.ApplicationColumns) error {
	err := h.Store.WriteApplications(ctx, rows)
	if h.batches++; h.batches == 2 {
		fmt.Println("stored two batches")
		<-ctx.Done()
	}
	return err
}

// childResult is what the child that finishes prints.
type childResult struct {
	Before       []store.CollectionStatus // of the collections, newest first, once it started
	Outcome      string
	Applications uint64
	Derived      int
}

func child(mode, dir, url string) error {
	if moment, ok := strings.CutPrefix(mode, "inbox:"); ok {
		return inboxChild(moment, dir)
	}
	if mode == "torture" || mode == "settle" {
		return tortureChild(mode, dir, url)
	}
	ctx := context.Background()
	cfg, err := configuration(applicationsSource(url))
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Options{Engine: store.EngineEmbedded, Dir: filepath.Join(dir, "engine")})
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx); err != nil {
		return err
	}
	payloads, err := store.NewPayloads(filepath.Join(dir, "payloads"))
	if err != nil {
		return err
	}
	var used collectors.Store = st
	if mode == "die" {
		used = &hangingStore{Store: st}
	}
	deriver := &recordingDeriver{}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var ended collectors.Outcome
	c, err := collectors.New(collectors.Options{Config: cfg, Store: used, Payloads: payloads, Deriver: deriver, Clock: newClock(),
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), IDKey: []byte("a key for tests only"),
		OnOutcome: func(o collectors.Outcome) { ended = o; cancel() }})
	if err != nil {
		return err
	}
	if err := c.Run(ctx); err != nil {
		return err
	}
	return report(st, ended, deriver)
}

func report(st *store.Store, ended collectors.Outcome, deriver *recordingDeriver) error {
	ctx := context.Background()
	r := childResult{Outcome: counts(ended), Derived: len(deriver.touched)}
	rows, err := st.Collections(ctx, store.CollectionFilter{})
	if err != nil {
		return err
	}
	for _, row := range rows {
		r.Before = append(r.Before, row.Status)
	}
	submissions, err := st.Submissions(ctx, "UA-05", nil)
	if err != nil {
		return err
	}
	for _, s := range submissions {
		r.Applications += s.Count
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		return err
	}
	return st.Close()
}

// TestKilled kills a process in the middle of a collection and has another go on: no application is lost and
// none is there twice.
func TestKilled(t *testing.T) {
	var payload bytes.Buffer
	for i := range killedApplications {
		fmt.Fprintf(&payload, `{"id":"%d","service":"birth","submitted":"%s"}`+"\n", i,
			time.Date(2024, 1, 1+i%100, 9, 0, 0, 0, time.UTC).Format(time.RFC3339))
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(payload.Len()))
		_, _ = w.Write(payload.Bytes())
	}))
	defer server.Close()
	dir := t.TempDir()

	dying := childProcess(t, "die", dir, server.URL)
	out, err := dying.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := dying.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(line, "stored two batches") {
		t.Fatalf("the process did not come as far as to be killed: %q %v", line, err)
	}
	if err := dying.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = dying.Wait() // killed: that is its error

	finishing := childProcess(t, "finish", dir, server.URL)
	printed, err := finishing.Output()
	if err != nil {
		t.Fatalf("a process on the same folder after the killed one: %v", err)
	}
	var got childResult
	if err := json.Unmarshal(printed, &got); err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	if got.Applications != killedApplications {
		t.Errorf("after a kill -9 and a restart there are %d applications; %d came", got.Applications, killedApplications)
	}
	if want := fmt.Sprintf("ok: %d = %d accepted + 0 rejected + 0 unchanged", killedApplications, killedApplications); got.Outcome != want {
		t.Errorf("the collection after the restart ended %q; it should be %q", got.Outcome, want)
	}
	if len(got.Before) != 2 || got.Before[1] != store.CollectionFailed {
		t.Errorf("the collections are %v; the killed one must be failed, not running", got.Before)
	}
	if got.Derived != 1 {
		t.Errorf("derived %d times after the restart; what was stored before the kill must be derived from too", got.Derived)
	}
}

func childProcess(t *testing.T, mode, dir, url string) *exec.Cmd {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0])
	cmd.Env = append(os.Environ(), childMode+"="+mode, childDir+"="+dir, childURL+"="+url)
	cmd.Stderr = os.Stderr
	return cmd
}
