package dashboard

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/store"
	"github.com/postup/postup/store/storetest"
)

// library is a dashboard with a release of so many observations, over a port.
type library struct {
	t     *testing.T
	store *store.Store
	at    string // without a format
}

func newLibrary(t *testing.T, rows int) *library {
	t.Helper()
	s, cfg := storetest.Embedded(t), settings(t)
	released(t, s, cfg, rows)
	keeper := board.NewKeeper(board.KeeperOptions{Reader: s, Config: cfg, Now: now})
	if err := keeper.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	app, err := New(Options{Keeper: keeper, Store: s, Config: cfg, Now: now, Files: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	return &library{t, s, listening(t, app) + "/open-data/observations/latest."}
}

func (l *library) ask(method, extension string, header ...string) (*http.Response, []byte) {
	l.t.Helper()
	req, err := http.NewRequestWithContext(l.t.Context(), method, l.at+extension, nil)
	if err != nil {
		l.t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "identity")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		l.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		l.t.Fatalf("%s %v: %v", extension, header, err)
	}
	res.Header.Del("Date")
	return res, body
}

// TestPartsOfFiles: who has got half of a file, or wants some columns of it, asks for the rest alone, of a file that is held in memory as of a long one.
func TestPartsOfFiles(t *testing.T) {
	l := newLibrary(t, 3000)
	for _, extension := range []string{"parquet", "ndjson"} {
		_, whole := l.ask(http.MethodGet, extension) // makes it
		head, _ := l.ask(http.MethodHead, extension)
		if head.Header.Get("Accept-Ranges") != "bytes" || head.ContentLength != int64(len(whole)) {
			t.Fatalf("%s: who asks whether there are parts is told %v, %d bytes", extension, head.Header, head.ContentLength)
		}
		tag, size := head.Header.Get("ETag"), len(whole)
		for asked, want := range map[string][2]int{
			"bytes=0-3": {0, 4}, "bytes=-8": {size - 8, size}, "bytes=100-": {100, size}, fmt.Sprintf("bytes=%d-%d", size-1, size+100): {size - 1, size}, fmt.Sprintf("bytes=-%d", size+1): {0, size},
			"bytes=0-99999999999999999999999": {0, size}, "bytes=7-9223372036854775808": {7, size}, "bytes=-99999999999999999999999": {0, size}, "bytes=3-3": {3, 4},
		} {
			res, got := l.ask(http.MethodGet, extension, "Range", asked, "If-Range", tag)
			if res.StatusCode != http.StatusPartialContent || !bytes.Equal(got, whole[want[0]:want[1]]) || res.Header.Get("ETag") != tag ||
				res.Header.Get("Content-Range") != fmt.Sprintf("bytes %d-%d/%d", want[0], want[1]-1, size) {
				t.Errorf("%s, %s: %d %v, %d bytes", extension, asked, res.StatusCode, res.Header, len(got))
			}
		}
		for _, header := range [][]string{
			{"Range", "bytes=0-3", "If-Range", `"another"`}, {"Range", "bytes=0-3, 8-9"}, {"Range", "rows=0-3"}, {"Range", "bytes=a-b"},
			{"Range", "bytes=5-3"}, {"Range", "bytes=-"}, {"Range", "bytes=5"}, {"Range", fmt.Sprintf("bytes=%d-%d", size+9, size+8)},
		} {
			if res, got := l.ask(http.MethodGet, extension, header...); res.StatusCode != http.StatusOK || !bytes.Equal(got, whole) {
				t.Errorf("%s, %v: %d, %d bytes", extension, header, res.StatusCode, len(got))
			}
		}
		for _, asked := range []string{fmt.Sprintf("bytes=%d-", size), fmt.Sprintf("bytes=%d-%d", size, size+9), "bytes=-0", "bytes=99999999999999999999-", "bytes=99999999999999999999-99999999999999999999"} {
			res, problem := l.ask(http.MethodGet, extension, "Range", asked)
			if res.StatusCode != http.StatusRequestedRangeNotSatisfiable || res.Header.Get("Content-Range") != fmt.Sprintf("bytes */%d", size) ||
				res.Header.Get("Content-Type") != "application/problem+json" || res.Header.Get("Cache-Control") != "no-store" || res.Header.Get("ETag") != "" {
				t.Errorf("%s, %s: %d %v %s", extension, asked, res.StatusCode, res.Header, problem)
			}
		}
		if res, none := l.ask(http.MethodHead, extension, "Range", "bytes=0-3"); res.StatusCode != http.StatusOK || res.ContentLength != int64(size) || len(none) > 0 {
			t.Errorf("%s: HEAD of a part: %d of %d bytes", extension, res.StatusCode, res.ContentLength)
		}
	}
}

// TestFilesAtHand: whoever asks for a file is answered the same, whether it is kept or at hand, and for what was published since in a moment.
func TestFilesAtHand(t *testing.T) {
	l := newLibrary(t, 20)
	for _, header := range [][]string{{}, {"Accept-Encoding", "gzip, br"}, {"Accept-Encoding", "br"}} {
		for _, extension := range []string{"csv", "parquet"} {
			_, made := l.ask(http.MethodGet, extension, header...)
			first, body := l.ask(http.MethodGet, extension, header...)
			tag := first.Header.Get("ETag")
			for range 3 {
				again, same := l.ask(http.MethodGet, extension, header...)
				if diff := cmp.Diff(first.Header, again.Header); again.StatusCode != http.StatusOK || diff != "" || !bytes.Equal(body, same) {
					t.Errorf("%s %v: %d, headers %s", extension, header, again.StatusCode, diff)
				}
				seen, none := l.ask(http.MethodGet, extension, append(header, "If-None-Match", tag)...)
				if seen.StatusCode != http.StatusNotModified || len(none) > 0 || seen.Header.Get("ETag") != tag || seen.Header.Get("Access-Control-Allow-Origin") != "*" || seen.Header.Get("Content-Encoding") != "" {
					t.Errorf("%s %v: who has it gets %d %v", extension, header, seen.StatusCode, seen.Header)
				}
				if res, none := l.ask(http.MethodGet, extension, append(header, "If-Modified-Since", first.Header.Get("Last-Modified"))...); res.StatusCode != http.StatusNotModified || len(none) > 0 {
					t.Errorf("%s %v: who has it by its time gets %d", extension, header, res.StatusCode)
				}
				if res, _ := l.ask(http.MethodGet, extension, append(header, "If-None-Match", `"another", W/`+tag)...); res.StatusCode != http.StatusNotModified {
					t.Errorf("%s %v: who has it and another gets %d", extension, header, res.StatusCode)
				}
			}
			if len(header) == 0 && !bytes.Equal(made, body) || len(header) > 0 && header[1] == "br" && first.Header.Get("Content-Encoding") != "" {
				t.Errorf("%s %v: the file that is kept is another than was made, or packed again: %v", extension, header, first.Header)
			}
		}
	}
	_, before := l.ask(http.MethodGet, "csv")
	newest, err := l.store.Releases(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	next := newest[0]
	next.ID, next.Published, next.Corrects = next.ID+".1", next.Published.Add(time.Hour), next.ID
	if err := l.store.SaveRelease(t.Context(), next); err != nil {
		t.Fatal(err)
	}
	const newer = "/open-data/observations/2023-10-13.1.csv"
	for deadline := time.Now().Add(30 * time.Second); ; {
		res, same := l.ask(http.MethodGet, "csv")
		if res.Header.Get("Content-Location") == newer {
			if !bytes.Equal(before, same) {
				t.Error("the same rows are another file")
			}
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the latest stays at %s", res.Header.Get("Content-Location"))
		}
		time.Sleep(50 * time.Millisecond)
	}
}
