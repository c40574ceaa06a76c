package pages_test

import (
	"encoding/json"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"

	"github.com/postup/postup/dashboard/pages"
)

// answer is what came for a request.
type answer struct {
	status int
	header http.Header
	body   string
}

func get(t *testing.T, address string, header ...string) answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/html")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(b)}
}

// text is a page's text without its markup.
func (a answer) text() string {
	s := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(a.body, " ")
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// part is the markup between two marks.
func (a answer) part(from, to string) string {
	_, rest, _ := strings.Cut(a.body, from)
	part, _, _ := strings.Cut(rest, to)
	return part
}

func TestSite(t *testing.T) {
	base := site(t, true)
	t.Run("the finding comes first", func(t *testing.T) { testFinding(t, base) })
	t.Run("words", func(t *testing.T) { testWords(t, base) })
	t.Run("every absence looks different", func(t *testing.T) { testAbsences(t, base) })
	t.Run("few applications are withheld", func(t *testing.T) { testWithheld(t, base) })
	t.Run("browsers keep what has not changed", func(t *testing.T) { testCaching(t, base) })
	t.Run("compressed pages", func(t *testing.T) { testCompressed(t, base) })
	t.Run("languages", func(t *testing.T) { testLanguages(t, base) })
	t.Run("nothing inline", func(t *testing.T) { testNothingInline(t, base) })
	t.Run("errors", func(t *testing.T) { testErrors(t, base) })
	t.Run("bad input", func(t *testing.T) { testBadInput(t, base) })
	t.Run("filters that can't be", func(t *testing.T) { testFilters(t, base) })
	t.Run("suppositions that can't be", func(t *testing.T) { testWrongSuppositions(t, base) })
	t.Run("an address that is too long", func(t *testing.T) { testTooLong(t, base) })
	t.Run("links lead somewhere and keep the clocks", func(t *testing.T) { testLinks(t, base) })
	t.Run("explanations", func(t *testing.T) { testExplained(t, base) })
	t.Run("charts", func(t *testing.T) { testCharts(t, base) })
	t.Run("keys name what is drawn", func(t *testing.T) { testKeys(t, base) })
	t.Run("what has changed", func(t *testing.T) { testChanged(t, base) })
	t.Run("events on charts", func(t *testing.T) { testNotes(t, base) })
	t.Run("sources that need care come first", func(t *testing.T) { testSources(t, base) })
	t.Run("regions", func(t *testing.T) { testRegions(t, base) })
	t.Run("services", func(t *testing.T) { testServices(t, base) })
	t.Run("what if", func(t *testing.T) { testWhatIf(t, base) })
	t.Run("briefs", func(t *testing.T) { testBriefs(t, base) })
	t.Run("compare", func(t *testing.T) { testCompare(t, base) })
	t.Run("search", func(t *testing.T) { testSearch(t, base) })
	t.Run("reports that are due", func(t *testing.T) { testReports(t, base) })
	t.Run("ages of regions", func(t *testing.T) { testAges(t, base) })
	t.Run("reports by period", func(t *testing.T) { testMatrix(t, base) })
	t.Run("a source", func(t *testing.T) { testSource(t, base) })
	t.Run("figures that were changed", func(t *testing.T) { testRestated(t, base) })
	t.Run("lettering", func(t *testing.T) { testLettering(t, base) })
	t.Run("above charts", func(t *testing.T) { testAboveCharts(t, base) })
	t.Run("assets", func(t *testing.T) { testAssets(t, base) })
	t.Run("sizes", func(t *testing.T) { testBudget(t, base) })
	t.Run("a day that has been", func(t *testing.T) { testClocks(t, base) })
}

func testFinding(t *testing.T, base string) {
	for lang, want := range map[string]string{
		"en": `^[\d.]+% of public services are online \(14 October 2023\)\. The promise is 90% by 2024\.$`,
		"uk": `^[\d,]+\x{202f}% .+ \(14 жовтня 2023\)\. Обіцяно 90\x{202f}% до 2024 року\.$`,
		"ru": `^[\d,]+\x{202f}% .+ \(14 октября 2023\)\. Обещано 90\x{202f}% к 2024 году\.$`,
	} {
		a := get(t, base+"/?lang="+lang)
		heading := a.part("<h1>", "</h1>")
		number := regexp.MustCompile(`<a class="how" href="([^"]+)">([^<]+)</a>`).FindStringSubmatch(heading)
		if number == nil || strings.Count(heading, "<a ") != 1 {
			t.Fatalf("the number that the overview in %s opens with leads nowhere: %s", lang, heading)
		}
		if how := get(t, base+html.UnescapeString(number[1])); how.status != http.StatusOK || !strings.Contains(how.body, number[2]) {
			t.Errorf("the number that the overview in %s opens with leads to %d without %s", lang, how.status, number[2])
		}
		title := html.UnescapeString(regexp.MustCompile("<[^>]+>").ReplaceAllString(heading, ""))
		if !regexp.MustCompile(want).MatchString(title) {
			t.Errorf("the overview in %s opens with %q, want %s", lang, title, want)
		}
	}
	for lang, want := range map[string]string{ // 8 of 34 services, the fewest of all
		"en": "Furthest behind: Lviv Oblast with 23.5%, 66.5 percentage points short of 90%.",
		"uk": "Найдалі від обіцяного: Львівська область — 23,5 %, до 90 % ще 66,5 відсоткового пункту.",
		"ru": "Дальше всех от обещанного: Львовская область — 23,5 %, до 90 % ещё 66,5 процентного пункта.",
	} {
		if got := get(t, base+"/?lang="+lang).text(); !strings.Contains(got, want) {
			t.Errorf("the overview in %s does not say %q", lang, want)
		}
	}
	if a := get(t, base+"/?lang=en"); !strings.Contains(a.text(), "What is marked as simulated is invented") || !strings.Contains(a.text(), "simulated data") {
		t.Error("simulated figures are not called simulated")
	}
}

// testWords holds sentences against what the data says: of which day, of which part, and in which tense.
func testWords(t *testing.T, base string) {
	for _, c := range []struct{ what, path, says string }{
		{"the part and the day of a value", "/regions/RU-PRI?lang=en", "Primorsky Krai: Mass socially significant services (МСЗУ) moved into electronic form since the start of the year (level: municipal): 19 (31 December 2021). The commitment is 20 by 31 December 2021."},
		{"a caption names the part", "/regions/RU-PRI?lang=ru", "с начала года (уровень: муниципальный), Приморский край:"},
		{"how far a missed promise came", "/programmes/primorye-maturity?lang=en", "missed: 19 on 31 December 2021, promised 20"},
		{"an old value is the last known one", "/regions/UA?lang=en&today=2024-08-01", "(last known: quarter 2 of 2023)"},
		{"a value of the newest quarter is not old", "/programmes/ua-smartphone?lang=en&today=2023-09-20", "0.58 (quarter 2 of 2023)"},
		{"after the deadline nothing is forecast", "/programmes/ua-smartphone?lang=en&today=2025-08-01", "can’t be said: the last value, of 30 June 2023, is from before the deadline"},
		{"a fall that is needed", "/programmes/ua-smartphone?lang=en", "Keeping the promise takes a fall of 0.04 a quarter; the recent pace is a fall of 0.03."},
		{"an inferred year stands behind the document's words", "/programmes/egov4ukraine?lang=uk", "на кінець лютого [2017]"},
		{"the same of a year", "/?lang=ru", "уже в этом году [2019]"},
		{"a region that nothing is expected of", "/regions/UA-43?lang=uk", "Автономна Республіка Крим: даних не очікують."},
		{"and why, of a programme without targets", "/regions/UA-43?lang=uk", "«EGOV4UKRAINE, електронне урядування для децентралізації» тут нічого не очікує."},
		{"a place that nothing was promised for", "/regions/RU-05701000?lang=ru", "Владивостокский городской округ: обещаний нет."},
		{"the day that stages are known of", "/regions/" + plain + "?lang=uk", "Онлайн від початку до кінця, за даними на 14 жовтня 2023: "},
		{"the day that open applications speak of", "/regions/" + plain + "?lang=ru", "Открытые и просроченные — на 14 октября 2023."},
		{"a month that a sentence begins with", "/?lang=ru", "Август 2023 → сентябрь 2023; "},
		{"a post within a sentence", "/regions/" + plain + "?lang=uk", "Хто відповідає, не названо; хто обіцяв: радник Президента України."},
		{"the same behind a name", "/programmes?lang=ru", "Михаил Федоров, советник Президента Украины, 12 июня [2019]"},
		{"a quarter", "/regions/UA?lang=ru&today=2024-08-01", "II квартал 2023 года"},
		{"months that a count is of", "/regions/" + plain + "?lang=en", "1,177 in 11 months"},
		{"a programme without promised numbers", "/programmes?lang=en", "It promises no number. 2 of 24 regions reported"},
		{"who answers, or that nobody is named", "/regions/" + plain + "?lang=en", "Who answers for it is not named; promised by: Adviser to the President of Ukraine."},
		{"the same of a programme", "/programmes/cabinet-documents?lang=uk", "Відповідає: Секретаріат Кабінету Міністрів України спільно з Державним агентством з питань електронного урядування."},
		{"the same of what can't be drawn", "/regions/UA?lang=ru", "Отвечает: Секретариат Кабинета министров Украины совместно с Государственным агентством по вопросам электронного управления."},
		{"a promise as a sentence", "/?lang=en", "Interactions of citizens and business with the state: 0.58 (last known: quarter 2 of 2023); promised at most 0.33 by 2024; at this pace "},
		{"months that are withheld are not in a sum", "/regions/" + plain + "?lang=en", "Where fewer months are known, it says of how many: what is not known is not counted as none."},
		{"regions of similar size", "/regions/" + plain + "?lang=uk", "цей регіон"},
		{"a missing quarter is not bridged", "/regions/UA?lang=en", "quarter 2 of 2021 – no data nothing has been reported"},
	} {
		if text := get(t, base+c.path).text(); !strings.Contains(text, c.says) {
			t.Errorf("%s: %s does not say %q", c.what, c.path, c.says)
		}
	}
	for path, never := range map[string]string{
		"/regions/RU-05701000?lang=ru":                           "тонкая линия",
		"/regions/UA-43?lang=uk":                                 "тонка лінія",
		"/programmes/ua-smartphone?lang=en&today=2025-08-01":     "at the recent pace",
		"/regions/UA?lang=en&today=2025-08-01":                   "will be at this pace",
		"/programmes/primorye-maturity?lang=en&today=2025-08-01": "will be",
	} {
		if text := get(t, base+path).text(); strings.Contains(text, never) {
			t.Errorf("%s says %q, which does not hold there", path, never)
		}
	}
}

func testAbsences(t *testing.T, base string) {
	words := map[string]string{
		noData: "no data", refused: "refused", withdrawn: "withdrawn", notApplied: "not applicable", silent: "data overdue",
		failing: "source fails", "UA-43": "not expected",
	}
	list := get(t, base+"/?lang=en").part(`class="plain columns"`, "</ul>")
	shapes := map[string]string{}
	for region, word := range words {
		_, item, _ := strings.Cut(list, "/regions/"+region+"?")
		item, _, _ = strings.Cut(item, "</li>")
		if !strings.Contains(item, "<b>–</b>") {
			t.Errorf("%s has no value and shows one: %s", region, item)
		}
		shape := regexp.MustCompile(`#m-(\w+)`).FindStringSubmatch(item)
		if shape == nil || !strings.Contains(item, "<span>"+word+"</span>") {
			t.Errorf("%s must say %q: %s", region, word, item)
			continue
		}
		if other, ok := shapes[shape[1]]; ok {
			t.Errorf("%s and %s have the same shape %s", region, other, shape[1])
		}
		shapes[shape[1]] = region
	}
}

func testWithheld(t *testing.T, base string) {
	a := get(t, base+"/regions/"+plain+"?lang=en")
	if n := strings.Count(a.part(`class="standings compact times"`, "</table>"), "#m-suppressed"); n == 0 {
		t.Error("cells of fewer than five applications are not shown as withheld")
	}
	if !strings.Contains(a.text(), "services are withheld: there were fewer than 5 applications") {
		t.Error("nothing says that figures are withheld, and why")
	}
}

func testCaching(t *testing.T, base string) {
	first := get(t, base+"/regions/"+plain+"?lang=en")
	tag := first.header.Get("ETag")
	if again := get(t, base+"/regions/"+plain+"?lang=en", "If-None-Match", tag); again.status != http.StatusNotModified || again.body != "" {
		t.Errorf("the same page on the same board was sent again: %d, %d bytes", again.status, len(again.body))
	}
	for name, other := range map[string]answer{
		"language":     get(t, base+"/regions/"+plain+"?lang=uk", "If-None-Match", tag),
		"header":       get(t, base+"/regions/"+plain, "If-None-Match", tag, "Accept-Language", "ru"),
		"day":          get(t, base+"/regions/"+plain+"?lang=en&today=2024-05-01", "If-None-Match", tag),
		"other region": get(t, base+"/regions/"+noData+"?lang=en", "If-None-Match", tag),
	} {
		if other.status != http.StatusOK {
			t.Errorf("a page that differs by %s was answered %d: the visitor keeps the wrong one", name, other.status)
		}
	}
	if v := first.header.Get("Vary"); !strings.Contains(v, "Accept-Language") {
		t.Errorf("Vary is %q: a shared cache would mix languages", v)
	}
	for encoding, decode := range map[string]func(dst, src []byte) ([]byte, error){
		"br": fasthttp.AppendUnbrotliBytes, "gzip": fasthttp.AppendGunzipBytes,
	} {
		for range 2 { // made, then kept
			a := get(t, base+"/regions/"+plain+"?lang=en", "Accept-Encoding", encoding)
			plainly, err := decode(nil, []byte(a.body))
			if got := a.header.Get("Content-Encoding"); err != nil || got != encoding || string(plainly) != first.body {
				t.Errorf("a browser that takes %s gets another page (%q, %v): %d bytes, want %d", encoding, got, err, len(plainly), len(first.body))
			}
		}
	}
}

// testCompressed: what is kept compressed is the same page.
func testCompressed(t *testing.T, base string) {
	const path = "/regions/" + plain + "?lang=ru&of=compression"
	whole := get(t, base+path, "Accept-Encoding", "identity").body
	sizes := []int{}
	for range 3 {
		a := get(t, base+path, "Accept-Encoding", "gzip, deflate, br")
		page, err := fasthttp.AppendUnbrotliBytes(nil, []byte(a.body))
		if err != nil || string(page) != whole || a.header.Get("Content-Encoding") != "br" {
			t.Fatalf("compressed, the page is another one: %d bytes, not %d, encoded %q, %v", len(page), len(whole), a.header.Get("Content-Encoding"), err)
		}
		sizes = append(sizes, len(a.body))
	}
	if a := get(t, base+path, "Accept-Encoding", "identity"); a.body != whole || a.header.Get("Content-Encoding") != "" {
		t.Errorf("a browser that takes nothing compressed gets %q", a.header.Get("Content-Encoding"))
	}
	if v := get(t, base+path).header.Get("Vary"); !strings.Contains(v, "Accept-Encoding") {
		t.Errorf("Vary is %q: a shared cache would mix encodings", v)
	}
	if sizes[1] != sizes[2] || sizes[2] >= len(whole)/4 {
		t.Errorf("of %d bytes, %v are sent", len(whole), sizes)
	}
}

func testLanguages(t *testing.T, base string) {
	for accept, want := range map[string]string{"uk-UA,uk;q=0.9": "uk", "ru": "ru", "fr": "en", "": "en"} {
		if got := get(t, base+"/", "Accept-Language", accept).part(`<html lang="`, `"`); got != want {
			t.Errorf("a browser that asks for %q gets a page in %q, want %q", accept, got, want)
		}
	}
	if got := get(t, base+"/?lang=uk", "Accept-Language", "ru").part(`<html lang="`, `"`); got != "uk" {
		t.Errorf("the language in the address must win over the header's, got %q", got)
	}
	programme := get(t, base+"/programmes/primorye-maturity?lang=uk")
	if !strings.Contains(programme.body, `<blockquote lang="ru">`) {
		t.Error("a quote stands in its document's language and must say which it is")
	}
	if !strings.Contains(programme.text(), "26 лютого [2021]") {
		t.Error("a year that was inferred stands in brackets")
	}
}

func testNothingInline(t *testing.T, base string) {
	inline := regexp.MustCompile(`<style|\sstyle=|<script(?: [^>]*)?>[^<]|\son\w+=|javascript:`)
	data := regexp.MustCompile(`(?s)<script type="application/ld\+json">.*?</script>|<textarea[^>]*>[^<]*</textarea>`) // which no browser runs, and what is copied
	for _, path := range everyPage {
		a := get(t, base+path)
		if a.status != http.StatusOK {
			t.Errorf("%s: %d", path, a.status)
		}
		if m := inline.FindString(data.ReplaceAllString(a.body, "")); m != "" {
			t.Errorf("%s holds %q, which the policy forbids: it would be dropped", path, m)
		}
		if got := a.header.Get("Content-Security-Policy"); got != pages.Policy {
			t.Errorf("%s: policy %q", path, got)
		}
		if strings.Count(a.body, "<h1") != 1 {
			t.Errorf("%s has %d main headings", path, strings.Count(a.body, "<h1"))
		}
	}
}

func testErrors(t *testing.T, base string) {
	for path, want := range map[string]int{
		"/nowhere?lang=uk": 404, "/regions/XX-99?lang=uk": 404, "/programmes/%D0%BF?lang=uk": 404,
		"/?as_of=2023-02-30&lang=uk": 400, "/?today=yesterday&lang=uk": 400, "/?as_of=1900-01-01&lang=uk": 400,
	} {
		a := get(t, base+path)
		if a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
		if !strings.Contains(a.body, `<html lang="uk">`) || !strings.Contains(a.body, `aria-label="Головна навігація"`) {
			t.Errorf("%s: an error page of our own, in the visitor's language, with a way on", path)
		}
		if main := a.part(`id="content"`, "</main>"); !strings.Contains(main, `href="/?lang=uk"`) || !strings.Contains(main, `href="/programmes?lang=uk"`) || !strings.Contains(main, `href="/regions?lang=uk"`) {
			t.Errorf("%s: the pages to go on from are no links: %s", path, main)
		}
		if strings.Contains(a.body, "yesterday") || strings.Contains(a.body, "2023-02-30") {
			t.Errorf("%s: the mistake is carried on in the links", path)
		}
	}
}

// mostExplained is how many explanations are followed.
const mostExplained = 150

// testLinks follows every link of every page once.
func testLinks(t *testing.T, base string) {
	const query = "lang=uk&as_of=2023-09-20&today=2023-10-01"
	href := regexp.MustCompile(`(?:href|action|data-chart)="([^"]+)"`)
	seen, anchors, explained := map[string]bool{}, map[string][]string{}, 0
	queue := []string{"/?" + query}
	for len(queue) > 0 {
		address := queue[0]
		queue = queue[1:]
		a := get(t, base+address, "Accept", "text/html, */*;q=0.8")
		if a.status >= 400 {
			t.Errorf("%s: %d", address, a.status)
			continue
		}
		if !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			continue
		}
		for _, m := range href.FindAllStringSubmatch(a.body, -1) {
			u, err := url.Parse(html.UnescapeString(m[1]))
			if err != nil || u.Scheme != "" || u.Path == "" || u.Query().Get("as_of") == "" && !strings.HasPrefix(u.Path, "/api/") {
				continue // within the page, drawn in place, or the way back to now
			}
			if strings.HasPrefix(u.Path, "/api/") {
				if u.RawQuery != "" && u.Query().Get("today") != "2023-10-01" {
					t.Errorf("%s: the file %s is not of the day that the page shows", address, u)
				}
			} else if u.Query().Get("today") != "2023-10-01" || u.Query().Get("lang") == "" {
				t.Errorf("%s: the link %s loses what the visitor chose", address, u)
			}
			if u.Fragment != "" {
				anchors[u.Path] = append(anchors[u.Path], u.Fragment)
			}
			u.Fragment = ""
			if u.Query().Get("lang") == "uk" || strings.HasPrefix(u.Path, "/api") {
				if strings.Contains(u.Path, "/explain/") && !seen[u.String()] {
					if explained++; explained > mostExplained {
						continue // every figure has one: the first ones stand for all
					}
				}
				if !seen[u.String()] {
					seen[u.String()] = true
					queue = append(queue, u.String())
				}
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("only %d pages and files were found", len(seen))
	}
	for path, names := range anchors {
		a := get(t, base+path+"?"+query)
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			if !strings.Contains(a.body, `id="`+name+`"`) {
				t.Errorf("%s has no place %q that a link leads to: who asks how a number is counted lands nowhere", path, name)
			}
		}
	}
}

func testCharts(t *testing.T, base string) {
	page := get(t, base+"/regions/"+plain+"?lang=ru")
	address := html.UnescapeString(page.part(`data-chart="`, `"`))
	a := get(t, base+address)
	var option struct{ Series []struct{ ID, Name string } }
	if err := json.Unmarshal([]byte(a.body), &option); err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	last := option.Series[len(option.Series)-1]
	if last.ID != "actual" || last.Name != "что произошло" {
		t.Errorf("%s: the series of what happened is %+v", address, last)
	}
	if got := get(t, base+"/charts/trajectory.json?target=none&region=UA"); got.status != 404 {
		t.Errorf("a chart of nothing: %d", got.status)
	}
}

// testKeys: a key of what is not in the chart makes a visitor look for it.
func testKeys(t *testing.T, base string) {
	drawn := 0
	for _, path := range everyPage {
		for _, figure := range strings.Split(get(t, base+path).body, "<figure class=\"trajectory")[1:] {
			figure, _, _ = strings.Cut(figure, "</figure>")
			if strings.HasPrefix(figure, " small") {
				continue // one line under its own name
			}
			for key, shape := range map[string]string{`class="key-actual"`: `<circle class="dot"`, `class="key-forecast"`: `class="mid"`, `viewBox="-6 -6`: `class="goal"`} {
				if strings.Contains(figure, key) != strings.Contains(figure, shape) {
					t.Errorf("%s: %s stands beside %v drawings with %s: %.120s", path, key, strings.Count(figure, shape), shape, figure)
				}
				drawn += strings.Count(figure, shape)
			}
		}
	}
	if drawn == 0 {
		t.Error("no chart was drawn")
	}
}

// testSources: what is wrong must be seen at once, and every source must be there.
func testSources(t *testing.T, base string) {
	a := get(t, base+"/sources?lang=en")
	_, list, _ := strings.Cut(a.body, `id="list"`)
	groups := strings.Split(list, `<details class="fold"`)[1:]
	if !strings.HasPrefix(groups[0], ` id="of-`+failing+`" open`) || !strings.Contains(groups[0], "#m-source_failing") {
		t.Errorf("the sources that fail do not come first, and open: %.120s", groups[0])
	}
	for _, g := range groups {
		summary, _, _ := strings.Cut(g, "</summary>")
		if fine := !regexp.MustCompile("#m-(source_(overdue|failing|never)|report_(late|missing))").MatchString(summary); fine && strings.Contains(summary, " open") {
			t.Errorf("a group with nothing wrong takes the room: %.80s", g)
		}
	}
	marks := strings.Count(get(t, base+"/?lang=en").body, `class="source-mark`)
	if n := strings.Count(list, `<tr role="row" id=`); n != marks || n == 0 {
		t.Errorf("%d sources of %d have a place on the page", n, marks)
	}
}

// testReports: who owes a report and has not sent it must be found at a glance, on the page of all sources and on the region's.
func testReports(t *testing.T, base string) {
	text := get(t, base+"/sources?lang=en").text()
	for _, want := range []string{
		"Reports that are due: 1 on time, 1 late, 24 missing.",
		"Report for September 2023: on time due by 8 October 2023; came on 5 October 2023. Next: October 2023, due by 8 November 2023",
		"Report for September 2023: 4 days late due by 8 October 2023; came on 12 October 2023.",
		"Report for September 2023: missing since 9 October 2023, for 6 days; due by 8 October 2023",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the page of sources does not say %q", want)
		}
	}
	if n := strings.Count(text, "Report for"); n != 26 {
		t.Errorf("%d reports are told of: 26 sources have a rule, and the others owe nothing", n)
	}
	for address, want := range map[string]string{
		"/regions/" + lateReport + "?lang=uk": "Звіт за вересень 2023: із запізненням на 4 дні очікувався до 8 жовтня 2023 включно; надійшов 12 жовтня 2023.",
		"/regions/" + silent + "?lang=ru":     "Отчёт за сентябрь 2023: не поступил нет с 9 октября 2023, уже 6 дней;",
		"/sources?lang=en&today=2023-10-08":   "due by 8 October 2023",
	} {
		if text := get(t, base+address).text(); !strings.Contains(text, want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}
	if text := get(t, base+"/programmes/ua-smartphone?lang=en").text(); strings.Contains(text, "Reports") {
		t.Error("a programme without a rule speaks of reports")
	}
	if text := get(t, base+"/sources?lang=en&today=2023-10-08").text(); strings.Contains(text, "Report for September 2023: missing") {
		t.Error("a report is called missing on the day until which it is due")
	}
}

func testAssets(t *testing.T, base string) {
	tools(t)
	page := get(t, base+"/")
	address := page.part(`<link rel="stylesheet" href="`, `"`)
	css := get(t, base+address, "Accept-Encoding", "br")
	if css.status != 200 || !strings.Contains(css.header.Get("Cache-Control"), "immutable") || css.header.Get("Content-Encoding") != "br" {
		t.Errorf("the stylesheet: %d %v", css.status, css.header)
	}
	for _, font := range []string{"golos-text-latin-wght-normal.woff2", "golos-text-cyrillic-wght-normal.woff2"} {
		a := get(t, base+strings.Replace(address, "postup.css", font, 1))
		if a.status != 200 || a.header.Get("Content-Type") != "font/woff2" {
			t.Errorf("%s: %d %s", font, a.status, a.header.Get("Content-Type"))
		}
	}
	old := get(t, base+"/assets/0123456789ab/postup.css")
	if old.status != 200 || strings.Contains(old.header.Get("Cache-Control"), "immutable") {
		t.Errorf("an address of another edition must be answered and not kept: %d %s", old.status, old.header.Get("Cache-Control"))
	}
	if a := get(t, base+"/assets/0123456789ab/.gitkeep"); a.status != 404 {
		t.Errorf("a file that is no asset: %d", a.status)
	}
}

func testClocks(t *testing.T, base string) {
	a := get(t, base+"/?lang=en&today=2025-03-01")
	if !strings.Contains(a.text(), "judged on 1 March 2025") || !strings.Contains(a.text(), "This page shows a chosen day, not now.") {
		t.Error("a page of a chosen day must say so")
	}
	if !strings.Contains(a.body, `value="2025-03-01"`) {
		t.Error("the chosen day must stand in the field")
	}
	if strings.Contains(a.body, "data-live") {
		t.Error("a page of a chosen day must not follow the clock")
	}
	if now := get(t, base+"/?lang=en"); !strings.Contains(now.body, "data-live") {
		t.Error("a page of the demo must follow the clock")
	}
}

// TestARowSaysOneForecast: the sentence of a promise's reading and its column tell of the same day.
func TestARowSaysOneForecast(t *testing.T) {
	page := get(t, site(t, false)+"/?lang=en")
	expected := regexp.MustCompile(`≈\x{00a0}\d+(?:[.,]\d+)?`)
	rows := 0
	for _, row := range strings.Split(page.part(`id="promises-title"`, "</section>"), "<tr ") {
		_, told, is := strings.Cut(row, `class="told"`)
		said, cells, _ := strings.Cut(told, "</th>")
		if sentence := expected.FindString(said); is && sentence != "" {
			rows++
			if column := expected.FindString(cells); column != sentence {
				t.Errorf("the sentence expects %s, the column %s: %s", sentence, column, said)
			}
		}
	}
	if rows == 0 {
		t.Error("no row says what is to be expected")
	}
}

// TestWhatCannotBeJudgedIsStillTold: with the value and the promise, and why no state can be told.
func TestWhatCannotBeJudgedIsStillTold(t *testing.T) {
	at := site(t, false)
	page := get(t, at+"/regions/"+plain+"?lang=en&today=2025-02-01")
	title, lead := page.part("<h1>", "</h1>"), page.part("<h1>", `class="tally"`)
	if !regexp.MustCompile(`\d+\.\d%`).MatchString(title) || !strings.Contains(lead, "90%") || !strings.Contains(strings.ToLower(lead), "not confirmed") {
		t.Errorf("after the deadline without a value for it the page opens with %s", lead)
	}
	before := get(t, at+"/programmes/ua-smartphone?lang=en&as_of=2016-01-01&today=2016-01-01")
	if !strings.Contains(before.text(), "the promise was made later than this day") {
		t.Error("nothing says that a promise of 2019 was not made by 2016")
	}
	if rows := before.part(`id="targets-title"`, "</section>"); strings.Contains(rows, "st-overdue") {
		t.Error("data about a promise that was not made yet is overdue")
	}
}

// TestThePageAndItsFilesAreOfOneDay: the file that the foot of a page of another day leads to is of that day.
func TestThePageAndItsFilesAreOfOneDay(t *testing.T) {
	at := site(t, false)
	page := get(t, at+"/methods?as_of=2023-06-30&today=2023-07-01")
	if !strings.Contains(html.UnescapeString(page.part("<footer", "</footer>")), `/api/v1/progress.csv?as_of=2023-06-30&today=2023-07-01`) {
		t.Errorf("the foot leads to %s", page.part("<footer", "</footer>"))
	}
}
