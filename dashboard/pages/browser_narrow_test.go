package pages_test

import "slices"

// telephonePages are those that would be the longest, and how high each may be on a telephone.
var telephonePages = map[string]int{"/methods": 6_000, "/sources": 12_000, "/services": 6_000}

// foldAway: long pages are short on a telephone, and what a link points at is in sight, with scripts and without.
func foldAway(w *walker) {
	w.must(w.be(phone))
	for path, most := range telephonePages {
		w.visit(path + "?lang=uk")
		if high := tell[int](w, "document.documentElement.scrollHeight"); high > most {
			w.Errorf("%s is %d px high on a telephone, more than %d", path, high, most)
		}
	}
	targets := map[string]string{
		"/methods?lang=uk": "state-on_track", "/methods?lang=en": "services_online_share", "/sources?lang=en": "ages", "/sources?lang=uk": "sim-counts-" + plain,
	}
	for _, on := range []bool{true, false} {
		w.must(w.scripting(on))
		for path, id := range targets {
			w.visit(path + "#" + id)
			at := `document.getElementById(` + quoted(id) + `)`
			w.holds(path+"#"+id+" is there", at)
			w.holds(path+"#"+id+" is opened", `(() => { const fold = `+at+`.closest("details"), inside = fold.querySelector(":scope > :not(summary)"); return `+at+`.checkVisibility({contentVisibilityAuto: true}) && inside.checkVisibility(); })()`)
		}
	}
	w.must(w.scripting(true))
	w.unhurt()
}

// columnsInLine: tables that follow one another have their columns in the same places.
func columnsInLine(w *walker) {
	w.visit("/services?lang=uk")
	places := tell[[]string](w, `(document.querySelectorAll("details.fold").forEach((e) => { e.open = true; }),
		[...document.querySelectorAll(".offers thead tr")].map((tr) => [...tr.children].map((th) => Math.round(th.getBoundingClientRect().left)).join(" ")))`)
	if len(places) < 2 || len(slices.Compact(places)) != 1 {
		w.Errorf("the columns stand at %q", places)
	}
	w.unhurt()
}

// moreIsSeen: a table that goes on beyond the edge has a shade there, until its end has come; one that fits has none.
func moreIsSeen(w *walker) {
	shade := `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(Number(getComputedStyle(document.querySelector(".scroll:has(.heat)"), "::after").opacity)))))`
	w.must(w.be(phone))
	w.visit("/compare?lang=uk")
	if got := tell[float64](w, shade); got != 1 {
		w.Errorf("nothing says that the table goes on: the shade's opacity is %v", got)
	}
	tell[any](w, `(document.querySelector(".scroll:has(.heat)").scrollLeft = 1e6, null)`)
	if got := tell[float64](w, shade); got > 0.05 {
		w.Errorf("at the table's end the shade's opacity is %v", got)
	}
	w.must(w.be(desk))
	w.visit("/compare?lang=en&indicators=services_online_share")
	if got := tell[float64](w, shade); got != 0 {
		w.Errorf("all of a table is in sight, and its shade's opacity is %v", got)
	}
	w.unhurt()
}
