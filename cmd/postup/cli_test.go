package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/postup/postup/store/storetest"
)

// asPostup makes the test binary behave as the command: tests start real processes.
const asPostup = "POSTUP_TEST_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asPostup) != "" {
		main()
		return
	}
	storetest.Main(m)
}

// command is a postup process, in a folder of its own.
func command(ctx context.Context, dir string, env []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append(append(os.Environ(), asPostup+"=1", "POSTUP_ENGINE_LIB="+engineLibrary()), env...)
	return cmd
}

// engineLibrary is the embedded engine's library, which processes in other folders would not find.
func engineLibrary() string {
	if lib := os.Getenv("POSTUP_ENGINE_LIB"); lib != "" {
		return lib
	}
	found, err := filepath.Glob(filepath.Join("..", "..", ".engine", "node_modules", "@chdb", "lib-*", "libchdb.*"))
	if err != nil || len(found) == 0 {
		return ""
	}
	path, err := filepath.Abs(found[0])
	if err != nil {
		return ""
	}
	return path
}

// ran is how a process ended.
type ran struct {
	code           int
	stdout, stderr string
}

func run(t *testing.T, dir string, env []string, args ...string) ran {
	t.Helper()
	cmd := command(t.Context(), dir, env, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatalf("postup %v: %v", args, err)
	}
	return ran{cmd.ProcessState.ExitCode(), out.String(), errs.String()}
}

// ownConfig is a small configuration: one region, one indicator, one table.
func ownConfig(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", "own"))); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestErrorsSayWhatToDoInOneLine(t *testing.T) {
	dir := ownConfig(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	server := filepath.Join(dir, "server")
	if err := os.CopyFS(server, os.DirFS(filepath.Join(dir, "config"))); err != nil {
		t.Fatal(err)
	}
	closed := closedPort(t)
	appendTo(t, filepath.Join(server, "postup.yaml"), fmt.Sprintf("store: {engine: clickhouse, addresses: [%q]}\n", closed))
	for name, c := range map[string]struct {
		env  []string
		args []string
		code int
		says []string
	}{
		"unknown command":        {nil, []string{"colect"}, 2, []string{"colect"}},
		"unknown flag":           {nil, []string{"check", "--colour"}, 2, []string{"--colour"}},
		"wrong log level":        {nil, []string{"check", "--log-level", "loud"}, 2, []string{"loud", "debug, info, warn or error"}},
		"no such configuration":  {nil, []string{"check", "--config", "nowhere"}, 2, []string{"nowhere", "postup.yaml"}},
		"flags without once":     {nil, []string{"collect", "--dry-run"}, 2, []string{"--once"}},
		"confirm without once":   {nil, []string{"collect", "--confirm-withdrawals", "3"}, 2, []string{"--once"}},
		"confirm for all":        {nil, []string{"collect", "--once", "--confirm-withdrawals", "3"}, 2, []string{"--source"}},
		"impossible date":        {nil, []string{"collect", "--once", "--from", "2024-02-30"}, 2, []string{"2024-02-30"}},
		"import of nothing":      {nil, []string{"import", "x.csv"}, 2, []string{"--as", "observations"}},
		"replay of nothing":      {nil, []string{"replay"}, 2, []string{"--collection", "--source"}},
		"replay of two things":   {nil, []string{"replay", "--collection", "7", "--source", "table"}, 2, []string{"--collection"}},
		"unknown collection":     {nil, []string{"replay", "--collection", "7"}, 1, []string{"no collection 7"}},
		"unknown source":         {nil, []string{"collect", "--once", "--source", "nobody"}, 1, []string{"nobody"}},
		"library not there":      {[]string{"POSTUP_ENGINE_LIB=" + filepath.Join(dir, "none.so")}, []string{"migrate"}, 1, []string{"none.so", "make"}},
		"port taken":             {nil, []string{"run", "--listen", taken.Addr().String()}, 1, []string{taken.Addr().String(), "--listen"}},
		"server does not answer": {nil, []string{"migrate", "--config", "server"}, 1, []string{closed}},
		"dashboard not there":    {nil, []string{"ready", "http://" + closed}, 1, []string{closed}},
	} {
		t.Run(name, func(t *testing.T) {
			r := run(t, dir, c.env, c.args...)
			if r.code != c.code {
				t.Errorf("exit code %d, want %d\n%s%s", r.code, c.code, r.stdout, r.stderr)
			}
			line := strings.TrimSpace(r.stderr)
			if strings.Contains(line, "\n") || strings.Contains(line, "goroutine ") {
				t.Errorf("wants one line:\n%s", line)
			}
			for _, s := range c.says {
				if !strings.Contains(line, s) {
					t.Errorf("does not say %q: %s", s, line)
				}
			}
		})
	}
}

func TestDryRunMakesNothing(t *testing.T) {
	dir := ownConfig(t)
	data := filepath.Join(dir, "data")
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"collect", "--once", "--dry-run"}, 0, "nothing was written"},
		{[]string{"replay", "--source", "my-table", "--dry-run"}, 1, "my-table"},
	} {
		r := run(t, dir, nil, append(c.args, "--data", data)...)
		if r.code != c.code || !strings.Contains(r.stdout+r.stderr, c.says) {
			t.Errorf("%v: code %d: %s%s", c.args, r.code, r.stdout, r.stderr)
		}
		if _, err := os.Stat(data); err == nil {
			t.Fatalf("%v has made %s", c.args, data)
		}
	}
}

func TestCheckPrintsEveryMistake(t *testing.T) {
	dir := ownConfig(t)
	if r := run(t, dir, nil, "check"); r.code != 0 || !strings.Contains(r.stdout, "no mistakes. 1 programme,") {
		t.Errorf("the small configuration: code %d, %s%s", r.code, r.stdout, r.stderr)
	}
	appendTo(t, filepath.Join(dir, "config", "postup.yaml"), "colour: blue\ntime_zone: Mars/Olympus\n")
	r := run(t, dir, nil, "check")
	if r.code != 1 || !strings.Contains(r.stdout, "postup.yaml:") || !strings.Contains(r.stdout, "colour") || !strings.Contains(r.stdout, "Mars/Olympus") {
		t.Errorf("two mistakes: code %d, wants both with file and line:\n%s%s", r.code, r.stdout, r.stderr)
	}
}

func TestShippedConfigurationRunsFromAnyFolder(t *testing.T) {
	if r := run(t, t.TempDir(), nil, "check"); r.code != 0 || !strings.Contains(r.stdout, "6 programmes") {
		t.Errorf("code %d: %s%s", r.code, r.stdout, r.stderr)
	}
}

// TestSecondProcessWorksThroughTheFirst starts a long-running process and uses its data folder from others.
func TestSecondProcessWorksThroughTheFirst(t *testing.T) {
	dir := ownConfig(t)
	address := closedPort(t)
	first := start(t, dir, "run", "--listen", address)
	waitReady(t, "http://"+address)
	waitFor(t, "the first collection", func() bool {
		return equalValues(values(t, address), map[string]float64{"2023-01-01": 40, "2023-02-01": 50})
	})
	waitFor(t, "its end", func() bool {
		_, body := fetch(t, "http://"+address+"/api/v1/collections?status=ok")
		return strings.Contains(body, `"my-table"`)
	})

	appendTo(t, filepath.Join(dir, "config", "table.csv"), "2023-03;60;100\nnonsense;1;2\n")
	r := run(t, dir, nil, "collect", "--once", "--json")
	if r.code != 0 || !strings.Contains(r.stdout, `"partial"`) {
		t.Errorf("collect --once through the first process: code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if r := run(t, dir, nil, "migrate"); r.code != 0 || !strings.Contains(r.stdout, "nothing to do") {
		t.Errorf("migrate: code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if err := os.WriteFile(filepath.Join(dir, "more.csv"), []byte("indicator,region,period,value\nonline_share,XX-01,2023-04,70\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := run(t, dir, nil, "import", "more.csv", "--as", "observations"); r.code != 0 {
		t.Errorf("import: code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	r = run(t, dir, nil, "run", "--listen", closedPort(t))
	if r.code != 1 || !strings.Contains(r.stderr, "--data") || strings.Contains(strings.TrimSpace(lastLine(r.stderr)), "goroutine") {
		t.Errorf("a second run on the folder: code %d, wants one line that names --data\n%s", r.code, r.stderr)
	}
	want := map[string]float64{"2023-01-01": 40, "2023-02-01": 50, "2023-03-01": 60, "2023-04-01": 70}
	waitFor(t, "every observation in the API", func() bool { return equalValues(values(t, address), want) })

	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := first.Wait(); err != nil {
		t.Errorf("the first process, asked to stop: %v", err)
	}
}

func TestVersion(t *testing.T) {
	r := run(t, t.TempDir(), nil, "version", "--json")
	var v struct{ Version, Commit, Engine string }
	if err := json.Unmarshal([]byte(r.stdout), &v); err != nil || v.Version == "" || !strings.HasPrefix(v.Engine, "2") {
		t.Errorf("code %d, %v: %s%s", r.code, err, r.stdout, r.stderr)
	}
}

func start(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := command(context.WithoutCancel(t.Context()), dir, nil, args...)
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
		if t.Failed() {
			t.Logf("postup %v:\n%s", args, log.String())
		}
	})
	return cmd
}

// waitFor asks until something is so.
func waitFor(t *testing.T, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("waited two minutes for %s", what)
		}
	}
}

func waitReady(t *testing.T, url string) {
	t.Helper()
	waitFor(t, url+"/readyz", func() bool {
		resp, err := http.Get(url + "/readyz")
		if err != nil {
			return false
		}
		defer resp.Body.Close()
		return resp.StatusCode == http.StatusOK
	})
}

func fetch(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func values(t *testing.T, address string) map[string]float64 {
	t.Helper()
	code, body := fetch(t, "http://"+address+"/api/v1/observations?indicator=online_share")
	if code != http.StatusOK {
		t.Fatalf("observations: %d %s", code, body)
	}
	var page struct {
		Data []struct {
			PeriodStart string `json:"period_start"`
			Value       *float64
		}
	}
	if err := json.Unmarshal([]byte(body), &page); err != nil {
		t.Fatal(err)
	}
	out := map[string]float64{}
	for _, o := range page.Data {
		if o.Value != nil {
			out[o.PeriodStart] = *o.Value
		}
	}
	return out
}

func equalValues(a, b map[string]float64) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || v != w {
			return false
		}
	}
	return true
}

func closedPort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return ln.Addr().String()
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = io.WriteString(f, text)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return lines[len(lines)-1]
}

// TestCheckNotes: what belongs to no region is no mistake, and the owner of the file learns of it.
func TestCheckNotes(t *testing.T) {
	dir := ownConfig(t)
	appendTo(t, filepath.Join(dir, "config", "postup.yaml"), "map_boundaries: {file: map.geojson, code: iso}\n")
	elsewhere := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"iso":"ZZ-9"},` +
		`"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}]}`
	if err := os.WriteFile(filepath.Join(dir, "config", "map.geojson"), []byte(elsewhere), 0o600); err != nil {
		t.Fatal(err)
	}
	r := run(t, dir, nil, "check", "--config", "config")
	if r.code != 0 || !strings.Contains(r.stdout, "note: "+filepath.Join("config", "map.geojson")+": feature 1 (ZZ-9) is of no region, and is not drawn\n") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}
