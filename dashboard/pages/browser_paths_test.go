package pages_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// table is what the comparison shows: codes of regions, and the text of each of their cells.
type table struct {
	Regions []string
	Columns []string // ids of indicators
	Cells   [][]string
	Values  []float64 // of the sorted column, as far as there are any
	Sorted  string    // ascending or descending
}

const seenTable = `(() => {
	const rows = [...document.querySelectorAll("table.heat tbody tr")], sorted = document.querySelector("table.heat th[aria-sort]");
	const column = sorted ? [...sorted.parentElement.children].indexOf(sorted) : 1;
	const text = (td) => td.querySelector(".how")?.textContent.trim() ?? "";
	return {
		regions: rows.map((tr) => decodeURIComponent(tr.querySelector("th a").pathname.split("/").pop())),
		columns: [...document.querySelectorAll("table.heat thead th a")].map((a) => new URL(a.href).searchParams.get("sort").replace(/^-/, "")),
		cells: rows.map((tr) => [...tr.querySelectorAll("td")].map(text)),
		values: rows.map((tr) => text(tr.children[column])).filter((s) => s).map((s) => parseFloat(s.replace(/[\s\u202f]/g, "").replace(",", ".").replace("\u2212", "-"))),
		sorted: sorted?.ariaSort ?? sorted?.getAttribute("aria-sort") ?? "",
	};
})()`

// sortComparison: a click on a column sorts by it, a second one turns that round, and regions without a value come last.
func sortComparison(w *walker) {
	w.visit("/compare?lang=uk")
	before := tell[table](w, seenTable)
	header := chromedp.CSS("table.heat thead th[aria-sort] a")
	w.follow(chromedp.Click(header))
	turned := tell[table](w, seenTable)
	if w.at().Query().Get("sort") == "" || turned.Sorted == before.Sorted || turned.Sorted == "" {
		w.Fatalf("a click on the sorted column leads to %s, sorted %q and before %q", w.at(), turned.Sorted, before.Sorted)
	}
	for _, seen := range []table{before, turned} {
		sorted := slices.Sorted(slices.Values(seen.Values))
		if seen.Sorted == "descending" {
			slices.Reverse(sorted)
		}
		if len(sorted) < 10 || !slices.Equal(sorted, seen.Values) {
			w.Errorf("sorted %s, the values are %v", seen.Sorted, seen.Values)
		}
		for n, cells := range seen.Cells {
			if missing := n >= len(seen.Values); missing != (cells[0] == "") {
				w.Errorf("sorted %s: %s, which has %q, is in row %d, and %d regions have a value", seen.Sorted, seen.Regions[n], cells[0], n+1, len(seen.Values))
			}
		}
	}
	w.follow(chromedp.Click(header))
	if again := tell[table](w, seenTable); !slices.Equal(again.Regions, before.Regions) {
		w.Errorf("turned round twice, the regions are in another order: %v, before %v", again.Regions, before.Regions)
	}
	w.unhurt()
}

// takeComparison: the file has the regions of the page in their order, and a value for each cell that has one.
func takeComparison(w *walker) {
	w.visit("/compare?lang=en")
	w.follow(chromedp.Click(chromedp.CSS("table.heat thead th[aria-sort] a")))
	seen := tell[table](w, seenTable)
	rows, err := csv.NewReader(strings.NewReader(w.download(`a[href^="/compare.csv"]`))).ReadAll()
	w.must(err)
	if len(rows) != len(seen.Regions)+1 {
		w.Fatalf("the file has %d rows for %d regions", len(rows)-1, len(seen.Regions))
	}
	for n, region := range seen.Regions {
		row := rows[n+1]
		if row[0] != region {
			w.Errorf("row %d is %s, and on the page %s", n+1, row[0], region)
		}
		for c, cell := range seen.Cells[n] {
			if given := row[slices.Index(rows[0], seen.Columns[c])]; (given == "") != (cell == "") {
				w.Errorf("%s, column %d: %q on the page and %q in the file", region, c+1, cell, given)
			}
		}
	}
	w.unhurt()
}

// download clicks a link and gives the file that comes.
func (w *walker) download(link string) string {
	w.Helper()
	dir := w.TempDir()
	c := chromedp.FromContext(w.ctx)
	events := true
	_, err := chromedp.CallBrowser(w.ctx, browser.SetDownloadBehavior, browser.SetDownloadBehaviorParams{
		Behavior: browser.SetDownloadBehaviorBehaviorAllowAndName, BrowserContextID: c.BrowserContextID, DownloadPath: dir, EventsEnabled: &events,
	})
	w.must(err)
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	done := make(chan *browser.EventDownloadProgress, 8)
	w.must(chromedp.ListenBrowser(ctx, func(event any) {
		if e, ok := event.(*browser.EventDownloadProgress); ok && e.State != browser.DownloadProgressStateInProgress {
			done <- e
		}
	}))
	w.heard.leave() // the answer is a file: the page that it would lead to is cut off
	w.must(w.do(chromedp.Click(chromedp.CSS(link))))
	select {
	case e := <-done:
		if e.State != browser.DownloadProgressStateCompleted {
			w.Fatalf("the file behind %s did not come: %s", link, e.State)
		}
		b, err := os.ReadFile(filepath.Join(dir, e.GUID))
		w.must(err)
		return string(b)
	case <-ctx.Done():
		w.Fatalf("the file behind %s did not come", link)
	}
	return ""
}

// searchFor: what is typed is found, in whichever language, and leads there.
func searchFor(w *walker) {
	w.visit("/search?lang=uk&today=2023-10-10")
	w.must(w.do(chromedp.SendKeys(chromedp.CSS("#q"), "Вінниц")))
	w.follow(chromedp.KeyEvent(kb.Enter))
	if q := w.at().Query(); q.Get("q") != "Вінниц" || q.Get("today") != "2023-10-10" || q.Get("lang") != "uk" {
		w.Errorf("searching leads to %s", w.at())
	}
	if kept := tell[string](w, `document.querySelector("#q").value`); kept != "Вінниц" {
		w.Errorf("the field then holds %q", kept)
	}
	w.follow(chromedp.Click(chromedp.CSS(`main section a[href^="/regions/` + plain + `"]`)))
	if h1 := tell[string](w, `document.querySelector("h1").textContent`); !strings.Contains(h1, "Вінниц") {
		w.Errorf("what was found leads to %q", h1)
	}
	w.unhurt()
}

// askWhatIf: a form answers what an indicator's other value would change, and keeps what was asked.
func askWhatIf(w *walker) {
	w.visit("/regions/" + plain + "/what-if?lang=ru")
	w.must(w.do(
		chromedp.SetValue(chromedp.CSS("#indicator"), "services_online_share"),
		chromedp.SendKeys(chromedp.CSS("#value"), "95,5"),
	))
	w.follow(chromedp.KeyEvent(kb.Enter))
	if q := w.at().Query(); q.Get("indicator") != "services_online_share" || q.Get("value") != "95,5" || q.Get("lang") != "ru" {
		w.Errorf("asking leads to %s", w.at())
	}
	if rows := tell[int](w, `document.querySelectorAll("#otherwise-title").length && document.querySelectorAll("section.first tbody tr").length`); rows == 0 {
		w.Error("nothing would be otherwise")
	}
	if h1 := tell[string](w, `document.querySelector("h1").textContent`); !strings.Contains(h1, "95,5") {
		w.Errorf("the answer is headed %q", h1)
	}
	w.unhurt()
}

// changeLanguage: the page, its selection and its clocks stay.
func changeLanguage(w *walker) {
	const chosen = "of=UA&sort=-services_online_share&today=2023-10-01"
	w.visit("/compare?lang=en&" + chosen)
	before := tell[table](w, seenTable)
	w.follow(chromedp.Click(chromedp.CSS(`.languages a[lang="uk"]`)))
	if lang := tell[string](w, "document.documentElement.lang"); lang != "uk" {
		w.Errorf("the page is in %q", lang)
	}
	got := w.at().Query()
	got.Del("lang")
	if w.at().Path != "/compare" || got.Encode() != chosen {
		w.Errorf("changing the language leads to %s", w.at())
	}
	if after := tell[table](w, seenTable); !slices.Equal(after.Regions, before.Regions) {
		w.Errorf("the regions are in another order: %v, before %v", after.Regions, before.Regions)
	}
	w.unhurt()
}

// goToDay: the clocks' form leads to the page of another day, and back to now.
func goToDay(w *walker) {
	w.visit("/regions/" + plain + "?lang=en")
	w.must(w.do(
		chromedp.Click(chromedp.CSS("details.clock summary")),
		chromedp.SetValue(chromedp.CSS("#as_of"), "2023-09-20"), chromedp.SetValue(chromedp.CSS("#today"), "2023-10-01"),
	))
	w.follow(chromedp.Click(chromedp.CSS("details.clock button")))
	if q := w.at().Query(); q.Get("as_of") != "2023-09-20" || q.Get("today") != "2023-10-01" || q.Get("lang") != "en" || w.at().Path != "/regions/"+plain {
		w.Errorf("the form leads to %s", w.at())
	}
	shown := regexp.MustCompile(`20 September 2023.*1 October 2023`)
	if text := tell[string](w, `document.querySelector("#clock").innerText.replace(/\s+/g, " ")`); !shown.MatchString(text) {
		w.Errorf("the page does not say that it is of another day: %q", text)
	}
	w.follow(chromedp.Click(chromedp.CSS(".set a")))
	if q := w.at().Query(); q.Has("as_of") || q.Has("today") || w.at().Path != "/regions/"+plain {
		w.Errorf("the way back to now leads to %s", w.at())
	}
	w.unhurt()
}
