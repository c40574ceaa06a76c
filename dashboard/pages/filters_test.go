package pages_test

import (
	"net/http"
	"strings"
	"testing"
)

// testFilters: what a page can't narrow by is not passed over, whatever page it is; names that links from elsewhere carry are.
func testFilters(t *testing.T, base string) {
	for _, c := range []struct {
		path   string
		status int
		says   map[string]string
	}{
		{"/services?sector=nothing", 400, map[string]string{"en": "There is no sector “nothing”. There are: ", "uk": "Галузі «nothing» немає. Є: ", "ru": "Отрасли «nothing» нет. Есть: "}},
		{"/?region=Sumy", 400, map[string]string{"en": "There is no region “Sumy”.", "uk": "Регіону «Sumy» немає.", "ru": "Региона «Sumy» нет."}},
		{"/?region=Sumy", 400, map[string]string{"uk": "Шукати «Sumy»"}},
		{"/regions?parent=ZZ", 400, map[string]string{"ru": "Региона «ZZ» нет."}},
		{"/regions?programme=none", 400, map[string]string{"en": "There are: ua-smartphone", "uk": "Програми «none» немає."}},
		{"/methods?indicator=" + plain, 400, map[string]string{"en": "There is no indicator “" + plain + "”.", "ru": "Показателя «" + plain + "» нет."}},
		{"/sources?source=none", 400, map[string]string{"uk": "Джерела «none» немає."}},
		{"/search?service=none", 400, map[string]string{"ru": "Услуги «none» нет."}},
		{"/sources?page=99999", 404, map[string]string{"en": "There is no page 99,999: the whole list stands on one page.", "uk": "весь список — на одній сторінці", "ru": "весь список — на одной странице"}},
		{"/services?page=-1", 400, map[string]string{"en": "What the address gives for “page” is not"}},
	} {
		for lang, says := range c.says {
			a := get(t, base+c.path+"&lang="+lang)
			if main := a.part("<main", "</main>"); a.status != c.status || !strings.Contains(main, says) {
				t.Errorf("%s (%s): %d, and no %q: %s", c.path, lang, a.status, says, main)
			}
		}
	}
	for _, path := range []string{
		"/services?utm_source=post&utm_campaign=none", "/services?page=1", "/?region=" + plain + "&programme=ua-smartphone", "/regions?sector=healthcare",
		"/explain/services_online_share/" + plain + "/2023-08?source=derived-simulated",
	} {
		if a := get(t, base+path); a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
	}
}
