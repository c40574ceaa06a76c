package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestMain(m *testing.M) { storetest.Main(m) }

// clock stands where a test puts it, so that seqs and times of recording are the same in every run.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(day string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = kpi.MustDate(day).Time().Add(12 * time.Hour)
}

// world is the API over a real store.
type world struct {
	app    *fiber.App
	store  *store.Store
	keeper *board.Keeper
	clock  *clock
}

func open(t testing.TB) *world {
	t.Helper()
	w := &world{clock: &clock{}}
	w.clock.set("2023-08-05")
	o := storetest.EmbeddedOptions(t)
	o.Now = w.clock.Now
	w.store = storetest.Open(t, o)
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatalf("load the tests' configuration:\n%v", err)
	}
	w.keeper = board.NewKeeper(board.KeeperOptions{Reader: w.store, Config: cfg, Now: w.clock.Now})
	w.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: sayCode})
	languages, err := messages.Load()
	must(t, err)
	Register(w.app.Group("/api/v1"), Deps{Boards: w.keeper, Records: w.store, Config: cfg, Now: w.clock.Now, Words: languages.Find("en")})
	return w
}

// sayCode answers errors with their code and message; the dashboard's own handler is tested with the dashboard.
func sayCode(c *fiber.Ctx, err error) error {
	var known *store.Error
	if !errors.As(err, &known) {
		return c.Status(fiber.StatusInternalServerError).SendString(err.Error())
	}
	status := map[store.Code]int{store.CodeInvalid: 400, store.CodeNotFound: 404, store.CodeUnavailable: 503}[known.Code]
	return c.Status(status).SendString(known.Message)
}

// filled is a world in which something of everything has happened, on 14 October 2023.
func filled(t testing.TB) *world {
	t.Helper()
	w := open(t)
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{
		value("online", "TT-1", "", "2023-07-01", 40, "derived"), value("online", "TT-2", "", "2023-07-01", 20, "derived"),
		value("online", "TT-3", "", "2023-07-01", 20, "derived"), value("online", "TT-1", "sector=health", "2023-07-01", 30, "derived"),
	})))
	w.clock.set("2023-10-10")
	simulated := value("online", "TT-2", "", "2023-09-01", 25, "simulator")
	simulated.Simulated = true
	none := value("online", "TT-3", "", "2023-09-01", 0, "trusted")
	none.Status, none.Value = kpi.NoData, nil
	must(t, write(w.store.WriteObservations(t.Context(), []store.Observation{
		value("online", "TT-1", "", "2023-07-01", 42, "derived"),
		value("online", "TT-1", "", "2023-09-01", 50, "derived"), simulated, none,
		value("applications", "TT-1", "", "2023-09-01", 500, "derived"), value("applications", "TT-1", "service=doctor", "2023-09-01", 3, "derived"),
		value("applications", "TT-1", "service=vaccine", "2023-09-01", 30, "derived"), value("applications", "TT-1", "service=parking", "2023-09-01", 467, "derived"),
	})))
	fill(t, w)
	w.clock.set("2023-10-14")
	must(t, w.keeper.Rebuild(t.Context()))
	return w
}

func fill(t testing.TB, w *world) {
	t.Helper()
	ctx, from := t.Context(), store.Origin{Source: "trusted", Collection: 7}
	must(t, write(w.store.WriteOffers(ctx, []store.Offer{
		{Region: "TT-1", Service: "doctor", From: kpi.MustDate("2023-01-01"), Origin: from},
		{Region: "TT-1", Service: "vaccine", From: kpi.MustDate("2023-01-01"), Origin: from},
	})))
	must(t, write(w.store.WriteStages(ctx, []store.ServiceStage{
		{Region: "TT-1", Service: "doctor", Since: kpi.MustDate("2023-02-01"), Status: kpi.Present, Stage: kpi.StageOnline, Origin: from},
	})))
	must(t, write(w.store.WriteMilestoneEvents(ctx, []store.MilestoneEvent{
		{Programme: "plan", Milestone: "platform", Region: "TT", DoneOn: kpi.MustDate("2023-07-15"), Evidence: "An act", Origin: from},
	})))
	month := kpi.MustDate("2023-09-01")
	derived := store.Origin{Source: "derived"}
	must(t, write(w.store.WriteProcessing(ctx, []store.Processing{
		{Region: "TT-1", Service: "doctor", Month: month, At: kpi.MustDate("2023-09-30"), Applications: 3, Completed: 3, Hours: []uint32{5}, Counts: []uint64{3}, Origin: derived},
		{Region: "TT-1", Service: "vaccine", Month: month, At: kpi.MustDate("2023-09-30"), Applications: 30, Completed: 20, Hours: []uint32{24}, Counts: []uint64{20}, Origin: derived},
		{
			Region: "TT-1", Service: "parking", Month: month, At: kpi.MustDate("2023-09-30"), Applications: 467, KnownChannel: 467, Online: 400,
			Completed: 400, Refused: 40, Withdrawn: 7, WithDeadline: 400, WithinDeadline: 300, Open: 60, OpenWithDeadline: 60, Overdue: 6,
			Hours: []uint32{12, 48, 240}, Counts: []uint64{100, 200, 100}, Collections: []uint64{7}, Origin: derived,
		},
	})))
	at := kpi.MustDate("2023-10-14").Time()
	for i, status := range []store.CollectionStatus{store.CollectionOK, store.CollectionFailed, store.CollectionPartial} {
		c := store.Collection{ID: uint64(i + 7), Source: "trusted", Started: at, Finished: at.Add(time.Second), Status: status, Attempts: 1, Records: 3, Accepted: 2, Rejected: 1}
		if status == store.CollectionPartial {
			c.Withdrawn, c.TotalsSkipped, c.Counted = 4, 1, true // the others were collected before anybody counted these
		}
		must(t, w.store.SaveCollection(ctx, &c))
	}
	must(t, w.store.WriteRejections(ctx, []store.Rejection{
		{Source: "trusted", Collection: 7, Position: "line 2", As: "observations", Field: "value", Reason: "not_a_number"},
		{Source: "trusted", Collection: 9, Position: "line 3", As: "observations", Field: "region", Reason: "unknown_region"},
		{Source: "trusted", Collection: 9, Position: "line 4", As: "observations", Field: "region", Reason: "unknown_region"},
	}))
	must(t, w.store.SaveSourceState(ctx, store.SourceState{Source: "trusted", NextDue: at.AddDate(0, 0, 1), LastStarted: at, LastSuccess: at}))
}

func value(indicator, region, breakdown, start string, v float64, source string) store.Observation {
	return store.Observation{
		Indicator: indicator, Region: region, Breakdown: breakdown, Period: kpi.Month(kpi.MustDate(start)), Status: kpi.Present,
		Value: &v, Collections: []uint64{7}, Origin: store.Origin{Source: source},
	}
}

func write(_ store.Written, err error) error { return err }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// get asks the API; headers are name, value, name, value.
func (w *world) get(t testing.TB, address string, headers ...string) (*http.Response, []byte) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/api/v1"+address, nil)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := w.app.Test(req, -1)
	if err != nil {
		t.Fatalf("GET %s: %v", address, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("GET %s: %v", address, err)
	}
	return res, body
}

// page is what every list answers.
type page struct {
	Data []map[string]any
	Next string
}

func (w *world) list(t testing.TB, address string) page {
	t.Helper()
	res, body := w.get(t, address)
	var p page
	if err := json.Unmarshal(body, &p); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d %s", address, res.StatusCode, body)
	}
	return p
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	if json.Valid(got) {
		var indented bytes.Buffer
		must(t, json.Indent(&indented, got, "", "  "))
		got = indented.Bytes()
	}
	file := filepath.Join("testdata", "golden", name)
	if *update {
		must(t, os.MkdirAll(filepath.Dir(file), 0o755))
		must(t, os.WriteFile(file, got, 0o644))
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("read the golden file (write it with -update): %v", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("the answer that others rely on has changed (-want +got):\n%s", diff)
	}
}
