package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

type words struct{}

// short writes a share as pages do.
type short struct{ words }

func (short) Value(v float64, _ string, decimals int) string {
	return fmt.Sprintf("%.*f%%", decimals, v)
}
func (short) Promised(v float64, _ string) string { return fmt.Sprintf("%g%%", v) }

func (words) Number(v float64, decimals int) string { return fmt.Sprintf("%.*f", decimals, v) }
func (words) Value(v float64, unit string, decimals int) string {
	return fmt.Sprintf("%.*f %s", decimals, v, unit)
}
func (words) Promised(v float64, unit string) string { return fmt.Sprintf("%g %s", v, unit) }

func day(s string) kpi.Date { return kpi.MustDate(s) }

func number(v float64) *float64 { return &v }

func trajectory() *Trajectory {
	return &Trajectory{
		Unit: "percent", Decimals: 1,
		Actual: []Point{
			{Day: day("2022-03-31"), Value: number(0)}, {Day: day("2022-06-30"), Value: number(12)}, {Day: day("2022-09-30")}, {Day: day("2022-12-31"), Value: number(30)}, {Day: day("2023-03-31"), Value: number(41.5)},
		},
		Promises: []Promise{
			{"start", []kpi.DatedValue{{Date: day("2022-01-01"), Value: 0}, {Date: day("2024-01-01"), Value: 90}}},
			{"end", []kpi.DatedValue{{Date: day("2022-01-01"), Value: 0}, {Date: day("2024-12-31"), Value: 90}}},
		},
		Fan: &Fan{From: kpi.DatedValue{Date: day("2023-03-31"), Value: 41.5}, At: day("2024-12-31"), Low: 70, Value: 80, High: 88},
	}
}

func TestDrawLeavesGapsAndKeepsZero(t *testing.T) {
	d := Draw(trajectory(), 660, 340, words{})
	if len(d.Actual) != 2 {
		t.Fatalf("a month without a value must part the line: got %d runs, want 2", len(d.Actual))
	}
	zero := fmt.Sprintf("%g", d.Grid[0].At)
	if !strings.HasSuffix(strings.Fields(strings.Split(d.Actual[0], " L")[0])[1], zero) {
		t.Errorf("a value of 0 is a value and stands on the axis at %s: %s", zero, d.Actual[0])
	}
	var labels []string
	for _, l := range d.Labels {
		if l.Text != "" {
			labels = append(labels, l.Kind+" "+l.Text)
		}
	}
	want := []string{"promise 90 percent", "forecast ≈\u00a080 percent", "actual 41.5 percent"}
	if diff := cmp.Diff(want, labels); diff != "" {
		t.Errorf("labels at the lines' ends (-want +got):\n%s", diff)
	}
}

func TestLabelsCoverNothing(t *testing.T) {
	rising, falling, both := trajectory(), trajectory(), trajectory()
	rising.Fan.Value = 89
	falling.Promises, falling.Fan = nil, nil
	falling.Actual = []Point{{Day: day("2022-03-31"), Value: number(90)}, {Day: day("2022-12-31"), Value: number(60)}, {Day: day("2023-01-31"), Value: number(30)}}
	both.Promises[0].Line[1].Value = 88
	over := trajectory() // the deadline lies behind, and the line went on
	over.Fan, over.Promises = nil, []Promise{{"", []kpi.DatedValue{{Date: day("2022-12-31"), Value: 30}}}}
	for name, tr := range map[string]*Trajectory{"as it is": trajectory(), "a forecast near the goal": rising, "a fall": falling, "two goals": both, "a goal on the line": over} {
		for _, width := range []int{360, 660} {
			d := Draw(tr, width, width/2, short{})
			labels := d.Labels
			d.Labels = nil
			for _, l := range labels {
				if n := d.covered(l); n > 0 {
					t.Errorf("%s, %d wide: the label %s %q covers something (%d)", name, width, l.Kind, l.Text, n)
				}
				d.Labels = append(d.Labels, l)
			}
		}
	}
}

func TestReadingsDifferInShape(t *testing.T) {
	shapes := map[string]bool{}
	for reading := range 3 {
		shapes[strings.TrimLeft(Ring(0, 0, reading), "M-0123456789. ")] = true
	}
	if len(shapes) != 3 {
		t.Errorf("rings of three readings have %d shapes: nobody can tell which goal is which", len(shapes))
	}
}

func TestScale(t *testing.T) {
	for _, tc := range []struct {
		name      string
		low, high float64
		unit      string
		from, to  float64
	}{
		{"shares stand on the whole of 0 to 100", 40, 60, "percent", 0, 100},
		{"counts from zero", 180, 214, "count", 0, 300},
		{"a ratio", 0.33, 1, "ratio", 0, 1},
		{"beyond the whole", 0, 104, "percent", 0, 150},
		{"below zero", -3, 5, "count", -4, 6},
		{"nothing but zero", 0, 0, "count", 0, 1},
	} {
		from, to, step, _ := scale(tc.low, tc.high, tc.unit)
		if from > tc.low || to < tc.high || step <= 0 || from != tc.from || to != tc.to {
			t.Errorf("%s: %g to %g by %g, want %g to %g", tc.name, from, to, step, tc.from, tc.to)
		}
	}
}

func TestNothingToDraw(t *testing.T) {
	if d := Draw(&Trajectory{Actual: []Point{{Day: day("2023-01-31")}}}, 400, 210, words{}); d != nil {
		t.Errorf("a series without any value was drawn: %+v", d)
	}
}

func TestOptions(t *testing.T) {
	b, err := Options(trajectory(), Names{Title: "</script><b>x", Actual: "__f__alert(1)__f__", Promised: "promised", Forecast: "to expect", Description: "all of it"})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Series []struct {
			ID, Name, Stack string
			Data            []struct{ Value []any }
		}
		YAxis []struct{ Min, Max, Interval *float64 }
		XAxis []struct{ Type, Min, Max string }
		Aria  struct {
			Enabled bool
			Label   struct{ Description string }
		}
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, s := range got.Series {
		ids = append(ids, s.ID)
	}
	if diff := cmp.Diff([]string{"fan-low", "fan-high", "forecast", "promise-0", "promise-1", "actual"}, ids); diff != "" {
		t.Errorf("series, by which the script knows how each looks (-want +got):\n%s", diff)
	}
	actual := got.Series[5].Data
	want := [][]any{{"2022-03-31", 0.0}, {"2022-06-30", 12.0}, {"2022-09-30", nil}, {"2022-12-31", 30.0}, {"2023-03-31", 41.5}}
	for i, p := range actual {
		if diff := cmp.Diff(want[i], p.Value); diff != "" {
			t.Errorf("a gap must stay a gap and 0 a value (-want +got):\n%s", diff)
		}
	}
	if y := got.YAxis[0]; y.Min == nil || *y.Min != 0 || *y.Max != 100 || *y.Interval != 25 {
		t.Errorf("the axis must begin at 0: %+v", got.YAxis[0])
	}
	if !got.Aria.Enabled || got.Aria.Label.Description != "all of it" {
		t.Errorf("who does not see the chart must be told what it shows: %+v", got.Aria)
	}
	if strings.Contains(string(b), "</script>") {
		t.Error("a title could close a script element")
	}
}

func TestOptionsOfNoNumber(t *testing.T) {
	tr := trajectory()
	tr.Actual[1].Value = number(math.NaN())
	if b, err := Options(tr, Names{}); err == nil {
		t.Errorf("a value that is no number made an empty chart instead of an error: %.80s", b)
	}
}
