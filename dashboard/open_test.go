package dashboard

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/api"
)

// Every address that is registered below /api/v1 is in the OpenAPI description, and the other way round.
func TestAddressesAreAsDescribed(t *testing.T) {
	s := ready(t)
	_, body := s.get(t, "/api/v1/openapi.json", "")
	var doc struct {
		Paths map[string]map[string]any
	}
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	var described []string
	for path, item := range doc.Paths {
		for method := range item {
			described = append(described, strings.ToUpper(method)+" "+path)
		}
	}
	var registered []string
	for _, r := range s.app.GetRoutes(true) {
		path, below := strings.CutPrefix(r.Path, api.Prefix)
		if !below || r.Method == http.MethodHead {
			continue
		}
		parts := strings.Split(path, "/")
		for i, p := range parts {
			if name, is := strings.CutPrefix(p, ":"); is {
				parts[i] = "{" + name + "}"
			}
		}
		registered = append(registered, r.Method+" "+strings.Join(parts, "/"))
		if strings.HasPrefix(path, "/explain/") { // the period has .csv behind it there
			registered = append(registered, r.Method+" "+strings.Join(parts, "/")+".csv")
		}
	}
	slices.Sort(described)
	slices.Sort(registered)
	if diff := cmp.Diff(described, slices.Compact(registered)); diff != "" {
		t.Errorf("the API is not as it is described (-described +registered):\n%s", diff)
	}
}

// A page of another origin may read every answer, errors and 304 too, and may ask with a known tag.
func TestOtherOrigins(t *testing.T) {
	s := ready(t)
	first, _ := s.get(t, "/api/v1/regions", "")
	for address, status := range map[string]int{"/api/v1/regions": 200, "/api/v1/regions.csv": 200, "/api/v1/": 200, "/api/v1/openapi.json": 200, "/api/v1/nothing": 404, "/api/v1/regions?x=1": 400, "/open-data/observations/latest.csv": 404} {
		for _, method := range []string{http.MethodGet, http.MethodHead} {
			req := httptest.NewRequest(method, address, nil)
			req.Header.Set("Origin", "https://elsewhere.example")
			res, _ := s.ask(t, req)
			if res.StatusCode != status || res.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(res.Header.Get("Access-Control-Expose-Headers"), "Link") {
				t.Errorf("%s %s: %d %v", method, address, res.StatusCode, res.Header)
			}
			if want := map[bool]string{true: "no-cache", false: "no-store"}[status == 200]; res.Header.Get("Cache-Control") != want {
				t.Errorf("%s %s may be kept as %q, want %q", method, address, res.Header.Get("Cache-Control"), want)
			}
			if !strings.Contains(res.Header.Get("Vary"), "Accept-Encoding") {
				t.Errorf("%s %s varies with %q", method, address, res.Header.Get("Vary"))
			}
		}
	}
	req := httptest.NewRequest(http.MethodGet, "/api/v1/regions", nil)
	req.Header.Set("If-None-Match", first.Header.Get("ETag"))
	if res, _ := s.ask(t, req); res.StatusCode != http.StatusNotModified || res.Header.Get("Access-Control-Allow-Origin") != "*" || res.Header.Get("ETag") == "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
	for _, address := range []string{"/api/v1/regions", "/open-data/observations/latest.csv"} {
		req := httptest.NewRequest(http.MethodOptions, address, nil)
		req.Header.Set("Origin", "https://elsewhere.example")
		req.Header.Set("Access-Control-Request-Method", "GET")
		req.Header.Set("Access-Control-Request-Headers", "if-none-match")
		res, body := s.ask(t, req)
		if res.StatusCode != http.StatusNoContent || body != "" || res.Header.Get("Access-Control-Allow-Methods") != "GET, HEAD" || res.Header.Get("Access-Control-Allow-Headers") != "Accept, If-Modified-Since, If-None-Match, If-Range, Range" {
			t.Errorf("a browser that asks whether it may ask for %s is answered with %d %v", address, res.StatusCode, res.Header)
		}
	}
	for _, address := range []string{"/api/v1/whatif", "/regions"} { // pages, and questions that are no reading
		req := httptest.NewRequest(http.MethodOptions, address, nil)
		req.Header.Set("Access-Control-Request-Method", "POST")
		if res, _ := s.ask(t, req); res.StatusCode != http.StatusMethodNotAllowed {
			t.Errorf("OPTIONS %s: %d", address, res.StatusCode)
		}
	}
}

func TestEncodings(t *testing.T) {
	s := ready(t)
	_, plain := s.get(t, "/api/v1/indicators", "")
	for accept, want := range map[string]string{
		"": "", "identity": "", "gzip": "gzip", "gzip;q=1.0, *;q=0": "gzip", "deflate;q=0,gzip": "gzip", "gzip;q=0": "", "br;q=0, GZIP;q=0.5": "gzip", "gzip, br": "br", "zstd": "", "gzip;q=x": "",
	} {
		req := httptest.NewRequest(http.MethodGet, "/api/v1/indicators", nil)
		req.Header.Set("Accept-Encoding", accept)
		res, body := s.ask(t, req)
		if got := res.Header.Get("Content-Encoding"); got != want {
			t.Errorf("Accept-Encoding %q is answered in %q, want %q", accept, got, want)
		}
		if want == "gzip" {
			z, err := gzip.NewReader(strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			unpacked, err := io.ReadAll(z)
			body = string(unpacked)
			if err != nil {
				t.Fatal(err)
			}
		}
		if want != "br" && body != plain {
			t.Errorf("Accept-Encoding %q: another answer came", accept)
		}
	}
}

// limited is an app whose every address answers, for clients that may ask twice a minute.
func limited(now func() time.Time, trusted ...string) *fiber.App {
	cfg := &config.Config{}
	cfg.APIRate, cfg.TrustedProxies = 2, trusted
	r := newRates(cfg)
	r.now = now
	app := fiber.New()
	app.Use(r.limit)
	app.Get("/", func(c *fiber.Ctx) error { return c.SendString(r.client(c).String()) })
	return app
}

func visit(t *testing.T, app *fiber.App, forwarded ...string) (*http.Response, string) {
	t.Helper()
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, f := range forwarded {
		req.Header.Add("X-Forwarded-For", f)
	}
	res, err := app.Test(req, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(body)
}

func TestRates(t *testing.T) {
	at := time.Unix(1000, 0)
	app := limited(func() time.Time { return at })
	for i, want := range []struct {
		after  time.Duration
		status int
		left   string
		wait   string
	}{
		{0, 200, `"default";r=1;t=30`, ""},
		{0, 200, `"default";r=0;t=60`, ""},
		{0, 429, `"default";r=0;t=60`, "30"},
		{20 * time.Second, 429, `"default";r=0;t=40`, "10"},
		{10 * time.Second, 200, `"default";r=0;t=60`, ""},
		{time.Hour, 200, `"default";r=1;t=30`, ""},
	} {
		at = at.Add(want.after)
		res, _ := visit(t, app)
		if res.StatusCode != want.status || res.Header.Get("RateLimit") != want.left || res.Header.Get("Retry-After") != want.wait || res.Header.Get("RateLimit-Policy") != `"default";q=2;w=60` {
			t.Errorf("request %d: %d %v", i+1, res.StatusCode, res.Header)
		}
	}
}

// Nobody gets another quota by writing headers, and nobody pays for others behind a trusted proxy.
func TestClients(t *testing.T) {
	for _, tt := range []struct {
		trusted, forwarded []string
		want               string
	}{
		{nil, nil, "0.0.0.0"}, // as connections of tests come from
		{nil, []string{"203.0.113.7"}, "0.0.0.0"},
		{[]string{"192.0.2.0/24"}, []string{"203.0.113.7"}, "0.0.0.0"},
		{[]string{"0.0.0.0"}, nil, "0.0.0.0"},
		{[]string{"0.0.0.0"}, []string{"203.0.113.7"}, "203.0.113.7"},
		{[]string{"0.0.0.0"}, []string{"198.51.100.1, 203.0.113.7"}, "203.0.113.7"},
		{[]string{"0.0.0.0"}, []string{"198.51.100.1", "203.0.113.7"}, "203.0.113.7"},
		{[]string{"0.0.0.0", "192.0.2.0/24"}, []string{"198.51.100.1, 203.0.113.7, 192.0.2.9"}, "203.0.113.7"},
		{[]string{"0.0.0.0"}, []string{"203.0.113.7, nonsense"}, "0.0.0.0"},
		{[]string{"0.0.0.0"}, []string{"2001:db8:1:2:3:4:5:6"}, "2001:db8:1:2::"},
		{[]string{"0.0.0.0"}, []string{"::ffff:203.0.113.7"}, "203.0.113.7"},
	} {
		if _, got := visit(t, limited(time.Now, tt.trusted...), tt.forwarded...); got != tt.want {
			t.Errorf("trusting %v, told %v: it is %s, want %s", tt.trusted, tt.forwarded, got, tt.want)
		}
	}
}

// Whoever comes from ever new addresses does not fill the memory, nor lock others out.
func TestClientsAreForgotten(t *testing.T) {
	cfg := &config.Config{}
	cfg.APIRate = 2
	r, at := newRates(cfg), time.Unix(1000, 0)
	addr := netip.MustParseAddr("10.0.0.0")
	for range mostClients + 1000 {
		r.of(addr, at).AllowN(at, 1)
		addr = addr.Next()
	}
	if len(r.clients) > mostClients {
		t.Errorf("%d clients are kept", len(r.clients))
	}
	r.of(addr, at.Add(time.Minute))
	if len(r.clients) > 1 {
		t.Errorf("%d clients are kept whose quota is whole", len(r.clients))
	}
}

// The whole app refuses with problem+json, says so to other origins, and leaves pages alone.
func TestTooManyRequests(t *testing.T) {
	s := openWith(t, func(c *config.Config) { c.APIRate = 2 })
	var res *http.Response
	var body string
	for range 3 {
		res, body = s.get(t, "/api/v1/openapi.json", "")
	}
	var p api.Problem
	err := json.Unmarshal([]byte(body), &p)
	if err != nil || res.StatusCode != 429 || p.Status != 429 || p.Code != "unavailable" || !strings.Contains(p.Detail, "2 requests a minute") || res.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %v %s", res.StatusCode, res.Header, body)
	}
	if res.Header.Get("Retry-After") == "" || res.Header.Get("Access-Control-Allow-Origin") != "*" {
		t.Errorf("%v", res.Header)
	}
	if res, _ := s.get(t, "/healthz", ""); res.StatusCode != http.StatusOK || res.Header.Get("RateLimit") != "" {
		t.Errorf("what is not the API is counted: %d %v", res.StatusCode, res.Header)
	}
}

func TestNoRates(t *testing.T) {
	s := openWith(t, func(c *config.Config) { c.APIRate = 0 })
	if res, _ := s.get(t, "/api/v1/openapi.json", ""); res.StatusCode != http.StatusOK || res.Header.Get("RateLimit-Policy") != "" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
}
