package dashboard

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/goccy/go-yaml/ast"
	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// site is the whole app over a real store.
type site struct {
	app    *fiber.App
	store  *store.Store
	keeper *board.Keeper
	log    *lines
	waits  Waiting
}

// lines gather what was logged.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func now() time.Time { return time.Date(2023, 10, 14, 12, 0, 0, 0, time.UTC) }

func settings(t testing.TB) *config.Config {
	t.Helper()
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatalf("load the tests' configuration:\n%v", err)
	}
	return cfg
}

func open(t testing.TB) *site {
	t.Helper()
	return openWith(t, func(*config.Config) {})
}

// openWith is the app with other settings.
func openWith(t testing.TB, set func(*config.Config)) *site {
	t.Helper()
	s := &site{store: storetest.Embedded(t), log: &lines{}}
	cfg := settings(t)
	set(cfg)
	s.keeper = board.NewKeeper(board.KeeperOptions{Reader: s.store, Config: cfg, Now: now})
	app, err := New(Options{
		Keeper: s.keeper, Store: s.store, Config: cfg, Now: now, Version: "test", Waiting: func() Waiting { return s.waits }, Files: filepath.Join(t.TempDir(), "files"),
		Log: slog.New(slog.NewTextHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatalf("make the app: %v", err)
	}
	s.app = app
	return s
}

func ready(t testing.TB) *site {
	t.Helper()
	s := open(t)
	v := 50.0
	_, err := s.store.WriteObservations(t.Context(), []store.Observation{{
		Indicator: "online", Region: "TT-1", Period: kpi.Month(kpi.MustDate("2023-09-01")), Status: kpi.Present, Value: &v,
		Origin: store.Origin{Source: "trusted"},
	}})
	if err == nil {
		err = s.keeper.Rebuild(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) ask(t testing.TB, req *http.Request) (*http.Response, string) {
	t.Helper()
	res, err := s.app.Test(req, -1)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL, err)
	}
	return res, string(body)
}

func (s *site) get(t testing.TB, address, accept string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, address, nil)
	if accept != "" {
		req.Header.Set("Accept", accept)
	}
	return s.ask(t, req)
}

func TestProblems(t *testing.T) {
	s := ready(t)
	tests := []struct {
		address string
		status  int
		code    string
	}{
		{"/api/v1/observations?regoin=TT-1", 400, "invalid"},
		{"/api/v1/nothing", 404, "not_found"},
		{"/api/v1/programmes/nothing", 404, "not_found"},
		{"/api/v1/Regions", 404, "not_found"},
		{"/api/nothing", 404, "not_found"},
	}
	for _, tt := range tests {
		res, body := s.get(t, tt.address, "text/html") // the API answers programs, whatever they say they take
		var p struct {
			Status int
			Code   string
			Detail string
		}
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatalf("GET %s: %s", tt.address, body)
		}
		if res.StatusCode != tt.status || p.Status != tt.status || p.Code != tt.code || p.Detail == "" {
			t.Errorf("GET %s: %d %s, want %d %s", tt.address, res.StatusCode, body, tt.status, tt.code)
		}
		if got := res.Header.Get("Content-Type"); got != "application/problem+json" {
			t.Errorf("GET %s: a problem came as %s", tt.address, got)
		}
	}
}

// TestNothingThereSaysWhatThereIs: a program at a wrong address is told of the lists, or of the datasets and how their files are addressed; a person gets a page.
func TestNothingThereSaysWhatThereIs(t *testing.T) {
	s := ready(t)
	for address, says := range map[string][]string{
		"/api/v1/nope":              {"/regions", "/observations/history", "/releases", ".csv", "/api/v1"},
		"/api/v1/observations.xlsx": {"no .xlsx", "/observations and", ".csv"},
		"/api/nope":                 {"listed at /api/v1"},
		"/open-data/nope.csv":       {"/open-data/{dataset}/{version}.{ext}", "latest.{ext}", "observations", "programmes", "excel.csv", "parquet"},
		"/open-data/observations":   {"/open-data/{dataset}/{version}.{ext}", "observations", "processing"},
	} {
		for _, accept := range []string{"application/json", "*/*", ""} {
			res, body := s.get(t, address, accept)
			if res.StatusCode != http.StatusNotFound || res.Header.Get("Content-Type") != "application/problem+json" {
				t.Errorf("GET %s: %d %s", address, res.StatusCode, res.Header.Get("Content-Type"))
			}
			for _, part := range says {
				if !strings.Contains(body, part) {
					t.Errorf("GET %s does not say %s: %s", address, part, body)
				}
			}
		}
		res, _ := s.get(t, address, "text/html,application/xhtml+xml,*/*;q=0.8")
		if page := strings.HasPrefix(res.Header.Get("Content-Type"), "text/html"); res.StatusCode != http.StatusNotFound || page == strings.HasPrefix(address, "/api/") {
			t.Errorf("a browser at %s got %d %s", address, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
}

// TestProgramsAreToldOfFilters: a page that can't be is told of in words for programs, too, with what there is.
func TestProgramsAreToldOfFilters(t *testing.T) {
	s := ready(t)
	res, body := s.get(t, "/promises?state=nope&lang=en", "application/json")
	if res.StatusCode != 400 || !strings.Contains(body, "missed") || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", res.StatusCode, body)
	}
}

func TestPeopleGetAPage(t *testing.T) {
	s := ready(t)
	res, body := s.get(t, "/nothing", "text/html,application/xhtml+xml,*/*;q=0.8")
	if res.StatusCode != http.StatusNotFound || !strings.Contains(res.Header.Get("Content-Type"), "text/html") || !strings.Contains(body, "<html") {
		t.Errorf("a browser at a wrong address got %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

func TestOnlyReading(t *testing.T) {
	s := ready(t)
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, http.MethodPatch, http.MethodOptions} {
		for _, address := range []string{"/api/v1/regions", "/", "/nothing"} {
			res, body := s.ask(t, httptest.NewRequest(method, address, nil))
			if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != "GET, HEAD" {
				t.Errorf("%s %s: %d, Allow %q: %s", method, address, res.StatusCode, res.Header.Get("Allow"), body)
			}
		}
	}
	res, body := s.ask(t, httptest.NewRequest(http.MethodHead, "/api/v1/regions", nil))
	if res.StatusCode != http.StatusOK || body != "" || res.Header.Get("ETag") == "" {
		t.Errorf("HEAD: %d with a body of %d bytes, ETag %q", res.StatusCode, len(body), res.Header.Get("ETag"))
	}
}

// Only the question what if takes a body, and only as plain JSON.
func TestQuestionsAreJSON(t *testing.T) {
	s := ready(t)
	for _, asked := range []struct {
		method, kind, packed, body string
		status                     int
	}{
		{http.MethodGet, "", "", "", http.StatusMethodNotAllowed},
		{http.MethodPut, "application/json", "", "{}", http.StatusMethodNotAllowed},
		{http.MethodPost, "text/plain", "", "{}", http.StatusUnsupportedMediaType},
		{http.MethodPost, "application/json", "gzip", "{}", http.StatusUnsupportedMediaType},
		{http.MethodPost, "application/json; charset=utf-8", "", "{}", http.StatusBadRequest}, // read, and found to ask nothing
	} {
		req := httptest.NewRequest(asked.method, "/api/v1/whatif", strings.NewReader(asked.body))
		req.Header.Set("Content-Type", asked.kind)
		if asked.packed != "" {
			req.Header.Set("Content-Encoding", asked.packed)
		}
		if res, body := s.ask(t, req); res.StatusCode != asked.status {
			t.Errorf("%s of %.40s as %s%s got %d, want %d: %s", asked.method, asked.body, asked.kind, asked.packed, res.StatusCode, asked.status, body)
		}
	}
}

// A packed body is refused before anything unpacks it: 204 KB can become 200 MB.
func TestPackedBodiesAreRefused(t *testing.T) {
	s := ready(t)
	var bomb bytes.Buffer
	w := gzip.NewWriter(&bomb)
	if _, err := w.Write(make([]byte, 20<<20)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	req := httptest.NewRequest(http.MethodGet, "/api/v1/regions", &bomb)
	req.Header.Set("Content-Encoding", "gzip")
	if res, _ := s.ask(t, req); res.StatusCode != http.StatusUnsupportedMediaType {
		t.Errorf("a packed body got %d, want 415", res.StatusCode)
	}
}

func TestHeaders(t *testing.T) {
	s := ready(t)
	for _, address := range []string{"/", "/nothing", "/api/v1/regions", "/healthz"} {
		res, _ := s.get(t, address, "text/html")
		csp := res.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("GET %s: the content policy is %q", address, csp)
		}
		if res.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("GET %s: nosniff is missing", address)
		}
	}
}

func TestInsideStaysInside(t *testing.T) {
	s := ready(t)
	s.app.Get("/secret", func(*fiber.Ctx) error { return errors.New("dial tcp 10.0.0.7: password wrong") })
	s.app.Get("/panic", func(*fiber.Ctx) error { panic("password hunter2") })
	for _, address := range []string{"/secret", "/panic"} {
		for _, accept := range []string{"application/json", "text/html"} {
			res, body := s.get(t, address, accept)
			if res.StatusCode != http.StatusInternalServerError || strings.Contains(body, "password") {
				t.Errorf("GET %s as %s: %d %s", address, accept, res.StatusCode, body)
			}
		}
	}
	for _, secret := range []string{"10.0.0.7", "hunter2"} {
		if !strings.Contains(s.log.String(), secret) {
			t.Errorf("what went wrong was neither shown nor logged: %q", secret)
		}
	}
}

func TestHealth(t *testing.T) {
	s := open(t)
	if res, body := s.get(t, "/healthz", ""); res.StatusCode != http.StatusOK {
		t.Errorf("healthz: %d %s", res.StatusCode, body)
	}
	if res, body := s.get(t, "/readyz", ""); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "board") {
		t.Errorf("readyz before the first board: %d %s, want 503 and the reason", res.StatusCode, body)
	}
	if err := s.keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if res, body := s.get(t, "/readyz", ""); res.StatusCode != http.StatusOK {
		t.Errorf("readyz with a board: %d %s", res.StatusCode, body)
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	if res, body := s.get(t, "/readyz", ""); res.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, "store") {
		t.Errorf("readyz without a store: %d %s, want 503 and the reason", res.StatusCode, body)
	}
	if res, body := s.get(t, "/api/v1/regions", ""); res.StatusCode != http.StatusOK {
		t.Errorf("answers from the board are gone with the store: %d %s", res.StatusCode, body)
	}
}

// Whoever watches over a Postup whose store is away is told before sources begin to fail.
func TestWaitingIsTold(t *testing.T) {
	s := ready(t)
	for _, nearly := range []bool{false, true} {
		s.waits = Waiting{Collections: 3, Bytes: 850, Limit: 1000, NearlyFull: nearly}
		res, body := s.get(t, "/readyz", "")
		if res.StatusCode != http.StatusOK || strings.Contains(body, "3 collections wait on disk for the store, with 850 of 1000 bytes") != nearly {
			t.Errorf("readyz: %d %s", res.StatusCode, body)
		}
	}
	_, body := s.get(t, "/metrics", "")
	for _, want := range []string{"postup_spool_collections 3", "postup_spool_bytes 850", "postup_spool_limit_bytes 1000"} {
		if !strings.Contains(body, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

func TestMetrics(t *testing.T) {
	s := ready(t)
	s.get(t, "/api/v1/programmes/plan", "")
	s.get(t, "/api/v1/programmes/nothing", "")
	s.get(t, "/no/such/page", "")
	for i, status := range []store.CollectionStatus{store.CollectionRunning, store.CollectionOK} {
		c := store.Collection{ID: s.store.NextSeq() + uint64(i), Source: "trusted", Started: now(), Status: status, Records: 5, Accepted: 4, Rejected: 1}
		if err := s.store.SaveCollection(t.Context(), &c); err != nil {
			t.Fatal(err)
		}
	}
	few := store.Collection{ID: s.store.NextSeq() + 2, Source: "requests", Started: now(), Status: store.CollectionOK, Records: 3, Accepted: 3} // of no source that is configured
	nothing := store.Collection{ID: s.store.NextSeq() + 3, Source: "requests", Started: now(), Status: store.CollectionUnchanged}               // whose counts are no small ones
	for _, c := range []*store.Collection{&few, &nothing} {
		if err := s.store.SaveCollection(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	s.get(t, "/metrics", "")
	_, body := s.get(t, "/metrics", "") // the second time must not count them again
	for _, want := range []string{
		`postup_requests_total{route="/api/v1/programmes/:id",status="200"} 1`,
		`postup_requests_total{route="other",status="404"} 2`,
		`postup_request_seconds_count`,
		`postup_collections_total{source="trusted",status="ok"} 1`,
		`postup_collection_rows_total{result="accepted",source="trusted"} 4`,
		`postup_board_builds 1`, `postup_board_age_seconds 0`, `postup_board_build_seconds`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
	if !strings.Contains(body, `postup_collections_total{source="requests",status="ok"} 1`) || strings.Contains(body, `source="requests"} `) {
		t.Error("metrics do not count the collection, or tell how few applications it brought")
	}
	if strings.Contains(body, "no/such/page") || strings.Contains(body, `status="running"`) {
		t.Error("metrics count addresses without end, or collections that still run")
	}
}

// Strings of a request must stay what they were while others are answered.
func TestRequestsAtOnceKeepApart(t *testing.T) {
	s := ready(t)
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			for n := range 10 {
				day := kpi.MustDate("2023-10-14").AddDays(i % 4)
				region := fmt.Sprintf("TT-%d", 1+(i+n)%4)
				req := httptest.NewRequest(http.MethodGet, "/api/v1/regions?region="+region+"&today="+day.String(), nil)
				res, err := s.app.Test(req, -1)
				if err != nil {
					t.Errorf("ask for %s: %v", region, err)
					return
				}
				body, err := io.ReadAll(res.Body)
				res.Body.Close()
				if err != nil || !bytes.Contains(body, []byte(`"code":"`+region+`"`)) || !bytes.Contains(body, []byte(`"today":"`+day.String()+`"`)) {
					t.Errorf("asked for %s on %s, got %d %s (%v)", region, day, res.StatusCode, body, err)
					return
				}
				for _, page := range []string{"/?lang=uk&today=", "/regions/" + region + "?lang=ru&today=", "/programmes/plan?today="} {
					res, err := s.app.Test(httptest.NewRequest(http.MethodGet, page+day.String(), nil), -1)
					if err != nil || res.StatusCode != http.StatusOK {
						t.Errorf("GET %s%s: %v (%v)", page, day, res, err)
						return
					}
					res.Body.Close()
				}
			}
		})
	}
	clients.Wait()
}

// A request may be long, and connections many: those that wait must not each hold room for the longest.
func TestConnectionsThatWaitHoldLittle(t *testing.T) {
	s := open(t)
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, s.app, listener, time.Second) }()
	const connections = 200
	held := heap() // of nothing but what is there anyway
	var open []net.Conn
	for range connections {
		c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, c)
		if _, err := io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: postup\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if n, err := c.Read(make([]byte, 4096)); err != nil || n == 0 {
			t.Fatalf("no answer: %v", err)
		}
	}
	each := (int64(heap()) - int64(held)) / connections
	t.Logf("a connection that waits holds %d bytes", each)
	if each > headerLimit/4 {
		t.Errorf("a connection that waits holds %d bytes, of %d that a request may have", each, headerLimit)
	}
	for _, c := range open {
		c.Close()
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// heap is what is in use once all is let go that can be: pools let go at the second time.
func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestServeStops(t *testing.T) {
	s := ready(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, s.app, listener, 5*time.Second) }()
	res, err := http.Get("http://" + listener.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	http.DefaultClient.CloseIdleConnections()
	cancel()
	if err := <-done; err != nil {
		t.Errorf("stopping failed: %v", err)
	}
}
