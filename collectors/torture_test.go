package collectors_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/collectors/derive"
	"github.com/postup/postup/collectors/spool"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// The environment of the torture: how many kills, and where its children find the server ("" embedded).
const (
	tortureKills  = "POSTUP_TORTURE"
	tortureServer = "POSTUP_TEST_SERVER"
)

// The portal of the torture: applications that become more with each request, and a table of cells whose values are
// the number of the request, every tenth of them wrong.
const (
	tortureFirst = 50_000
	tortureMore  = 500
	tortureCells = 2_000
	tortureBad   = 10
)

type torturePortal struct{ requests atomic.Int64 }

func (p *torturePortal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body bytes.Buffer
	n := int(p.requests.Add(1))
	if r.URL.Path == "/applications" {
		for i := range tortureFirst + n*tortureMore {
			_, _ = fmt.Fprintf(&body, `{"id":"%d","service":"birth","submitted":"%s"}`+"\n", i, noon.AddDate(0, 0, -1-i%100).Format(time.RFC3339))
		}
	} else {
		for i := range tortureCells {
			value := strconv.Itoa(n)
			if i%tortureBad == 0 {
				value = "many"
			}
			_, _ = fmt.Fprintf(&body, `{"period":"%s","value":"%s"}`+"\n", noon.AddDate(0, 0, -1-i).Format(time.DateOnly), value)
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(body.Len()))
	_, _ = w.Write(body.Bytes())
}

func tortureSources(url string) string {
	return applicationsSource(url+"/applications") + `
  - id: cells
    name: Cells
    kind: http
    http: {url: "` + url + `/cells"}
    format: {type: ndjson}
    regions: [UA-05]
    records:
      - as: observations
        fields: {indicator: {const: calls}, period: {from: period}, value: {from: value}}
`
}

// tortured is what the last process finds.
type tortured struct {
	Applications, Cells, Versions int
	Newest                        float64
	Wrong                         []string // what must not be
	Statuses                      map[store.CollectionStatus]int
}

// tortureChild collects without end until it is killed; or once, and says what there is.
func tortureChild(mode, dir, url string) error {
	ctx := context.Background()
	o := store.Options{Engine: store.EngineEmbedded, Dir: filepath.Join(dir, "engine")}
	if server := os.Getenv(tortureServer); server != "" {
		if err := json.Unmarshal([]byte(server), &o); err != nil {
			return err
		}
	}
	st, err := store.Open(ctx, o)
	if err != nil {
		return err
	}
	if _, err := st.Migrate(ctx); err != nil {
		return err
	}
	cfg, err := configuration(tortureSources(url))
	if err != nil {
		return err
	}
	options := collectors.Options{Config: cfg, Store: st, Deriver: derive.New(st, cfg), Clock: collectors.SystemClock{},
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)), IDKey: []byte("a key for tests only")}
	if options.Payloads, err = store.NewPayloads(filepath.Join(dir, "payloads")); err != nil {
		return err
	}
	if options.Spool, err = spool.Open(filepath.Join(dir, "spool"), 1<<30); err != nil {
		return err
	}
	fmt.Println("collecting")
	for {
		if err := tortureRun(ctx, options); err != nil {
			return err
		}
		if mode == "settle" {
			return tortureReport(st)
		}
	}
}

// tortureRun runs both sources to their end, as a start does.
func tortureRun(ctx context.Context, o collectors.Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var ended atomic.Int32
	o.OnOutcome = func(collectors.Outcome) {
		if ended.Add(1) == 2 {
			cancel()
		}
	}
	c, err := collectors.New(o)
	if err != nil {
		return err
	}
	return c.Run(ctx)
}

func tortureReport(st *store.Store) error {
	ctx := context.Background()
	r := tortured{Statuses: map[store.CollectionStatus]int{}}
	submissions, err := st.Submissions(ctx, "UA-05", nil)
	if err != nil {
		return err
	}
	for _, s := range submissions {
		r.Applications += int(s.Count)
	}
	var last store.Observation
	err = st.History(ctx, store.Filter{Sources: []string{"cells"}}, 0, func(o *store.Observation) error {
		r.Versions++
		switch {
		case o.Key() != last.Key():
			r.Cells++
		case *o.Value <= *last.Value:
			r.Wrong = append(r.Wrong, fmt.Sprintf("%s: %v came after %v", o.Period, *o.Value, *last.Value))
		}
		last, r.Newest = *o, max(r.Newest, *o.Value)
		return nil
	})
	if err != nil {
		return err
	}
	rows, err := st.Collections(ctx, store.CollectionFilter{Limit: 10_000})
	if err != nil {
		return err
	}
	for _, row := range rows {
		r.Statuses[row.Status]++
		rejections, err := st.Rejections(ctx, store.RejectionFilter{Collection: row.ID, Limit: 10_000})
		if err != nil {
			return err
		}
		ended := row.Status == store.CollectionOK || row.Status == store.CollectionPartial
		if ended && (uint64(len(rejections)) != row.Rejected || row.Records != row.Accepted+row.Rejected+row.Unchanged) || row.Status == store.CollectionRunning {
			r.Wrong = append(r.Wrong, fmt.Sprintf("collection %d of %s is %s with %d = %d + %d + %d and %d rejections", row.ID, row.Source, row.Status,
				row.Records, row.Accepted, row.Rejected, row.Unchanged, len(rejections)))
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		return err
	}
	return st.Close()
}

// TestTorture kills a process that collects under load, again and again at random moments, on each engine: nothing
// is lost and nothing is there twice. make torture runs it; the seed is printed, and POSTUP_TORTURE_SEED sets it.
func TestTorture(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv(tortureKills))
	if err != nil {
		t.Skip("it takes long: make torture runs it")
	}
	seed, err := strconv.ParseUint(os.Getenv("POSTUP_TORTURE_SEED"), 10, 64)
	if err != nil {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("%d kills on each engine; the seed is %d", kills, seed)
	t.Run(store.EngineEmbedded, func(t *testing.T) { torture(t, kills, seed, "") })
	t.Run(store.EngineClickHouse, func(t *testing.T) {
		o := storetest.ServerOptions(t)
		server, err := json.Marshal(map[string]any{"Engine": o.Engine, "Addresses": o.Addresses, "Database": o.Database,
			"Username": o.Username, "Password": o.Password})
		if err != nil {
			t.Fatal(err)
		}
		torture(t, kills, seed, string(server))
	})
}

func torture(t *testing.T, kills int, seed uint64, server string) {
	random := rand.New(rand.NewPCG(seed, 0))
	portal := &torturePortal{}
	site := httptest.NewServer(portal)
	defer site.Close()
	dir := t.TempDir()
	start := func(mode string) (*exec.Cmd, io.Reader) {
		t.Helper()
		cmd := childProcess(t, mode, dir, site.URL)
		cmd.Env = append(cmd.Env, tortureServer+"="+server)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd, out
	}
	for range kills {
		cmd, out := start("torture")
		if line := make([]byte, len("collecting\n")); !readFull(out, line) {
			t.Fatal("a process did not come as far as to collect")
		}
		timer := time.NewTimer(time.Duration(random.Int64N(int64(3 * time.Second)))) // the moment is what is random
		<-timer.C
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // killed: that is its error
	}
	cmd, out := start("settle")
	printed, err := io.ReadAll(out)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("the process after all the kills: %v", err)
	}
	var got tortured
	if err == nil {
		err = json.Unmarshal([]byte(strings.TrimPrefix(string(printed), "collecting\n")), &got)
	}
	if err != nil {
		t.Fatalf("%v: %s", err, printed)
	}
	requests := int(portal.requests.Load())
	t.Logf("%d requests; %+v", requests, got)
	if cells := tortureCells - tortureCells/tortureBad; got.Cells != cells || int(got.Newest) < requests-1 {
		t.Errorf("%d cells, the newest of request %v; there are %d cells, and %d requests", got.Cells, got.Newest, cells, requests)
	}
	// The last two requests are the last process's; which of them was for applications, chance decides.
	if all := tortureFirst + requests*tortureMore; got.Applications != all && got.Applications != all-tortureMore {
		t.Errorf("%d applications are there; the portal has %d", got.Applications, all)
	}
	if diff := cmp.Diff([]string(nil), got.Wrong); diff != "" {
		t.Errorf("what must not be (-want +got):\n%s", diff)
	}
}

func readFull(r io.Reader, b []byte) bool {
	_, err := io.ReadFull(r, b)
	return err == nil
}
