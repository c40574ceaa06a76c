package pages_test

import (
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// everyFigure is each kind of what others embed whose figures are simulated or missing, without the ending of an image.
var everyFigure = []string{
	trajectoryOfPlain, "/embed/trajectory/services_online_share/UA", "/embed/trajectory/services_online_share/" + noData, "/embed/trajectory/services_online_share/" + refused,
	"/embed/trajectory/egov_workplaces_installed/" + plain, "/embed/tile/egov_workplaces_installed/" + plain, "/embed/tile/services_online_share/UA",
	"/embed/trajectory/pri_mszu_moved/RU-PRI?breakdown=tier%3Dmunicipal", "/embed/map", "/embed/ranks", "/embed/scatter", "/embed/trajectories", stagesOfPlain,
	"/embed/table", "/embed/improved", "/embed/late/" + plain, "/embed/times/" + plain, "/embed/service/" + aService, "/embed/service-times/" + aService,
}

// asImage is the address of the same as an SVG in a language.
func asImage(path, lang string) string {
	path, query, _ := strings.Cut(path, "?")
	return path + ".svg?lang=" + lang + "&" + query
}

// inOneLine is a text of markup as it is read.
func inOneLine(s string) string { return strings.Join(strings.Fields(html.UnescapeString(s)), " ") }

// TestEmbedsAreHeard: who hears an image learns all that it shows in words: no value sounds real that is marked as simulated, and none lacks
// how it stands.
func TestEmbedsAreHeard(t *testing.T) {
	base := site(t, true)
	remarks := regexp.MustCompile(`<span class="tag">([^<]+)</span>|<span class="st [^>]*><svg[^>]*><use[^>]*/></svg><span>([^<]+)</span>|<span class="why">([^<]+)</span>`)
	simulated := map[string]string{"en": "simulated data", "uk": "симульовані дані", "ru": "симулированные данные"}
	for lang, tag := range simulated {
		for _, path := range everyFigure {
			page, drawn := get(t, base+in(path, lang)), image(t, base+asImage(path, lang))
			if page.status != http.StatusOK || drawn.status != http.StatusOK {
				t.Fatalf("%s (%s): %d, %d", path, lang, page.status, drawn.status)
			}
			desc := inOneLine(drawn.part(`<desc id="desc">`, "</desc>"))
			title := drawn.part(`<title id="title">`, "</title>") + page.part("<title>", "</title>")
			head, _, _ := strings.Cut(page.part("<main", "</main>"), "<details")
			said := remarks.FindAllStringSubmatch(head, -1)
			if path != "/embed/trajectories" { // whose marks of regions are folded
				for _, m := range regexp.MustCompile(`<p>([^<]+)</p>`).FindAllStringSubmatch(head, -1) {
					said = append(said, []string{"", m[1]})
				}
			}
			if len(said) == 0 {
				t.Errorf("%s (%s): the page remarks nothing on its figures", path, lang)
			}
			for _, m := range said {
				if text := inOneLine(strings.Join(m[1:], "")); !strings.Contains(strings.ToLower(desc), strings.ToLower(strings.TrimSuffix(text, "."))) {
					t.Errorf("%s (%s): who hears the image does not learn %q: %s", path, lang, text, desc)
				}
			}
			if strings.Contains(head, tag) != strings.Contains(strings.ToLower(desc), tag) {
				t.Errorf("%s (%s): that the figures are simulated is seen or heard, not both: %s", path, lang, desc)
			}
			if figuresIn.MatchString(title) {
				t.Errorf("%s (%s): its title has a figure, and not what holds for it: %s", path, lang, title)
			}
			for _, m := range regexp.MustCompile(`<svg class="drawing [^>]*aria-label="([^"]+)"`).FindAllStringSubmatch(page.body, -1) {
				if !strings.Contains(strings.ToLower(m[1]), tag) && strings.Contains(head, tag) {
					t.Errorf("%s (%s): a drawing is heard as %q", path, lang, m[1])
				}
			}
		}
		for _, m := range regexp.MustCompile(`<svg class="drawing [^>]*aria-label="([^"]+)"`).FindAllStringSubmatch(get(t, base+in("/regions/"+plain, lang)).body, -1) {
			if !strings.Contains(strings.ToLower(m[1]), tag) {
				t.Errorf("the region's page (%s) has a drawing that is heard as %q", lang, m[1])
			}
		}
	}
}

// TestTitlesAreWithoutFindings: what stands in a title, without its marks, says no result: it may be simulated.
func TestTitlesAreWithoutFindings(t *testing.T) {
	base := site(t, true)
	for lang, finding := range map[string]string{"en": "first place", "uk": "перше місце", "ru": "первое место"} {
		for _, path := range []string{"/embed/ranks", "/share/ranks"} {
			a := get(t, base+in(path+"?indicator=services_online_share", lang))
			head := a.part("<head>", "</head>")
			if strings.Contains(strings.ToLower(head), finding) || !strings.Contains(head, "<title>") {
				t.Errorf("%s (%s): a title says who is first: %s", path, lang, head)
			}
			if path == "/share/ranks" && strings.Contains(strings.ToLower(a.part("<h1>", "</h1>")), finding) {
				t.Errorf("%s (%s): its heading says who is first", path, lang)
			}
		}
		drawn := image(t, base+"/embed/ranks.svg?indicator=services_online_share&lang="+lang)
		if strings.Contains(strings.ToLower(drawn.part("<title", "</title>")), finding) || !strings.Contains(strings.ToLower(drawn.part("<desc", "</desc>")), finding) {
			t.Errorf("the image (%s) says who is first in its title, or nowhere: %s", lang, drawn.part("<title", "</desc>"))
		}
	}
}
