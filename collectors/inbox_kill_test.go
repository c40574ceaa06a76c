package collectors_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

// pausingStore hangs at a moment of a file's way, and says so.
type pausingStore struct {
	*store.Store
	moment string
}

func (p *pausingStore) at(moment string) {
	if p.moment == moment {
		fmt.Println("at " + moment)
		select {}
	}
}

func (p *pausingStore) WriteObservations(ctx context.Context, rows []store.Observation) (store.Written, error) {
	w, err := p.Store.WriteObservations(ctx, rows)
	p.at("stored")
	return w, err
}

func (p *pausingStore) SaveCollection(ctx context.Context, c *store.Collection) error {
	err := p.Store.SaveCollection(ctx, c)
	if c.Status != store.CollectionRunning {
		p.at("noted")
	}
	return err
}

func (p *pausingStore) SaveSourceState(ctx context.Context, s store.SourceState) error {
	p.at("answered")
	err := p.Store.SaveSourceState(ctx, s)
	p.at("remembered")
	return err
}

// inboxChild collects from the inbox of a folder, and prints how that ended.
func inboxChild(moment, dir string) error {
	ctx := context.Background()
	cfg, err := configuration(inboxOf(filepath.Join(dir, "inbox"), ", settle: 0s"))
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
	c, err := collectors.New(collectors.Options{Config: cfg, Store: &pausingStore{st, moment}, Payloads: payloads,
		Deriver: &recordingDeriver{}, Clock: newClock(), Log: slog.New(slog.NewTextHandler(io.Discard, nil)), IDKey: []byte("a key for tests only")})
	if err != nil {
		return err
	}
	outcomes, err := c.Once(ctx, collectors.OnceOptions{})
	if err != nil {
		return err
	}
	var got inboxResult
	for _, o := range outcomes {
		got.Outcomes = append(got.Outcomes, counts(o))
	}
	err = st.History(ctx, store.Filter{}, 0, func(o *store.Observation) error {
		got.Versions = append(got.Versions, o.Region+" "+o.Period.Start.String()+" "+string(o.Status))
		return nil
	})
	return errors.Join(err, json.NewEncoder(os.Stdout).Encode(got), st.Close())
}

// inboxResult is what the child that collects to the end prints: what became of the files, and all versions that are stored.
type inboxResult struct{ Outcomes, Versions []string }

// TestInboxKilled kills a process at each moment between storing a file and putting it away, and has another go on:
// nothing is lost, nothing is there twice, and what was remembered is not read again.
func TestInboxKilled(t *testing.T) {
	for moment, want := range map[string][]string{
		"stored":     {oneNew, oneNew},  // of the first file only the stage was missing
		"noted":      {noneNew, oneNew}, // the first file is read again, and changes nothing
		"answered":   {noneNew, oneNew},
		"remembered": {oneNew}, // it is put away, unread
	} {
		t.Run(moment, func(t *testing.T) {
			dir := t.TempDir()
			inbox := filepath.Join(dir, "inbox")
			if err := os.Mkdir(inbox, 0o700); err != nil {
				t.Fatal(err)
			}
			dropped(t, inbox, "first.csv", visitsOf(5), 20)
			dropped(t, inbox, "second.csv", visitsOf(6), 10)
			killAt(t, moment, dir)
			if _, err := os.Stat(filepath.Join(inbox, "first.csv")); err != nil {
				t.Errorf("killed before it was put away, the file is gone: %v", err)
			}
			finishing := childProcess(t, "inbox:", dir, "")
			var got inboxResult
			if err := json.Unmarshal(must[[]byte](t)(finishing.Output()), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got.Outcomes); diff != "" {
				t.Errorf("the collections after the kill (-want +got):\n%s", diff)
			}
			files := []string{"archive/ID-first.csv", "archive/ID-second.csv", "first.csv.answer.txt", "second.csv.answer.txt"}
			if diff := cmp.Diff(files, folder(t, inbox)); diff != "" {
				t.Errorf("the folder (-want +got):\n%s", diff)
			}
			versions := []string{"UA-05 2024-01-01 present", "UA-05 2024-01-01 present", "UA-07 2024-01-01 no_data"}
			if diff := cmp.Diff(versions, got.Versions); diff != "" {
				t.Errorf("observations (-want +got):\n%s", diff)
			}
		})
	}
}

// killAt starts a child that collects and kills it at a moment.
func killAt(t *testing.T, moment, dir string) {
	t.Helper()
	dying := childProcess(t, "inbox:"+moment, dir, "")
	out := must[io.ReadCloser](t)(dying.StdoutPipe())
	if err := dying.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(line, "at "+moment) {
		t.Fatalf("the process did not come as far as to be killed: %q %v", line, err)
	}
	if err := dying.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = dying.Wait() // killed: that is its error
}
