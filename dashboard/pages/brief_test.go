package pages_test

import (
	"fmt"
	"html"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/config"
)

// testBriefs: what a governor takes along says of which day it is, has every figure of the page, and never a zero for what
// is not known.
func testBriefs(t *testing.T, base string) {
	for _, c := range []struct{ path, says string }{
		{"/regions/" + plain + "?view=brief&lang=en", "as of 14 October 2023"},
		{"/regions/" + plain + "?view=brief&lang=en", "The day was not over: figures as they were on 14 October 2023, 12:00 UTC"},
		{"/regions/" + plain + "?view=brief&lang=uk", "станом на 14 жовтня 2023"},
		{"/regions/" + plain + "?view=brief&lang=uk", "відповідає: голова ОВА"},
		{"/regions/" + plain + "?view=brief&lang=uk", "Посада голова ОВА (обласна військова адміністрація) Підпис Власне ім’я та прізвище Дата Postup сторінка 2 з 2"},
		{"/regions/" + plain + "?view=brief&lang=ru", "по состоянию на 14 октября 2023"},
		{"/regions/" + plain + "?view=brief&lang=en", "38.2% 14 October 2023"},
		{"/regions/" + plain + "?view=brief&lang=en", "Keeping the promise takes a rise of 3.6 percentage points a month; the recent pace is a rise of 0.5."},
		{"/regions/" + plain + "?view=brief&lang=en", "16 of 54 services whose stage is known; 68 in all."},
		{"/regions/" + plain + "?view=brief&lang=en", "Reports that are due: 1 on time."},
		{"/regions/" + plain + "?view=brief&lang=en", "simulated data · national yardstick"},
		{"/regions/" + noData + "?view=brief&lang=en", "– 90%, 31 December 2024"},
		{"/regions/" + noData + "?view=brief&lang=uk", "немає даних"},
		{"/regions/" + silent + "?view=brief&lang=ru", "1 не поступил"},
		{"/regions/UA-43?view=brief&lang=uk", "Автономна Республіка Крим: даних не очікують."},
		{"/regions/UA-43?view=brief&lang=en", "Nothing has been reported of services."},
		{"/regions/" + plain + "?view=brief&lang=en", "No milestones."},
		{"/regions?view=brief&lang=uk", "36 регіонів, кожен — на двох аркушах А4."},
		{"/regions?view=brief&parent=ua&lang=en", "Briefs of all regions: Ukraine"},
	} {
		if !strings.Contains(get(t, base+c.path).text(), c.says) {
			t.Errorf("%s does not say %q", c.path, c.says)
		}
	}
	rows := regexp.MustCompile(`(?s)<tbody.*?</tbody>`).FindString(get(t, base+"/regions/UA?view=brief&lang=en").body)
	if behind := strings.Index(rows, "Interactions of citizens"); behind < 0 || behind > strings.Index(rows, "Zero corruption") {
		t.Error("what nothing is known of stands before what is behind")
	}
	if a := get(t, base+"/regions/"+noData+"?view=brief&lang=en"); regexp.MustCompile(`\b0(\.0)?%`).MatchString(a.text()) {
		t.Error("a region without data has 0% on its brief")
	}
	if a := get(t, base+"/regions/"+plain+"?view=brief&lang=en&as_of=2023-10-01&today=2023-10-05"); strings.Contains(a.text(), "was not over") || !strings.Contains(a.text(), "as of 1 October 2023 judged on 5 October 2023") {
		t.Error("a brief of a day that has been is not called one of that day")
	}
	if a := get(t, base+"/regions/"+plain+"?view=brief&lang=en&as_of=2023-10-10&today=2023-10-10"); !strings.Contains(a.text(), "On 10 October 2023, 23:59 UTC:") {
		t.Error("a brief of a day that has been does not tell its sources as of the end of that day")
	}
	if n := strings.Count(get(t, base+"/regions?view=brief&parent=UA&lang=en").body, `<article class="brief"`); n != 27 {
		t.Errorf("%d briefs of the regions within Ukraine, want 27", n)
	}
	if a := get(t, base+"/regions/"+plain+"?view=brief&lang=en"); strings.Contains(a.text(), "This page shows a chosen day") {
		t.Error("a brief of today, asked for without a day, warns that it is not of now")
	}
	testBriefAddress(t, base)
}

// testBriefAddress: what is printed can be found again, and a mistyped address is told from a missing region.
func testBriefAddress(t *testing.T, base string) {
	const fixed = "/regions/" + plain + "?as_of=2023-10-14&lang=uk&today=2023-10-14&view=brief"
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := stay.Get(base + "/regions/" + plain + "?view=brief&lang=uk")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if to := res.Header.Get("Location"); res.StatusCode != http.StatusFound || to != fixed || res.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("who asks for no day is sent to %d %q, want %q", res.StatusCode, to, fixed)
	}
	a := get(t, base+fixed)
	printed := html.UnescapeString(regexp.MustCompile(`>(http[^<]+)</a>`).FindStringSubmatch(a.body)[1])
	if printed != base+fixed {
		t.Errorf("the printed address is %q, want %q", printed, base+fixed)
	}
	if page := get(t, base+"/regions/"+plain+"?lang=uk"); !strings.Contains(html.UnescapeString(page.body), `href="`+fixed+`"`) {
		t.Error("a region's page does not lead to its brief")
	}
	for path, want := range map[string]int{
		"/regions/" + plain + "?view=poster&lang=uk": 400, "/regions?view=%3Cscript%3E&lang=uk": 400, "/regions/XX-99?view=brief&lang=uk": 404,
		"/regions?view=brief&parent=XX&lang=uk": 404, "/regions/" + plain + "?view=brief&as_of=2023-02-30&lang=uk": 400,
	} {
		if got := get(t, base+path); got.status != want || !strings.Contains(got.body, `<html lang="uk">`) || strings.Contains(got.body, "<script>") {
			t.Errorf("%s: %d, want %d, in the visitor's language", path, got.status, want)
		}
	}
}

// TestBriefsInPrint prints the briefs of all regions in each language and counts their pages: with what there is, and with much
// more than two sheets hold, under names as long as they get.
func TestBriefsInPrint(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	tools(t)
	for name, base := range map[string]string{"shipped": site(t, false), "crowded": site(t, false, crowd)} {
		for _, lang := range config.Languages {
			all := base + "/regions?view=brief&lang=" + lang
			if n, want := printed(t, all), 2*strings.Count(get(t, all).body, `<article class="brief"`); n != want || want == 0 {
				t.Errorf("%s, in %s: the briefs of all regions have %d pages, want %d", name, lang, n, want)
			}
		}
		if name != "crowded" {
			continue
		}
		if n := printed(t, base+"/regions/RU-PRI?view=brief&lang=ru"); n != 2 {
			t.Errorf("a brief alone has %d pages", n)
		}
		a := get(t, base+"/regions/"+plain+"?view=brief&lang=en")
		if more := regexp.MustCompile(`and \d+ more`).FindAllString(a.text(), -1); len(more) < 3 {
			t.Errorf("what has no room is not counted: %q", more)
		}
	}
}

// crowd makes many promises and milestones of each, and every name long.
func crowd(cfg *config.Config) {
	long := func(t config.Text) config.Text {
		out := config.Text{}
		for lang, s := range t {
			out[lang] = s + ", " + strings.Repeat("зокрема надзвичайно довгострокове впровадження ", 2) + s
		}
		return out
	}
	for _, s := range cfg.Services {
		s.Name = long(s.Name)
	}
	for _, p := range cfg.Programmes {
		p.Name = long(p.Name)
		for _, target := range slices.Clone(p.Targets) {
			target.Name = long(target.Name)
			for i := range 4 {
				again := *target
				again.ID = fmt.Sprintf("%s_%d", target.ID, i)
				p.Targets = append(p.Targets, &again)
			}
		}
		for _, m := range p.Milestones {
			m.Name = long(m.Name)
		}
	}
}

// printed is how many pages an address has in print.
func printed(t *testing.T, address string) int {
	t.Helper()
	path := filepath.Join(t.TempDir(), "brief.pdf")
	out, err := exec.CommandContext(t.Context(), chromium(t), "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
		"--user-data-dir="+t.TempDir(), "--no-pdf-header-footer", "--print-to-pdf="+path, address).CombinedOutput()
	if err != nil {
		t.Fatalf("print %s: %v\n%s", address, err, out)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return len(regexp.MustCompile(`/Type /Page\b`).FindAll(b, -1))
}
