package collectors_test

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/postup/postup/store"
)

func TestPagesThatCanNotBeAll(t *testing.T) {
	next := func(body string) http.HandlerFunc { return answer(200, `{"items":[`+visit(1)+`],`+body+`}`) }
	tests := map[string]struct {
		more    string
		answers []http.HandlerFunc
		error   string
		asked   int
	}{
		"TheSamePageAgain":         {"pages: {by: page, parameter: p}", []http.HandlerFunc{answer(200, `{"items":[`+visit(1)+`]}`)}, "page 2 of", 2},
		"CursorThatStandsStill":    {"pages: {by: cursor, at: next, parameter: p}", []http.HandlerFunc{next(`"next":"a","n":1`), next(`"next":"a","n":2`)}, "go round for ever", 2},
		"CursorThatGoesRound":      {"pages: {by: cursor, at: next, parameter: p}", []http.HandlerFunc{next(`"next":"a"`), next(`"next":"b"`), next(`"next":"a"`)}, "go round for ever", 3},
		"NextThatIsTheFirst":       {"pages: {by: next, at: next}", []http.HandlerFunc{next(`"next":"/?a=1"`), next(`"next":"/"`), next(`"next":"/?a=1"`)}, "go round for ever", 3},
		"NoCursorWhereOneWasSaid":  {"pages: {by: cursor, at: meta.next, parameter: p}", []http.HandlerFunc{next(`"next":"a"`)}, "nothing at meta.next", 1},
		"CursorThatIsAList":        {"pages: {by: cursor, at: next, parameter: p}", []http.HandlerFunc{next(`"next":["a"]`)}, "not a text or a number", 1},
		"NextElsewhere":            {"pages: {by: next, at: next}", []http.HandlerFunc{next(`"next":"http://169.254.169.254/latest"`)}, "not where the source is declared", 1},
		"NotAByteWhereOneWasSaid":  {"pages: {by: link}", []http.HandlerFunc{answer(200, `{"items":[`+visit(1)+`]}`, "Link", "</2>; rel=next"), answer(200, ""), answer(200, `{"items":[`+visit(1)+`]}`, "Link", "</2>; rel=next"), answer(200, "")}, "page 2 of", 4},
		"NotAByteAtTheEnd":         {"pages: {by: page, parameter: p}", []http.HandlerFunc{next(`"a":1`), answer(200, ""), next(`"a":1`), answer(200, "")}, "page 2 of", 4},
		"TooManyPages":             {"pages: {by: cursor, at: next, parameter: p, max: 2}", []http.HandlerFunc{next(`"next":"a"`), next(`"next":"b"`)}, "more than 2 pages", 2},
		"SecondPageFails":          {"pages: {by: cursor, at: next, parameter: p}", []http.HandlerFunc{next(`"next":"a"`), answer(404, "")}, "page 2 of http", 2},
		"SecondPageIsAWebPage":     {"pages: {by: page, parameter: p}", []http.HandlerFunc{next(`"a":1`), answer(200, "<html>log in")}, "page 2 of http", 2},
		"SecondPageIsCut":          {"pages: {by: cursor, at: next, parameter: p}", []http.HandlerFunc{next(`"next":"a"`), cutAfter(`{"items":[`, 999), next(`"next":"a"`), cutAfter(`{"items":[`, 999)}, "did not arrive whole", 4},
		"TogetherTooLarge":         {"pages: {by: page, parameter: p}", []http.HandlerFunc{next(`"a":"` + strings.Repeat("x", 3000) + `"`), next(`"b":"` + strings.Repeat("x", 3000) + `"`)}, "max_bytes", 2},
		"CountedPageIsNotReadable": {"pages: {by: page, parameter: p}", []http.HandlerFunc{answer(200, `{"items":[{]}`)}, "can't be read", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := newPortal(t, test.answers...)
			st := &capturing{}
			w := newWorldOn(t, st, load(t, strings.Replace(httpSource(p.URL, test.more, "type: json, path: items"), "retries: 1", "retries: 1\n    max_bytes: 5000", 1)))
			out := w.once(t, "portal")
			if out.Status != store.CollectionFailed || !strings.Contains(out.Error, test.error) || out.Payload != "" || len(st.observations) > 0 {
				t.Errorf("%s, payload %q, %d rows, error %q; half of the pages must never count as all, and the error speak of %q",
					counts(out), out.Payload, len(st.observations), out.Error, test.error)
			}
			if p.requests() != test.asked {
				t.Errorf("asked %d times, want %d", p.requests(), test.asked)
			}
		})
	}
}

func TestPageThatBreaksIsAskedForAgainFromTheFirst(t *testing.T) {
	p := newPortal(t, answer(200, `{"items":[`+visit(1)+`],"next":"a"}`), answer(503, ""),
		answer(200, `{"items":[`+visit(1)+`],"next":"b"}`), answer(200, `{"items":[`+visit(2)+`],"next":null}`))
	w := newWorldOn(t, &capturing{}, load(t, httpSource(p.URL, "pages: {by: cursor, at: next, parameter: p}", "type: json, path: items")))
	if out := w.once(t, "portal"); counts(out) != "ok: 2 = 2 accepted + 0 rejected + 0 unchanged" || out.Attempts != 2 {
		t.Errorf("%s after %d attempts: %s", counts(out), out.Attempts, out.Error)
	}
}

func TestRejectionsLeadToPageAndRecord(t *testing.T) {
	for format, test := range map[string]struct{ first, second, want string }{
		"type: json":   {"[" + visit(1) + "]", "[" + visit(2) + `,{"period":"2001-13","value":1}]`, "page 2, record 2"},
		"type: ndjson": {visit(1) + "\n", visit(2) + "\n\nno json\n", "page 2, line 3"},
		"type: csv":    {"period,value\n2001-01,1\n", "value,period\n2,2001-02\n3\n", "page 2, line 3"}, // each page by its own header
	} {
		p := newPortal(t, answer(200, test.first, "Link", "</?p=2>; rel=next"), answer(200, test.second))
		w := newWorldOn(t, &capturing{}, load(t, httpSource(p.URL, "pages: {by: link}", format)))
		out := w.once(t, "portal")
		if counts(out) != "partial: 3 = 2 accepted + 1 rejected + 0 unchanged" || out.Rejections[0].Position != test.want {
			t.Errorf("%s: %s %s, %v; want a rejection at %s", format, counts(out), out.Error, out.Rejections, test.want)
		}
	}
}

// What is held in memory is a part of a page, however many pages there are and however large one is.
func TestPagesDoNotFillMemory(t *testing.T) {
	const pages, records = 24, 200
	padding := strings.Repeat("x", 10_000)
	var before, most uint64
	p := newPortal(t, func(w http.ResponseWriter, r *http.Request) {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		n := number(r, "after", 0)
		if n == 1 { // the first page is behind
			before = m.HeapAlloc
		}
		most = max(most, m.HeapAlloc)
		_, _ = io.WriteString(w, `{"items":[`)
		for i := range records {
			_, _ = fmt.Fprintf(w, `{"period":"2024-01","value":%d,"padding":"%s"},`, n*records+i, padding)
		}
		next := "null"
		if n+1 < pages {
			next = strconv.Itoa(n + 1)
		}
		_, _ = fmt.Fprintf(w, `{"period":"2024-01","value":0}],"next":%s}`, next)
	})
	source := strings.Replace(httpSource(p.URL, "pages: {by: cursor, at: next, parameter: after, empty_ends: true}", "type: json, path: items"),
		"- as: observations", "- as: observations\n        where: [{from: period, in: [never]}]", 1)
	w := newWorldOn(t, &capturing{}, load(t, strings.Replace(source, "retries: 1", "timeout: 10m", 1)))
	out := w.once(t, "portal")
	if out.Status != store.CollectionOK || out.Bytes < pages*records*10_000 {
		t.Fatalf("%s %s, %d bytes", counts(out), out.Error, out.Bytes)
	}
	if most > before+8<<20 {
		t.Errorf("after the first page the heap held %d MiB, and up to %d MiB later: %d MiB came", before>>20, most>>20, out.Bytes>>20)
	}
	t.Logf("%d MiB in %d pages; heap %d MiB, at most %d MiB", out.Bytes>>20, pages, before>>20, most>>20)
}
