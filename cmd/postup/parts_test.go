package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// TestWhatIsToldOfAWindow: who reads along without a terminal is told of each source's parts, not more often than
// every few seconds, and of the time that is left by the pace of what was asked for.
func TestWhatIsToldOfAWindow(t *testing.T) {
	var out bytes.Buffer
	now := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	w := &windows{now: func() time.Time { return now }, out: &out, of: map[string]collectors.Parts{}}
	tell := func(after time.Duration, source string, of, before, asked int, records uint64, over bool) {
		now = now.Add(after)
		last := collectors.Outcome{Collection: store.Collection{From: kpi.MustDate("2023-01-01"), To: kpi.MustDate("2023-01-31"), Status: store.CollectionOK}}
		w.tell(collectors.Parts{Source: source, Of: of, Before: before, Asked: asked, Records: records, Over: over, Last: last})
	}
	tell(0, "a", 12, 0, 0, 0, false)
	tell(0, "b", 4, 0, 0, 0, false)
	tell(0, "a", 12, 4, 0, 0, false) // passed over at once: nothing that a pace could be told by
	tell(30*time.Second, "a", 12, 4, 1, 100, false)
	tell(time.Second, "b", 4, 0, 1, 50, false) // too soon after the last line
	tell(29*time.Second, "b", 4, 0, 2, 90, false)
	tell(60*time.Second, "b", 4, 0, 3, 90, true)
	tell(time.Hour, "a", 12, 4, 8, 900, false)
	want := `a: part 5 of 12, 2023-01-01..2023-01-31, ok; 100 records so far from 2 sources, about 6 min left
b: part 2 of 4, 2023-01-01..2023-01-31, ok; 190 records so far from 2 sources, about 3 min left
b: part 3 of 4, 2023-01-01..2023-01-31, ok; 190 records so far from 2 sources, about 4 min left
a: part 12 of 12, 2023-01-01..2023-01-31, ok; 990 records so far from 2 sources
`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestInterruptedWindowGoesOn: a window of years that is stopped with Ctrl-C, or killed, in the middle goes on with the
// part that it was in. What was asked for before is not asked for again, and nothing is lost or counted twice.
func TestInterruptedWindowGoesOn(t *testing.T) {
	for name, signal := range map[string]os.Signal{"interrupt": os.Interrupt, "kill": syscall.SIGKILL} {
		t.Run(name, func(t *testing.T) {
			p := newMonths(t)
			dir := ownConfig(t)
			appendTo(t, filepath.Join(dir, "config", "postup.yaml"), `  - id: portal
    kind: http
    http: {url: "`+p.URL+`/?from={from}&to={to}", window: {first: 2022-01-01, chunk: 31d}}
    regions: [XX-01]
    format: {type: json}
    records:
      - as: observations
        fields: {indicator: {const: online_share}, period: {from: month, layout: month}, value: {from: value}}
`)
			args := []string{"collect", "--once", "--source", "portal", "--from", "2022-01-01", "--to", "2022-05-04", "--json"} // four parts
			p.hold("2022-03-04")
			first := command(context.WithoutCancel(t.Context()), dir, nil, args...)
			if err := first.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-p.held:
			case <-time.After(2 * time.Minute):
				t.Fatal("the third part is never asked for")
			}
			if err := first.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			if err := first.Wait(); err == nil {
				t.Error("who is stopped in the middle ends as if all were done")
			}
			p.hold("")
			if got, want := p.questions(), "2022-01-01 2022-02-01 2022-03-04"; got != want {
				t.Errorf("the first command asked for the parts from %s; want %s", got, want)
			}
			r := run(t, dir, nil, args...)
			if got, want := p.questions(), "2022-03-04 2022-04-04"; r.code != 0 || got != want {
				t.Errorf("the second command asked for the parts from %s, code %d; want %s\n%s", got, r.code, want, r.stderr)
			}
			if got, want := ends(t, r.stdout), "skipped 0=0, skipped 0=0, ok 1=0, ok 1=0"; got != want {
				t.Errorf("the parts ended %s, want %s", got, want)
			}
			r = run(t, dir, nil, append(args, "--again", "--dry-run")...)
			if got, want := ends(t, r.stdout), "ok 1=1, ok 1=1, ok 1=1, ok 1=1"; got != want {
				t.Errorf("held against what the portal has, the parts ended %s, want %s: what is stored is not the same\n%s", got, want, r.stdout)
			}
		})
	}
}

// months is a portal that answers with the month that it is asked for, and holds an answer back where a test says so.
type months struct {
	*httptest.Server
	mu    sync.Mutex
	at    string // the day on which the part begins whose answer is held back
	asked []string
	held  chan struct{}
}

func newMonths(t *testing.T) *months {
	t.Helper()
	p := &months{held: make(chan struct{}, 1)}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		from := r.URL.Query().Get("from")
		p.mu.Lock()
		held := p.at == from
		p.asked = append(p.asked, from)
		p.mu.Unlock()
		if held {
			p.held <- struct{}{}
			<-r.Context().Done() // until who asked is gone
			return
		}
		_, _ = fmt.Fprintf(w, `[{"month":%q,"value":%s}]`, from[:7], strings.TrimPrefix(from[5:7], "0"))
	}))
	t.Cleanup(p.Close)
	return p
}

func (p *months) hold(from string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = from
}

// questions are the first days that it was asked for since the last time.
func (p *months) questions() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := strings.Join(p.asked, " ")
	p.asked = nil
	return asked
}

// ends are how the collections ended that collect --json printed: the state, the records, and those that were there before.
func ends(t *testing.T, stdout string) string {
	t.Helper()
	var printed struct {
		Collections []struct {
			Status             string
			Records, Unchanged int
		}
	}
	if err := json.Unmarshal([]byte(stdout), &printed); err != nil {
		t.Fatalf("%v: %s", err, stdout)
	}
	var all []string
	for _, c := range printed.Collections {
		all = append(all, fmt.Sprintf("%s %d=%d", c.Status, c.Records, c.Unchanged))
	}
	return strings.Join(all, ", ")
}
