package collectors_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/collectors"
	"github.com/postup/postup/store"
)

// visit is a month's record, as the test portals write it.
func visit(month int) string {
	return fmt.Sprintf(`{"period":"%d-%02d","value":%d}`, 2000+month/12, month%12+1, month)
}

// slice writes months [from, to) of seven as a list.
func slice(from, to int) string {
	var records []string
	for m := from; m < min(to, 7); m++ {
		records = append(records, visit(m))
	}
	return "[" + strings.Join(records, ",") + "]"
}

func number(r *http.Request, name string, missing int) int {
	if n, err := strconv.Atoi(r.FormValue(name)); err == nil {
		return n
	}
	return missing
}

// pagers are portals that hold seven months and give them in pages of three, each in its own way.
var pagers = map[string]struct {
	more   string // options
	format string
	asked  []string // addresses, or bodies of POST
	answer func(w http.ResponseWriter, r *http.Request)
}{
	"Page": {"query: {size: '3'}, pages: {by: page, parameter: p}", "type: json", []string{"/?size=3&p=1", "/?size=3&p=2", "/?size=3&p=3", "/?size=3&p=4"},
		func(w http.ResponseWriter, r *http.Request) {
			p := number(r, "p", 1)
			_, _ = io.WriteString(w, slice(3*p-3, 3*p))
		}},
	"PageFromZeroInThePath": {"pages: {by: page, first: 0}", "type: json", []string{"/0", "/1", "/2", "/3"},
		func(w http.ResponseWriter, r *http.Request) {
			p, _ := strconv.Atoi(r.URL.Path[1:])
			_, _ = io.WriteString(w, slice(3*p, 3*p+3))
		}},
	"OffsetOfAServerThatGivesLess": {"query: {limit: '100'}, pages: {by: offset, parameter: offset}", "type: json, path: items", []string{"/?limit=100&offset=0", "/?limit=100&offset=3", "/?limit=100&offset=6", "/?limit=100&offset=7"},
		func(w http.ResponseWriter, r *http.Request) {
			o := number(r, "offset", 0)
			_, _ = io.WriteString(w, `{"items":`+slice(o, o+3)+`}`)
		}},
	"OffsetOfATable": {"pages: {by: offset, parameter: offset}", "type: csv", []string{"/?offset=0", "/?offset=3", "/?offset=6", "/?offset=7"},
		func(w http.ResponseWriter, r *http.Request) {
			o := number(r, "offset", 0)
			_, _ = io.WriteString(w, "\ufeffperiod,value\r\n") // each page has its header
			for m := o; m < min(o+3, 7); m++ {
				_, _ = fmt.Fprintf(w, "2000-%02d,%d\r\n", m+1, m)
			}
		}},
	"LinesThatEndWithNothing": {"pages: {by: page, parameter: p}", "type: ndjson", []string{"/?p=1", "/?p=2", "/?p=3", "/?p=4"},
		func(w http.ResponseWriter, r *http.Request) {
			for m := 3*number(r, "p", 1) - 3; m < min(3*number(r, "p", 1), 7); m++ {
				_, _ = io.WriteString(w, visit(m)+"\n")
			}
		}},
	"NoContentIsTheEnd": {"pages: {by: page, parameter: p}", "type: json", []string{"/?p=1", "/?p=2", "/?p=3", "/?p=4"},
		func(w http.ResponseWriter, r *http.Request) {
			if p := number(r, "p", 1); p < 4 {
				_, _ = io.WriteString(w, slice(3*p-3, 3*p))
				return
			}
			w.WriteHeader(http.StatusNoContent)
		}},
	"CursorWithAnEmptyPageOnTheWay": {"pages: {by: cursor, at: meta.next, parameter: after}", "type: json, path: items", []string{"/", "/?after=a%262", "/?after=b", "/?after=c"},
		func(w http.ResponseWriter, r *http.Request) {
			pages := map[string][2]string{"": {slice(0, 3), `"a&2"`}, "a&2": {"[]", `"b"`}, "b": {slice(3, 6), `"c"`}, "c": {slice(6, 7), "null"}}
			p := pages[r.FormValue("after")]
			_, _ = fmt.Fprintf(w, `{"items":%s,"meta":{"next":%s}}`, p[0], p[1])
		}},
	"CursorInTheBody": {`method: POST, body: '{"size": 3, "after": "{cursor}"}', pages: {by: cursor, at: next}`, "type: json, path: items",
		[]string{`{"size": 3, "after": ""}`, `{"size": 3, "after": "\"3\""}`, `{"size": 3, "after": "6"}`},
		func(w http.ResponseWriter, r *http.Request) {
			var asked struct{ After string }
			if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || r.Header.Get("Content-Type") != "application/json" {
				http.Error(w, "no JSON", 400)
				return
			}
			p := map[string][2]string{"": {slice(0, 3), `,"next":"\"3\""`}, `"3"`: {slice(3, 6), `,"next":6`}, "6": {slice(6, 7), ""}}[asked.After]
			_, _ = fmt.Fprintf(w, `{"items":%s%s}`, p[0], p[1])
		}},
	"Link": {"pages: {by: link}", "type: json", []string{"/", "/?from=3", "/more?from=6"},
		func(w http.ResponseWriter, r *http.Request) {
			from := number(r, "from", 0)
			switch from {
			case 0:
				w.Header().Set("Link", `</first>; rel=first, <?from=3>; title="a, b"; rel="last next"`)
			case 3:
				w.Header().Add("Link", `<http://elsewhere.example/>; rel="prev"`)
				w.Header().Add("Link", `<http://`+r.Host+`/more?from=6>; rel=next`)
			}
			_, _ = io.WriteString(w, slice(from, from+3))
		}},
	"NextInTheBody": {"pages: {by: next, at: links.next}", "type: json, path: items", []string{"/", "/?from=3", "/?from=6"},
		func(w http.ResponseWriter, r *http.Request) {
			from := number(r, "from", 0)
			next := `"http://` + r.Host + `/?from=` + strconv.Itoa(from+3) + `"`
			if from == 6 {
				next = `""`
			}
			_, _ = fmt.Fprintf(w, `{"links":{"next":%s},"items":%s}`, next, slice(from, from+3))
		}},
	"NextForEverButEmpty": {"pages: {by: next, at: next, empty_ends: true}", "type: json, path: items", []string{"/", "/?from=3", "/?from=6", "/?from=9"},
		func(w http.ResponseWriter, r *http.Request) {
			from := number(r, "from", 0)
			_, _ = fmt.Fprintf(w, `{"next":"/?from=%d","items":%s}`, from+3, slice(from, from+3))
		}},
}

func TestPagesAreReadToTheLast(t *testing.T) {
	for name, test := range pagers {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			var asked, connections []string
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				r.Body = io.NopCloser(strings.NewReader(string(body)))
				mu.Lock()
				if connections = append(connections, r.RemoteAddr); r.Method == "POST" {
					asked = append(asked, string(body))
				} else {
					asked = append(asked, r.URL.RequestURI())
				}
				mu.Unlock()
				test.answer(w, r)
			}))
			t.Cleanup(server.Close)
			path := ""
			if name == "PageFromZeroInThePath" {
				path = "/{page}"
			}
			st := &remembering{}
			w := newWorldOn(t, st, load(t, httpSource(server.URL+path, test.more, test.format)))
			first, second := w.once(t, "portal"), w.once(t, "portal")
			if got := counts(first); got != "ok: 7 = 7 accepted + 0 rejected + 0 unchanged" {
				t.Errorf("%s %s", got, first.Error)
			}
			if second.Status != store.CollectionUnchanged {
				t.Errorf("the same pages again: %s %s", second.Status, second.Error)
			}
			if diff := cmp.Diff(append(test.asked, test.asked...), asked); diff != "" {
				t.Errorf("asked for (-want +got):\n%s", diff)
			}
			if n := len(test.asked); connections[0] != connections[n-1] {
				t.Errorf("the pages of one collection came over several connections: %v", connections)
			}
		})
	}
}

// httpSource is a source of observations with options of its own.
func httpSource(url, more, format string) string {
	if more != "" {
		more = ", " + more
	}
	return `
sources:
  - id: portal
    name: Portal
    kind: http
    regions: [UA-05]
    retries: 1
    http: {url: "` + url + `"` + more + `}
    format: {` + format + `}
    records:
      - as: observations
        fields: {indicator: {const: visits}, period: {from: period}, value: {from: value}}
`
}

// The payload of pages holds what came and nothing of how it was asked for, and can be imported like any other file.
func TestPayloadOfPages(t *testing.T) {
	t.Setenv("PORTAL_KEY", "very-secret-key")
	p := newPortal(t, answer(200, visit(1)+"\n", "Link", "</?p=2>; rel=next"), answer(200, visit(2)+"\n"))
	w := newWorldOn(t, &capturing{}, load(t, httpSource(p.URL, "auth: {api_key: {query: key, value: '${env:PORTAL_KEY}'}}, pages: {by: link}", "type: ndjson")))
	out := w.once(t, "portal")
	r, err := w.payloads.Open(out.Payload)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	want := "postup pages 1\npage 1\n31\n" + visit(1) + "\n0\npage 2\n31\n" + visit(2) + "\n0\nend 2\n"
	if diff := cmp.Diff(want, string(got)); err != nil || diff != "" {
		t.Errorf("the payload (-want +got), %v:\n%s", err, diff)
	}
	if got := p.asked[1].URL.RawQuery; got != "p=2&key=very-secret-key" {
		t.Errorf("the second page was asked for with %q", got)
	}
}

func TestPostIsAskedForItsWindow(t *testing.T) {
	var got []string
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got = append(got, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Content-Type")+" "+string(body)+r.Header.Get("If-None-Match"))
		w.Header().Set("ETag", `"v1"`)
		_, _ = io.WriteString(w, goodJSON)
	})
	w := newWorldOn(t, &remembering{}, load(t, httpSource(p.URL+"/search?a=1",
		`method: POST, body: 'since={from}&{until}', content_type: application/x-www-form-urlencoded, query: {to: '{to}', key: 'x y'}, window: {first: 2024-01-01}`, "type: json")))
	if _, err := w.Once(t.Context(), collectors.OnceOptions{}); err != nil {
		t.Fatal(err)
	}
	w.once(t, "portal")
	want := []string{
		"POST /search?a=1&key=x+y&to=2024-06-15 application/x-www-form-urlencoded since=2024-01-01&{until}",
		"POST /search?a=1&key=x+y&to=2024-06-15 application/x-www-form-urlencoded since=2024-06-08&{until}",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("asked for (-want +got):\n%s", diff)
	}
}
