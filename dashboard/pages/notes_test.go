package pages_test

import (
	"html"
	"regexp"
	"strings"
	"testing"
)

// testNotes: events stand on charts with a number, and beside it in words; each is where it belongs and nowhere else.
func testNotes(t *testing.T, base string) {
	region := get(t, base+"/regions/"+plain+"?lang=en")
	figure := region.part(`<figure class="trajectory`, "</figure>")
	for _, want := range []string{
		`<b class="number event invented">1</b><span><span class="soft">4 April 2022:</span> A new regional portal opens. <span class="tag">simulated event</span>`,
		`<b class="number event invented">2</b><span><span class="soft">November 2022 – 31 January 2023:</span> Registers are moved`,
	} {
		if !strings.Contains(figure, want) {
			t.Errorf("under the chart of %s there is no %s", plain, want)
		}
	}
	// The drawing for wide and that for narrow screens have the same marks.
	for _, drawing := range strings.Split(figure, "<svg class=\"drawing")[1:] {
		drawing, _, _ = strings.Cut(drawing, "</svg>")
		var numbers []string
		for _, m := range regexp.MustCompile(`<g class="flag-mark invented"><circle[^>]*/><text[^>]*>(\d)</text>`).FindAllStringSubmatch(drawing, -1) {
			numbers = append(numbers, m[1])
		}
		if strings.Join(numbers, " ") != "1 2" || strings.Count(drawing, `class="band"`) != 1 || strings.Count(drawing, `class="flag"`) != 2 {
			t.Errorf("the drawing has the marks %v, %d bands", numbers, strings.Count(drawing, `class="band"`))
		}
	}
	options := get(t, base+html.UnescapeString(region.part(`data-chart="`, `"`))).body
	for _, want := range []string{`"id":"note-1-simulated"`, `"name":"1. 4 April 2022: A new regional portal opens."`, `"id":"note-2-simulated"`} {
		if !strings.Contains(options, want) {
			t.Errorf("the script's chart has no %s", want)
		}
	}
	for _, c := range []struct{ what, path, says, never string }{
		{"what no chart reaches is listed", "/regions/" + plain + "?lang=ru", "События 12 июня [2019] Первое экспертное обсуждение", "Расширенное заседание"},
		{"each once", "/regions/" + plain + "?lang=uk", "12 червня [2019]", "Події листопад 2022"},
		{"a region without the event", "/regions/UA-07?lang=en", "Registers are moved to a new data centre", "A new regional portal opens"},
		{"a programme's own", "/programmes/primorye-maturity?lang=en", "Events 2022 Staff of municipalities are trained", "Registers are moved"},
		{"and where it is on a chart", "/programmes/ua-smartphone?lang=uk", "12 червня [2019]: Перше експертне обговорення", ""},
		{"what has not come is not told", "/regions/" + plain + "?lang=en&today=2022-04-03", "First expert discussion", "A new regional portal opens"},
		{"nor when it will end", "/regions/" + plain + "?lang=en&today=2022-12-15", "from November 2022 on: Registers are moved", "31 January 2023"},
		{"in the period of a figure", "/explain/services_online_share/" + plain + "/2022-04?lang=en", "What happened in this period 4 April 2022 A new regional portal opens.", "Registers"},
		{"and not of another", "/explain/services_online_share/" + plain + "/2022-05?lang=en", "Collections that it came from", "What happened in this period"},
		{"over several periods", "/explain/services_online_share/" + plain + "/2022-12?lang=uk", "листопад 2022 – 31 січня 2023", "Відкрито новий"},
	} {
		text := get(t, base+c.path).text()
		if !strings.Contains(text, c.says) {
			t.Errorf("%s: %s does not say %q", c.what, c.path, c.says)
		}
		if c.never != "" && strings.Contains(text, c.never) {
			t.Errorf("%s: %s says %q", c.what, c.path, c.never)
		}
	}
}
