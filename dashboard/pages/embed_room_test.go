package pages_test

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/assets"
	"github.com/postup/postup/dashboard/pages/picture"
)

// lettered is a line of text where it stands in a drawing.
type lettered struct {
	text                   string
	left, right, foot, top float64
}

// letteredIn measures the texts of an SVG with the letters that pictures are set with, and says from where to where the drawing goes.
func letteredIn(t *testing.T, letters *picture.Letters, svg string) (all []lettered, left, right float64) {
	t.Helper()
	number := func(s string) float64 {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatalf("%q in an SVG: %v", s, err)
		}
		return n
	}
	var as map[string]string
	for d := xml.NewDecoder(strings.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return all, left, right
		}
		if err != nil {
			t.Fatalf("no SVG: %v", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			as = map[string]string{"": token.Name.Local}
			for _, a := range token.Attr {
				as[a.Name.Local] = a.Value
			}
			if box := strings.Fields(as["viewBox"]); len(box) == 4 {
				left = number(box[0])
				right = left + number(box[2])
			}
		case xml.CharData:
			if as[""] != "text" {
				continue
			}
			size, x := number(as["font-size"]), number(as["x"])
			width := letters.Width(string(token), size, as["font-weight"] != "")
			x -= map[string]float64{"middle": width / 2, "end": width}[as["text-anchor"]]
			all = append(all, lettered{string(token), x, x + width, number(as["y"]), number(as["y"]) - .7*size})
		case xml.EndElement:
			as = nil
		}
	}
}

var parted = regexp.MustCompile(`\pL-$`)

// crowded are the texts of a drawing that run over its edge, or into one another, or whose words were parted for want of room.
func crowded(all []lettered, left, right float64) (found []string) {
	const hair = .6 // between what is measured and what is written, in hundredths
	for i, a := range all {
		if a.left < left-hair || a.right > right+hair {
			found = append(found, fmt.Sprintf("%q goes from %.1f to %.1f of %.0f to %.0f", a.text, a.left, a.right, left, right))
		}
		if parted.MatchString(a.text) {
			found = append(found, fmt.Sprintf("a word is parted behind %q", a.text))
		}
		for _, b := range all[:i] {
			if math.Min(a.right, b.right)-math.Max(a.left, b.left) > hair && math.Min(a.foot, b.foot)-math.Max(a.top, b.top) > hair {
				found = append(found, fmt.Sprintf("%q runs into %q at %.0f, %.0f", a.text, b.text, a.left, a.foot))
			}
		}
	}
	return found
}

// TestNoTextIsCrowded: in no kind of what others embed, in no language and size, as an image or within its page, does a text run into another one or
// over the edge, and columns are as wide as their words.
func TestNoTextIsCrowded(t *testing.T) {
	letters := pageLetters(t)
	paths := []string{"/embed/milestones/igov"}
	for path, status := range everyEmbed {
		if status == http.StatusOK && strings.HasPrefix(path, "/embed/") && !strings.Contains(path, "theme=") {
			paths = append(paths, path)
		}
	}
	notCrowded(t, letters, site(t, true), paths)
	withheld := site(t, true, func(c *config.Config) {
		c.SuppressBelow = 80
		for _, i := range c.Indicators { // as those are called that are of times
			i.Name = config.Text{"en": "Applications under consideration, interdepartmental", "uk": "Середня тривалість розгляду міжвідомчого", "ru": "Средняя продолжительность рассмотрения межведомственного"}
		}
	})
	if said := get(t, withheld+in("/embed/service-times/"+aService, "uk")).text(); strings.Count(said, "приховано") < 5 {
		t.Fatalf("little is withheld: %s", said)
	}
	notCrowded(t, letters, withheld, []string{"/embed/table", "/embed/table?of=UA", "/embed/times/" + plain, "/embed/service-times/" + aService, "/embed/late/" + plain})
}

func notCrowded(t *testing.T, letters *picture.Letters, base string, paths []string) {
	t.Helper()
	inPage := regexp.MustCompile(`(?s)<svg class="rowed.*?</svg>`)
	for _, path := range paths {
		for _, lang := range languages {
			drawings := inPage.FindAllString(get(t, base+in(path, lang)).body, -1)
			for _, size := range []string{"large", "small"} {
				drawings = append(drawings, image(t, base+asImage(path, lang)+"&size="+size).body)
			}
			for n, svg := range drawings {
				all, left, right := letteredIn(t, letters, svg)
				if len(all) == 0 {
					t.Fatalf("%s (%s) has no text: %s", path, lang, beginning(svg))
				}
				for _, found := range crowded(all, left, right) {
					t.Errorf("%s (%s), drawing %d of %d: %s", path, lang, n+1, len(drawings), found)
				}
			}
		}
	}
}

// pageLetters are the typeface of pages and pictures.
func pageLetters(t *testing.T) *picture.Letters {
	t.Helper()
	set, err := assets.Load()
	if err != nil {
		t.Fatal(err)
	}
	letters, err := picture.ReadLetters(set.Bytes("golos-text-latin-wght-normal.woff2"), set.Bytes("golos-text-cyrillic-wght-normal.woff2"))
	if err != nil {
		t.Fatal(err)
	}
	return letters
}
