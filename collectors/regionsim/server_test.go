package regionsim_test

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors/regionsim"
	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
)

func portal(t *testing.T, now string, faults map[string]string) *httptest.Server {
	t.Helper()
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.Parse(time.RFC3339, now)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(regionsim.New(regionsim.Options{Seed: 1, Config: cfg, Now: func() time.Time { return at }, Faults: faults}))
	t.Cleanup(server.Close)
	return server
}

func get(t *testing.T, url string, header ...string) (*http.Response, string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, string(body), err
}

func mustGet(t *testing.T, url string) string {
	t.Helper()
	resp, body, err := get(t, url)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %v %v", url, resp, err)
	}
	return body
}

func TestFormatsReportTheSameRecords(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", nil)
	for _, name := range []string{"services", "counts", "applications"} {
		path := p.URL + "/UA-05/" + name
		var doc struct {
			Simulated bool
			Items     []map[string]any
		}
		if err := json.Unmarshal([]byte(mustGet(t, path+".json")), &doc); err != nil {
			t.Fatal(err)
		}
		if !doc.Simulated || len(doc.Items) == 0 {
			t.Fatalf("%s: %d records, simulated %v: the portal must report something and say that it is simulated", name, len(doc.Items), doc.Simulated)
		}
		var lines []map[string]any
		for scan := bufio.NewScanner(strings.NewReader(mustGet(t, path+".ndjson"))); scan.Scan(); {
			var m map[string]any
			if err := json.Unmarshal(scan.Bytes(), &m); err != nil {
				t.Fatal(err)
			}
			lines = append(lines, m)
		}
		if d := cmp.Diff(doc.Items, lines); d != "" {
			t.Errorf("%s: NDJSON differs from JSON: %s", name, d)
		}
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(mustGet(t, path+".csv"), "\ufeff")))
		r.Comma = ';'
		rows, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != len(lines)+1 {
			t.Errorf("%s: CSV has %d records, NDJSON %d", name, len(rows)-1, len(lines))
		}
	}
}

// Every form of a file is the same bytes for the same day, so that nobody reads again what did not change; and it holds
// wrong records, too, where the portal is to have some. What the forms hold is held against the model where the demo reads them.
func TestEveryFormAnswers(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", nil)
	for _, file := range []string{"services", "counts", "applications"} {
		for _, form := range []string{"json", "ndjson", "csv", "xml", "xlsx", "ods", "dbf", "csv.gz", "xml.zip"} {
			url := p.URL + "/UA-05/" + file + "." + form
			whole := mustGet(t, url)
			if whole == "" || mustGet(t, url) != whole {
				t.Errorf("%s: asked twice, the answers are not the same (%d bytes)", url, len(whole))
			}
			if mustGet(t, url+"?fault="+regionsim.FaultBad) == whole {
				t.Errorf("%s: no record is wrong", url)
			}
		}
	}
}

func TestApplicationsKeepTheirStoryAsTimePasses(t *testing.T) {
	window := "/UA-35/applications.ndjson?from=2023-09-18&to=2023-09-20"
	early := strings.Split(strings.TrimSpace(mustGet(t, portal(t, "2023-09-20T20:00:00Z", nil).URL+window)), "\n")
	late := mustGet(t, portal(t, "2024-03-01T20:00:00Z", nil).URL+window)
	finished := map[string]map[string]any{}
	for line := range strings.Lines(late) {
		var a map[string]any
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		if a["completed"] == nil {
			t.Errorf("half a year later %v is still open", a["number"])
		}
		finished[a["number"].(string)] = a
	}
	open := 0
	for _, line := range early {
		var a map[string]any
		if err := json.Unmarshal([]byte(line), &a); err != nil {
			t.Fatal(err)
		}
		then := finished[a["number"].(string)]
		if then == nil || then["submitted"] != a["submitted"] || then["service"] != a["service"] {
			t.Fatalf("application %v was %v and became %v", a["number"], a, then)
		}
		if a["completed"] == nil {
			open++
		} else if a["completed"] != then["completed"] {
			t.Errorf("application %v was completed %v and then %v", a["number"], a["completed"], then["completed"])
		}
	}
	if open == 0 {
		t.Error("on the day itself no application is open: nothing would ever arrive")
	}
}

func TestNotModified(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", nil)
	resp, _, err := get(t, p.URL+"/UA-05/services.json")
	if err != nil {
		t.Fatal(err)
	}
	again, body, err := get(t, p.URL+"/UA-05/services.json", "If-None-Match", resp.Header.Get("ETag"))
	if err != nil || again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("asked again with its ETag: %v, %d bytes, %v; want 304 and no body", again, len(body), err)
	}
}

func TestFaults(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", map[string]string{"UA-51": regionsim.FaultBusy})
	fault := func(f string) string { return p.URL + "/UA-05/services.ndjson?fault=" + f }
	whole := mustGet(t, p.URL+"/UA-05/services.ndjson")

	if resp, _, _ := get(t, fault(regionsim.FaultError)); resp.StatusCode != http.StatusInternalServerError {
		t.Errorf("500: got %s", resp.Status)
	}
	if resp, _, _ := get(t, p.URL+"/UA-51/services.ndjson"); resp.StatusCode != http.StatusTooManyRequests || resp.Header.Get("Retry-After") == "" {
		t.Errorf("429 for good: got %s, Retry-After %q", resp.Status, resp.Header.Get("Retry-After"))
	}
	if _, body, err := get(t, fault(regionsim.FaultCut)); err == nil || len(body) >= len(whole) {
		t.Errorf("cut: got the whole body (%d bytes), error %v", len(body), err)
	}
	if resp, body, _ := get(t, fault(regionsim.FaultType)); !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") || !strings.Contains(body, "<p>") {
		t.Errorf("type: got %s", resp.Header.Get("Content-Type"))
	}
	if _, body, _ := get(t, fault(regionsim.FaultEmpty)); body != "" {
		t.Errorf("empty: got %d bytes", len(body))
	}
	if _, body, _ := get(t, fault(regionsim.FaultBad)); body == whole || strings.Count(body, "\n") != strings.Count(whole, "\n") {
		t.Error("bad: wants the same number of records, some of them wrong")
	}
	if _, body, err := get(t, fault(regionsim.FaultSlow)); err != nil || body != whole {
		t.Errorf("slow: the body must arrive whole in the end: %v", err)
	}
	resp, err := http.Get(fault(regionsim.FaultHuge))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if n, err := io.CopyN(io.Discard, resp.Body, 64<<20); err != nil {
		t.Errorf("huge: ended after %d bytes: %v", n, err)
	}
}

func TestAddressesThatAreNotThere(t *testing.T) {
	p := portal(t, "2023-09-30T12:00:00Z", nil)
	for path, want := range map[string]int{
		"/XX-1/services.json":                      http.StatusNotFound,
		"/UA-05/services.pdf":                      http.StatusNotFound,
		"/UA-05/people.json":                       http.StatusNotFound,
		"/UA-05/applications.json?from=2023-02-30": http.StatusBadRequest,
	} {
		if resp, _, _ := get(t, p.URL+path); resp.StatusCode != want {
			t.Errorf("%s: got %s, want %d", path, resp.Status, want)
		}
	}
}
