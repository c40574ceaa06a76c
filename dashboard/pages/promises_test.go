package pages_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/config/configtest"
)

// TestPromises: none is left out, whatever came of it, and each says who promised it in which words.
func TestPromises(t *testing.T) {
	cfg, err := config.Load(config.Shipped, "", configtest.DemoVars(), config.WithPacks("demo"))
	if err != nil {
		t.Fatal(err)
	}
	at := site(t, false)
	articles := regexp.MustCompile(`(?s)<article class="target" id="([^"]+)">.*?</article>`)
	page := get(t, at+"/promises?lang=en")
	if page.status != http.StatusOK || strings.Contains(page.body, "⟦") {
		t.Fatalf("%d: %s", page.status, page.text())
	}
	shown, silent := map[string]string{}, 0
	for _, m := range articles.FindAllStringSubmatch(page.body, -1) {
		shown[m[1]] = html.UnescapeString(m[0])
		if strings.Contains(m[0], "Nothing has been reported about this promise.") {
			silent++
		}
	}
	all := 0
	for _, p := range cfg.Programmes {
		for _, target := range p.Targets {
			all++
			article, there := shown[p.ID+"."+target.ID]
			if by := target.Promise.By.In("en"); !there || by != "" && !strings.Contains(article, by) {
				t.Errorf("%s.%s is not there, or not who promised it (%s)", p.ID, target.ID, by)
			}
			if words := strings.Fields(target.Promise.Quote); len(words) > 0 && !strings.Contains(article, words[0]) {
				t.Errorf("%s.%s: not in which words it was promised", p.ID, target.ID)
			}
			if target.Promise.Quote != "" && !strings.Contains(article, `<blockquote lang="`+p.Document.Language+`"`) {
				t.Errorf("%s.%s: not in which language it was promised", p.ID, target.ID)
			}
		}
	}
	if len(shown) != all || silent == 0 || silent == all {
		t.Errorf("%d promises of %d, %d of them silent", len(shown), all, silent)
	}
	missed := get(t, at+"/promises?lang=en&state=missed")
	found := articles.FindAllStringSubmatch(missed.body, -1)
	if len(found) == 0 || len(found) == all {
		t.Errorf("%d promises were missed, of %d", len(found), all)
	}
	for _, m := range found {
		if !strings.Contains(m[0], "#m-missed") {
			t.Errorf("%s is among those that were missed", m[1])
		}
	}
	if !strings.Contains(missed.body, `<option value="missed" selected>`) || !strings.Contains(missed.body, "lang=uk&amp;state=missed") {
		t.Error("what was chosen does not stay chosen, in the form or in another language")
	}
	one := get(t, at+"/promises?lang=en&programme=primorye-maturity")
	for _, m := range articles.FindAllStringSubmatch(one.body, -1) {
		if !strings.HasPrefix(m[1], "primorye-maturity.") {
			t.Errorf("%s is of another programme", m[1])
		}
	}
	for path, says := range map[string]string{"?state=lost": "missed", "?programme=nothing": "primorye-maturity"} {
		if a := get(t, at+"/promises"+path); a.status != http.StatusBadRequest || !strings.Contains(a.text(), says) {
			t.Errorf("%s: %d %s", path, a.status, a.text())
		}
	}
	if a := get(t, at+"/promises?lang=en&programme=ua-smartphone&state=missed"); a.status != http.StatusOK || !strings.Contains(a.text(), "0 promises.") {
		t.Errorf("none: %d %s", a.status, a.text())
	}
	for _, from := range []string{"/programmes", "/open-data"} {
		if !strings.Contains(get(t, at+from+"?lang=uk").body, `href="/promises?lang=uk"`) {
			t.Errorf("%s has no link to the promises", from)
		}
	}
}
