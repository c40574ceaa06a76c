package pages_test

import (
	"context"
	"net/http"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// walker goes a way through the pages as a visitor would; whatever it trips over ends the test.
type walker struct {
	*testing.T
	*tab
	base string
}

// paths are what visitors do, from beginning to end.
var paths = map[string]func(*walker){
	"sorting a comparison":        sortComparison,
	"taking away what is seen":    takeComparison,
	"searching":                   searchFor,
	"asking what if":              askWhatIf,
	"changing the language":       changeLanguage,
	"going to another day":        goToDay,
	"by keyboard alone":           byKeyboard,
	"everything in focus is seen": focusSeen,
	"reduced motion":              keepStill,
	"in the dark":                 turnDark,
	"following the clock":         followClock,
	"long pages on a telephone":   foldAway,
	"tables in line":              columnsInLine,
	"tables that go on":           moreIsSeen,
}

func (w *walker) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func (w *walker) visit(path string) {
	w.Helper()
	w.must(w.load(path, w.base+path, http.StatusOK))
}

// follow does what leads to another page, and waits for that.
func (w *walker) follow(steps ...chromedp.Action[chromedp.Void]) {
	w.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	res, err := chromedp.RunResponse(ctx, steps...)
	w.must(err)
	if res.Status != http.StatusOK {
		w.Fatalf("%s is answered with %d", res.URL, res.Status)
	}
	w.must(w.equip())
}

// press presses keys one after the other.
func (w *walker) press(keys ...string) {
	w.Helper()
	for _, key := range keys {
		w.must(w.do(chromedp.KeyEvent(key)))
	}
}

// at is the address that the visitor is at.
func (w *walker) at() *url.URL {
	w.Helper()
	u, err := url.Parse(tell[string](w, "location.href"))
	w.must(err)
	return u
}

// tell is what the page says to an expression.
func tell[T any](w *walker, expression string) T {
	w.Helper()
	v, err := ask[T](w.tab, expression)
	w.must(err)
	return v
}

// holds waits until something is so in the page.
func (w *walker) holds(what, expression string) {
	w.Helper()
	if !tell[bool](w, "look.until(() => "+expression+")") {
		w.Errorf("%s: that is not so: %s", what, expression)
	}
}

// unhurt ends a way: nothing may have gone wrong behind it.
func (w *walker) unhurt() {
	w.Helper()
	for _, f := range w.heard.take() {
		w.Error(f)
	}
}

const seenFocus = `(() => {
	const e = document.activeElement;
	if (e === document.body) return null;
	const s = getComputedStyle(e), r = e.getBoundingClientRect();
	const outlined = s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2;
	const inside = r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth;
	return { name: e.outerHTML.slice(0, 120), outlined, inside, text: e.textContent.trim().slice(0, 60), tag: e.tagName };
})()`

type focused struct {
	Name, Text, Tag  string
	Outlined, Inside bool
}

// byKeyboard: the first key leads past the navigation, and what is folded opens without a mouse.
func byKeyboard(w *walker) {
	w.visit("/?lang=uk")
	w.press(kb.Tab)
	first := tell[*focused](w, seenFocus)
	if first == nil || !first.Outlined || !first.Inside || tell[string](w, "document.activeElement.hash") != "#content" {
		w.Fatalf("the first key does not lead to a visible way past the navigation: %+v", first)
	}
	w.press(kb.Enter)
	w.holds("the way past the navigation leads to what the page says", `document.activeElement.id === "content"`)
	w.press(kb.Tab)
	if !tell[bool](w, `document.activeElement.closest("main") !== null`) {
		w.Error("the next key after skipping the navigation leads out of the page's content")
	}
	w.visit("/regions/" + plain + "?lang=ru")
	for range 200 {
		if tell[bool](w, `document.activeElement.matches("main summary")`) {
			break
		}
		w.press(kb.Tab)
	}
	if !tell[bool](w, `document.activeElement.matches("main summary") && !document.activeElement.parentElement.open`) {
		w.Fatal("no folded part of the page can be reached by keyboard")
	}
	w.press(kb.Enter)
	w.holds("a key opens what is folded", "document.activeElement.parentElement.open")
	w.unhurt()
}

// focusSeen goes through all of a page key by key: the focus is always visible, and nothing holds it.
func focusSeen(w *walker) {
	for _, path := range []string{"/?lang=uk", "/regions/" + plain + "/what-if?lang=uk"} {
		w.visit(path)
		reachable := tell[int](w, `[...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, [tabindex]")].filter((e) => e.checkVisibility() && e.getAttribute("tabindex") !== "-1").length`)
		charts := 0
		for n := 0; ; n++ {
			w.press(kb.Tab)
			f := tell[*focused](w, seenFocus)
			if f == nil {
				if n < reachable {
					w.Errorf("%s: only %d of %d places can be reached by keyboard", path, n, reachable)
				}
				break
			}
			if !f.Outlined || !f.Inside {
				w.Errorf("%s: the focus is not seen (outlined: %v, inside the window: %v): %s", path, f.Outlined, f.Inside, f.Name)
			}
			if tell[bool](w, `document.activeElement.closest("figure.trajectory") !== null`) {
				charts++
			}
			if n > 3*reachable+100 {
				w.Fatalf("%s: the focus does not come out: %s", path, f.Name)
			}
		}
		if charts == 0 && tell[bool](w, `document.querySelector("figure.trajectory") !== null`) {
			w.Errorf("%s: nothing of a chart, such as its numbers, can be reached by keyboard", path)
		}
	}
	w.unhurt()
}

// keepStill: who asked for less motion sees none, neither of styles nor of charts.
func keepStill(w *walker) {
	w.visit("/?lang=en")
	w.must(w.do(chromedp.ScrollIntoView(chromedp.CSS("[data-chart]"))))
	w.holds("the chart is drawn", `document.querySelector("[data-chart].drawn .canvas path")`)
	if moving := tell[int](w, "document.getAnimations().length"); moving != 0 {
		w.Errorf("%d parts of the page move", moving)
	}
	slow := tell[[]string](w, `[...document.querySelectorAll("*")].filter((e) => {
		const s = getComputedStyle(e);
		return s.scrollBehavior === "smooth" || /[1-9]/.test(s.transitionDuration) || s.animationName !== "none";
	}).map((e) => e.outerHTML.slice(0, 100))`)
	if len(slow) > 0 {
		w.Errorf("%d parts of the page would move, such as %s", len(slow), slow[0])
	}
	drawn := `document.querySelector("[data-chart] .canvas svg").innerHTML`
	if tell[bool](w, `new Promise((done) => { const before = `+drawn+`; let n = 0; const next = () => ++n < 20 ? requestAnimationFrame(next) : done(before !== `+drawn+`); next(); })`) {
		w.Error("the chart goes on moving after it was drawn")
	}
	if text := tell[string](w, `document.querySelector("#live button").textContent`); text == "" || text != tell[string](w, "document.querySelector('#live').dataset.resume") {
		w.Errorf("the page follows the clock by itself, its button says %q", text)
	}
	w.unhurt()
}

// turnDark: the page follows what the visitor's system prefers, and so do charts that have been drawn.
func turnDark(w *walker) {
	w.visit("/regions/" + plain + "?lang=en")
	w.must(w.do(chromedp.ScrollIntoView(chromedp.CSS("[data-chart]"))))
	w.holds("the chart is drawn", `document.querySelector("[data-chart].drawn .canvas text")`)
	paper := `getComputedStyle(document.documentElement).backgroundColor`
	ink := `document.querySelector("[data-chart] .canvas text").getAttribute("fill")`
	brightness := `(([r, g, b]) => (r + g + b) / 3)(` + paper + `.match(/[\d.]+/g).map(Number))`
	lightInk, light := tell[string](w, ink), tell[float64](w, brightness)
	w.must(w.dark())
	if dark := tell[float64](w, brightness); light < 200 || dark > 60 {
		w.Errorf("the paper's brightness is %v in the light and %v in the dark", light, dark)
	}
	w.holds("the chart turns dark, too", ink+` !== `+quoted(lightInk))
	w.unhurt()
}

// followClock lets the page renew itself: what the visitor opened stays open, the chart drawn, the focus where it was.
func followClock(w *walker) {
	w.visit("/?lang=en")
	w.must(w.do(chromedp.ScrollIntoView(chromedp.CSS("[data-chart]"))))
	w.holds("the chart is drawn", `document.querySelector("[data-chart].drawn .canvas path")`)
	w.must(w.do(chromedp.Click(chromedp.CSS("main details summary"))))
	tell[any](w, `(document.querySelector("h1").textContent = "what stood there before", window.chartBefore = document.querySelector("[data-chart] .canvas"), null)`)
	w.must(w.do(chromedp.Click(chromedp.CSS("#live button"))))
	w.holds("the page renews itself", `document.querySelector("h1").textContent !== "what stood there before"`)
	for what, is := range map[string]string{
		"what was opened":   `document.querySelector("main details").open`,
		"the chart's place": `document.querySelector("[data-chart] .canvas") === window.chartBefore`,
		"the focus":         `document.activeElement === document.querySelector("#live button")`,
	} {
		if !tell[bool](w, is) {
			w.Errorf("renewing the page loses %s", what)
		}
	}
	w.unhurt()
}
