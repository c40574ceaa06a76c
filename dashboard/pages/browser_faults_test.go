package pages_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// faulty has one of each fault that the browser tests are there to find.
const faulty = `<!doctype html><html lang="en"><head><title>x</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/faulty.css"></head>
<body><main><h1>One</h1><h1>Two</h1><p style="color:red">⟦missing.key⟧ NaN</p><p class="pale">Hardly to be read</p><img src="/gone.png">
<div class="wide">too wide</div><div class="cut">much more than fits into it</div><nav><a href="/">tiny</a></nav>
<div class="fold" id="folded"><p>Seen</p><p hidden>Not on paper</p></div>
<div data-chart="/chart.json" class="chart"></div></main><script src="/faulty.js"></script></body></html>`

// A check that finds nothing where there is something is worse than none.
func TestTheBrowserSeesFaults(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	others := httptest.NewServer(http.NotFoundHandler())
	defer others.Close()
	files := map[string]string{
		"/":           faulty,
		"/faulty.css": ".wide{width:1600px}.cut{width:3em;overflow:hidden;white-space:nowrap}.pale{color:#eee;background:#fff}",
		"/faulty.js":  `console.error("said in vain"); fetch("` + others.URL + `/spy").catch(() => {}); fetch("/gone.json"); throw new Error("thrown");`,
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, ok := files[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'; connect-src *")
		if r.URL.Path == "/" {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
		}
		if strings.HasSuffix(r.URL.Path, ".css") {
			w.Header().Set("Content-Type", "text/css")
		}
		if _, err := w.Write([]byte(body)); err != nil {
			t.Error(err)
		}
	}))
	defer site.Close()
	p := open(t, startBrowser(t), site.URL).audited(t)
	var found []finding
	see := func(expression string) {
		seen, err := p.see("", expression)
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, seen...)
	}
	if err := errors.Join(p.load("faulty", site.URL, http.StatusNotFound), p.be(phone)); err != nil {
		t.Fatal(err)
	}
	for _, expression := range []string{`look.words("uk")`, "look.layout()", "look.still()", "look.folded()", "look.audit()", `look.audit(["color-contrast"])`, `look.draw(200)`} {
		see(expression)
	}
	found = append(found, p.heard.take()...)
	for _, want := range []finding{
		{What: "wrong language", Detail: "en"}, {What: "text that is none", Detail: "⟦missing.key⟧"}, {What: "not one main heading", Detail: "2"},
		{What: "inline style or script", Detail: "p."}, {What: "runs out of the page sideways", Detail: "div.wide"}, {What: "cut off", Detail: "div.cut"},
		{What: "too small to be tapped", Detail: `a. "tiny"`}, {What: "chart without a drawing", Detail: "/chart.json"}, {What: "chart not drawn", Detail: "/chart.json"},
		{What: "folded away on paper", Detail: "folded"}, {What: "axe critical: image-alt"}, {What: "axe serious: color-contrast", Detail: "pale"},
		{What: "console error", Detail: "said in vain"}, {What: "script error", Detail: "thrown"}, {What: "third-party request", Detail: others.URL + "/spy"},
		{What: "request failed", Detail: "/spy"}, {What: "answer 404", Detail: "/gone.png"}, {What: "answer 404", Detail: "/gone.json"}, {What: "answer 200", Detail: site.URL},
		{What: "log, security", Detail: "inline style"},
	} {
		if !slices.ContainsFunc(found, func(f finding) bool { return f.What == want.What && strings.Contains(f.Detail, want.Detail) }) {
			t.Errorf("nobody saw %q with %q", want.What, want.Detail)
		}
	}
	if t.Failed() {
		for _, f := range found {
			t.Log(f)
		}
	}
}
