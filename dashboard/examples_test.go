package dashboard

import (
	"context"
	"net"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// example is the first piece of docs/api.md in a language.
func example(t *testing.T, language string) string {
	t.Helper()
	text, err := os.ReadFile("../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	_, code, found := strings.Cut(string(text), "\n```"+language+"\n")
	code, _, closed := strings.Cut(code, "\n```\n")
	if !found || !closed {
		t.Fatalf("docs/api.md has no example in %s", language)
	}
	return code
}

// runExample runs a program of the documentation as it stands there, but for the server's address, and gives what it wrote.
func runExample(t *testing.T, s *site, folder, language, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, s.app, listener, 5*time.Second) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	code := strings.ReplaceAll(example(t, language), "http://127.0.0.1:8080", "http://"+listener.Addr().String())
	command := exec.CommandContext(t.Context(), path, append(args, code)...)
	command.Dir, command.Env = folder, append(os.Environ(), "PYTHONUTF8=1")
	var complaint strings.Builder
	command.Stderr = &complaint
	out, err := command.Output()
	if err != nil {
		t.Fatalf("%v: %s%s", err, out, &complaint)
	}
	return string(out)
}

func TestThePythonOfTheDocumentation(t *testing.T) {
	if out := runExample(t, ready(t), t.TempDir(), "python", "python3", "-c"); !strings.Contains(out, "TT-1 online 2023-09-30 50.0") && !strings.Contains(out, "TT-1 online 2023-09-30 50\n") {
		t.Errorf("it says %q", out)
	}
}

// TestTheROfTheDocumentation: it runs as it stands there, and counts what is real and not missing.
func TestTheROfTheDocumentation(t *testing.T) {
	s := ready(t)
	v := 40.0
	of := func(region, start string, value *float64) store.Observation {
		o := store.Observation{Indicator: "online", Region: region, Period: kpi.Month(kpi.MustDate(start)), Status: kpi.Present, Value: value, Origin: store.Origin{Source: "trusted"}}
		if value == nil {
			o.Status = kpi.NoData
		}
		return o
	}
	simulated := of("TT-2", "2023-09-01", &v)
	simulated.Simulated, simulated.Source = true, "simulator"
	_, err := s.store.WriteObservations(t.Context(), []store.Observation{of("TT-1", "2023-08-01", &v), of("TT-1", "2023-07-01", nil), simulated})
	if err == nil {
		err = s.keeper.Rebuild(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	out := runExample(t, s, t.TempDir(), "r", "Rscript", "--vanilla", "-e")
	if !regexp.MustCompile(`TT-1 +online +2\n`).MatchString(out) || strings.Contains(out, "TT-2") {
		t.Errorf("it says %q", out)
	}
}
