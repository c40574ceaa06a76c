package chart

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mixed is a line by month: r a real value, s an invented one, - a gap.
func mixed(line string) *Trajectory {
	t := &Trajectory{Unit: "percent"}
	for i, kind := range line {
		p := Point{Day: day("2022-01-31").AddMonths(i), Simulated: kind == 's'}
		if kind != '-' {
			p.Value = number(float64(10 * i))
		}
		t.Actual = append(t.Actual, p)
	}
	return t
}

// TestInventedStretchesLookDifferent: no line from, to or between invented values is drawn as what happened, where there are real ones to be
// taken for. A line that is invented whole has its mark beside it, and is drawn as ever.
func TestInventedStretchesLookDifferent(t *testing.T) {
	for line, want := range map[string]struct{ actual, simulated, singles, hollow int }{
		"rrr":     {1, 0, 0, 0},
		"sss":     {1, 0, 0, 0},
		"s-s":     {0, 0, 2, 0},
		"rrsr":    {1, 1, 0, 0},
		"rrss":    {1, 1, 0, 1},
		"ssrrss":  {1, 2, 0, 1},
		"rr-s-rr": {2, 0, 0, 1},
		"r-s":     {0, 0, 1, 2},
		"rsr-rr":  {1, 1, 0, 0},
	} {
		d := Draw(mixed(line), 660, 340, words{})
		got := [4]int{len(d.Actual), len(d.Simulated), len(d.Singles), len(d.Hollow)}
		if got != [4]int{want.actual, want.simulated, want.singles, want.hollow} {
			t.Errorf("%s is drawn as %v, want %v", line, got, want)
		}
		svg := string(d.SVG("wide", line))
		if strings.Count(svg, `<path class="simulated"`) != want.simulated || strings.Count(svg, `"dot hollow"`) != want.hollow {
			t.Errorf("%s: %s", line, svg)
		}
	}
	d := Draw(mixed("rrsr"), 660, 340, words{})
	if end := d.Actual[0][strings.LastIndex(d.Actual[0], "L")+1:]; !strings.HasPrefix(d.Simulated[0], "M"+end+" ") {
		t.Errorf("what is invented, %s, does not begin where what is real ends, %s", d.Simulated[0], end)
	}
}

// TestInventedOptions: the script gets real and invented values apart, and where the line of the latter leads to.
func TestInventedOptions(t *testing.T) {
	for line, want := range map[string][2]string{
		"rrsr-rr": {"v v - v - v v", "- b v b - - -"},
		"srrs":    {"- v v -", "v b - b v"},
		"rrr":     {"v v v", ""},
		"sss":     {"v v v", ""},
	} {
		b, err := Options(mixed(line), Names{Actual: "happened", Simulated: "invented"})
		if err != nil {
			t.Fatal(err)
		}
		var told struct {
			Series []struct {
				ID   string
				Data []struct {
					Name  string
					Value []any
				}
			}
		}
		if err := json.Unmarshal(b, &told); err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, s := range told.Series {
			var all []string
			for _, d := range s.Data {
				switch {
				case d.Value[1] == nil:
					all = append(all, "-")
				case d.Name == bridge:
					all = append(all, "b")
				default:
					all = append(all, "v")
				}
			}
			got[s.ID] = strings.Join(all, " ")
		}
		if diff := cmp.Diff(want, [2]string{got[idActual], got[idSimulated]}); diff != "" {
			t.Errorf("%s (-want +got):\n%s", line, diff)
		}
	}
}
