package chart

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// TestColumnsShowWhatIsThereAndWhatIsMissing: as heights of one scale; a month without anything has no column.
func TestColumnsShowWhatIsThereAndWhatIsMissing(t *testing.T) {
	svg := string(Columns([]Column{{"a<b", 50, 25, false}, {"", 0, 0, false}, {"c", 100, 0, false}}, 360, 170, words{}).SVG(`what "it" shows`))
	heights := map[string][]float64{}
	var texts []string
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v: %s", err, svg)
		}
		switch x := token.(type) {
		case xml.StartElement:
			at := map[string]string{}
			for _, a := range x.Attr {
				at[a.Name.Local] = a.Value
			}
			if x.Name.Local == "svg" && at["aria-label"] != `what "it" shows` {
				t.Errorf("it is said to be %q", at["aria-label"])
			}
			if at["style"] != "" {
				t.Error("it has a style of its own, which pages don't allow")
			}
			if x.Name.Local == "rect" {
				h, err := strconv.ParseFloat(at["height"], 64)
				if err != nil {
					t.Fatal(err)
				}
				heights[at["class"]] = append(heights[at["class"]], h)
			}
		case xml.CharData:
			texts = append(texts, string(x))
		}
	}
	known, lacking := heights["known"], heights["lacking"]
	if len(known) != 2 || len(lacking) != 1 || known[1] < 1.99*known[0] || known[1] > 2.01*known[0] || lacking[0] < .49*known[0] || lacking[0] > .51*known[0] {
		t.Errorf("50 and 100 are %v, 25 missing are %v", known, lacking)
	}
	if all := strings.Join(texts, " "); !strings.Contains(all, "0") || !strings.Contains(all, "100") || !strings.Contains(all, "a<b") || !strings.Contains(all, "c") {
		t.Errorf("it says %q", all)
	}
}

// TestColumnsThatAreNotWhole: what is known of them is an outline, which is seen where it is nothing.
func TestColumnsThatAreNotWhole(t *testing.T) {
	svg := string(Columns([]Column{{Name: "a", Value: 100}, {Name: "b", Value: 40, Open: true}, {Name: "c", Open: true}, {Name: "d"}}, 360, 170, words{}).SVG(""))
	if strings.Count(svg, `class="known"`) != 1 || strings.Count(svg, `class="lacking"`) != 2 || strings.Contains(svg, `height="0"`) {
		t.Error(svg)
	}
}

// TestNamesOfManyColumnsDoNotTouch: they are thinned out, and the last stays.
func TestNamesOfManyColumnsDoNotTouch(t *testing.T) {
	var list []Column
	for i := range 36 {
		list = append(list, Column{Name: fmt.Sprintf("%02d.2023", i), Value: 1})
	}
	svg := string(Columns(list, 360, 170, words{}).SVG(""))
	if n := strings.Count(svg, ".2023</text>"); n < 2 || n > 5 || !strings.Contains(svg, "35.2023") {
		t.Errorf("%d names are written: %s", n, svg)
	}
	if d := Columns(nil, 360, 170, words{}); d != nil {
		t.Errorf("of nothing it draws %s", svg)
	}
}

// TestRowsAreNotHalved: where there is one row a month, the axis has no half of one.
func TestRowsAreNotHalved(t *testing.T) {
	svg := string(Columns([]Column{{Name: "a", Value: 1}, {Name: "b", Value: 1}}, 360, 170, words{}).SVG("rows"))
	if strings.Contains(svg, ">0.5<") || strings.Contains(svg, ">1.0<") || !strings.Contains(svg, ">0<") || !strings.Contains(svg, ">1<") {
		t.Error(svg)
	}
}
