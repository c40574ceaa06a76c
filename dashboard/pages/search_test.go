package pages_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Whoever knows a thing by its name in any language, by the beginnings of its words or by its id finds it.
func testSearch(t *testing.T, base string) {
	tests := []struct {
		name, query, lang string
		says              []string
		not               string
	}{
		{"by its name", "Vinnytsia", "en", []string{"Regions", `href="/regions/UA-05?lang=en"`, "1 result"}, "Services"},
		{"in another language", "вінницька", "en", []string{"Vinnytsia Oblast"}, ""},
		{"by beginnings, in any order", "обл сумс", "uk", []string{"Сумська область"}, "Вінницька"},
		{"the oblast of a city", "Суми", "uk", []string{"Сумська область"}, "Вінницька"},
		{"the same in Russian", "Сумы", "ru", []string{"Сумская область"}, ""},
		{"the same in English", "Sumy", "en", []string{"Sumy Oblast"}, ""},
		{"letters that are written for one another", "жилищная", "ru", nil, "Вінницька"},
		{"a service", "address", "en", []string{"Assignment of an address", `href="/services/ua.address_assignment?lang=en"`}, ""},
		{"an indicator by its id", "services_online_share", "uk", []string{"Частка послуг онлайн", `href="/methods?lang=uk#services_online_share"`}, ""},
		{"a promise", "90", "en", []string{"Promises", "State in a smartphone"}, ""},
		{"another form of a word", "взаимодействие", "ru", []string{`<a href="/programmes/ua-smartphone?lang=ru#`, "Втрое меньше взаимодействий граждан"}, ""},
		{"another form of a short word", "школа", "ru", []string{"Зачисление в школу", "Образование · Украина"}, "Регионы</h2>"},
		{"another form in Ukrainian", "школа", "uk", []string{"Зарахування до школи"}, ""},
		{"a quote, whatever the language", "стремимся перевести", "en", []string{"Promises", `href="/programmes/ua-smartphone?lang=en#`}, "Services</h2>"},
		{"a meaning", "ratio to the number", "en", []string{"Indicators", `href="/methods?lang=en#ua_interactions"`}, ""},
		{"services of one name", "паспорт", "uk", []string{"· Україна", `href="/services/ru.building_passport?lang=uk"`}, ""},
		{"nothing", "qqqq", "uk", []string{"Спробуйте менше слів"}, "Регіони</h2>"},
		{"nothing asked for", "", "en", []string{"Region, programme, promise, service or indicator"}, "result"},
		{"script is text", "<script>alert(1)</script>", "en", []string{"&lt;script&gt;"}, "<script>alert"},
		{"much too long", strings.Repeat("zzzz ", 2000), "uk", []string{"0 результатів"}, ""},
	}
	for _, test := range tests {
		page := get(t, base+"/search?lang="+test.lang+"&q="+url.QueryEscape(test.query))
		if page.status != http.StatusOK {
			t.Errorf("%s: %d", test.name, page.status)
		}
		main := page.part(`id="content"`, "</main>")
		for _, says := range test.says {
			if !strings.Contains(main, says) {
				t.Errorf("%s: the page does not have %q:\n%s", test.name, says, main)
			}
		}
		if test.not != "" && strings.Contains(main, test.not) {
			t.Errorf("%s: the page has %q", test.name, test.not)
		}
	}
	if early := get(t, base+"/search?lang=en&q=address&as_of=2019-01-01"); !strings.Contains(early.body, `href="/services/ua.address_assignment?as_of=2019-01-01`) {
		t.Error("a service that nobody offers on that day is not found")
	}
	if kept := get(t, base+"/search?lang=en&q=Sumy&as_of=2023-10-01"); !strings.Contains(kept.body, `name="as_of" value="2023-10-01"`) || !strings.Contains(kept.body, "q=Sumy") {
		t.Error("the clocks, or in another language the query, are lost")
	}
}
