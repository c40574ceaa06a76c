package picture_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/assets"
	"github.com/postup/postup/dashboard/pages/picture"
)

// typeface is the pages' own.
func typeface(t testing.TB) *picture.Letters {
	t.Helper()
	set, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	latin, cyrillic := set.Bytes("golos-text-latin-wght-normal.woff2"), set.Bytes("golos-text-cyrillic-wght-normal.woff2")
	if latin == nil {
		t.Fatal("the assets are not built: run make assets")
	}
	letters, err := picture.ReadLetters(latin, cyrillic)
	if err != nil {
		t.Fatal(err)
	}
	return letters
}

// drawing is a picture 100 units wide and high.
func drawing(t testing.TB) *picture.Picture {
	p := picture.New(typeface(t), 100, "uk")
	p.Height = 100
	return p
}

func painted(t *testing.T, p *picture.Picture, theme string, scale int) image.Image {
	t.Helper()
	b, err := p.PNG(t.Context(), theme, scale)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func at(img image.Image, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
}

// inked is how many pixels' worth of ink is on white paper.
func inked(img image.Image) float64 {
	sum := 0.0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			sum += 255 - float64(at(img, x, y).R)
		}
	}
	return sum / (255 - 0x15) // of the ink's red
}

func TestShapesCoverWhatTheyShould(t *testing.T) {
	ink := picture.Look{Stroke: "ink", Thick: 4}
	for name, c := range map[string]struct {
		draw func(*picture.Picture)
		area float64
	}{
		"a rectangle": {func(p *picture.Picture) { p.Rect(10, 10, 20, 30, picture.Look{Fill: "ink"}) }, 600},
		"a circle":    {func(p *picture.Picture) { p.Circle(50, 50, 20, picture.Look{Fill: "ink"}) }, 400 * math.Pi},
		"round corners": {func(p *picture.Picture) {
			p.Path(picture.Place{Scale: 1}, picture.Rounded(10, 10, 40, 20, 5), picture.Look{Fill: "ink"})
		}, 800 - 25*(4-math.Pi)},
		"a line":             {func(p *picture.Picture) { p.Line(10, 50, 60, 50, ink) }, 200},
		"a line that slants": {func(p *picture.Picture) { p.Line(10, 10, 40, 50, ink) }, 200},
		"a line in pieces":   {func(p *picture.Picture) { p.Path(picture.Place{Scale: 1}, "M10 50L20 50L30 50L60 50", ink) }, 200},
		"back on itself":     {func(p *picture.Picture) { p.Path(picture.Place{Scale: 1}, "M10 50L60 50L10 50", ink) }, 200},
		"with round ends":    {func(p *picture.Picture) { p.Line(10, 50, 60, 50, picture.Look{Stroke: "ink", Thick: 4, Round: true}) }, 200 + 4*math.Pi},
		"a dash of two": {func(p *picture.Picture) {
			p.Line(10, 50, 60, 50, picture.Look{Stroke: "ink", Thick: 4, Dash: []float64{5, 5}})
		}, 100},
		"a ring": {func(p *picture.Picture) { p.Circle(50, 50, 20, ink) }, 4 * 40 * math.Pi},
		"a ring the other way": {func(p *picture.Picture) {
			p.Path(picture.Place{Scale: 1}, "M30 50a20 20 0 1 1 40 0a20 20 0 1 1 -40 0Z", ink)
		}, 4 * 40 * math.Pi},
		"enlarged": {func(p *picture.Picture) {
			p.Path(picture.Place{X: 10, Y: 10, Scale: 2}, "M0 0h10v10h-10Z", picture.Look{Fill: "ink"})
		}, 400},
		"curves and relative": {func(p *picture.Picture) {
			p.Path(picture.Place{Scale: 1}, "m10 10 20 0 0 20H10z", picture.Look{Fill: "ink"})
		}, 400},
		"a hole": {func(p *picture.Picture) {
			p.Path(picture.Place{Scale: 1}, "M10 10H50V50H10ZM20 20H40V40H20ZM25 25H35V35H25Z", picture.Look{Fill: "ink", Holes: true})
		}, 1600 - 400 + 100},
		"over the edge": {func(p *picture.Picture) { p.Rect(90, -10, 50, 20, picture.Look{Fill: "ink"}) }, 100},
	} {
		p := drawing(t)
		c.draw(p)
		for _, scale := range []int{1, 3} {
			if got := inked(painted(t, p, picture.Light, scale)) / float64(scale*scale); math.Abs(got-c.area) > 0.02*c.area+1 {
				t.Errorf("%s covers %.1f at scale %d, want %.1f", name, got, scale, c.area)
			}
		}
	}
}

// TestThemes: the same shape has another colour in the dark; what is translucent lets the paper through.
func TestThemes(t *testing.T) {
	p := drawing(t)
	p.Rect(0, 0, 50, 100, picture.Look{Fill: "offtrack"})
	p.Rect(50, 0, 25, 100, picture.Look{Fill: "fan"})
	for theme, want := range map[string][3]color.NRGBA{
		picture.Light: {{0xc3, 0x3c, 0x17, 255}, {0xda, 0xe6, 0xef, 255}, {0xff, 0xff, 0xff, 255}},
		picture.Dark:  {{0xf0, 0x76, 0x4f, 255}, {0x21, 0x32, 0x41, 255}, {0x0e, 0x15, 0x1b, 255}},
	} {
		img := painted(t, p, theme, 2)
		for i, x := range []int{50, 130, 190} {
			got := at(img, x, 100)
			if off := math.Abs(float64(got.R)-float64(want[i].R)) + math.Abs(float64(got.G)-float64(want[i].G)) + math.Abs(float64(got.B)-float64(want[i].B)); off > 6 {
				t.Errorf("%s: %d is %v, want %v", theme, x, got, want[i])
			}
		}
	}
}

// TestPatterns: what has no value looks neither like a colour nor like paper, and each kind is another.
func TestPatterns(t *testing.T) {
	shares := map[picture.Paint]float64{}
	for _, pattern := range []picture.Paint{picture.Hatch, picture.Crosshatch, picture.Dotted} {
		p := drawing(t)
		p.Rect(0, 0, 100, 100, picture.Look{Fill: pattern})
		shares[pattern] = inked(painted(t, p, picture.Light, 2)) / 40000
	}
	if hatch, cross, dots := shares[picture.Hatch], shares[picture.Crosshatch], shares[picture.Dotted]; hatch < 0.05 || hatch > 0.3 || cross < 1.4*hatch || dots < 0.03 || dots > 0.2 {
		t.Errorf("the patterns cover %v", shares)
	}
}

// TestLetters: both alphabets are there, and the sign of an estimate; a letter that is not is seen as missing.
func TestLetters(t *testing.T) {
	letters := typeface(t)
	for _, text := range []string{"Progress 0123456789 %", "Ґанок і їжак, Київ", "Съезд, ёлка", "≈", "«–—…»▲▼→≤≥↑"} {
		for _, letter := range text {
			p := drawing(t)
			p.Write(50, 60, string(letter), picture.Type{Size: 40, Paint: "ink", Anchor: "middle"})
			empty := inked(painted(t, p, picture.Light, 1)) < 5
			if space := strings.ContainsRune(" \u00a0\u202f", letter); empty != space {
				t.Errorf("%q is empty: %v", letter, empty)
			}
		}
	}
	for _, unseen := range "\u2060\u200b\u200d\ufeff\u00ad" { // one of them holds a number and its ending together
		p := drawing(t)
		p.Write(50, 60, string(unseen), picture.Type{Size: 40, Paint: "ink"})
		if width := letters.Width(string(unseen), 40, true); width != 0 || inked(painted(t, p, picture.Light, 1)) > 0 {
			t.Errorf("%U is %.1f wide, or drawn", unseen, width)
		}
	}
	if plain, bold := letters.Width("Поступ", 20, false), letters.Width("Поступ", 20, true); plain < 50 || bold <= plain {
		t.Errorf("a word is %.1f wide, and bold %.1f", plain, bold)
	}
	p := drawing(t)
	p.Write(50, 60, "漢", picture.Type{Size: 40, Paint: "ink", Anchor: "middle"})
	if inked(painted(t, p, picture.Light, 1)) < 20 {
		t.Error("a letter that the typeface hasn't got leaves no trace")
	}
}

func TestAnchors(t *testing.T) {
	for anchor, want := range map[string][2]int{"start": {50, 92}, "middle": {29, 71}, "end": {8, 50}} {
		p := drawing(t)
		p.Write(50, 60, "ннн", picture.Type{Size: 20, Paint: "ink", Anchor: anchor})
		img, low, high := painted(t, p, picture.Light, 1), 100, 0
		for x := range 100 {
			for y := range 100 {
				if at(img, x, y).R < 200 {
					low, high = min(low, x), max(high, x)
				}
			}
		}
		if width := int(typeface(t).Width("ннн", 20, false)); low < want[0] || low > want[0]+6+(42-width) || high > want[1] {
			t.Errorf("%s: the text goes from %d to %d, want within %v", anchor, low, high, want)
		}
	}
}

func TestWrap(t *testing.T) {
	letters := typeface(t)
	const text = "Частка послуг онлайн становить 38,2\u202f% (14 жовтня 2023)"
	lines := letters.Wrap(text, 12, false, 120)
	if len(lines) < 3 || strings.Join(lines, " ") != text {
		t.Errorf("wrapped: %q", lines)
	}
	for _, line := range lines {
		if letters.Width(line, 12, false) > 120 {
			t.Errorf("%q is too wide", line)
		}
	}
	for text, want := range map[string][]string{
		"до Донаудосконалювання там": {"до", "Донаудо-", "сконалю-", "вання там"}, "sector-wide-figures": {"sector-", "wide-", "figures"}, "7-\u2060ме місце": {"7-\u2060ме", "місце"},
	} {
		if lines := letters.Wrap(text, 12, false, 62); !slices.Equal(lines, want) {
			t.Errorf("%q is parted as %q", text, lines)
		}
	}
	if lines := letters.Wrap("Дно", 12, false, 1); !slices.Equal(lines, []string{"Д-", "н-", "о"}) {
		t.Errorf("a line without room has %q", lines)
	}
	if lines := letters.Wrap("", 12, false, 10); lines != nil {
		t.Errorf("nothing is %q", lines)
	}
}

// TestSVGStandsAlone: it is well-formed, says what it is, has its typeface in it, and names the hash of its style sheet.
func TestSVGStandsAlone(t *testing.T) {
	p := drawing(t)
	p.Title, p.Text, p.Origin = `90 % <"online">`, "Текст & ще", "Джерело"
	p.Write(10, 20, "<b>&\"", picture.Type{Size: 12, Paint: "ink"})
	p.Rect(0, 30, 20, 20, picture.Look{Fill: picture.Hatch, Stroke: "nodata", Thick: 1.2, Dash: []float64{2, 4}})
	p.Rect(30, 30, 20, 20, picture.Look{Fill: "fan"})
	b, style := p.SVG(picture.Auto)
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	svg := string(b)
	for _, want := range []string{
		`<title id="title">90 % &lt;&#34;online&#34;&gt;</title>`, `<desc id="desc">Текст &amp; ще</desc>`, `lang="uk"`, `>&lt;b&gt;&amp;&#34;</text>`,
		`<pattern id="hatch"`, `fill="url(#hatch)"`, `stroke-dasharray="2 4"`, `fill="#0a5694" fill-opacity="0.149" class="f-fan"`, "prefers-color-scheme:dark", ".f-fan{fill:#77b7ee}.s-fan{stroke:#77b7ee}.f-fan{fill-opacity:0.18}",
	} {
		if !strings.Contains(svg, want) {
			t.Errorf("the SVG lacks %s", want)
		}
	}
	sheet := regexp.MustCompile(`<style>(.*)</style>`).FindStringSubmatch(svg)[1]
	if hash := sha256.Sum256([]byte(sheet)); style != "sha256-"+base64.StdEncoding.EncodeToString(hash[:]) {
		t.Errorf("the style's hash is %s", style)
	}
	if n := strings.Count(svg, "font/woff2"); n != 1 {
		t.Errorf("a picture with Latin letters alone brings %d files of the typeface", n)
	}
	p.Write(10, 90, "Київ", picture.Type{Size: 12, Paint: "ink"})
	dark, _ := p.SVG(picture.Dark)
	if n := strings.Count(string(dark), "font/woff2"); n != 2 || strings.Contains(string(dark), "prefers-color-scheme") || !strings.Contains(string(dark), `fill="#0e151b"`) {
		t.Errorf("in the dark there are %d files of the typeface, or other colours", n)
	}
}

func TestPNGIsBounded(t *testing.T) {
	p := drawing(t)
	p.Rect(0, 0, 10, 10, picture.Look{Fill: "ink"})
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.PNG(ended, picture.Light, 1); !errors.Is(err, context.Canceled) {
		t.Errorf("painting for nobody: %v", err)
	}
	p.Height = 1e6
	if _, err := p.PNG(t.Context(), picture.Light, 3); !errors.Is(err, picture.ErrTooLarge) {
		t.Errorf("a picture without end: %v", err)
	}
}

func TestWrongPathsAndLetters(t *testing.T) {
	for path, want := range map[string]string{"M0 0Q1 1 2 2": "command", "M0 x": "no number", "5 5": "command", "M0 0L1": "no number"} {
		p := drawing(t)
		p.Path(picture.Place{Scale: 1}, path, picture.Look{Fill: "ink"})
		if _, err := p.PNG(t.Context(), picture.Light, 1); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", path, err)
		}
	}
	if _, err := picture.ReadLetters([]byte("no typeface")); err == nil || !strings.Contains(err.Error(), "file 1") {
		t.Errorf("a broken typeface: %v", err)
	}
}
