package opendata

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/opendata/table"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/store"
)

// served is an archive whose releases are to be had over HTTP.
type served struct {
	*archive
	shelf   *Shelf
	address string
}

func newServed(t *testing.T) *served {
	t.Helper()
	return serving(t, newArchive(t))
}

func serving(t *testing.T, a *archive) *served {
	t.Helper()
	shelf, err := NewShelf(a.s, filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	if err := shelf.Label(Labels(languages, a.Config)); err != nil {
		t.Fatal(err)
	}
	app := fiber.New(fiber.Config{DisableStartupMessage: true, Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error {
		status := map[store.Code]int{store.CodeNotFound: fiber.StatusNotFound, store.CodeInvalid: fiber.StatusBadRequest}
		var e *store.Error
		if !errors.As(err, &e) {
			return c.Status(fiber.StatusInternalServerError).SendString(err.Error())
		}
		return c.Status(status[e.Code]).SendString(e.Message)
	}})
	(&Files{Shelf: shelf, Meta: Dictionary{languages.Find("en"), a.Config}.Meta, Log: slog.New(slog.DiscardHandler)}).Register(app)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := errors.Join(app.Shutdown(), <-done); err != nil {
			t.Error(err)
		}
	})
	return &served{a, shelf, "http://" + listener.Addr().String()}
}

func (s *served) ask(method, path string, header ...string) (*http.Response, []byte) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.address+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatalf("%s: %v", path, err)
	}
	return res, body
}

// soon waits for what takes a while: the shelf looks for new releases now and then.
func (s *served) soon(what string, so func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !so(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("it does not come about that %s", what)
		}
	}
}

// TestDatasetsCanBeHad: by version for good, by latest for now, with what a reader needs to tell that it is whole and the same.
func TestDatasetsCanBeHad(t *testing.T) {
	s := newServed(t)
	s.came("TT-1", "2023-06-01", 40, trusted)
	s.day = s.day.AddDays(1)
	x := s.published(Order{})
	const path = "/open-data/observations/2023-07-05.csv"
	var bodies [][]byte
	for round := range 3 { // made, then kept
		res, body := s.ask(http.MethodGet, path, "Accept-Encoding", "identity")
		if res.StatusCode != http.StatusOK || res.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(res.Header.Get("Cache-Control"), "immutable") ||
			!strings.HasPrefix(res.Header.Get("Content-Type"), "text/csv") || !strings.Contains(res.Header.Get("Content-Disposition"), "postup-observations-2023-07-05.csv") {
			t.Fatalf("%d %v", res.StatusCode, res.Header)
		}
		sum := sha256.Sum256(body)
		if digest := res.Header.Get("Repr-Digest"); round > 0 && digest != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" {
			t.Errorf("the digest of what came is told as %q", digest)
		}
		bodies = append(bodies, body)
		if again, rest := s.ask(http.MethodGet, path, "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified || len(rest) > 0 {
			t.Errorf("asked whether it has changed: %d", again.StatusCode)
		}
		published, err := http.ParseTime(res.Header.Get("Last-Modified"))
		if err != nil {
			t.Fatal(err)
		}
		for since, status := range map[string]int{
			published.Format(http.TimeFormat): http.StatusNotModified, published.Add(time.Hour).Format(http.TimeFormat): http.StatusNotModified,
			published.Add(-time.Second).Format(http.TimeFormat): http.StatusOK, "yesterday": http.StatusOK,
		} {
			if again, _ := s.ask(http.MethodGet, path, "If-Modified-Since", since); again.StatusCode != status {
				t.Errorf("asked whether it has changed since %s: %d", since, again.StatusCode)
			}
		}
		if again, _ := s.ask(http.MethodGet, path, "If-Modified-Since", published.Format(http.TimeFormat), "If-None-Match", `"other"`); again.StatusCode != http.StatusOK {
			t.Errorf("who has something else is told %d: the tag goes before the time", again.StatusCode)
		}
	}
	rows, err := csv.NewReader(bytes.NewReader(bodies[0])).ReadAll()
	if err != nil || uint64(len(rows)-1) != x.Datasets[0].Rows {
		t.Errorf("%d rows and a header, the release says %d: %v", len(rows), x.Datasets[0].Rows, err)
	}
	if !bytes.Equal(bodies[0], bodies[1]) || !bytes.Equal(bodies[0], bodies[2]) {
		t.Error("the file is another each time")
	}
	res, body := s.ask(http.MethodGet, "/open-data/observations/latest.csv")
	if !bytes.Equal(body, bodies[0]) || res.Header.Get("Content-Location") != path || res.Header.Get("Cache-Control") != "no-cache" {
		t.Errorf("latest: %v", res.Header)
	}
	for _, kind := range []string{"json", "ndjson", "excel.csv", "xlsx", "parquet"} {
		head, none := s.ask(http.MethodHead, "/open-data/progress/latest."+kind, "Accept-Encoding", "identity")
		res, body := s.ask(http.MethodGet, "/open-data/progress/latest."+kind, "Accept-Encoding", "identity")
		again, _ := s.ask(http.MethodHead, "/open-data/progress/latest."+kind, "Accept-Encoding", "identity")
		if sum := sha256.Sum256(body); again.Header.Get("Repr-Digest") != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" {
			t.Errorf("%s: the digest is told as %q", kind, again.Header.Get("Repr-Digest"))
		}
		if head.StatusCode != http.StatusOK || len(none) > 0 || res.StatusCode != http.StatusOK || len(body) == 0 || head.Header.Get("ETag") != res.Header.Get("ETag") {
			t.Errorf("%s: HEAD %d, GET %d of %d bytes", kind, head.StatusCode, res.StatusCode, len(body))
		}
	}
}

// TestPublishedFilesStay: whose the data is, under which licence and what columns are called may be something else later; of what was published
// before it stays what was said then, in every format.
func TestPublishedFilesStay(t *testing.T) {
	s := newServed(t)
	s.Config.OpenData.Licence = config.Licence{Name: config.Text{"en": "CC BY 4.0"}, URL: "https://creativecommons.org/licenses/by/4.0/"}
	s.Config.OpenData.Publisher = config.Text{"en": "Ministry X"}
	s.came("TT-1", "2023-06-01", 40, trusted)
	s.day = s.day.AddDays(1)
	x := s.published(Order{})
	before := map[string][]byte{}
	tags := map[string]string{}
	for _, f := range table.Formats() {
		res, body := s.ask(http.MethodGet, "/open-data/observations/"+x.ID+"."+f.Extension)
		before[f.ID], tags[f.ID] = body, res.Header.Get("ETag")
		if kept := res.Header.Get("Cache-Control") == forGood; kept != f.Text {
			t.Errorf("%s may be kept for good: %v", f.ID, kept)
		}
	}
	s.Config.OpenData.Licence = config.Licence{Name: config.Text{"en": "CC0"}, URL: "https://creativecommons.org/publicdomain/zero/1.0/"}
	s.Config.OpenData.Publisher = config.Text{"en": "Agency Y"}
	again := serving(t, s.archive)
	for _, f := range table.Formats() {
		res, body := again.ask(http.MethodGet, "/open-data/observations/"+x.ID+"."+f.Extension)
		if !bytes.Equal(before[f.ID], body) || res.Header.Get("ETag") != tags[f.ID] {
			t.Errorf("%s is another file than was published", f.ID)
		}
	}
	s.day = s.day.AddDays(1)
	next := s.published(Order{})
	if d := next.Datasets[0]; d.Said.Licence != "CC0 https://creativecommons.org/publicdomain/zero/1.0/" {
		t.Errorf("what is published now is under %q", d.Said.Licence)
	}
	for release, publisher := range map[*store.Release]string{&x: "Ministry X", &next: "Agency Y"} {
		if terms := Terms(s.Config, release.Datasets[0]); terms.Publisher["en"] != publisher {
			t.Errorf("%s is said to be of %v", release.ID, terms.Publisher)
		}
	}
}

// TestFilesComePacked: to who takes that, the same bytes while a file is made, while it is packed, and after, with a digest and a tag of their own;
// what is no text is not packed again.
func TestFilesComePacked(t *testing.T) {
	s := newServed(t)
	s.came("TT-1", "2023-06-01", 40, trusted)
	s.day = s.day.AddDays(1)
	s.published(Order{})
	const path = "/open-data/observations/latest.csv"
	var unpacked [][]byte
	for round := range 4 {
		res, body := s.ask(http.MethodGet, path, "Accept-Encoding", "gzip")
		if res.Header.Get("Content-Encoding") != "gzip" || res.Header.Get("Vary") != "Accept-Encoding" {
			t.Fatalf("%d %v", res.StatusCode, res.Header)
		}
		sum := sha256.Sum256(body)
		if digest := res.Header.Get("Repr-Digest"); round > 1 && digest != "sha-256=:"+base64.StdEncoding.EncodeToString(sum[:])+":" {
			t.Errorf("the digest of what came is told as %q", digest)
		}
		r, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		unpacked = append(unpacked, plain)
		for _, takes := range []string{"gzip", "identity"} { // who has one form is not sent the other
			again, _ := s.ask(http.MethodGet, path, "Accept-Encoding", takes, "If-None-Match", res.Header.Get("ETag"))
			if again.StatusCode != http.StatusNotModified || again.Header.Get("ETag") != res.Header.Get("ETag") {
				t.Errorf("asked whether it has changed: %d %v", again.StatusCode, again.Header)
			}
		}
	}
	res, plain := s.ask(http.MethodGet, path, "Accept-Encoding", "identity")
	if res.Header.Get("Content-Encoding") != "" || strings.Contains(res.Header.Get("ETag"), "gzip") {
		t.Errorf("not packed: %v", res.Header)
	}
	for _, body := range unpacked {
		if !bytes.Equal(body, plain) {
			t.Errorf("unpacked it is another file:\n%s\n%s", body, plain)
		}
	}
	for _, kind := range []string{"xlsx", "parquet"} {
		if res, _ := s.ask(http.MethodGet, "/open-data/observations/latest."+kind, "Accept-Encoding", "gzip, br"); res.Header.Get("Content-Encoding") != "" {
			t.Errorf("%s is packed again: %v", kind, res.Header)
		}
	}
}

func TestNewestReleaseIsLatest(t *testing.T) {
	s := newServed(t)
	s.day = s.day.AddDays(1)
	s.published(Order{})
	s.came("TT-1", "2023-06-01", 40, trusted)
	s.day = s.day.AddDays(1)
	s.drafted(Order{})
	if _, body := s.ask(http.MethodGet, "/open-data/observations/latest.ndjson"); len(body) != 0 {
		t.Errorf("a draft is seen: %s", body)
	}
	if res, body := s.ask(http.MethodGet, "/open-data/observations/2023-07-06.ndjson"); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "2023-07-05") {
		t.Errorf("a draft by its id: %d %s", res.StatusCode, body)
	}
	s.published(Order{})
	s.soon("the release that was published last is the latest", func() bool {
		_, body := s.ask(http.MethodGet, "/open-data/observations/latest.ndjson")
		return strings.Contains(string(body), `"value":40`)
	})
}

// TestNobodyIsGivenAnOldList: who is the first to ask after a while is given what was published meanwhile, and so is who asks by its name at once.
func TestNobodyIsGivenAnOldList(t *testing.T) {
	s := newServed(t)
	s.day = s.day.AddDays(1)
	first := s.published(Order{})
	if res, _ := s.ask(http.MethodGet, "/open-data/regions/latest.csv"); res.StatusCode != http.StatusOK {
		t.Fatalf("%d", res.StatusCode)
	}
	old := func(age time.Duration) {
		s.shelf.mu.Lock()
		defer s.shelf.mu.Unlock()
		s.shelf.looked = time.Now().Add(-age)
	}
	s.day = s.day.AddDays(1)
	second := s.published(Order{})
	old(time.Hour)
	if res, _ := s.ask(http.MethodGet, "/open-data/regions/latest.csv"); res.Header.Get("Content-Location") != "/open-data/regions/"+second.ID+".csv" {
		t.Errorf("after an hour the latest is %s, and not %s", res.Header.Get("Content-Location"), second.ID)
	}
	s.day = s.day.AddDays(1)
	third := s.published(Order{})
	old(time.Second)
	if res, body := s.ask(http.MethodGet, "/open-data/regions/"+third.ID+".csv"); res.StatusCode != http.StatusOK {
		t.Errorf("what was published a second ago is answered with %d %s", res.StatusCode, body)
	}
	if res, _ := s.ask(http.MethodGet, "/open-data/regions/"+first.ID+".csv"); res.StatusCode != http.StatusOK {
		t.Errorf("the first: %d", res.StatusCode)
	}
}

// TestWhatIsNotThereSaysWhatThereIs: of a dataset, a version and a format.
func TestWhatIsNotThereSaysWhatThereIs(t *testing.T) {
	s := newServed(t)
	if res, body := s.ask(http.MethodGet, "/open-data/observations/latest.csv"); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "no release has been published yet") {
		t.Errorf("before the first release: %d %s", res.StatusCode, body)
	}
	if res, body := s.ask(http.MethodGet, "/open-data/nope/latest.csv"); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), "observations, progress, index") || !strings.Contains(string(body), ".csv, .excel.csv, .json") {
		t.Errorf("before the first release it is not said what there will be: %d %s", res.StatusCode, body)
	}
	s.day = s.day.AddDays(1)
	s.published(Order{})
	s.soon("the release is there", func() bool {
		res, _ := s.ask(http.MethodGet, "/open-data/regions/latest.csv")
		return res.StatusCode == http.StatusOK
	})
	for path, says := range map[string]string{
		"/open-data/observation/latest.csv":      "observations, progress",
		"/open-data/observations/2020-01-01.csv": "latest, 2023-07-05",
		"/open-data/progress/latest.sdmx.json":   `latest.sdmx.json": SDMX is there for observations alone; here the endings are: .csv, .excel.csv`,
		"/open-data/nope/latest.sdmx.json":       "observations, progress",
		"/open-data/observations/latest.pdf":     ".csv, .excel.csv, .json",
		"/open-data/observations/latest":         ".parquet",
		"/open-data/observations/latest.doc":     ".sdmx.json, .structure.sdmx.json, .csv-metadata.json",
		"/open-data/regions/latest.doc":          ".parquet, .csv-metadata.json",
		"/open-data/observations/.csv":           "2023-07-05",
		"/open-data/observations/%00.csv":        "2023-07-05",
	} {
		if res, body := s.ask(http.MethodGet, path); res.StatusCode != http.StatusNotFound || !strings.Contains(string(body), says) {
			t.Errorf("%s: %d %s", path, res.StatusCode, body)
		}
	}
}

// TestManyAskAtOnce: whoever comes while a file is made gets it whole, too.
func TestManyAskAtOnce(t *testing.T) {
	s := newServed(t)
	for month := range 12 {
		s.came("TT-1", "2022-0"+string(rune('1'+month%9))+"-01", float64(month), trusted)
	}
	s.day = s.day.AddDays(1)
	s.published(Order{})
	const readers = 16
	sums := make(chan [32]byte, readers)
	for range readers {
		go func() {
			res, err := http.Get(s.address + "/open-data/observations/latest.xlsx")
			if err != nil {
				sums <- [32]byte{}
				return
			}
			defer res.Body.Close()
			body, _ := io.ReadAll(res.Body)
			sums <- sha256.Sum256(body)
		}()
	}
	first := <-sums
	for range readers - 1 {
		if next := <-sums; next != first || next == [32]byte{} {
			t.Fatal("readers got different files")
		}
	}
}

// TestThePythonOfTheDocumentation: it runs as it stands there, with the standard library alone.
func TestThePythonOfTheDocumentation(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("POSTUP_REQUIRE_SERVERS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	code := documented(t, "python")
	s := newServed(t)
	s.came("TT-1", "2023-06-01", 40, trusted)
	s.day = s.day.AddDays(1)
	x := s.published(Order{})
	program := exec.CommandContext(t.Context(), python, "-c", strings.ReplaceAll(code, "http://127.0.0.1:8080", s.address))
	program.Env = append(os.Environ(), "PYTHONUTF8=1")
	out, err := program.CombinedOutput()
	if err != nil || !strings.Contains(string(out), fmt.Sprintf("%d observations", x.Datasets[0].Rows)) || !strings.Contains(string(out), "TT-1 online 2023-06-30 40.0") {
		t.Errorf("%v: %s", err, out)
	}
}
