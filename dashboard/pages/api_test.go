package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/api"
)

// TestAPIReference: the page tells of every address, parameter and field, and what it links to answers.
func TestAPIReference(t *testing.T) {
	at := site(t, false)
	page := get(t, at+"/api?lang=en")
	if page.status != http.StatusOK || strings.Contains(page.body, "⟦") {
		t.Fatalf("status %d: %s", page.status, page.text())
	}
	for _, o := range api.Operations() {
		article := page.part(`<article class="target" id="`+o.ID+`"`, "</article>")
		if !strings.Contains(article, o.Method+" "+api.Prefix+o.Path) {
			t.Errorf("%s %s is not told of", o.Method, o.Path)
		}
		for _, name := range o.Params {
			if !strings.Contains(article, `href="#parameter-`+name+`"`) || !strings.Contains(page.body, `id="parameter-`+name+`"`) {
				t.Errorf("%s: nothing says that it takes %s", o.Path, name)
			}
		}
		for _, f := range o.Fields() {
			if !strings.Contains(article, "<code>"+f.Name+"</code>") {
				t.Errorf("%s: nothing is said of the field %s", o.Path, f.Name)
			}
		}
	}
	links := regexp.MustCompile(`href="(/api/v1/[^"]*)"`).FindAllStringSubmatch(page.body, -1)
	if len(links) < 40 {
		t.Errorf("%d links to the API", len(links))
	}
	for _, link := range links {
		if a := get(t, at+link[1], "Accept", "*/*"); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", link[1], a.status, a.body)
		}
	}
	for _, lang := range []string{"uk", "ru"} {
		other := get(t, at+"/api?lang="+lang)
		if other.status != http.StatusOK || strings.Contains(other.body, "⟦") || other.text() == page.text() {
			t.Errorf("%s: %d", lang, other.status)
		}
	}
	if data := get(t, at+"/open-data?lang=uk"); !strings.Contains(data.body, `href="/api?lang=uk"`) {
		t.Error("the page of open data does not lead to the API")
	}
	if root := get(t, at+"/api/v1"); !strings.Contains(root.body, `"reference":"/api"`) || !strings.Contains(root.body, `/api/v1/openapi.json`) {
		t.Errorf("the API does not lead to its reference: %s", root.body)
	}
}
