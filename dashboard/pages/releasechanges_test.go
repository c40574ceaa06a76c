package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestReleaseChanges: the page says what was and what is, with missing values as missing, and leads on to the numbers and the file.
func TestReleaseChanges(t *testing.T) {
	p, first, second, third := history(t)
	page := get(t, p.at+"/open-data/changes?lang=en&from="+first+"&to="+second)
	if page.status != http.StatusOK || strings.Contains(page.body, "⟦") {
		t.Fatalf("%d: %s", page.status, page.text())
	}
	figure := `<a href="/n/services_online_share/` + plain + `/2023-09-01..2023-09-30@` + second + `?lang=en&amp;source=reported">`
	rows := page.part(figure, "</table>")
	if got := (answer{body: "<p>" + rows}).text(); !strings.HasPrefix(got, "Share of services online Vinnytsia Oblast, September 2023 changed value – 40.3%") {
		t.Errorf("the change is told as %q", got)
	}
	if newest := get(t, p.at+"/open-data/changes?lang=en"); !strings.Contains(newest.text(), "value 40.3% 0.0%") || !strings.Contains(newest.text(), "Corrects release "+second) {
		t.Errorf("without releases named: %s", newest.text())
	}
	for _, lang := range []string{"uk", "ru"} {
		if a := get(t, p.at+"/open-data/changes?lang="+lang); a.status != http.StatusOK || strings.Contains(a.body, "⟦") || !strings.Contains(a.text(), "40,3") {
			t.Errorf("%s: %d %s", lang, a.status, a.text())
		}
	}
	file := get(t, p.at+"/open-data/changes.csv?from="+first+"&to="+second)
	if !strings.Contains(page.body, `href="/open-data/changes.csv?from=`+first+`&amp;to=`+second+`"`) || file.status != http.StatusOK || !strings.Contains(file.body, ",value,,40.25") {
		t.Errorf("the file: %d %s", file.status, file.body)
	}
	list := get(t, p.at+"/open-data?lang=en")
	for _, link := range []string{"from=" + second + "&amp;lang=en&amp;to=" + third, "from=" + first + "&amp;lang=en&amp;to=" + second} {
		if !strings.Contains(list.body, `href="/open-data/changes?`+link+`"`) {
			t.Errorf("the page of open data has no link to %s", link)
		}
	}
	if same := get(t, p.at+"/open-data/changes?lang=en&from="+first+"&to="+first); strings.Count(same.text(), "nothing has changed") != 9 {
		t.Errorf("a release against itself: %s", same.text())
	}
	for path, says := range map[string]string{"?from=2001-01-01": first, "?to=x": third} {
		if a := get(t, p.at+in("/open-data/changes"+path, "en")); a.status != http.StatusNotFound || !strings.Contains(a.text(), says) {
			t.Errorf("%s: %d %s", path, a.status, a.text())
		}
	}
	if a := get(t, p.at+"/open-data/changes?lang=en&to="+first); a.status != http.StatusOK || !strings.Contains(a.text(), "no two releases") {
		t.Errorf("the first release: %d %s", a.status, a.text())
	}
}

// TestNewReleasesAreSeen: a browser that has the page of before is not told that it still holds.
func TestNewReleasesAreSeen(t *testing.T) {
	p := newPublishing(t)
	before := get(t, p.at+"/open-data?lang=en")
	none := get(t, p.at+"/open-data/changes?lang=en")
	if !strings.Contains(none.text(), "no two releases") {
		t.Errorf("before the first release: %d %s", none.status, none.text())
	}
	first := p.publish("", "")
	p.settle(first)
	for path, tag := range map[string]string{"/open-data?lang=en": before.header.Get("ETag"), "/open-data/changes?lang=en": none.header.Get("ETag")} {
		if a := get(t, p.at+path, "If-None-Match", tag); a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
