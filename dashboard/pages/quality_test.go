package pages_test

import (
	"html"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// line is a row of a table by its id.
func (a answer) line(id string) string {
	row := answer{body: a.part(`<tr role="row" id="`+id+`">`, "</tr>")}
	return row.text()
}

// rows are the ids of a table's rows, in their order.
func (a answer) rows(prefix string) (ids []string) {
	for _, m := range regexp.MustCompile(`<tr role="row" id="`+prefix+`([^"]+)">`).FindAllStringSubmatch(a.body, -1) {
		ids = append(ids, m[1])
	}
	return ids
}

// testAges: how old a region's data is must be found on the page of sources and on the region's, and each leads to the other.
func testAges(t *testing.T, base string) {
	a := get(t, base+"/sources?lang=en")
	for id, want := range map[string]string{
		"age-" + plain:      "Vinnytsia Oblast October 2023 today 14 October 2023 14 October 2023, 09:00 UTC today",
		"age-" + lateReport: "Dnipropetrovsk Oblast October 2023 today",
		"age-" + silent:     "Kirovohrad Oblast – nothing has been reported – 14 October 2023, 09:00 UTC today",
		"age-UA":            "Ukraine quarter 2 of 2023 106 days ago 14 October 2023",
		"age-RU-PRI":        "Primorsky Krai December 2021 652 days ago",
	} {
		if got := a.line(id); !strings.HasPrefix(got, want) {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
	if first := a.rows("age-")[0]; first != failing {
		t.Errorf("%s comes first, though the sources of %s fail", first, failing)
	}
	region := get(t, base+"/regions/"+plain+"?lang=uk")
	if !strings.Contains(region.text(), "Найновіші значення: жовтень 2023, надійшли 14 жовтня 2023. Останній збір: 14 жовтня 2023, 09:00 UTC (сьогодні).") {
		t.Error("the region's page does not say how old its data is")
	}
	if !strings.Contains(region.body, `href="/sources?lang=uk#age-`+plain+`"`) {
		t.Error("the region's page does not lead to its line")
	}
	byName := get(t, base+"/sources?lang=uk&sort=region").rows("age-")
	if i, j := slices.Index(byName, noData), slices.Index(byName, notApplied); i < 0 || i > j {
		t.Errorf("by name Zhytomyr (%d) stands before Ivano-Frankivsk (%d) in Ukrainian", i, j)
	}
	if oldest := get(t, base+"/sources?lang=en&sort=figures").rows("age-"); slices.Index(oldest, "RU-PRI") > slices.Index(oldest, "UA") {
		t.Error("the oldest figures do not come first")
	}
	if bad := get(t, base+"/sources?lang=ru&sort=%3Ci%3E"); bad.status != http.StatusBadRequest || strings.Contains(bad.body, "<i>") {
		t.Errorf("an order that there is not: %d", bad.status)
	}
}

// testMatrix: who came in time, how late, or not at all stands for each period, with words for who can't see the shapes.
func testMatrix(t *testing.T, base string) {
	a := get(t, base+"/sources?lang=en&today=2023-12-10")
	matrix := answer{body: a.part(`id="reports-egov4ukraine"`, "</table>")}
	if head := regexp.MustCompile(`<span aria-hidden="true">([\d.]+)</span>`).FindAllStringSubmatch(matrix.body, -1); len(head) < 3 || head[0][1] != "11.2023" || head[2][1] != "09.2023" {
		t.Fatalf("the periods are %v", head)
	}
	if text := matrix.text(); !strings.Contains(text, "A report on each month is due within 8 days of its end.") {
		t.Errorf("the rule is not said: %.200s", text)
	}
	rows := strings.Split(matrix.body, "<tr>")
	for region, want := range map[string]string{
		plain:      "Vinnytsia Oblast missing missing on time 1 figure was corrected later",
		lateReport: "Dnipropetrovsk Oblast missing missing 4 days late +4 d",
		silent:     "Kirovohrad Oblast missing missing missing",
	} {
		at := slices.IndexFunc(rows, func(row string) bool { return strings.Contains(row, "/regions/"+region+"?") })
		if at < 0 {
			t.Errorf("%s has no row", region)
			continue
		}
		row := answer{body: rows[at]}
		if got := row.text(); got != want {
			t.Errorf("%s: %q, want %q", region, got, want)
		}
		if region == plain && at != len(rows)-1 {
			t.Error("who came in time needs the least care, and stands last")
		}
	}
	if programme := get(t, base+"/programmes/egov4ukraine?lang=en"); !strings.Contains(programme.body, `href="/sources?lang=en#reports-egov4ukraine"`) {
		t.Error("a programme's page does not lead to the reports that it is owed")
	}
	if text := get(t, base+"/sources?lang=uk&today=2023-09-20").text(); !strings.Contains(text, "Строк жодного звіту ще не настав") {
		t.Error("where nothing was due yet a sentence must say so")
	}
}

// testSource: a source's page says why records were not accepted, and nothing that stood in them.
func testSource(t *testing.T, base string) {
	partial := regexp.MustCompile(`"source":"(sim-[^"]+)","collection":(\d+)`).FindStringSubmatch(get(t, base+"/api/v1/rejections", "Accept", "application/json").body)
	if partial == nil {
		t.Fatal("nothing was rejected in the fixture")
	}
	if list := get(t, base+"/api/v1/rejections?limit=1000", "Accept", "application/json").body; strings.Contains(list, private) || !strings.Contains(list, `"position":"page 2, row 7"`) {
		t.Error("the API gives the sender's names of sheets and columns, or no numbers")
	}
	address := base + "/sources/" + partial[1]
	a := get(t, address+"?lang=en")
	for _, want := range []string{
		"The collection of 14 October 2023, 09:00 UTC did not accept 20 records of 1,200 that it read.",
		"not a number bad_number 14", "no such region is known unknown_region 5", "unknown_region 5 of_an_older_version 1",
		"line 2 value not a number", "line 3 region no such region is known", "page 2, row 7 – of_an_older_version",
		"postup replay --collection " + partial[2] + " --dry-run",
	} {
		if !strings.Contains(a.text(), want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}
	for _, lang := range []string{"en", "uk", "ru"} {
		if body := html.UnescapeString(get(t, address+"?lang="+lang).body); strings.Contains(body, private) {
			t.Errorf("in %s the page shows what stood in a record", lang)
		}
	}
	for lang, want := range map[string]string{
		"en": "on demand · last read ", "uk": "на вимогу · востаннє прочитано", "ru": "по требованию · последний раз прочитано",
	} {
		if text := get(t, base+"/sources/sim-archive-RU-PRI?lang="+lang).text(); !strings.Contains(text, want) {
			t.Errorf("the page of a source without schedule does not say %q: %.400s", want, text)
		}
	}
	if failed := get(t, base+"/sources/sim-counts-"+failing+"?lang=uk").body; !strings.Contains(failed, `Збирач повідомляє (англійською): <span lang="en">the portal answered 500`) {
		t.Error("what a collector says in English is not marked as that")
	}
	if counts := get(t, base+"/sources/sim-counts-"+plain+"?lang=uk").text(); !strings.Contains(counts, "Звіт за вересень 2023: вчасно") || !strings.Contains(counts, "1 показник згодом виправлено") {
		t.Error("the page of a source does not say what became of the reports that its region owes")
	}
	for path, want := range map[string]int{
		"/sources/none": 404, "/sources/" + partial[1] + "?collection=1": 404, "/sources/" + partial[1] + "?collection=x": 400,
		"/sources/" + partial[1] + "?collection=" + partial[2]: 200,
	} {
		if got := get(t, base+path).status; got != want {
			t.Errorf("%s: %d, want %d", path, got, want)
		}
	}
}

// testRestated: a figure that was changed shows what it was, and leads to how it came about.
func testRestated(t *testing.T, base string) {
	a := get(t, base+"/sources?lang=en")
	part := answer{body: a.part(`id="restated-`+plain+`"`, "</details>")}
	if text := part.text(); !strings.Contains(text, "September 2023 12 15 14 October 2023, 12:00 UTC") {
		t.Errorf("the figure that was changed: %q", text)
	}
	if !strings.Contains(part.body, "/explain/egov_workplaces_installed/"+plain+"/2023-09-01..2023-09-30") {
		t.Error("it does not lead to how it came about")
	}
	if n := strings.Count(a.body, `id="restated-UA`); n != 1 {
		t.Errorf("figures of %d regions were changed, want 1", n)
	}
}
