package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// TestCoverageIsTheNumbers: beside a number stands how many regions it is made of, once; nothing where it was reported for the region itself.
func TestCoverageIsTheNumbers(t *testing.T) {
	base := site(t, true)
	for lang, c := range map[string]struct{ pattern, here, programme string }{
		"en": {`\d+ of \d+ (?:regions )?reported`, "18 of 23 regions reported", "19 of 24 regions reported to the programme"},
		"uk": {`звітували \d+ з \d+ регіон|повідомили \d+`, "звітували 18 з 23 регіонів", "програмі звітували 19 з 24 регіонів"},
		"ru": {`отчитались \d+ из \d+ регион|сообщили \d+`, "отчитались 18 из 23 регионов", "программе отчитались 19 из 24 регионов"},
	} {
		said := regexp.MustCompile(c.pattern)
		for _, path := range []string{"/embed/tile/services_online_share/UA", "/embed/trajectory/services_online_share/UA?target=ua_services_online_90", "/"} {
			a := get(t, base+in(path, lang))
			head := regexp.MustCompile(`aria-label="[^"]*"`).ReplaceAllString(a.part("<h1>", "<details"), "") // which has what stands there again
			if path == "/" {
				head = a.part("<h1>", "</div>")
			}
			if found := said.FindAllString(head, -1); a.status != http.StatusOK || len(found) != 1 || !strings.Contains(head, ">"+c.here+"<") {
				t.Errorf("%s (%s) says %q, want %q alone", path, lang, found, c.here)
			}
		}
		for _, path := range []string{"/embed/tile/ua_interactions/UA", "/embed/tile/pri_mszu_moved/RU-PRI?breakdown=tier%3Dmunicipal"} {
			if a := get(t, base+in(path, lang)); a.status != http.StatusOK || said.MatchString(a.text()) {
				t.Errorf("%s (%s): %d, a value that was reported for all has a coverage of regions: %s", path, lang, a.status, a.text())
			}
		}
		if a := get(t, base+in("/programmes/ua-smartphone", lang)); !strings.Contains(a.part(`<p class="finding">`, "</p>"), c.programme) {
			t.Errorf("the programme (%s) does not say that it is what was reported to it: %s", lang, a.part(`<p class="finding">`, "</p>"))
		}
	}
}
