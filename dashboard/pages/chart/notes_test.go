package chart

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/kpi"
)

func event(from, to string) Note { return Note{From: day(from), To: day(to)} }

// noted is the trajectory with marks, many of them close together.
func noted(notes ...Note) *Trajectory {
	t := trajectory()
	t.Notes = notes
	return t
}

func TestNotesStandOnTheirDays(t *testing.T) {
	d := Draw(noted(
		event("2022-07-01", "2022-07-01"), event("2023-01-01", "2023-06-30"), Note{From: day("2024-03-01"), To: day("2024-03-01"), Break: true, Word: "break"},
		event("2024-06-01", "2025-08-01"),
	), 660, 340, words{})
	// The chart reaches from 1 January 2022 to 31 December 2024, 1095 days, from 40 to 586.
	x := func(on string) float64 { return round(40 + 546*float64(day(on)-day("2022-01-01"))/1095) }
	single, over, brk, beyond := d.Flags[0], d.Flags[1], d.Flags[2], d.Flags[3]
	if want := fmt.Sprintf("M%g 17L%[1]g 42V314", x("2022-07-01")); single.Line != want || single.Band != nil || single.Number != 1 {
		t.Errorf("an event of one day is %+v, want the line %s", single, want)
	}
	from, to := x("2023-01-01"), x("2023-06-30")
	if diff := cmp.Diff(&Band{from, 42, round(to - from), 272}, over.Band); diff != "" || over.X != round((from+to)/2) {
		t.Errorf("half a year is no day: its mark is at %v (-want +got):\n%s", over.X, diff)
	}
	if !brk.Break || brk.Word != "break" || brk.WordX != round(x("2024-03-01")+wordAside) {
		t.Errorf("a break says what it is: %+v", brk)
	}
	if !strings.HasSuffix(d.Places(), " note-3:right:0") {
		t.Errorf("the script is not told where the word stands: %q", d.Places())
	}
	if got := beyond.Band.X + beyond.Band.Width; got != 586 {
		t.Errorf("what goes on beyond the chart's end is drawn until %v, want 586", got)
	}
}

func TestMarksTouchNothing(t *testing.T) {
	crowd := make([]Note, 9)
	for i := range crowd {
		on := day("2024-12-20").AddDays(i)
		crowd[i] = Note{From: on, To: on, Break: i%2 == 0, Word: "break in series"}
	}
	early := slices.Clone(crowd)
	for i := range early {
		early[i].From, early[i].To = day("2022-01-01"), day("2022-01-01")
	}
	high := noted(event("2023-03-31", "2023-03-31"), event("2023-04-15", "2023-04-15"))
	last := 99.0
	high.Actual[4].Value, high.Fan = &last, nil
	for name, tr := range map[string]*Trajectory{"at the end": noted(crowd...), "at the beginning": noted(early...), "over the newest value": high} {
		for _, width := range []int{360, 660} {
			d := Draw(tr, width, width/2, short{})
			for i, f := range d.Flags {
				mark := box{f.X - noteRadius, f.Y - noteRadius, f.X + noteRadius, f.Y + noteRadius}
				if f.Number != i+1 || mark.left < 0 || mark.right > float64(width) {
					t.Errorf("%s, %d wide: mark %d is out of place: %+v", name, width, i+1, f)
				}
				if i > 0 && f.X-d.Flags[i-1].X < 2*noteRadius {
					t.Errorf("%s, %d wide: the marks %d and %d touch", name, width, i, i+1)
				}
				if width < wideness && f.Word != "" {
					t.Errorf("%s: a narrow chart has the word %q beside a mark", name, f.Word)
				}
				word := Label{X: f.WordX, Y: f.Y + 4, Text: f.Word, Anchor: f.Anchor}.box()
				for j, other := range d.Flags {
					if f.Word != "" && j != i && word.meets(box{other.X - noteRadius, other.Y - 1, other.X + noteRadius, other.Y + 1}) {
						t.Errorf("%s: the word of mark %d lies on mark %d", name, i+1, j+1)
					}
				}
				for _, l := range d.Labels {
					if l.box().meets(mark) || f.Word != "" && l.box().meets(word) {
						t.Errorf("%s, %d wide: the label %q lies on mark %d", name, width, l.Text, f.Number)
					}
				}
			}
		}
	}
}

func TestWhatAChartReaches(t *testing.T) {
	tr := trajectory() // 1 January 2022 to 31 December 2024
	for span, want := range map[[2]string]bool{
		{"2021-06-12", "2021-06-12"}: false, {"2021-12-31", "2021-12-31"}: false, {"2022-01-01", "2022-01-01"}: true, {"2021-01-01", "2022-01-01"}: true,
		{"2024-12-31", "2025-03-01"}: true, {"2025-01-01", "2025-01-01"}: false,
	} {
		if got := tr.InSight(day(span[0]), day(span[1])); got != want {
			t.Errorf("%s to %s is in sight: %v, want %v", span[0], span[1], got, want)
		}
	}
	if (&Trajectory{}).InSight(0, kpi.MustDate("2100-01-01")) {
		t.Error("a chart of nothing has a mark")
	}
}

func TestOptionsHaveTheNotes(t *testing.T) {
	tr := noted(event("2022-07-01", "2022-07-01"), Note{From: day("2023-01-01"), To: day("2023-01-01"), Break: true},
		Note{From: day("2024-12-01"), To: day("2025-02-01"), Simulated: true})
	b, err := Options(tr, Names{Notes: []string{"1. A portal", "2. Counted anew", "3. Closed"}})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Series []struct {
			ID, Name string
			Data     []struct{ Value []any }
		}
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, s := range got.Series[:3] {
		said = append(said, fmt.Sprint(s.ID, " ", s.Name, " ", s.Data[0].Value, s.Data[1].Value))
	}
	want := []string{
		"note-1 1. A portal [2022-07-01 100] [2022-07-01 100]", "note-2-break 2. Counted anew [2023-01-01 100] [2023-01-01 100]",
		"note-3-simulated 3. Closed [2024-12-01 100] [2024-12-31 100]",
	}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Errorf("notes of the script's chart (-want +got):\n%s", diff)
	}
}
