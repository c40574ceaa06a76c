package pages_test

import (
	"encoding/csv"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestComparisons(t *testing.T) {
	base := ladderSite(t)
	t.Run("peers", func(t *testing.T) { testPeers(t, base) })
	t.Run("who improved most", func(t *testing.T) { testImproved(t, base) })
	t.Run("courses on one scale", func(t *testing.T) { testMultiples(t, base) })
	t.Run("two indicators", func(t *testing.T) { testScatter(t, base) })
	t.Run("places over time", func(t *testing.T) { testRanks(t, base) })
	t.Run("the selection stays in the address", func(t *testing.T) { testSelection(t, base) })
	t.Run("what can't be compared", func(t *testing.T) { testIncomparable(t, base) })
	t.Run("a name is no formula", func(t *testing.T) {
		if file := get(t, base+"/compare.csv").body; !strings.Contains(file, ",'=Zeta,") || strings.Contains(file, ",=Zeta") || !strings.Contains(file, "\r\n") {
			t.Errorf("a spreadsheet would run the name of a region: %s", file)
		}
	})
}

// rowsOf reads a file: its rows by region, each by the names of its columns.
func rowsOf(t *testing.T, address string) (order []string, rows map[string][]map[string]string) {
	t.Helper()
	a := get(t, address)
	lines, err := csv.NewReader(strings.NewReader(a.body)).ReadAll()
	if err != nil || a.status != http.StatusOK || len(lines) == 0 {
		t.Fatalf("%s: %d, %v: %.200s", address, a.status, err, a.body)
	}
	rows = map[string][]map[string]string{}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for n, cell := range line {
			row[lines[0][n]] = cell
		}
		if rows[line[0]] == nil {
			order = append(order, line[0])
		}
		rows[line[0]] = append(rows[line[0]], row)
	}
	return order, rows
}

// shown are the regions that a page's first table has, in its order.
func shown(a answer) (codes []string) {
	body, _, _ := strings.Cut(a.part("<tbody", "</tbody>"), "</tbody>")
	for _, m := range regexp.MustCompile(`scope="row"><a href="/regions/([^?"]+)`).FindAllStringSubmatch(body, -1) {
		codes = append(codes, m[1])
	}
	return codes
}

// The peers of Alpha are those whose number of people, or whose first share, differs least from its own.
func testPeers(t *testing.T, base string) {
	for address, want := range map[string]struct {
		regions []string
		says    string
	}{
		"/compare?peers=TT-A&by=population":                   {[]string{"TT-A", "TT-B", "TT-C", "TT-F", "TT-H", "TT-I"}, "Alpha and the 5 regions nearest to it by population. Not looked at, since this is not known of them: Eta."},
		"/compare?peers=TT-A&by=start&indicator=share":        {[]string{"TT-A", "TT-B", "TT-D", "TT-E", "TT-F", "TT-G"}, "nearest to it by the level that they started from (the share). Not looked at, since this is not known of them: Theta, Iota."},
		"/compare?peers=TT-G&by=population":                   {[]string{"TT-A", "TT-B", "TT-C", "TT-D", "TT-E", "TT-F", "TT-G", "TT-H", "TT-I"}, "Which regions are near Eta by population can’t be said"},
		"/compare?of=TT&peers=tt-e&by=population&sort=-share": {[]string{"TT-A", "TT-B", "TT-C", "TT-E", "TT-F", "TT-H"}, "Epsilon and the 5 regions"},
	} {
		page := get(t, base+address+"&lang=en")
		if !strings.Contains(page.text(), want.says) {
			t.Errorf("%s does not say %q", address, want.says)
		}
		order, _ := rowsOf(t, base+strings.Replace(address, "/compare?", "/compare.csv?", 1))
		if got := shown(page); !slices.Equal(got, order) {
			t.Errorf("%s shows %v, and its file %v", address, got, order)
		}
		slices.Sort(order)
		if diff := cmp.Diff(want.regions, order); diff != "" {
			t.Errorf("%s compares (-want +got):\n%s", address, diff)
		}
	}
}

func testImproved(t *testing.T, base string) {
	page := get(t, base+"/compare/improved?indicator=share&lang=en")
	for _, says := range []string{
		"the share: Alpha improved most, by 60.0 percentage points, from 20.0% to 80.0%.", "+60.0 percentage points better", "−5.0 percentage points worse",
		"0.0 percentage points unchanged", "2 of 10, then 8 of 10", "1 service at its present stage, online or further, since then", "passport (online since 1 June 2022)",
		"Delta can’t be judged only one value is known: 40.0% (September 2023)", "Theta refused", "The spans differ from region to region",
	} {
		if !strings.Contains(strings.ReplaceAll(page.text(), "at their present", "at its present"), says) {
			t.Errorf("the page does not say %q:\n%s", says, page.text())
		}
	}
	if text := page.text(); strings.Contains(text, "permit (") || strings.Contains(text, "pension (") {
		t.Error("a service that was online before, or is not, is told as one that went online")
	}
	order, rows := rowsOf(t, base+"/compare/improved.csv?indicator=share")
	if want := []string{"TT-A", "TT-G", "TT-E", "TT-B", "TT-F", "TT-C", "TT-D", "TT-H", "TT-I"}; !slices.Equal(order, want) {
		t.Errorf("the order is %v, want %v", order, want)
	}
	if got := shown(page); !slices.Equal(got, order[:6]) {
		t.Errorf("the page shows %v, the file %v", got, order)
	}
	for region, want := range map[string]map[string]string{
		"TT-A": {"then": "20", "then_period": "2022-01-01..2022-01-31", "now": "80", "change": "60", "state": "better", "now_numerator": "8", "now_denominator": "10", "online_since": "passport", "simulated": "true"},
		"TT-E": {"then": "30", "then_period": "2022-09-01..2022-09-30", "now": "60", "change": "30", "state": "better"},
		"TT-C": {"then": "90", "now": "85", "change": "-5", "state": "worse"},
		"TT-D": {"then": "", "now": "40", "change": "", "change_per_year": "", "state": "unknown"},
		"TT-H": {"then": "", "now": "", "change": "", "state": "refused"},
	} {
		for name, value := range want {
			if got := rows[region][0][name]; got != value {
				t.Errorf("%s: %s is %q in the file, want %q", region, name, got, value)
			}
		}
	}
	// From 30 September 2022 to 30 September 2023 are 365 days of 365.25.
	if got, err := strconv.ParseFloat(rows["TT-E"][0]["change_per_year"], 64); err != nil || got < 30.02 || got > 30.021 {
		t.Errorf("a year makes 30 × 365.25 / 365, not %v", got)
	}
	_, waits := rowsOf(t, base+"/compare/improved.csv?indicator=wait")
	if got := waits["TT-A"][0]; got["then"] != "4" || got["now"] != "2" || got["change"] != "-2" || got["unit"] != "days" || got["now_period"] != "2023-09-01..2023-09-30" {
		t.Errorf("96 hours, then 48, are not in days as on the page: %v", got)
	}
	if got := waits["TT-D"][0]; got["now"] != "" || got["simulated"] != "" || got["unit"] != "days" {
		t.Errorf("what has no value: %v", got)
	}
	if _, counts := rowsOf(t, base+"/compare/improved.csv?indicator=moved"); counts["TT-A"][0]["unit"] != "" || rows["TT-A"][0]["unit"] != "percent" {
		t.Errorf("the units of a count and of a share: %v, %v", counts["TT-A"], rows["TT-A"])
	}
	_, rows = rowsOf(t, base+"/compare/improved.csv?indicator=share&years=1")
	if got := rows["TT-A"][0]; got["then"] != "40" || got["change"] != "40" {
		t.Errorf("over one year Alpha went from 40 to 80, not %v", got)
	}
	for address, says := range map[string]string{
		"/compare/improved?indicator=wait":   "the wait: Alpha improved most, by 2.0 days, from 4.0 days to 2.0 days.",
		"/compare/improved?indicator=moved":  "the moved: Alpha improved most, by 6, from 15 to 21.",
		"/compare/improved?indicator=posts":  "the posts: Alpha improved most, by 3, from 30 to 33.",
		"/compare/improved?indicator=effort": "the share: 20.0%, then 80.0%",
		"/compare/improved?indicator=never":  "the never: no region’s value is known to have improved.",
	} {
		if text := get(t, base+address+"&lang=en").text(); !strings.Contains(text, says) {
			t.Errorf("%s does not say %q:\n%s", address, says, text)
		}
	}
	if text := get(t, base+"/compare/improved?indicator=posts&lang=en").text(); !strings.Contains(text, "20 (March 2023): no earlier value of that span can be held against it") {
		t.Errorf("a value from before a break was held against one from after it: %s", text)
	}
}

func testMultiples(t *testing.T, base string) {
	page := get(t, base+"/compare/trajectories?indicator=share&lang=en")
	cards := strings.Split(page.part(`<ul class="multiples">`, "</ul>"), "<li>")[1:]
	if len(cards) != 7 {
		t.Fatalf("%d regions have values, not %d", 7, len(cards))
	}
	scales := map[string]bool{}
	for n, card := range cards {
		scale := strings.Join(regexp.MustCompile(`<text [^>]*>[^<]*</text>`).FindAllString(card, -1), "")
		scales[scale] = true
		if promised := strings.Contains(card, `class="promise"`); promised == strings.Contains(card, "/regions/TT-G") {
			t.Errorf("card %d: Eta alone is exempt from the promise: %s", n, card)
		}
	}
	if len(scales) != 1 {
		t.Errorf("the regions are drawn on %d scales: they can't be held against one another", len(scales))
	}
	if beta := cards[2]; !strings.Contains(beta, "/regions/TT-B") || strings.Count(beta, `class="actual"`) != 1 || strings.Count(beta, `r="2.5"`) != 2 {
		t.Errorf("Beta has two months alone and two beside each other: %s", beta)
	}
	if _, waits := rowsOf(t, base+"/compare/trajectories.csv?indicator=wait"); waits["TT-B"][0]["value"] != "5" || waits["TT-B"][0]["unit"] != "days" || waits["TT-I"][0]["unit"] != "days" {
		t.Errorf("120 hours are not in days as on the page: %v", waits["TT-B"])
	}
	order, rows := rowsOf(t, base+"/compare/trajectories.csv?indicator=share")
	if want := []string{"TT-C", "TT-A", "TT-B", "TT-E", "TT-G", "TT-D", "TT-F", "TT-H", "TT-I"}; !slices.Equal(order, want) {
		t.Errorf("the order is %v, want %v", order, want)
	}
	if got := len(rows["TT-B"]); got != 4 || rows["TT-B"][0]["value"] != "50" || rows["TT-H"][0]["value"] != "" || rows["TT-H"][0]["status"] != "refused" {
		t.Errorf("the file has %v and %v", rows["TT-B"], rows["TT-H"])
	}
}

func testScatter(t *testing.T, base string) {
	address := "/compare/scatter?x=share&y=wait&peers=TT-A&by=population&lang=en"
	page := get(t, base+address)
	if !strings.Contains(page.text(), "“the share” and “the wait”: both are known of 3 regions") {
		t.Errorf("Alpha, Beta and Gamma have both: %s", page.text())
	}
	wide := page.part(`class="drawing scatter wide"`, "</svg>")
	for _, says := range []string{`href="/regions/TT-A?lang=en"`, "Gamma: 85.0% (September 2023); 1.0\u00a0days (August 2023)", `class="dot marked"`} {
		if !strings.Contains(wide, says) {
			t.Errorf("the drawing does not have %q: %s", says, wide)
		}
	}
	if !strings.Contains(page.text(), "↑ the wait, days") {
		t.Error("the axis does not say what it is in")
	}
	for lang, says := range map[string]string{"en": "Two different indicators are needed", "uk": "потрібні два різні показники", "ru": "нужны два разных показателя"} {
		same := get(t, base+"/compare/scatter?x=share&y=share&lang="+lang)
		if same.status != http.StatusOK || !strings.Contains(same.text(), says) || strings.Contains(same.body, "drawing scatter") || !strings.Contains(same.body, `name="y"`) {
			t.Errorf("an indicator is plotted against itself (%d): %.600s", same.status, same.text())
		}
	}
	if other := get(t, base+"/compare/scatter?x=wait&lang=en"); !strings.Contains(other.text(), "↑ the share") {
		t.Errorf("where only one is chosen, the other is another: %.600s", other.text())
	}
	if n := strings.Count(wide, "<circle"); n != 3 {
		t.Errorf("%d dots are drawn: a region without a value must not stand at 0", n)
	}
	if !strings.Contains(page.text(), "Dotted lines stand at the medians: 80.0% across, 2.0 days up. Better is higher across and lower up.") {
		t.Errorf("the medians of 70, 80, 85 and of 48, 240 and 24 hours are told wrongly: %s", page.text())
	}
	chart := get(t, base+html.UnescapeString(page.part(`data-chart="`, `"`)))
	var option struct {
		Series []struct {
			Data []struct {
				Name, Href string
				Value      []float64
				Mark       bool
			}
		}
	}
	if err := json.Unmarshal([]byte(chart.body), &option); err != nil || len(option.Series) != 1 {
		t.Fatalf("the options are none (%v): %.300s", err, chart.body)
	}
	dots := option.Series[0].Data
	if len(dots) != 3 || !slices.Equal(dots[1].Value, []float64{70, 10}) || dots[1].Name != "Beta" || !strings.HasPrefix(dots[1].Href, "/regions/TT-B") || !dots[0].Mark {
		t.Errorf("the script is given %+v", dots)
	}
	_, rows := rowsOf(t, base+"/compare/scatter.csv?x=share&y=wait")
	if got := rows["TT-C"][0]; got["share"] != "85" || got["share_unit"] != "percent" || got["wait"] != "1" || got["wait_unit"] != "days" || got["wait_period"] != "2023-08-01..2023-08-31" || rows["TT-D"][0]["wait"] != "" || rows["TT-D"][0]["wait_status"] != "no_data" {
		t.Errorf("the file has %v and %v", got, rows["TT-D"])
	}
}

// Places by hand: in September 2023 the shares are C 85, A 80, B 70, E 60, G 50, D 40, F 20; in January 2022 C 90, B 50, A and F 20, G 10.
// The index is of the share alone, but nothing is expected of Eta there.
func testRanks(t *testing.T, base string) {
	byShare := map[string]map[string]string{
		"2022-01-01..2022-01-31": {"TT-A": "3", "TT-B": "2", "TT-C": "1", "TT-D": "", "TT-E": "", "TT-F": "3", "TT-G": "5"},
		"2022-09-01..2022-09-30": {"TT-A": "3", "TT-B": "2", "TT-C": "1", "TT-E": "4", "TT-F": "5", "TT-G": "5"},
		"2023-07-01..2023-07-31": {"TT-A": "2", "TT-B": "", "TT-C": "1", "TT-E": "3", "TT-F": "5", "TT-G": "4"},
		"2023-09-01..2023-09-30": {"TT-A": "2", "TT-B": "3", "TT-C": "1", "TT-D": "6", "TT-E": "4", "TT-F": "7", "TT-G": "5"},
	}
	byIndex := map[string]map[string]string{
		"2022-01-01..2022-01-31": {"TT-A": "3", "TT-B": "2", "TT-C": "1", "TT-D": "", "TT-E": "", "TT-F": "3", "TT-G": ""},
		"2023-07-01..2023-07-31": {"TT-A": "2", "TT-B": "", "TT-C": "1", "TT-E": "3", "TT-F": "4", "TT-G": ""},
		"2023-09-01..2023-09-30": {"TT-A": "2", "TT-B": "3", "TT-C": "1", "TT-D": "5", "TT-E": "4", "TT-F": "6", "TT-G": ""},
	}
	for by, want := range map[string]map[string]map[string]string{"share": byShare, "ladder": byIndex, "": byIndex} { // the index is shown first
		_, rows := rowsOf(t, base+"/compare/ranks.csv?indicator="+by)
		for period, places := range want {
			for region, place := range places {
				n := slices.IndexFunc(rows[region], func(row map[string]string) bool { return row["period"] == period })
				if n < 0 || rows[region][n]["rank"] != place {
					t.Errorf("%q: %s in %s has place %v, want %q", by, region, period, rows[region], place)
				}
			}
		}
	}
	if order, _ := rowsOf(t, base+"/compare/ranks.csv?indicator=share"); !slices.Equal(order[:7], []string{"TT-C", "TT-A", "TT-B", "TT-E", "TT-G", "TT-D", "TT-F"}) {
		t.Errorf("the order is %v", order)
	}
	page := get(t, base+"/compare/ranks?lang=en")
	for _, says := range []string{"the ladder, first place: Gamma (September 2023).", "Rose most since January 2022, by 1 place: Alpha.", "=Zeta ▼3", "Eta not expected"} {
		if !strings.Contains(page.text(), says) {
			t.Errorf("the page does not say %q:\n%s", says, page.text())
		}
	}
	_, drawn, _ := strings.Cut(page.part(`class="ranked wide"`, "</svg>"), "/regions/TT-B?")
	if line, _, _ := strings.Cut(drawn, "</a>"); strings.Count(line, "<path d=") != 2 {
		t.Errorf("Beta has no place in July 2023: its line must have a gap: %s", line)
	}
	if n := len(shown(page)); n != 6 {
		t.Errorf("%d regions have a place, want 6: Eta, Theta and Iota have none", n)
	}
	_, peers := rowsOf(t, base+"/compare/ranks.csv?indicator=ladder&peers=TT-A&by=population")
	if got := peers["TT-F"][len(peers["TT-F"])-1]; got["rank"] != "4" || got["ranked"] != "4" {
		t.Errorf("among Gamma, Alpha, Beta and Zeta the last is the fourth of four: %v", got)
	}
}

// testSelection follows every way of comparing: what was chosen must still be.
func testSelection(t *testing.T, base string) {
	const chosen = "by=population&indicator=share&indicators=share%2Cwait&of=TT&peers=TT-A&sort=-wait&x=wait&y=share&years=1&lang=uk&today=2023-10-10"
	want, err := url.ParseQuery(chosen)
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/compare", "/compare/improved", "/compare/trajectories", "/compare/scatter", "/compare/ranks"} {
		page := get(t, base+path+"?"+chosen)
		if page.status != http.StatusOK {
			t.Fatalf("%s: %d", path, page.status)
		}
		links := regexp.MustCompile(`(?:href|data-chart)="(/(?:compare|charts)[^"]*)"`).FindAllStringSubmatch(page.part(`<nav class="views"`, "</main>"), -1)
		if len(links) < 6 {
			t.Errorf("%s leads to %d ways of comparing", path, len(links))
		}
		for _, link := range links {
			u, err := url.Parse(html.UnescapeString(link[1]))
			if err != nil {
				t.Fatal(err)
			}
			got := u.Query()
			if got.Get("sort") != "-wait" && u.Path == "/compare" {
				got.Set("sort", "-wait") // a column's own link
			}
			if strings.HasPrefix(u.Path, "/compare") && got.Get("peers") == "" {
				continue // another parent's regions
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: the link %s loses what was chosen (-want +got):\n%s", path, u, diff)
			}
		}
		form := page.part(`<form class="choose"`, "</form>")
		for name := range want {
			if !strings.Contains(form, `name="`+name+`"`) {
				t.Errorf("%s: the form loses %s", path, name)
			}
		}
	}
	if columns := strings.Count(get(t, base+"/compare?indicators=share&indicators=effort&sort=share").body, `<th scope="col" class="n"`); columns != 2 {
		t.Errorf("two columns were chosen, %d are shown", columns)
	}
}

func testIncomparable(t *testing.T, base string) {
	for address, want := range map[string]int{
		"/compare/scatter?x=none": 400, "/compare/scatter?y=none": 400, "/charts/scatter.json?x=none": 400, "/compare/improved?indicator=none": 400,
		"/compare/improved?years=2": 400, "/compare/improved?years=x": 400, "/compare?by=size": 400, "/compare?indicators=share,none": 400,
		"/compare?peers=none": 404, "/compare?peers=TT": 400, "/compare?of=TT-A&peers=TT-B": 400, "/compare/ranks.csv?peers=none": 404,
		"/compare/ranks?indicator=never": 200, "/compare/trajectories?indicator=never": 200, "/compare/scatter?x=never": 200, "/compare?of=TT-A": 200,
		"/compare/improved?of=TT-A": 200, "/compare/improved.csv?of=TT-A": 200, "/compare/scatter.csv?of=TT-A": 200, "/compare/ranks.csv?of=TT-A": 200,
	} {
		a := get(t, base+address)
		if a.status != want {
			t.Errorf("%s is answered with %d, want %d", address, a.status, want)
		}
		if a.status >= 400 && !strings.Contains(a.body, `<main class="wrap"`) && !strings.HasPrefix(address, "/charts") {
			t.Errorf("%s is not answered with a page: %.200s", address, a.body)
		}
	}
}
