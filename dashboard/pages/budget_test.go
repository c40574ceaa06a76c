package pages_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// What the first view may take on the wire, in bytes: a visitor on a slow line waits for all of it.
const (
	plainBudget = 40 << 10  // the page, its styles and its script
	fullBudget  = 250 << 10 // with what draws charts, and the typeface of both alphabets
)

var (
	linked = regexp.MustCompile(`(?:<link rel="stylesheet" href|<script src)="([^"]+)"`)
	woff   = regexp.MustCompile(`[a-z-]+\.woff2`)
)

// testBudget weighs every page with all that it loads, as a browser gets it.
func testBudget(t *testing.T, base string) {
	tools(t)
	sizes := map[string]int{} // of files, which all pages share
	weigh := func(address string) int {
		a := get(t, base+address, "Accept-Encoding", "br")
		if a.status != http.StatusOK || a.header.Get("Content-Encoding") != "br" && !strings.HasSuffix(address, ".woff2") {
			t.Errorf("%s: %d, encoded %q", address, a.status, a.header.Get("Content-Encoding"))
		}
		return len(a.body)
	}
	file := func(address string) int {
		if _, known := sizes[address]; !known {
			sizes[address] = weigh(address)
		}
		return sizes[address]
	}
	for _, path := range everyPage {
		for _, lang := range languages {
			first, charts := weigh(in(path, lang)), 0
			files := linked.FindAllStringSubmatch(get(t, base+in(path, lang)).body, -1)
			for _, m := range files {
				if strings.HasSuffix(m[1], "charts.js") {
					charts = file(m[1])
				} else {
					first += file(m[1])
				}
			}
			if len(files) < 2 {
				t.Fatalf("%s loads %d files", path, len(files))
			}
			styles := files[0][1]
			fonts := 0
			for _, name := range woff.FindAllString(get(t, base+styles).body, -1) {
				fonts += file(strings.Replace(styles, "postup.css", name, 1))
			}
			if fonts == 0 {
				t.Fatal("the styles name no typeface")
			}
			if first > plainBudget {
				t.Errorf("%s (%s) takes %d bytes without charts and typeface, more than %d", path, lang, first, plainBudget)
			}
			if all := first + charts + fonts; all > fullBudget {
				t.Errorf("%s (%s) takes %d bytes with charts and typeface, more than %d", path, lang, all, fullBudget)
			}
			if lang == "uk" && (path == "/" || path == "/compare" || path == "/regions/"+plain) {
				t.Logf("%s: %d bytes, %d with charts and typeface", path, first, first+charts+fonts)
			}
		}
	}
}
