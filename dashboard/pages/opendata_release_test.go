package pages_test

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
)

// TestReleaseHasAPageThatStays: a citation leads to the release that was cited, not to the newest of tomorrow, and that says if it was corrected.
func TestReleaseHasAPageThatStays(t *testing.T) {
	p, first, second, third := history(t)
	for _, lang := range languages {
		for _, release := range []string{first, second, third} {
			page := get(t, p.at+"/open-data?lang="+lang+"&release="+release)
			if page.status != http.StatusOK || strings.Contains(page.body, "⟦") {
				t.Fatalf("%s in %s: %d", release, lang, page.status)
			}
			shown := page.part(`<section aria-labelledby="release-title"`, "</section>")
			cited := page.part(`<section aria-labelledby="cite-title"`, "</section>")
			newer := strings.Contains(shown, `<a href="/open-data?lang=`+lang+`&amp;release=`+third+`">`)
			if !strings.HasPrefix(shown, ` id="release-`+release+`"`) || !newer {
				t.Errorf("%s in %s is shown as %s", release, lang, shown)
			}
			if !strings.Contains(cited, p.at+"/open-data?release="+release+".") || strings.Contains(cited, "…") {
				t.Errorf("%s in %s is cited as %s", release, lang, cited)
			}
			if hash := (answer{body: page.part(`<code class="hash">`, "</code>")}).text(); len(hash) != 64 || !strings.Contains(cited, hash) {
				t.Errorf("the citation has not the whole SHA-256 %q: %s", hash, cited)
			}
			if files := page.part(`<section aria-labelledby="datasets-title"`, "</section>"); strings.Count(files, `href="/open-data/observations/`+release+`.`) < 7 {
				t.Errorf("%s in %s has the files of another: %s", release, lang, files)
			}
			cited = (answer{body: page.part(`id="observations-cite"`, "</details>")}).text()
			if file := p.at + "/open-data/observations/" + release + ".ndjson"; !strings.Contains(cited, file+". SHA-256 "+sumOf(t, file)) {
				t.Errorf("the observations of %s in %s are cited as %s", release, lang, cited)
			}
			if searched := strings.Contains(page.body, "application/ld+json"); searched != (release == third) {
				t.Errorf("%s is told to search engines as the newest: %t", release, searched)
			}
			if !strings.Contains(page.body, `href="/open-data?lang=uk&amp;release=`+release) {
				t.Errorf("the other languages are of another release than %s", release)
			}
		}
	}
	page := get(t, p.at+"/open-data?lang=en&release="+second)
	if shown := page.part(`<section aria-labelledby="release-title"`, "</section>"); !strings.Contains(shown, `<a href="/open-data?lang=en&amp;release=`+third+`">Corrected by release `+third+`</a>`) || !strings.Contains(shown, "not the newest") {
		t.Errorf("what corrected it is not told: %s", shown)
	}
	if page := get(t, p.at+"/open-data?lang=en"); strings.Contains(page.body, "not the newest") || !strings.Contains(page.body, `id="release-title">Release `+third) {
		t.Error("without a name it is not the newest")
	}
	if a := get(t, p.at+"/open-data?lang=en&release=2001-01-01"); a.status != http.StatusNotFound || !strings.Contains(a.text(), "no release “2001-01-01”") || !strings.Contains(a.text(), first) {
		t.Errorf("a release that is none: %d %s", a.status, a.text())
	}
	for _, path := range []string{"/open-data/changes?lang=en", "/n/services_online_share/" + plain + "/2023-09?lang=en"} {
		if a := get(t, p.at+path); !strings.Contains(a.body, `href="/open-data?lang=en&amp;release=`+third+`"`) {
			t.Errorf("%s does not lead to the release", path)
		}
	}
	if feed := get(t, p.at+"/open-data/releases.atom?lang=en"); !strings.Contains(feed.body, "/open-data?lang=en&amp;release="+second+`"`) {
		t.Errorf("the feed does not lead to the release: %s", feed.body)
	}
}

// sumOf is the SHA-256 of a file as it is downloaded.
func sumOf(t *testing.T, address string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(get(t, address).body))
	return hex.EncodeToString(sum[:])
}

// TestNoReleaseHasAPageBeforeTheFirst: and the answer is that none was published yet, not an empty page.
func TestNoReleaseHasAPageBeforeTheFirst(t *testing.T) {
	p := newPublishing(t)
	if a := get(t, p.at+"/open-data?lang=en&release=2023-10-01"); a.status != http.StatusNotFound || !strings.Contains(a.text(), "Nothing has been published yet.") {
		t.Errorf("%d %s", a.status, a.text())
	}
}
