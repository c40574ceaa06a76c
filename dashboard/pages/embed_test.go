package pages_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"html"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/postup/postup/config"
)

const (
	trajectoryOfPlain = "/embed/trajectory/services_online_share/" + plain
	stagesOfPlain     = "/embed/stages/" + plain
)

// image asks as a page's <img> does.
func image(t *testing.T, address string, header ...string) answer {
	t.Helper()
	return get(t, address, append([]string{"Accept", "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"}, header...)...)
}

// svgTexts are the texts of an SVG in their order, in one line; an SVG that is not well-formed ends the test.
func svgTexts(t *testing.T, a answer) string {
	t.Helper()
	var texts []string
	within := ""
	for d := xml.NewDecoder(strings.NewReader(a.body)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return strings.Join(strings.Fields(strings.Join(texts, " ")), " ") // narrow spaces as those of answer.text
		}
		if err != nil {
			t.Fatalf("no SVG: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			within = token.Name.Local
		case xml.CharData:
			if within == "text" {
				texts = append(texts, string(token))
			}
		case xml.EndElement:
			within = ""
		}
	}
}

func TestEmbeds(t *testing.T) {
	base := site(t, true)
	t.Run("only they stand in others' pages", func(t *testing.T) { testFrames(t, base) })
	t.Run("nothing that a page says of its figures gets lost", func(t *testing.T) { testNothingLost(t, base) })
	t.Run("comparisons", func(t *testing.T) { testComparedEmbeds(t, base) })
	t.Run("stages", func(t *testing.T) { testStages(t, base) })
	t.Run("what is missing is never a number", func(t *testing.T) { testAbsentEmbeds(t, base) })
	t.Run("PNG", func(t *testing.T) { testPNG(t, base) })
	t.Run("another day", func(t *testing.T) { testEmbedThen(t, base) })
	t.Run("bad input", func(t *testing.T) { testWrongEmbeds(t, base) })
	t.Run("oEmbed", func(t *testing.T) { testOEmbed(t, base) })
	t.Run("oEmbed refuses", func(t *testing.T) { testOEmbedRefuses(t, base) })
	t.Run("what can't be seen whole", func(t *testing.T) { testSeenWhole(t, base) })
	t.Run("another name of the site", func(t *testing.T) { testOtherNames(t, base) })
	t.Run("offers", func(t *testing.T) { testOffers(t, base) })
}

func testFrames(t *testing.T, base string) {
	for _, path := range []string{trajectoryOfPlain, trajectoryOfPlain + ".svg", trajectoryOfPlain + ".png", "/embed/map", "/embed/map.svg", "/embed/tile/services_online_share/UA", "/embed/ranks", "/embed/scatter.svg", stagesOfPlain, stagesOfPlain + ".png", "/embed/nothing"} {
		a := get(t, base+path)
		policy := a.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "frame-ancestors *") || a.header.Get("X-Frame-Options") != "" {
			t.Errorf("%s can't stand in others' pages: %s, %q", path, policy, a.header.Get("X-Frame-Options"))
		}
		if strings.Contains(policy, "unsafe") || strings.Contains(policy, "script-src") || !strings.HasPrefix(policy, "default-src 'none'") {
			t.Errorf("%s may do more than it needs: %s", path, policy)
		}
	}
	for _, path := range []string{"/", "/regions/" + plain, "/share/map", "/share/nothing", "/oembed"} {
		a := get(t, base+path)
		if policy := a.header.Get("Content-Security-Policy"); !strings.Contains(policy, "frame-ancestors 'none'") || a.header.Get("X-Frame-Options") != "DENY" {
			t.Errorf("%s can stand in others' pages: %s, %q", path, policy, a.header.Get("X-Frame-Options"))
		}
	}
	if a := image(t, base+trajectoryOfPlain+".svg"); a.header.Get("Access-Control-Allow-Origin") != "*" || a.header.Get("Cross-Origin-Resource-Policy") != "cross-origin" {
		t.Errorf("other pages may not read an image: %v", a.header)
	}
}

// testNothingLost holds what the region's page says about its first chart against every form of the same chart.
func testNothingLost(t *testing.T, base string) {
	for lang, known := range map[string]string{"en": "Known on 14 October 2023. A demonstration: what is marked as simulated is invented.", "uk": "За даними на 14 жовтня 2023. Демонстрація: позначене як симульоване — вигадане.", "ru": "По данным на 14 октября 2023. Демонстрация: помеченное как симулированное — вымышлено."} {
		own := get(t, base+"/regions/"+plain+"?lang="+lang).part(`<figure class="trajectory" id="chart-ua_services_online_90`, "</figure>")
		var said []string
		for _, pattern := range []string{`<span class="tag">([^<]+)</span>`, `<span class="st [^>]*><svg[^>]*><use[^>]*/></svg><span>([^<]+)</span>`, `<b><a class="how"[^>]*>([^<]+)</a></b>`, `<span class="small soft">\(([^<]+)\)</span>`, `<ul class="notes small">.*?</span> ?([^<]+)<`} {
			found := regexp.MustCompile(pattern).FindAllStringSubmatch(own, -1)
			if len(found) == 0 {
				t.Fatalf("%s: the region's page has nothing like %s", lang, pattern)
			}
			for _, m := range found {
				said = append(said, strings.Join(strings.Fields(html.UnescapeString(m[1])), " "))
			}
		}
		said = append(said, known, "Postup")
		svg := svgTexts(t, image(t, base+trajectoryOfPlain+".svg?lang="+lang))
		page := get(t, base+trajectoryOfPlain+"?lang="+lang).text()
		for _, text := range said {
			if !strings.Contains(svg, text) {
				t.Errorf("%s: the SVG does not say %q: %s", lang, text, svg)
			}
			if !strings.Contains(page, text) {
				t.Errorf("%s: the page to embed does not say %q: %s", lang, text, page)
			}
		}
		if !strings.Contains(svg, strings.TrimPrefix(base, "http://")+"/regions/"+plain) {
			t.Errorf("%s: the SVG does not say where it is from: %s", lang, svg)
		}
	}
	whole := image(t, base+"/embed/map.svg?lang=en")
	if text := whole.part("<desc", "</desc>"); !strings.Contains(text, "Lviv Oblast: 24 (14 October 2023), off track.") || !strings.Contains(text, "Zhytomyr Oblast: no data.") {
		t.Errorf("those who don't see the map learn %s", text)
	}
	for _, form := range []string{svgTexts(t, whole), get(t, base+"/embed/map?lang=en").text()} {
		for _, want := range []string{"simulated data", "not of all regions", "9", "achieved", "source fails", "Furthest behind: Lviv Oblast with 23.5%", known14} {
			if !strings.Contains(form, want) {
				t.Errorf("the map lacks %q: %s", want, form)
			}
		}
	}
	tile := svgTexts(t, image(t, base+"/embed/tile/services_online_share/UA.svg?lang=en"))
	for _, want := range []string{"76.5% (14 October 2023)", "The promise is 90% by 2024.", "simulated data", "18 of 23 regions reported", "≈", "That is not enough."} {
		if !strings.Contains(tile, want) {
			t.Errorf("the tile lacks %q: %s", want, tile)
		}
	}
}

// testComparedEmbeds: a comparison that stands elsewhere has the finding, every region's name, and those of which nothing is known with why.
func testComparedEmbeds(t *testing.T, base string) {
	for path, want := range map[string][]string{
		"/embed/trajectories": {"simulated data", "Vinnytsia Oblast", "38.2% · October 2023; promised 90%", "Without a value", "no data: Zhytomyr Oblast", known14},
		"/embed/scatter":      {"simulated data", "Dotted lines stand at the medians", "↑ ", "→ ", "Without a value", "Zhytomyr Oblast", known14},
		"/embed/ranks":        {"simulated data", "first place", "Vinnytsia Oblast", "Without a place", "no data: Zhytomyr Oblast", known14},
	} {
		for _, size := range []string{"large", "small"} {
			text := svgTexts(t, image(t, base+path+".svg?lang=en&indicator=services_online_share&size="+size))
			for _, part := range want {
				if size == "small" && strings.Contains(part, "Oblast") && path != "/embed/trajectories" {
					continue // short names
				}
				if !strings.Contains(text, part) {
					t.Errorf("%s (%s) lacks %q: %s", path, size, part, text)
				}
			}
		}
		page := get(t, base+path+"?lang=en&indicator=services_online_share").text()
		for _, part := range []string{"simulated data", "Vinnytsia Oblast", "Zhytomyr Oblast", "no data", known14} {
			if !strings.Contains(page, part) {
				t.Errorf("the page of %s lacks %q: %s", path, part, page)
			}
		}
	}
}

// testStages holds what the region's page says of its services against both forms of the same bar.
func testStages(t *testing.T, base string) {
	for lang, known := range map[string]string{"en": known14, "uk": "За даними на 14 жовтня 2023.", "ru": "По данным на 14 октября 2023."} {
		own := get(t, base+"/regions/"+plain+"?lang="+lang).part(`<h2 id="services-title">`, `<h3 `)
		said := []string{known}
		for _, m := range regexp.MustCompile(`<h2[^>]*>([^<]+)<|<span class="tag">([^<]+)<|<p>([^<]+)<|<b>(\d+)</b> ([^<]+)<`).FindAllStringSubmatch(own, -1) {
			said = append(said, html.UnescapeString(strings.Join(m[1:], " ")))
		}
		if len(said) < 6 || !strings.Contains(own, `class="stage-key"`) {
			t.Fatalf("%s: the region's page says only %q", lang, said)
		}
		for form, text := range map[string]string{"SVG": svgTexts(t, image(t, base+stagesOfPlain+".svg?lang="+lang)), "page": get(t, base+stagesOfPlain+"?lang="+lang).text()} {
			for _, part := range said {
				if part = strings.Join(strings.Fields(part), " "); !strings.Contains(text, part) {
					t.Errorf("%s: the %s lacks %q: %s", lang, form, part, text)
				}
			}
		}
	}
}

const known14 = "Known on 14 October 2023."

// testAbsentEmbeds: each kind of absence has its word and no number, in every form.
func testAbsentEmbeds(t *testing.T, base string) {
	for region, word := range map[string]string{noData: "no data", refused: "refused", withdrawn: "withdrawn", notApplied: "not applicable", silent: "data overdue", failing: "source fails"} {
		for _, kind := range []string{"trajectory", "tile"} {
			path := "/embed/" + kind + "/services_online_share/" + region
			svg, page := svgTexts(t, image(t, base+path+".svg?lang=en")), get(t, base+path+"?lang=en").text()
			for form, text := range map[string]string{"SVG": svg, "page": page} {
				if !strings.Contains(text, word) || !strings.Contains(text, "– ") || regexp.MustCompile(`\b0(\.0)?%[^a-z0-9]*\(`).MatchString(text) {
					t.Errorf("the %s of the %s of %s says %s", form, kind, region, text)
				}
			}
		}
	}
}

// TestEmbeddedBoundaries: where the owner has boundaries the image has them, with each state's mark, and the hole in a region is one.
func TestEmbeddedBoundaries(t *testing.T) {
	square := func(x, y, side int) []config.Spot {
		return []config.Spot{{X: x, Y: y}, {X: x + side, Y: y}, {X: x + side, Y: y + side}, {X: x, Y: y + side}}
	}
	base := site(t, false, func(c *config.Config) {
		c.Boundaries = &config.Boundaries{Width: 1000, Height: 500, Regions: []config.Boundary{
			{Region: c.Region(plain), Rings: [][]config.Spot{square(0, 0, 500), square(50, 50, 100)}, Centre: config.Spot{X: 250, Y: 250}},
			{Region: c.Region(noData), Rings: [][]config.Spot{square(500, 0, 500)}, Centre: config.Spot{X: 750, Y: 250}},
		}}
	})
	a := image(t, base+"/embed/map.svg?lang=en&theme=light")
	for _, want := range []string{`d="M0 0L500 0L500 500L0 500ZM50 50L150 50L150 150L50 150Z"`, `fill-rule="evenodd"`, `fill="url(#hatch)"`, "Vinnytsia Oblast: 38 (14 October 2023), off track.", "Zhytomyr Oblast: no data."} {
		if !strings.Contains(a.body, want) {
			t.Errorf("the map lacks %s", want)
		}
	}
	if strings.Contains(a.body, "demonstration") {
		t.Error("it is said to be a demonstration")
	}
	at := regexp.MustCompile(`d="M0 0L500 [^>]* transform="translate\(([\d.]+) ([\d.]+)\) scale\(([\d.]+)\)"`).FindStringSubmatch(a.body)
	var place [3]float64
	for i := range place {
		place[i], _ = strconv.ParseFloat(at[i+1], 64)
	}
	img, err := png.Decode(strings.NewReader(image(t, base+"/embed/map.png?lang=en&theme=light").body))
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct{ x, y, red float64 }{"the region": {200, 400, 0xc3}, "the hole in it": {100, 100, 0xff}} {
		if r, _, _, _ := img.At(int(place[0]+c.x*place[2]), int(place[1]+c.y*place[2])).RGBA(); float64(r>>8) != c.red {
			t.Errorf("%s has %x of red, want %x", what, r>>8, int(c.red))
		}
	}
}

func testPNG(t *testing.T, base string) {
	for query, width := range map[string]int{"": 700, "?scale=1": 700, "?scale=2": 1400, "?scale=3&size=small": 1200, "?size=small&theme=dark": 400} {
		a := image(t, base+trajectoryOfPlain+".png"+query)
		img, err := png.Decode(strings.NewReader(a.body))
		if err != nil || a.header.Get("Content-Type") != "image/png" || img.Bounds().Dx() != width {
			t.Fatalf("%s: %v, %s, want %d pixels", query, err, a.header.Get("Content-Type"), width)
		}
		if r, _, _, _ := img.At(1, 1).RGBA(); (r < 0x8000) != strings.Contains(query, "dark") {
			t.Errorf("%s: the paper's red is %x", query, r)
		}
	}
	first := image(t, base+"/embed/map.png?lang=uk")
	again := image(t, base+"/embed/map.png?lang=uk")
	if !bytes.Equal([]byte(first.body), []byte(again.body)) {
		t.Error("the same image is another one the second time")
	}
	if a := image(t, base+"/embed/map.png?lang=uk", "If-None-Match", first.header.Get("ETag")); a.status != http.StatusNotModified {
		t.Errorf("an image that has not changed is answered with %d", a.status)
	}
	if a := image(t, base+"/embed/map.svg", "Accept-Encoding", "br"); a.header.Get("Content-Type") != "image/svg+xml; charset=utf-8" {
		t.Errorf("an SVG comes as %s", a.header.Get("Content-Type"))
	}
}

func testEmbedThen(t *testing.T, base string) {
	text := svgTexts(t, image(t, base+trajectoryOfPlain+".svg?lang=en&as_of=2023-10-14&today=2025-02-01"))
	for _, want := range []string{"Known on 14 October 2023. Judged on 1 February 2025.", "not confirmed", "last known"} {
		if !strings.Contains(text, want) {
			t.Errorf("judged on another day it lacks %q: %s", want, text)
		}
	}
	if page := get(t, base+trajectoryOfPlain+"?lang=uk&today=2025-02-01").text(); !strings.Contains(page, "Оцінено на 1 лютого 2025.") {
		t.Errorf("the page does not say what day it is judged on: %s", page)
	}
}

// beginning is what of a body can be read in an error.
func beginning(body string) string { return strings.ToValidUTF8(body[:min(len(body), 400)], "?") }

func testWrongEmbeds(t *testing.T, base string) {
	for path, want := range map[string]struct {
		status int
		there  string
	}{
		"/embed/trajectory/nothing/UA.svg":                                  {http.StatusNotFound, "services_online_share"},
		"/embed/trajectory/services_online_share/XX-99.png":                 {http.StatusNotFound, "UA-05"},
		trajectoryOfPlain + ".svg?target=nothing":                           {http.StatusNotFound, "ua_services_online_90"},
		trajectoryOfPlain + ".svg?breakdown=tier%3Dnational":                {http.StatusNotFound, "breakdown"},
		"/embed/tile/pri_mszu_moved/RU-PRI.svg?breakdown=tier%3Dnational":   {http.StatusNotFound, "tier=municipal"},
		"/embed/stages/XX-99":                                               {http.StatusNotFound, "UA-05"},
		"/embed/stages/" + noData + ".svg":                                  {http.StatusNotFound, "no service of this region is known; there are: " + plain},
		"/embed/map.png?target=nothing":                                     {http.StatusNotFound, "ua_services_online_90"},
		trajectoryOfPlain + ".svg?theme=pink":                               {http.StatusBadRequest, "auto, light, dark"},
		trajectoryOfPlain + ".png?size=huge":                                {http.StatusBadRequest, "large, small"},
		trajectoryOfPlain + ".png?scale=4":                                  {http.StatusBadRequest, "1, 2, 3"},
		trajectoryOfPlain + ".png?scale=1e9":                                {http.StatusBadRequest, "1, 2, 3"},
		"/embed/map?scale=4":                                                {http.StatusBadRequest, "1, 2, 3"},
		"/embed/map?lang=de":                                                {http.StatusBadRequest, "en, uk, ru"},
		"/embed/map.svg?lang=de":                                            {http.StatusBadRequest, "en, uk, ru"},
		"/share/map?lang=de":                                                {http.StatusBadRequest, "en, uk, ru"},
		"/embed/map?target=ua_services_online_90&breakdown=tier%3Dnational": {http.StatusNotFound, `breakdown: there is no \"tier=national\"`},
		"/embed/map.svg?as_of=2023-02-30":                                   {http.StatusBadRequest, "as_of"},
		"/embed/ranks?of=XX-99":                                             {http.StatusBadRequest, "UA-05"},
		"/embed/scatter.png?x=nothing":                                      {http.StatusBadRequest, "services_online_share"},
		"/embed/nothing.svg":                                                {http.StatusNotFound, "/embed/ranks"},
		"/embed/table.gif":                                                  {http.StatusNotFound, "/embed/table, /embed/table.svg, /embed/table.png"},
		"/embed/table?sort=-nothing":                                        {http.StatusBadRequest, `sort: there is no \"-nothing\"; there are: services_online, services_online_share`},
		"/embed/table?indicators=services_online,zzz":                       {http.StatusBadRequest, `indicators: there is no \"zzz\"; there are: services_online, services_online_share`},
		"/embed/milestones/nothing":                                         {http.StatusNotFound, "ua-smartphone"},
		"/embed/milestones/ua-smartphone.gif":                               {http.StatusNotFound, "/embed/milestones/ua-smartphone.svg"},
		"/embed/service/nothing.png":                                        {http.StatusNotFound, "service: there is no"},
		"/embed/late/XX-99":                                                 {http.StatusNotFound, "UA-05"},
		"/embed/place/nothing/UA-05":                                        {http.StatusNotFound, "index: there is no"},
		"/embed/contents/observations":                                      {http.StatusNotFound, "nothing to draw of this dataset"},
		"/embed/contents/nothing.svg":                                       {http.StatusNotFound, "there are: observations"},
		"/embed/contents/regions?release=nothing":                           {http.StatusNotFound, "2023-10-14"},
		"/embed/map.gif":                                                    {http.StatusNotFound, `there is no format \".gif\" here; there are: /embed/map, /embed/map.svg, /embed/map.png`},
		"/embed/tile/services_online_share/UA-05.gif":                       {http.StatusNotFound, `there is no format \".gif\" here; there are: /embed/tile/services_online_share/UA-05, /embed/tile/services_online_share/UA-05.svg, /embed/tile`},
		"/embed/stages/UA-05.jpeg":                                          {http.StatusNotFound, "there are: /embed/stages/UA-05, /embed/stages/UA-05.svg, /embed/stages/UA-05.png"},
		"/embed/tile/services_online_share/XX-99.gif":                       {http.StatusNotFound, "UA-05"},
		"/embed/pie/services_online_share/UA":                               {http.StatusNotFound, "/embed/trajectory/{indicator}/{region}"},
		"/embed":                                                            {http.StatusNotFound, "/embed/tile/{indicator}/{region}"},
		"/embed/trajectory/services_online_share/%ff":                       {http.StatusNotFound, "UA-05"},
		"/share/trajectory/services_online_share/UA-05?target=nobody":       {http.StatusNotFound, "ua_services_online_90"},
	} {
		a := image(t, base+path)
		if a.status != want.status || !strings.Contains(a.body, want.there) || a.header.Get("Content-Type") != "application/problem+json" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %d, %s, %s; want %d and %q", path, a.status, a.header.Get("Content-Type"), beginning(a.body), want.status, want.there)
		}
	}
	for lang, want := range map[string]string{"en": "There is no theme “pink”. There are: auto, light, dark.", "uk": "Теми «pink» немає. Є: auto, light, dark.", "ru": "Темы «pink» нет. Есть: auto, light, dark."} {
		if a := get(t, base+"/embed/map?theme=pink&lang="+lang); a.status != http.StatusBadRequest || !strings.Contains(a.text(), want) || strings.Contains(a.body, "<nav") {
			t.Errorf("in %s a wrong theme is answered with %d: %s", lang, a.status, a.text())
		}
	}
}

// TestNothingToMap: a map of which nothing was asked says what is missing, where nothing has been measured and where no region has a place.
func TestNothingToMap(t *testing.T) {
	unmeasured := newPublishing(t)
	for lang, want := range map[string]string{
		"en": "No promise about the whole country has been measured, so the map must be told which one to show: add target= to the address. There are: ua_services_online_90",
		"uk": "Жодної обіцянки про всю країну не виміряно, тож карті треба вказати, яку показати: додайте до адреси target=. Є: ua_services_online_90",
		"ru": "Ни одного обещания обо всей стране не измерено, поэтому карте нужно указать, какое показать: добавьте к адресу target=. Есть: ua_services_online_90",
	} {
		if a := get(t, unmeasured.at+"/embed/map?lang="+lang); a.status != http.StatusNotFound || !strings.Contains(a.text(), want) {
			t.Errorf("in %s: %d %s", lang, a.status, a.text())
		}
	}
	if a := image(t, unmeasured.at+"/embed/map.svg"); a.status != http.StatusNotFound || !strings.Contains(a.body, "target: no promise about the whole country has been measured") || strings.Contains(a.body, `no \"\"`) {
		t.Errorf("a program is told %d %s", a.status, a.body)
	}
	if a := get(t, unmeasured.at+"/embed/map?lang=en&target=ua_services_online_90"); a.status != http.StatusOK || !strings.Contains(a.text(), "data overdue") {
		t.Errorf("the promise that was offered is answered with %d %s", a.status, a.text())
	}
	base := site(t, false, func(c *config.Config) { c.MapTiles = nil })
	for _, query := range []string{"", "&target=ua_services_online_90"} {
		if a := get(t, base+"/embed/map?lang=en"+query); a.status != http.StatusNotFound || !strings.Contains(a.text(), "No promise can be shown on a map: none is about several regions that have a place on it.") {
			t.Errorf("without places %s is answered with %d %s", query, a.status, a.text())
		}
	}
}

// told is an answer of the endpoint of oEmbed.
type told struct {
	Version, Type, Title, HTML, URL string
	ProviderName                    string `json:"provider_name"`
	ProviderURL                     string `json:"provider_url"`
	CacheAge                        int    `json:"cache_age"`
	Width, Height                   int
	ThumbnailURL                    string `json:"thumbnail_url"`
	ThumbnailWidth                  int    `json:"thumbnail_width"`
	ThumbnailHeight                 int    `json:"thumbnail_height"`
}

func askOEmbed(t *testing.T, base, address, more string) (told, answer) {
	t.Helper()
	a := get(t, base+"/oembed?url="+url.QueryEscape(address)+more, "Accept", "text/html,*/*")
	var said told
	if a.status == http.StatusOK {
		if err := json.Unmarshal([]byte(a.body), &said); err != nil || a.header.Get("Content-Type") != "application/json" {
			t.Fatalf("%s: %v, %s", address, err, a.header.Get("Content-Type"))
		}
	}
	return said, a
}

var iframe = regexp.MustCompile(`^<iframe src="([^"]+)" title="([^"]+)" width="(\d+)" height="(\d+)" style="width:100%;max-width:(\d+)px;border:0" loading="lazy"></iframe>$`)

func testOEmbed(t *testing.T, base string) {
	for _, address := range []string{"/", "/?lang=uk", "/regions/" + plain, "/programmes/ua-smartphone", trajectoryOfPlain + "?lang=ru&theme=dark", "/embed/map", "/embed/tile/services_online_share/UA-05", "/share/map?lang=en", stagesOfPlain, "/embed/ranks", "/compare/scatter", "/compare/trajectories?peers=UA-05"} {
		said, a := askOEmbed(t, base, base+address, "&format=json")
		frame := iframe.FindStringSubmatch(said.HTML)
		if a.status != http.StatusOK || frame == nil || said.Version != "1.0" || said.Type != "rich" || said.ProviderName != "Postup" || said.ProviderURL != base || said.CacheAge <= 0 || said.Title == "" {
			t.Errorf("%s: %d %s", address, a.status, a.body)
			continue
		}
		src := html.UnescapeString(frame[1])
		if shown := get(t, src); shown.status != http.StatusOK || !strings.Contains(shown.header.Get("Content-Security-Policy"), "frame-ancestors *") {
			t.Errorf("%s leads to %s, which is answered with %d", address, src, shown.status)
		}
		img, err := png.Decode(strings.NewReader(image(t, said.ThumbnailURL).body))
		if err != nil || img.Bounds().Dx() != said.ThumbnailWidth || img.Bounds().Dy() != said.ThumbnailHeight {
			t.Errorf("%s: the thumbnail is not as large as it is said to be: %v", address, err)
		}
	}
	if said, _ := askOEmbed(t, base, base+trajectoryOfPlain+"?lang=ru&theme=dark", ""); !strings.Contains(said.HTML, "theme=dark") || !strings.Contains(said.HTML, "lang=ru") {
		t.Errorf("theme and language get lost: %s", said.HTML)
	}
	small, _ := askOEmbed(t, base, base+"/embed/map", "&maxwidth=420&maxheight=900")
	if small.Width != 420 || small.Height > 900 || small.ThumbnailWidth > 420 || small.ThumbnailHeight > 900 || !strings.Contains(small.HTML, `width="420"`) || !strings.Contains(small.HTML, "max-width:420px") {
		t.Errorf("it does not keep within the room there is: %+v", small)
	}
	chart, number := base+trajectoryOfPlain+"?theme=dark", "/embed/tile/services_online_share/"+plain
	if little, _ := askOEmbed(t, base, chart, "&maxwidth=420&maxheight=700"); !strings.Contains(little.HTML, number) || !strings.Contains(little.HTML, "theme=dark") || little.Height > 700 || little.Width > 420 || !strings.Contains(little.ThumbnailURL, number) {
		t.Errorf("where a chart can't be seen whole there is not its number alone: %+v", little)
	}
	photo, _ := askOEmbed(t, base, base+trajectoryOfPlain+".png", "&maxwidth=500")
	img, err := png.Decode(strings.NewReader(image(t, photo.URL).body))
	if err != nil || photo.Type != "photo" || img.Bounds().Dx() != photo.Width || img.Bounds().Dy() != photo.Height || photo.Width > 500 {
		t.Errorf("an image: %v, %+v", err, photo)
	}
}

func testOEmbedRefuses(t *testing.T, base string) {
	for name, c := range map[string]struct {
		address, more string
		status        int
		says          string
	}{
		"another format":             {base + "/embed/map", "&format=xml", http.StatusNotImplemented, "only json"},
		"another site":               {"https://elsewhere.example/embed/map", "", http.StatusNotFound, base},
		"another scheme":             {strings.Replace(base, "http:", "ftp:", 1) + "/embed/map", "", http.StatusNotFound, "address of this site"},
		"a comparison that is none":  {base + "/compare/nothing", "", http.StatusNotFound, "/compare/ranks"},
		"a page without a chart":     {base + "/sources", "", http.StatusNotFound, "/embed/map"},
		"a region that is none":      {base + "/regions/XX-1", "", http.StatusNotFound, "/regions/{code}"},
		"an indicator that is not":   {base + "/embed/trajectory/nothing/UA", "", http.StatusNotFound, "services_online_share"},
		"a theme that is not":        {base + "/embed/map?theme=pink", "", http.StatusBadRequest, "auto, light, dark"},
		"a day that is not":          {base + "/embed/map?as_of=2023-02-30", "", http.StatusBadRequest, "as_of"},
		"no address":                 {"", "", http.StatusBadRequest, "url"},
		"a broken address":           {"http://%zz", "", http.StatusBadRequest, "url"},
		"room that is no number":     {base + "/embed/map", "&maxwidth=wide", http.StatusBadRequest, "maxwidth"},
		"no room":                    {base + "/embed/map", "&maxheight=0", http.StatusBadRequest, "maxheight"},
		"less than a tile needs":     {base + "/embed/tile/services_online_share/UA", "&maxheight=100", http.StatusNotFound, "in 400 by "},
		"less than its number needs": {base + trajectoryOfPlain, "&maxheight=100", http.StatusNotFound, "in 400 by "},
		"a map in too little room":   {base + "/embed/map", "&maxheight=300", http.StatusNotFound, "whole"},
		"a column too narrow":        {base + "/embed/map", "&maxwidth=100", http.StatusNotFound, "in 300 by "},
		"no room for an image":       {base + "/embed/map.png", "&maxwidth=50", http.StatusNotFound, "room"},
	} {
		_, a := askOEmbed(t, base, c.address, c.more)
		if a.status != c.status || !strings.Contains(a.body, c.says) || a.header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s, want %d and %q", name, a.status, a.body, c.status, c.says)
		}
	}
}

// testSeenWhole: the room that an answer says is needed is enough, and no pixel of it is too much; what may be scrolled all the same has its
// source above all that is drawn.
func testSeenWhole(t *testing.T, base string) {
	for _, path := range []string{"/embed/trajectories", "/embed/ranks", "/embed/scatter", "/embed/map"} {
		for _, width := range []string{"", "&maxwidth=320", "&maxwidth=560"} {
			_, a := askOEmbed(t, base, base+path, width+"&maxheight=100")
			needs := regexp.MustCompile(`in (\d+) by (\d+) pixels`).FindStringSubmatch(a.body)
			if a.status != http.StatusNotFound || needs == nil {
				t.Errorf("%s in 100 pixels of height: %d %s", path, a.status, a.body)
				continue
			}
			high, _ := strconv.Atoi(needs[2])
			said, a := askOEmbed(t, base, base+path, "&maxwidth="+needs[1]+"&maxheight="+needs[2])
			if a.status != http.StatusOK || strconv.Itoa(said.Width) != needs[1] || said.Height != high {
				t.Errorf("%s%s needs %s by %s, in which it gets %d %s", path, width, needs[1], needs[2], a.status, a.body)
			}
			if _, a := askOEmbed(t, base, base+path, "&maxwidth="+needs[1]+"&maxheight="+strconv.Itoa(high-1)); a.status != http.StatusNotFound {
				t.Errorf("%s%s is said to be seen whole in a pixel less", path, width)
			}
		}
	}
	if said, _ := askOEmbed(t, base, base+"/embed/trajectories", "&maxwidth=320"); said.Width != 320 || said.Height < 3600 { // 18 charts of 200 pixels
		t.Errorf("regions' courses under one another are said to need %d by %d", said.Width, said.Height)
	}
	for path, drawn := range map[string]string{"/embed/trajectories": `class="multiples"`, "/embed/ranks": `<svg class="ranked`, "/embed/scatter": `<svg class="drawing scatter`} {
		if above, _, found := strings.Cut(get(t, base+in(path, "en")).body, drawn); !found || !strings.Contains(above, "A demonstration: ") {
			t.Errorf("%s does not say above what it draws that it is a demonstration", path)
		}
	}
}

// testOtherNames: who comes by another name, or makes one up, leaves it to nobody else.
func testOtherNames(t *testing.T, base string) {
	for _, path := range []string{"/?lang=uk", "/open-data?lang=uk", trajectoryOfPlain + ".svg?lang=uk", "/share/map?lang=uk"} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = "made-up.example"
		req.Header.Set("Accept", "text/html")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if a := get(t, base+path); strings.Contains(a.body, "made-up.example") {
			t.Errorf("%s has a name that somebody else came by", path)
		}
	}
}

// figuresIn finds values and days; a promise's own name may have the number and the year that it is about.
var figuresIn = regexp.MustCompile(`\d[,.]\d+\x{202f}?%|\([^)]*\d|14 жовтня`)

// testOffers: what pages give to copy works, and programs find how a page is embedded.
func testOffers(t *testing.T, base string) {
	for _, path := range []string{"/", "/regions/" + plain, "/programmes/ua-smartphone", trajectoryOfPlain, "/share/map", "/compare/ranks", "/compare/scatter"} {
		a := get(t, base+in(path, "uk"))
		found := regexp.MustCompile(`<link rel="alternate" type="application/json\+oembed" href="([^"]+)"`).FindStringSubmatch(a.body)
		if found == nil {
			t.Errorf("%s does not say how it is embedded", path)
			continue
		}
		if said := get(t, html.UnescapeString(found[1]), "Accept", "*/*"); said.status != http.StatusOK || !strings.Contains(said.body, "lang=uk") {
			t.Errorf("%s leads to %d %s", path, said.status, said.body)
		}
	}
	copied := regexp.MustCompile(`<textarea[^>]*>([^<]+)</textarea>`)
	snippets := 0
	for _, path := range []string{"/", "/share/trajectory/services_online_share/" + plain, "/share/map", "/share/tile/services_online_share/UA", "/share/ranks", "/share/scatter"} {
		for _, m := range copied.FindAllStringSubmatch(get(t, base+in(path, "uk")).body, -1) {
			snippet := html.UnescapeString(m[1])
			src := regexp.MustCompile(`src="([^"]+)"`).FindStringSubmatch(snippet)
			if a := get(t, html.UnescapeString(src[1])); a.status != http.StatusOK {
				t.Errorf("what %s gives to copy leads to %d: %s", path, a.status, snippet)
			}
			if said := regexp.MustCompile(`(?:alt|title)="([^"]+)"`).FindStringSubmatch(snippet); figuresIn.MatchString(said[1]) {
				t.Errorf("%s gives to copy what will be out of date: %s", path, said[1])
			}
			if strings.HasPrefix(snippet, "<img") && !strings.Contains(snippet, `style="max-width:100%;height:auto"`) {
				t.Errorf("%s gives to copy an image that narrow pages cut off: %s", path, snippet)
			}
			if strings.HasPrefix(snippet, "<iframe") && !iframe.MatchString(snippet) {
				t.Errorf("%s gives to copy %s", path, snippet)
			}
			snippets++
		}
	}
	if snippets != 12 {
		t.Errorf("there are %d pieces of markup to copy, want two on the front page and two on each page that offers", snippets)
	}
	region := get(t, base+"/regions/"+plain+"?lang=en")
	links := regexp.MustCompile(`href="(/share/trajectory/[^"]+)"`).FindAllStringSubmatch(region.body, -1)
	if charts := strings.Count(region.body, `<figure class="trajectory`); len(links) != charts || charts == 0 {
		t.Errorf("%d of %d charts of a region can be embedded", len(links), charts)
	}
	for _, m := range links {
		if a := get(t, base+html.UnescapeString(m[1])); a.status != http.StatusOK {
			t.Errorf("%s is answered with %d", m[1], a.status)
		}
	}
}
