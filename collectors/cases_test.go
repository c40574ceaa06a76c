package collectors_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

var update = flag.Bool("update", false, "write the golden files anew")

// capturing is a store that keeps what is written in memory, so that a case sees the rows just as they left
// the checks. Only applications, which it can't look into, go on to the engine's tests.
type capturing struct {
	collectors.Store
	mu           sync.Mutex
	seq          uint64
	observations []store.Observation
	stages       []store.ServiceStage
	offers       []store.Offer
	milestones   []store.MilestoneEvent
	targets      []store.TargetValue
}

func (c *capturing) NextSeq() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	return c.seq
}

func (c *capturing) WriteObservations(_ context.Context, rows []store.Observation) (store.Written, error) {
	c.observations = append(c.observations, rows...)
	return store.Written{New: len(rows)}, nil
}

func (c *capturing) WriteStages(_ context.Context, rows []store.ServiceStage) (store.Written, error) {
	c.stages = append(c.stages, rows...)
	return store.Written{New: len(rows)}, nil
}

func (c *capturing) WriteOffers(_ context.Context, rows []store.Offer) (store.Written, error) {
	c.offers = append(c.offers, rows...)
	return store.Written{New: len(rows)}, nil
}

func (c *capturing) WriteMilestoneEvents(_ context.Context, rows []store.MilestoneEvent) (store.Written, error) {
	c.milestones = append(c.milestones, rows...)
	return store.Written{New: len(rows)}, nil
}

func (c *capturing) WriteTargetValues(_ context.Context, rows []store.TargetValue) (store.Written, error) {
	c.targets = append(c.targets, rows...)
	return store.Written{New: len(rows)}, nil
}

func (c *capturing) WriteApplications(context.Context, *store.ApplicationColumns) error { return nil }

// ReplaceApplications takes each row for a new application.
func (c *capturing) ReplaceApplications(_ context.Context, rows *store.ApplicationColumns) (store.Replaced, error) {
	var r store.Replaced
	for i := range rows.Len() {
		a := store.Application{}
		binary.LittleEndian.PutUint64(a.ID[:], uint64(i))
		r.After = append(r.After, a)
	}
	return r, nil
}

func (c *capturing) Collections(context.Context, store.CollectionFilter) ([]store.Collection, error) {
	return nil, nil
}

func (c *capturing) SaveCollection(context.Context, *store.Collection) error  { return nil }
func (c *capturing) WriteRejections(context.Context, []store.Rejection) error { return nil }
func (c *capturing) SavePayload(context.Context, store.Payload) error         { return nil }
func (c *capturing) SaveSourceState(context.Context, store.SourceState) error { return nil }
func (c *capturing) SourceStates(context.Context) (map[string]store.SourceState, error) {
	return nil, nil
}

// result is what a case's expected.json holds.
type result struct {
	Outcome      string
	Error        string                 `json:",omitempty"`
	Rejections   []string               `json:",omitempty"`
	Totals       *rowsOfTotals          `json:",omitempty"`
	Observations []store.Observation    `json:",omitempty"`
	Stages       []store.ServiceStage   `json:",omitempty"`
	Offers       []store.Offer          `json:",omitempty"`
	Milestones   []store.MilestoneEvent `json:",omitempty"`
	Targets      []store.TargetValue    `json:",omitempty"`
}

type rowsOfTotals struct {
	Skipped, Taken uint64
	First          string // that was taken
}

// TestCases takes each payload of testcases/ through its source's mapping and the checks. Run with -update to
// accept what comes, and read the difference.
func TestCases(t *testing.T) {
	cases, err := filepath.Glob("testcases/*/source.yaml")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases were found: %v", err)
	}
	for _, path := range cases {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			got := runCase(t, dir)
			golden := filepath.Join(dir, "expected.json")
			if *update {
				if err := os.WriteFile(golden, append(got, '\n'), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)+"\n"); diff != "" {
				t.Errorf("the payload's records become something else (-want +got):\n%s", diff)
			}
		})
	}
}

func runCase(t *testing.T, dir string) []byte {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(dir, "source.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	cfg := load(t, string(source))
	for _, s := range cfg.Sources {
		if s.Dir, err = filepath.Abs(makePayload(t, dir)); err != nil {
			t.Fatal(err)
		}
	}
	st := &capturing{}
	w := newWorldOn(t, st, cfg)
	out := w.once(t, cfg.Sources[0].ID)
	r := result{Outcome: counts(out), Error: out.Error, Observations: st.observations, Stages: st.stages,
		Offers: st.offers, Milestones: st.milestones, Targets: st.targets}
	if found := (rowsOfTotals{out.TotalsSkipped, out.TotalsTaken, out.FirstTotal}); found != (rowsOfTotals{}) {
		r.Totals = &found
	}
	for _, x := range out.Rejections {
		r.Rejections = append(r.Rejections, x.Position+" "+x.As+" "+x.Field+": "+x.Reason+": "+x.Detail)
	}
	b, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return b
}
