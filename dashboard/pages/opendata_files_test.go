package pages_test

import (
	"encoding/csv"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestDatasetsSayWhatTheyCover: the period and the regions of their rows, the checksum of these, and the addresses that stay beside those of the newest.
func TestDatasetsSayWhatTheyCover(t *testing.T) {
	p, first, _, third := history(t)
	for _, release := range []string{first, third} {
		file := "/open-data/observations/" + release
		page := get(t, p.at+"/open-data?lang=en&release="+release)
		said := page.part(`<article class="target" id="observations">`, "</article>")
		rows, err := csv.NewReader(strings.NewReader(get(t, p.at+file+".csv").body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		all, have := map[string]bool{}, map[string]bool{}
		column := map[string]int{}
		for i, name := range rows[0] {
			column[name] = i
		}
		for _, row := range rows[1:] {
			all[row[column["region"]]] = true
			if row[column["value"]] != "" {
				have[row[column["region"]]] = true
			}
		}
		covers := strconv.Itoa(len(all))
		if len(have) < len(all) {
			covers += ", of them with a value: " + strconv.Itoa(len(have))
		}
		for _, says := range []string{
			"<dt>Regions that the rows are of</dt><dd>" + covers + "</dd>", "<dt>Period that the rows speak of</dt><dd>", "2023</dd>",
			`<dt>SHA-256 of the rows (NDJSON)</dt><dd><code class="hash">` + sumOf(t, p.at+file+".ndjson") + "</code>",
			`<a class="hash" href="` + file + `.csv" download>` + file + `.csv</a>`, `<a class="hash" href="/open-data/observations/latest.csv" download>`,
		} {
			if !strings.Contains(said, says) {
				t.Errorf("%s does not say %q: %s", release, says, said)
			}
		}
	}
	page := get(t, p.at+"/open-data?lang=en")
	if of := page.part(`<article class="target" id="indicators">`, "</article>"); strings.Contains(of, "<dt>Regions that") || strings.Contains(of, "<dt>Period that") {
		t.Errorf("indicators are said to speak of regions and periods: %s", of)
	}
}

// TestChecksumsOfFiles: told once a file was made, also to a browser that has the page of before; until then the page says that it is not known.
func TestChecksumsOfFiles(t *testing.T) {
	p, _, _, third := history(t)
	file := "/open-data/progress/" + third + ".csv"
	files := func(lang string) (string, string) {
		page := get(t, p.at+"/open-data?lang="+lang)
		return page.part(`id="progress-files"`, "</details>"), page.header.Get("ETag")
	}
	before, tag := files("en")
	if strings.Count(before, "not known yet") != 5 || strings.Count(before, "SHA-256 <code") != 1 || !strings.Contains(before, file) {
		t.Errorf("before anything was downloaded: %s", before)
	}
	sum := sumOf(t, p.at+file)
	size := len(get(t, p.at+file).body)
	told := func() bool { said, _ := files("en"); return strings.Contains(said, sum) }
	for deadline := time.Now().Add(10 * time.Second); !told(); time.Sleep(100 * time.Millisecond) { // a page is handed on for a moment
		if time.Now().After(deadline) {
			t.Fatal("the checksum of a file that was made is not told")
		}
	}
	for _, lang := range languages {
		said, _ := files(lang)
		text := (answer{body: "<p>" + said}).text()
		if !strings.Contains(strings.NewReplacer(",", "", " ", "", "\u00a0", "", "\u202f", "").Replace(text), strconv.Itoa(size)) || strings.Contains(said, "⟦") {
			t.Errorf("%s does not say that it is of %d bytes: %s", lang, size, text)
		}
	}
	if a := get(t, p.at+"/open-data?lang=en", "If-None-Match", tag); a.status != http.StatusOK {
		t.Errorf("a browser that has the page of before is told that it still holds: %d", a.status)
	}
}
