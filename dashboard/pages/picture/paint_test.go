package picture

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestColoursAreThoseOfThePages: a picture beside a page of ours must not mean another state by the same colour.
func TestColoursAreThoseOfThePages(t *testing.T) {
	b, err := os.ReadFile("../../assets/src/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(b), "@media screen and (prefers-color-scheme: dark)")
	light, asked, _ := strings.Cut(light, `:root:where([data-theme="dark"])`)
	for theme, css := range map[string]string{Light: light, Dark: dark, "dark when asked for": asked} {
		for paint := range colours {
			found := regexp.MustCompile(`--` + string(paint) + `: (#[0-9a-f]+);`).FindStringSubmatch(css)
			if found == nil {
				t.Errorf("the pages have no colour %s (%s)", paint, theme)
				continue
			}
			if want := paint.in(map[bool]string{true: Light, false: Dark}[theme == Light]); found[1] != want {
				t.Errorf("%s (%s) is %s on pages and %s in pictures", paint, theme, found[1], want)
			}
		}
	}
}

// FuzzTrace: a path of a file of boundaries, say, can't bring a program down.
func FuzzTrace(f *testing.F) {
	for _, path := range []string{"M0 0h10v10H0Z", "m4.6 8.3 2.3 2.4 4.5-5", "M5 5.6a3 3 0 1 1 4.4 2.7C8.4 8.9 8 9.4 8 10.5", "M8 2a6 6 0 0 0 0 12Z", "M1e3-.5", "Z", "M", "a1 1 0 11"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		runs, err := trace(path, 1)
		if err != nil {
			return
		}
		for _, r := range runs {
			outline(r, 2, true)
		}
	})
}
