package pages_test

import (
	"context"
	"html"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// everyEmbed is each kind of what others embed, with a value and without, and the pages that offer it.
var everyEmbed = map[string]int{
	trajectoryOfPlain: http.StatusOK, trajectoryOfPlain + "?theme=dark": http.StatusOK, "/embed/trajectory/services_online_share/" + noData: http.StatusOK,
	"/embed/trajectory/pri_mszu_moved/RU-PRI?breakdown=tier%3Dmunicipal": http.StatusOK, "/embed/tile/services_online_share/UA": http.StatusOK,
	"/embed/tile/services_online_share/" + refused: http.StatusOK, "/embed/map": http.StatusOK, stagesOfPlain: http.StatusOK, "/embed/table?theme=dark": http.StatusOK, "/embed/map?theme=light": http.StatusOK,
	"/embed/ranks": http.StatusOK, "/embed/scatter": http.StatusOK, "/embed/trajectories?peers=" + plain: http.StatusOK, "/embed/trajectories": http.StatusOK,
	"/embed/table": http.StatusOK, "/embed/improved": http.StatusOK, "/embed/milestones/ua-smartphone": http.StatusOK, "/embed/late/" + plain: http.StatusOK,
	"/embed/times/" + plain: http.StatusOK, "/embed/service/" + aService: http.StatusOK, "/embed/service-times/" + aService: http.StatusOK,
	"/embed/reports/egov4ukraine": http.StatusOK, "/embed/contents/progress": http.StatusOK,
	"/share/ranks": http.StatusOK, "/share/milestones/ua-smartphone": http.StatusOK,
	"/embed/trajectory/nothing/UA": http.StatusNotFound, "/embed/map?theme=pink": http.StatusBadRequest,
	"/share" + strings.TrimPrefix(trajectoryOfPlain, "/embed"): http.StatusOK, "/share/map": http.StatusOK,
}

func TestEmbedsInABrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a browser")
	}
	tools(t)
	b, base := startBrowser(t), site(t, true)
	t.Run("each in each language, width and theme", func(t *testing.T) { visitEmbeds(t, b, base) })
	t.Run("a theme that was asked for stays", func(t *testing.T) { themesStay(&walker{t, open(t, b, base), base}) })
	t.Run("on paper each is light", func(t *testing.T) { lightOnPaper(&walker{t, open(t, b, base), base}) })
	t.Run("an image stands alone", func(t *testing.T) { imageAlone(&walker{t, open(t, b, base), base}) })
	t.Run("frames are large enough", func(t *testing.T) { frameFits(&walker{t, open(t, b, base), base}) })
	t.Run("within another site", func(t *testing.T) { withinAnother(t, b, base) })
}

func visitEmbeds(t *testing.T, b context.Context, base string) {
	seen := open(t, b, base).audited(t)
	for _, lang := range languages {
		for path, status := range everyEmbed {
			found, err := seen.visit(base, visit{path, lang, status})
			if err != nil {
				t.Errorf("%s (%s): %v", path, lang, err)
			}
			for _, f := range found {
				t.Error(f)
			}
		}
	}
}

const paper = `getComputedStyle(document.documentElement).backgroundColor`

// themesStay: a page on dark paper embeds a dark chart, whatever its readers prefer.
func themesStay(w *walker) {
	for theme, want := range map[string][2]string{"light": {"rgb(255, 255, 255)", "rgb(255, 255, 255)"}, "dark": {"rgb(14, 21, 27)", "rgb(14, 21, 27)"}, "auto": {"rgb(255, 255, 255)", "rgb(14, 21, 27)"}} {
		w.must(w.light())
		w.visit("/embed/map?theme=" + theme)
		light := tell[string](w, paper)
		w.must(w.dark())
		if dark := tell[string](w, paper); light != want[0] || dark != want[1] {
			w.Errorf("%s is on %s, and on %s where the dark is preferred", theme, light, dark)
		}
	}
	w.unhurt()
}

// lightOnPaper: what is printed has dark lines on white, whatever theme the page was asked for in and whatever its reader prefers.
func lightOnPaper(w *walker) {
	const colours = `((s) => ["--ink", "--promise", "--actual", "--fan", "--wash", "--nodata", "--achieved", "--offtrack", "--heat5"]
		.map((name) => name + s.getPropertyValue(name)).join() + s.colorScheme + s.backgroundColor)(getComputedStyle(document.documentElement))`
	want := ""
	for _, scheme := range []string{"light", "dark"} {
		w.must(w.media("print", scheme, "reduce"))
		for _, theme := range []string{"light", "auto", "dark"} {
			w.visit(trajectoryOfPlain + "?theme=" + theme)
			got := tell[string](w, colours)
			if want == "" {
				want = got
			}
			if got != want || !strings.Contains(got, "--promise#000") || !strings.HasSuffix(got, "lightrgb(255, 255, 255)") {
				w.Errorf("%s, where %s is preferred, is printed as %s and not as %s", theme, scheme, got, want)
			}
		}
	}
	w.must(w.light())
	w.unhurt()
}

// imageAlone: an SVG has its colours and its typeface without anything beside it, and is allowed to.
func imageAlone(w *walker) {
	const ground = `getComputedStyle(document.querySelector("rect")).fill`
	w.must(w.light())
	w.visit(trajectoryOfPlain + ".svg?lang=uk")
	light := tell[string](w, ground)
	if loaded := tell[int](w, `document.fonts.ready.then((all) => [...all].filter((f) => f.status === "loaded").length)`); loaded != 2 {
		w.Errorf("%d of its two typefaces are loaded", loaded)
	}
	w.must(w.dark())
	if dark := tell[string](w, ground); light != "rgb(255, 255, 255)" || dark != "rgb(14, 21, 27)" {
		w.Errorf("its paper is %s, and %s in the dark", light, dark)
	}
	if out := tell[[]string](w, `[...document.querySelectorAll("text")].filter((e) => { const b = e.getBoundingClientRect(); return b.left < 0 || b.right > 700; }).map((e) => e.textContent)`); len(out) > 0 {
		w.Errorf("it is too narrow for %q", out)
	}
	w.unhurt()
}

// long are the embeds that telephones scroll, unless their frame was made for one.
var long = regexp.MustCompile(`^/embed/(trajectories|table|improved|times|service-times|reports)`)

// frameFits: in what is copied a page is seen whole, in every language, where there is a finger, too, and on a telephone but for long ones.
func frameFits(w *walker) {
	const bottom = `document.fonts.ready.then(() => Math.ceil(document.querySelector("main").getBoundingClientRect().bottom))`
	for _, lang := range languages {
		for path, status := range everyEmbed {
			if status != http.StatusOK || !strings.HasPrefix(path, "/embed") {
				continue
			}
			said, _ := askOEmbed(w.T, w.base, w.base+in(path, lang), "")
			for _, of := range []view{{"frame", int64(said.Width), int64(said.Height), 1, false}, {"tablet", int64(said.Width), int64(said.Height), 2, true}, {"narrow tablet", 680, int64(said.Height), 2, true}, {"telephone", 390, int64(said.Height), 1, false}, {"small telephone", 320, int64(said.Height), 1, false}} {
				if int(of.width) > said.Width {
					continue
				}
				w.must(w.be(of))
				w.visit(in(path, lang))
				needs := tell[int](w, bottom)
				if needs > said.Height && (of.width > 640 || !long.MatchString(path)) || of.name == "frame" && needs < said.Height-450 { // which telephones need
					w.Errorf("%s (%s) needs %d pixels of height on a %s of %d and has %d", path, lang, needs, of.name, of.width, said.Height)
				}
			}
		}
	}
	for _, lang := range languages {
		for _, width := range []int{320, 420, 560} {
			path := in("/embed/trajectories", lang)
			said, _ := askOEmbed(w.T, w.base, w.base+path, "&maxwidth="+strconv.Itoa(width))
			w.must(w.be(view{"frame", int64(said.Width), int64(said.Height), 1, false}))
			w.visit(path)
			if needs := tell[int](w, bottom); said.Width != width || needs > said.Height || needs < said.Height-400 {
				w.Errorf("%s needs %d pixels of height at a width of %d and has %d by %d", path, needs, width, said.Width, said.Height)
			}
		}
	}
	w.unhurt()
}

// withinAnother: what is copied works in the page of another site; our own pages stay out of frames.
func withinAnother(t *testing.T, b context.Context, base string) {
	said, _ := askOEmbed(t, base, base+"/embed/map?lang=uk", "")
	pages := map[string]string{
		"/good": said.HTML + `<img src="` + html.EscapeString(said.ThumbnailURL) + `" alt=""><img src="` + base + trajectoryOfPlain + `.svg" alt="">`,
		"/bad":  `<iframe src="` + base + `/" title="x"></iframe>`,
	}
	others := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		if _, err := w.Write([]byte(`<!doctype html><html lang="en"><head><title>x</title><link rel="icon" href="data:,"></head><body>` + pages[r.URL.Path] + `</body></html>`)); err != nil {
			t.Error(err)
		}
	}))
	defer others.Close()
	w := &walker{t, open(t, b, "http://127.0.0.1:"), others.URL}
	w.visit("/good")
	if frame := framedIn(w); !strings.HasPrefix(frame, base+"/embed/map") {
		t.Errorf("the frame holds %s", frame)
	}
	w.holds("the images are seen", `[...document.images].every((i) => i.complete && i.naturalWidth > 300)`)
	w.holds("the frame is as wide as is said", `document.querySelector("iframe").offsetWidth === 700`)
	w.must(w.be(view{"telephone", 390, 844, 1, false}))
	w.holds("the frame keeps within a narrow page", `document.querySelector("iframe").getBoundingClientRect().right <= 390`)
	w.unhurt()
	w.visit("/bad")
	if frame := framedIn(w); strings.HasPrefix(frame, base) {
		t.Errorf("a page of ours stands in another one: %s", frame)
	}
}

// framedIn is the address of what the page's frame holds, once it holds anything: frames that load lazily come after the page.
func framedIn(w *walker) string {
	w.Helper()
	for {
		tree, err := chromedp.Call(w.ctx, page.GetFrameTree, cdp.Empty{})
		w.must(err)
		if len(tree.FrameTree.ChildFrames) != 1 {
			w.Fatalf("the page has %d frames", len(tree.FrameTree.ChildFrames))
		}
		if address := tree.FrameTree.ChildFrames[0].Frame.URL; address != "" && address != "about:blank" {
			return address
		}
		time.Sleep(50 * time.Millisecond) // w.ctx ends
	}
}
