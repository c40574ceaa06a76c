package pages

import (
	"strings"
	"testing"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/pages/chart"
	"github.com/postup/postup/kpi"
)

// A break is drawn where it is in sight, and told of wherever it is: who compares what lies on its two sides must know.
func TestBreaksAreOnTheChart(t *testing.T) {
	r := speaker(t, "uk", "2023-10-14")
	i := &config.Indicator{ID: "x", Unit: "percent", Breaks: []config.Break{
		{On: kpi.MustDate("2010-01-01"), Note: config.Text{"uk": "Давно"}}, {On: kpi.MustDate("2023-07-01"), Note: config.Text{"uk": "Нова форма"}},
		{On: kpi.MustDate("2024-01-01"), Note: config.Text{"uk": "Ще не було"}},
	}}
	value := 10.0
	tr := &chart.Trajectory{Unit: "percent", Actual: []chart.Point{{Day: kpi.MustDate("2022-12-31"), Value: &value}, {Day: kpi.MustDate("2023-09-30"), Value: &value}}}
	told := r.annotate(tr, i, &config.Region{Code: "X"})
	if len(tr.Notes) != 1 || !tr.Notes[0].Break || tr.Notes[0].From != kpi.MustDate("2023-07-01") {
		t.Errorf("the chart has %+v, want the break within it alone", tr.Notes)
	}
	var said []string
	for _, n := range told.List {
		said = append(said, strings.TrimSpace(map[bool]string{true: "1 "}[n.Number == 1]+n.Kind+" "+n.line()))
	}
	want := "1 break З 1 липня 2023 вимірюють інакше: Нова форма; break З 1 січня 2010 вимірюють інакше: Давно"
	if got := strings.Join(said, "; "); got != want {
		t.Errorf("under the chart stands %q, want %q", got, want)
	}
	d := chart.Draw(tr, largeWidth, largeHeight, r)
	if d.Flags[0].Word != "розрив ряду" {
		t.Errorf("the break's mark says %q", d.Flags[0].Word)
	}
}
