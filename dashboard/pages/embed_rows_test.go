package pages_test

import (
	"html"
	"image/png"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const aService = "ua.kindergarten_place"

// TestEveryKindIsOffered (those of an index are in TestAnIndexIsEmbedded): each kind of chart has a link on the page that has it, and is there as a page, an image, markup to copy and by oEmbed.
func TestEveryKindIsOffered(t *testing.T) {
	base := site(t, true)
	share := regexp.MustCompile(`href="(/share/([a-z-]+)[^"]*)"`)
	offered := map[string]string{}
	for _, path := range []string{
		"/", "/regions/" + plain, "/programmes/ua-smartphone", "/services/" + aService, "/sources", "/open-data",
		"/compare", "/compare/improved", "/compare/trajectories", "/compare/scatter", "/compare/ranks",
	} {
		for _, m := range share.FindAllStringSubmatch(get(t, base+in(path, "uk")).body, -1) {
			offered[m[2]] = html.UnescapeString(m[1])
		}
	}
	for _, kind := range []string{
		"trajectory", "tile", "map", "stages", "service", "late", "times", "service-times", "milestones", "reports", "contents", "table", "improved", "trajectories", "scatter", "ranks",
	} {
		path, there := offered[kind]
		if !there {
			t.Errorf("no page offers a chart of the kind %s", kind)
			continue
		}
		t.Run(kind, func(t *testing.T) { inEveryForm(t, base, path) })
	}
}

// inEveryForm asks for whatever a page of ours offers.
func inEveryForm(t *testing.T, base, path string) {
	a := get(t, base+path)
	snippets := regexp.MustCompile(`<textarea[^>]*>([^<]+)</textarea>`).FindAllStringSubmatch(a.body, -1)
	if a.status != http.StatusOK || len(snippets) != 2 {
		t.Fatalf("%s: %d, %d pieces of markup to copy", path, a.status, len(snippets))
	}
	frame := iframe.FindStringSubmatch(html.UnescapeString(snippets[0][1]))
	if frame == nil {
		t.Fatalf("%s gives to copy %s", path, snippets[0][1])
	}
	if figuresIn.MatchString(frame[2]) {
		t.Errorf("%s gives to copy what will be out of date: %s", path, frame[2])
	}
	page := get(t, html.UnescapeString(frame[1]))
	if page.status != http.StatusOK || !strings.Contains(page.body, "<svg") || !strings.Contains(page.text(), "Джерело:") || strings.Contains(page.body, "style=") || strings.Contains(page.body, "⟦") {
		t.Errorf("%s: %d %s", frame[1], page.status, beginning(page.body))
	}
	for _, m := range regexp.MustCompile(`href="(/embed/[^"]+\.(?:svg|png)[^"]*)"`).FindAllStringSubmatch(a.body, -1) {
		drawn := image(t, base+html.UnescapeString(m[1]))
		if strings.Contains(m[1], ".svg") {
			if text := svgTexts(t, drawn); !strings.Contains(text, "Джерело:") {
				t.Errorf("%s does not say where it is from: %s", m[1], text)
			}
		} else if _, err := png.Decode(strings.NewReader(drawn.body)); err != nil {
			t.Errorf("%s: %v", m[1], err)
		}
	}
	if said, of := askOEmbed(t, base, base+path, ""); said.Type != "rich" || said.Title == "" {
		t.Errorf("a program is told %d %s", of.status, of.body)
	}
}

// TestRowsSayWhatPagesSay: whatever stands in a table of ours stands in the same order in the image, in the page to embed, and in the words for
// those who see neither; what is missing has its word there and no number.
func TestRowsSayWhatPagesSay(t *testing.T) {
	base := site(t, true)
	besides := regexp.MustCompile(`(?s)<div class="small">.*?</div>|<caption.*?</caption>|<thead.*?</thead>|<ul class="legend".*?</ul>|<p class="small soft">.*?</p>`)
	said := regexp.MustCompile(`>([^<>]*[^<>\s][^<>]*)<`)
	for embed, from := range map[string]struct{ path, open, end string }{
		"/embed/table?indicators=services_online_share,services_online": {"/compare?indicators=services_online_share,services_online", `<tbody>`, `</table>`},
		"/embed/improved?indicator=services_online_share":               {"/compare/improved?indicator=services_online_share", `<tbody role="rowgroup">`, `</table>`},
		"/embed/milestones/ua-smartphone":                               {"/programmes/ua-smartphone", `<div class="timeline">`, `<h3 class="after">`},
		"/embed/times/" + plain:                                         {"/regions/" + plain, `role="table" aria-labelledby="processing-title">`, `</table>`},
		"/embed/service-times/" + aService:                              {"/services/" + aService, `role="table" aria-labelledby="times-title">`, `</table>`},
		"/embed/late/" + plain:                                          {"/regions/" + plain, `<h2 id="late-title">`, `<details`},
		"/embed/contents/progress":                                      {"/open-data", `</thead><tbody><tr><th scope="row">`, `</table>`},
		"/embed/service/" + aService:                                    {"/services/" + aService, `<svg class="stages"`, `<table`},
		"/embed/reports/egov4ukraine":                                   {"/sources", `id="reports-egov4ukraine"`, `</table>`},
	} {
		for _, lang := range languages {
			own := besides.ReplaceAllString(get(t, base+in(from.path, lang)).part(from.open, from.end), "")
			var texts []string
			for _, m := range said.FindAllStringSubmatch(own, -1) {
				if text := inOneLine(m[1]); len([]rune(text)) > 1 && !slices.Contains([]string{" / ", "→", "▾", "("}, text) {
					texts = append(texts, text)
				}
			}
			if len(texts) == 0 {
				t.Fatalf("%s (%s): the page says nothing", embed, lang)
			}
			image := image(t, base+asImage(embed, lang))
			for form, all := range map[string]string{"image": svgTexts(t, image), "page": get(t, base+in(embed, lang)).text(), "words": inOneLine(image.part(`<desc id="desc">`, "</desc>"))} {
				if form == "image" && from.path == "/sources" { // whose marks have words for those alone who do not see them
					continue
				}
				for _, text := range texts {
					if !strings.Contains(strings.ToLower(all), strings.ToLower(text)) {
						t.Errorf("%s (%s): the %s lacks %q", embed, lang, form, text)
					}
				}
			}
		}
	}
}

// TestWithheldIsNotNone: of a month whose completed applications are withheld every figure of them says so, not only the times: nobody is to take it
// for one in which none was completed.
func TestWithheldIsNotNone(t *testing.T) {
	base := site(t, true)
	cell := regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
	for path, of := range map[string][]int{"/regions/" + plain: {0, 1, 3}, "/embed/times/" + plain: {0, 1, 2}} {
		withheld := 0
		for _, row := range strings.Split(get(t, base+in(path, "en")).body, "<tr")[1:] {
			cells := cell.FindAllStringSubmatch(row, -1)
			if len(cells) < 5 || !strings.Contains(cells[1][1], "withheld") {
				continue
			}
			withheld++
			for _, n := range of {
				if !strings.Contains(cells[n][1], "withheld") {
					t.Errorf("%s: beside withheld times stands %q", path, cells[n][1])
				}
			}
		}
		if withheld == 0 {
			t.Errorf("%s has nothing withheld", path)
		}
	}
	if said := inOneLine(image(t, base+asImage("/embed/times/"+plain, "en")).part(`<desc id="desc">`, "</desc>")); !strings.Contains(said, "Completed: withheld") || !strings.Contains(said, "In time: withheld") {
		t.Errorf("the image says %s", said)
	}
}
