package chart

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMultiplesShareOneScale(t *testing.T) {
	short, long := trajectory(), trajectory()
	short.Actual, short.Promises = short.Actual[:2], nil
	long.Fan = nil
	empty := &Trajectory{Unit: "percent"}
	drawn := Multiples([]*Trajectory{short, long, empty}, 240, 132, words{})
	if drawn[2] != nil {
		t.Error("a region without a value was drawn")
	}
	if diff := cmp.Diff(drawn[0].Grid, drawn[1].Grid); diff != "" {
		t.Errorf("two regions are drawn on two scales (-one +other):\n%s", diff)
	}
	if diff := cmp.Diff(drawn[0].Years, drawn[1].Years); diff != "" {
		t.Errorf("two regions are drawn on two stretches of time (-one +other):\n%s", diff)
	}
	if len(drawn[1].Actual) != 2 {
		t.Errorf("a month without a value must part the line: got %d runs, want 2", len(drawn[1].Actual))
	}
	first := func(d *Drawing) string { return strings.Fields(d.Actual[0])[0] }
	if first(drawn[0]) != first(drawn[1]) {
		t.Errorf("the same day stands at %s and at %s", first(drawn[0]), first(drawn[1]))
	}
}

// dots are so many things that lie close together.
func dots(n int) *Scatter {
	s := &Scatter{X: Axis{Name: "X", Unit: "percent"}, Y: Axis{Name: "Y", Unit: "count"}}
	for i := range n {
		s.Dots = append(s.Dots, Dot{Name: fmt.Sprint("thing ", i), Short: fmt.Sprint("T", i), X: float64(40 + i*i%17), Y: float64(i * 7 % 23), Named: true})
	}
	return s
}

func TestScatterNamesCoverNothing(t *testing.T) {
	for _, width := range []int{360, 760} {
		s := dots(60)
		s.Dots[59].Marked = true
		d := DrawScatter(s, width, 360, words{})
		var boxes []box
		named := 0
		for _, dot := range d.Dots {
			if dot.At.X < d.Left || dot.At.X > d.Right || dot.At.Y < d.Top || dot.At.Y > d.Bottom {
				t.Errorf("%d wide: %s lies outside the axes", width, dot.Name)
			}
			boxes = append(boxes, box{dot.At.X - dotRadius, dot.At.Y - dotRadius, dot.At.X + dotRadius, dot.At.Y + dotRadius})
		}
		for _, dot := range d.Dots {
			if dot.Label.Text == "" {
				continue
			}
			named++
			b := dot.Label.box()
			for _, other := range boxes {
				if b.meets(other) {
					t.Errorf("%d wide: the name of %s covers something", width, dot.Name)
				}
			}
			boxes = append(boxes, b)
		}
		if named < 10 || d.Dots[59].Label.Text == "" {
			t.Errorf("%d wide: %d of 60 have a name, and the one that the chart is about has %q", width, named, d.Dots[59].Label.Text)
		}
	}
	if DrawScatter(&Scatter{}, 300, 300, words{}) != nil {
		t.Error("nothing was drawn as a chart")
	}
}

func TestScatterOptions(t *testing.T) {
	s := dots(2)
	s.Dots[0].Href, s.Dots[0].XText, s.X.Middle = "/regions/A", "40 %", 40.5
	s.Dots[1].Named = false
	drawing := DrawScatter(s, 760, 460, words{})
	b, err := ScatterOptions(s, drawing, drawing, "</script>")
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		XAxis, YAxis []struct{ Min, Max, Interval *float64 }
		Middle       [2]float64
		Series       []struct{ Data []scatterDot }
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	above := &nameAt{0, -9, "middle"} // the other dot is on the right
	want := []scatterDot{
		{Name: "thing 0", Value: [2]float64{40, 0}, Short: "T0", Href: "/regions/A", Texts: [2]string{"40 %", ""}, Names: [2]*nameAt{above, above}},
		{Name: "thing 1", Value: [2]float64{41, 7}, Short: "T1"},
	}
	if diff := cmp.Diff(want, got.Series[0].Data); diff != "" {
		t.Errorf("dots (-want +got):\n%s", diff)
	}
	if x := got.XAxis[0]; x.Min == nil || *x.Min != 0 || *x.Max != 100 || got.Middle[0] != 40.5 {
		t.Errorf("a share's axis is the whole of 0 to 100: %s", b)
	}
	if strings.Contains(string(b), "</script>") {
		t.Error("a description could close a script element")
	}
}

func TestRanksKeepTheirNamesApart(t *testing.T) {
	r := &Ranks{Periods: []string{"January", "February", "March", "April"}, Parts: []int{2}}
	for i := range 12 { // all end at the first place but for the last, which ends at the twelfth
		line := RankLine{Name: fmt.Sprint("a long name ", i), Short: fmt.Sprint(i), Ranks: []int{i + 1, i + 1, i + 1, 1}}
		if i == 11 {
			line.Ranks = []int{12, 0, 12, 12}
		}
		r.Lines = append(r.Lines, line)
	}
	for _, short := range []bool{false, true} {
		d := DrawRanks(r, 700, short)
		for i := range d.Lines {
			a := d.Lines[i]
			if a.Label.Y < rankTop || a.Label.Y > float64(d.Height-rankFoot)+5 {
				t.Errorf("%s stands at %g, outside the drawing", a.Name, a.Label.Y)
			}
			for _, b := range d.Lines[i+1:] {
				if gap := a.Label.Y - b.Label.Y; gap > -namePitch+.2 && gap < namePitch-.2 {
					t.Errorf("%s and %s cover one another", a.Name, b.Name)
				}
			}
		}
		if first := d.Lines[0]; len(first.Paths) != 2 {
			t.Errorf("what is measured otherwise from March on must part the line: %v", first.Paths)
		}
		if last := d.Lines[11]; len(last.Singles) != 1 || len(last.Paths) != 1 {
			t.Errorf("a month without a place must part the line: %v %v", last.Singles, last.Paths)
		}
	}
	if DrawRanks(&Ranks{Periods: []string{"January"}, Lines: []RankLine{{Ranks: []int{0}}}}, 700, false) != nil {
		t.Error("places of nothing were drawn")
	}
}
