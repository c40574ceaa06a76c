package pages_test

import (
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

const (
	newsHash = "8bb11d04852a73ea28c9dba31e87f6ed02cfb384739c30e5fa210586084be161"
	planHash = "ce9ed1dc8e3b91eb5925678d48c1a7d28e04cd9756d65721bc1c131e254f7afd" // of the document of Primorsky Krai
)

// claiming lets somebody claim things of two targets, and a later document drop a third.
func claiming(cfg *config.Config) {
	news := config.Document{Title: "News <of the year>", Language: "ru", URL: "https://news.example/1?a=1&b=2", Captured: kpi.MustDate("2022-01-20"), SHA256: newsHash}
	year := config.Span{Start: kpi.MustDate("2021-01-01"), End: kpi.MustDate("2021-12-31")}
	number := func(v float64) *float64 { return &v }
	claim := config.Claim{
		By: config.Text{"en": "A deputy <minister>", "uk": "Заступник", "ru": "Заместитель"}, On: config.Dated{Date: kpi.MustDate("2022-01-15"), Precision: "day"},
		Region: "RU-PRI", Comparison: kpi.Equal, Value: number(20), Period: year, Quote: "Двадцать <b>переведено</b>", Source: news,
	}
	more, less, words, later := claim, claim, claim, claim
	more.Value, more.Comparison = number(15), kpi.MoreThan
	less.Value, less.Comparison = number(20), kpi.AtLeast
	words.Value, words.Comparison, words.Period = nil, "", config.Span{}
	later.On, later.Quote = config.Dated{Date: today.AddDays(1), Precision: "day"}, "Завтра"
	cfg.Target("pri_moved_2021_municipal").Claims = []config.Claim{claim, more, less, words, later}
	timeless := claim
	timeless.Period, timeless.Source = config.Span{}, config.Document{Title: "Hearsay", Language: "ru"}
	cfg.Target("pri_moved_2021").Claims = []config.Claim{claim, timeless}
	cfg.Target("pri_mszu_101").Dropped = &config.Dropped{
		On: config.Dated{Date: kpi.MustDate("2022-06-01"), Precision: "month"}, Source: config.Document{Title: "Новая программа", Language: "ru"},
		Note: config.Text{"en": "Its table has no such row."},
	}
}

// TestClaimsBesideFigures: what somebody claims stands as theirs beside the figure, with what lies between them; and what a later document dropped
// is not passed over. Each says which document it was, and when that was captured.
func TestClaimsBesideFigures(t *testing.T) {
	at := site(t, false, claiming)
	for _, path := range []string{"/promises?lang=en", "/programmes/primorye-maturity?lang=en"} {
		page := get(t, at+path)
		if page.status != http.StatusOK || strings.Contains(page.body, "⟦") || strings.Contains(page.body, "<b>переведено</b>") || strings.Contains(page.body, "<of the year>") {
			t.Fatalf("%s: %d, a message is missing or something is not escaped", path, page.status)
		}
		of := articleOf(page.body)
		claims := strings.Split(of["pri_moved_2021_municipal"], `<div class="claim">`)
		if len(claims) != 5 {
			t.Fatalf("%s: %d claims, want the four that were made by today", path, len(claims)-1)
		}
		for i, says := range [][]string{
			{"Claimed 20", "2021", "Measured 19", "December 2021", "lower than the claimed one by 1.", "Said by A deputy <minister>", "15 January 2022", "News <of the year>", "Captured on 20 January 2022", newsHash, "simulated"},
			{"Claimed more than 15", "Measured 19", "The measured value bears the claim out."},
			{"Claimed at least 20", "Measured 19", "The measured value does not bear the claim out."},
			{"Claimed in words, without a number", "Measured 19", "December 2021, the newest figure", "the claim gives no number"},
		} {
			for _, word := range says {
				if text := textOf(claims[i+1]); !strings.Contains(text, word) {
					t.Errorf("%s: claim %d does not say %q: %s", path, i+1, word, text)
				}
			}
			if !strings.Contains(claims[i+1], `<blockquote lang="ru">`) || !strings.Contains(claims[i+1], `href="https://news.example/1?a=1&amp;b=2"`) {
				t.Errorf("%s: claim %d: not in its language, or without the document's address", path, i+1)
			}
		}
		if text := textOf(of["pri_moved_2021"]); !strings.Contains(text, "there is no figure of that time") || !strings.Contains(text, "does not say of what time") || strings.Contains(text, "Measured 0") || strings.Contains(text, "newest figure") || strings.Contains(text, "asked, and not known") {
			t.Errorf("%s: what can't be compared is compared: %s", path, text)
		}
		dropped := textOf(of["pri_mszu_101"])
		for _, word := range []string{"silently dropped", "A later document, of June 2022, leaves this promise out", "Новая программа", "Its table has no such row.", planHash, "not known"} {
			if !strings.Contains(dropped, word) {
				t.Errorf("%s: the dropped target does not say %q: %s", path, word, dropped)
			}
		}
		_, later, _ := strings.Cut(of["pri_mszu_101"], `<div class="dropped">`)
		for what, source := range map[string]string{"the document that leaves a promise out": later, "a claim's source": strings.Split(of["pri_moved_2021"], `<div class="claim">`)[2]} {
			if text := textOf(source); !strings.Contains(source, `<details class="told"><summary>How to check the document</summary>`) || strings.Count(text, "not known") != 3 {
				t.Errorf("%s: of %s it is not said that nothing is known of it but its title: %s", path, what, text)
			}
		}
		if n := strings.Count(page.body, "leaves this promise out"); n != 1 {
			t.Errorf("%s: %d targets are dropped", path, n)
		}
	}
	if text := get(t, at+"/promises?lang=en").text(); !strings.Contains(text, "1 of them was silently dropped by a later document. About 3 of them somebody says what came of it.") {
		t.Error("dropped and claimed ones are not counted")
	}
	testChosenFile(t, at)
	one := get(t, at+"/promises?lang=uk&state=dropped")
	if of := articleOf(one.body); len(of) != 1 || of["pri_mszu_101"] == "" || !strings.Contains(one.body, `<option value="dropped" selected>мовчки вилучено`) {
		t.Errorf("dropped ones can't be chosen: %d", len(of))
	}
	if before := get(t, at+"/promises?lang=en&today=2022-01-14"); strings.Contains(before.body, `<div class="claim">`) && strings.Contains(before.body, "20 January 2022") || strings.Contains(before.body, "leaves this promise out") {
		t.Error("what was claimed and dropped later is known before")
	}
	testClaimsForPrograms(t, at)
}

// testChosenFile: the file has the figures of the promises that are shown, and of no others.
func testChosenFile(t *testing.T, at string) {
	link := regexp.MustCompile(`href="(/api/v1/(?:progress|claims)\.csv[^"]*)"`)
	for path, want := range map[string]string{
		"/promises?lang=en&state=dropped": "pri_mszu_101", "/promises?lang=en&state=missed": "", "/promises?lang=en&state=missed&programme=primorye-maturity": "",
	} {
		page := get(t, at+path)
		shown := articleOf(page.body)
		if len(shown) == 0 || want != "" && shown[want] == "" {
			t.Fatalf("%s shows %d promises", path, len(shown))
		}
		lead := page.part(`<div class="lead">`, "</div>")
		for _, m := range link.FindAllStringSubmatch(lead, -1) {
			file := get(t, at+html.UnescapeString(m[1]))
			rows := strings.Split(strings.TrimSpace(file.body), "\n")
			if file.status != http.StatusOK || strings.Contains(m[1], "progress") && len(rows) < 2 {
				t.Errorf("%s: %s: %d with %d lines", path, m[1], file.status, len(rows))
			}
			for _, row := range rows[1:] {
				if of := strings.Split(row, ","); shown[of[1]] == "" {
					t.Errorf("%s: its file has %s of %s, which it does not show", path, of[1], of[0])
				}
			}
		}
		if n := len(link.FindAllString(lead, -1)); n != 2 {
			t.Errorf("%s has %d files", path, n)
		}
	}
	if page := get(t, at+"/promises?lang=en&programme=ua-smartphone&state=missed"); link.MatchString(page.part(`<div class="lead">`, "</div>")) {
		t.Error("where no promise is shown there is a file of them")
	}
}

// testClaimsForPrograms: the same numbers for those who count with them.
func testClaimsForPrograms(t *testing.T, at string) {
	var list struct {
		Data []struct {
			Claim      int
			State      string
			Value      *float64
			Difference *float64
			Simulated  bool
			Measured   struct{ Value *float64 }
			SHA256     string `json:"source_sha256"`
			Captured   string `json:"source_captured"`
		}
	}
	body := get(t, at+"/api/v1/claims?target_id=pri_moved_2021_municipal", "Accept", "application/json").body
	if err := json.Unmarshal([]byte(body), &list); err != nil || len(list.Data) != 4 {
		t.Fatalf("%v: %s", err, body)
	}
	for i, state := range []string{"differs", "agrees", "differs", "in_words"} {
		row := list.Data[i]
		if row.Claim != i+1 || row.State != state || *row.Measured.Value != 19 || !row.Simulated || row.SHA256 != newsHash || row.Captured != "2022-01-20" {
			t.Errorf("claim %d: %+v", i+1, row)
		}
	}
	if d := list.Data[0].Difference; d == nil || *d != -1 || list.Data[3].Difference != nil || list.Data[3].Value != nil {
		t.Errorf("the differences are not measured less claimed: %s", body)
	}
}

// articleOf are the parts of a page that tell of targets, by the target's id.
func articleOf(body string) map[string]string {
	of := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)<article class="target" id="([^"]+)">.*?</article>`).FindAllStringSubmatch(body, -1) {
		of[m[1][strings.LastIndex(m[1], ".")+1:]] = m[0]
	}
	return of
}

func textOf(markup string) string {
	s := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(markup, " ")
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}

// TestClaimsInABrowser: nobody is kept from reading what is claimed, however wide the window is.
func TestClaimsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	tools(t)
	at := site(t, false, claiming)
	seen := open(t, startBrowser(t), at).audited(t)
	for _, lang := range languages {
		for _, path := range []string{"/promises?programme=primorye-maturity", "/promises?state=dropped", "/programmes/primorye-maturity"} {
			found, err := seen.visit(at, visit{path, lang, http.StatusOK})
			if err != nil {
				t.Errorf("%s (%s): %v", path, lang, err)
			}
			for _, f := range found {
				t.Error(f)
			}
		}
	}
}
