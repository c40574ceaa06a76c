package pages_test

import (
	"regexp"
	"strings"
	"testing"
)

// testLettering looks at what a reader trips over in a line: small letters that begin it, marks within marks, numbers cut off
// from what they are of.
func testLettering(t *testing.T, base string) {
	const city = "/regions/UA59080270010036634?lang=uk"
	a := get(t, base+city)
	if title := a.part("<title>", "</title>"); !strings.HasPrefix(title, "Місто Суми") {
		t.Errorf("the city's page is titled %q", title)
	}
	if heading := a.part("<h1>", "</h1>"); !strings.HasPrefix(heading, "Місто Суми") {
		t.Errorf("the city's page opens with %q", heading)
	}
	if list := get(t, base+"/regions/UA-59?lang=uk").text(); strings.Contains(list, "місто Суми") {
		t.Error("the city stands in a list with a small letter")
	}
	nested := regexp.MustCompile(`«[^»]*«|»»`)
	for _, path := range everyPage {
		for _, lang := range languages {
			text := get(t, base+in(path, lang)).body
			if found := nested.FindString(text); found != "" {
				t.Errorf("%s (%s) has the same marks within a quote: %s", path, lang, found)
			}
			if found := regexp.MustCompile(`.{0,30}\d(?: |\x{a0})%.{0,10}`).FindString(text); found != "" {
				t.Errorf("%s (%s) lets a line end before a per cent sign: %s", path, lang, found)
			}
			if found := regexp.MustCompile(`.{0,30}[^\d./-]\d{1,2}-е .{0,10}`).FindString(text); found != "" {
				t.Errorf("%s (%s) lets a line end within a place: %s", path, lang, found)
			}
		}
	}
}

// testAboveCharts: the value and the state come first above a chart; the pace and who answers can be opened.
func testAboveCharts(t *testing.T, base string) {
	caption := get(t, base+"/regions/"+plain+"?lang=en").part("<figcaption>", "</figcaption>")
	first, told, folded := strings.Cut(caption, `<details class="told">`)
	if !folded || !strings.Contains(first, `class="now"`) || strings.Contains(first, "Who answers") || !strings.Contains(told, "Who answers for it is not named") {
		t.Errorf("above the chart stands %s", caption)
	}
}
