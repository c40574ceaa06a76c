package pages

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml/ast"
	"github.com/google/go-cmp/cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/opendata"
	"github.com/postup/postup/dashboard/pages/messages"
	"github.com/postup/postup/kpi"
)

// TestBarsOfScores: of regions by name, from a zero that is where it belongs, and of bands; who has no score is told beside, without a bar.
func TestBarsOfScores(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]func(ast.Node) error{"file": func(ast.Node) error { return nil }}
	cfg, err := config.Load(os.DirFS("../testdata/config"), "", nil, config.WithKinds(kinds))
	if err != nil {
		t.Fatal(err)
	}
	r := &request{Locale: languages.Find("en"), board: &board.Board{Config: cfg}}
	june := kpi.Month(kpi.MustDate("2023-06-01"))
	got := r.barsOf("index", &opendata.Contents{By: opendata.ByRegion, Programme: "plan", Period: june, Missing: 2, Bars: []opendata.Bar{
		{Key: "TT-1", Name: config.Text{"en": "First"}, Value: 3}, {Key: "TT-2", Value: 0}, {Key: "TT-3", Name: config.Text{"en": "Third"}, Value: -1},
	}})
	want := &datasetChart{Title: "Scores by region", Note: "The plan, June 2023", What: "Region", Key: "Score", Lacks: "2 regions have no score.", Bars: []contentsBar{
		{Name: "First", Value: "3", Offset: 250, Length: 750}, {Name: "TT-2", Value: "0", Offset: 250}, {Name: "Third", Value: "−1", Length: 250},
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var states []string
	for _, b := range r.barsOf("progress", &opendata.Contents{By: opendata.ByState, Bars: []opendata.Bar{{Key: "unconfirmed:suppressed", Value: 2}, {Key: "unconfirmed", Value: 1}, {Key: "unknown:of later versions", Value: 1}}}).Bars {
		states = append(states, b.Name)
	}
	if diff := cmp.Diff([]string{"not confirmed: too few applications to be shown", "not confirmed", "can’t be judged: of later versions"}, states); diff != "" {
		t.Error(diff)
	}
	got = r.barsOf("index", &opendata.Contents{By: opendata.ByScore, Programme: "gone", Period: june, Bars: []opendata.Bar{{Low: 10, High: 20, Value: 4}, {Low: 20, High: 30}}})
	want = &datasetChart{Title: "Scores by region", What: "Score", Key: "Regions", Bars: []contentsBar{{Name: "10 to less than 20", Value: "4", Length: 1000}, {Name: "20 to less than 30", Value: "0"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMonthsWithoutFiguresAreNotZero: a month whose rows are all withheld has a dash, also where some say 0, and one without rows, too. That the number is withheld is drawn and said.
func TestMonthsWithoutFiguresAreNotZero(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := &request{Locale: languages.Find("en"), board: &board.Board{Config: &config.Config{}}}
	got := r.overTime("processing", &opendata.Contents{By: opendata.ByMonth, Bars: []opendata.Bar{
		{Key: "2023-01", Value: 1200, Known: 3, Missing: 1}, {Key: "2023-02"}, {Key: "2023-03", Missing: 5}, {Key: "2023-04", Known: 1, Heard: 2, Asked: 2}, {Key: "2023-05", Known: 2, Missing: 4, Heard: 2, Asked: 2},
	}})
	var values []string
	for _, b := range got.Bars {
		values = append(values, b.Value)
	}
	const note = "10 rows are withheld. The numbers of 2 months are withheld: in place of columns stand outlines whose height means nothing."
	if diff := cmp.Diff([]string{"1,200", none, none, "0", none}, values); diff != "" || got.Note != note || got.Unheard != "" || got.Stacked || got.Bars[0].Name != "January 2023" {
		t.Errorf("%s: %+v", diff, got)
	}
	if n := strings.Count(string(got.Drawing), `class="lacking"`); n != 2 || !slices.Equal(got.Outlines, []string{"Withheld"}) || !strings.Contains(string(got.Drawing), "The numbers of 2 months are withheld") {
		t.Errorf("%d outlines, which are %q: %s", n, got.Outlines, got.Drawing)
	}
	// A missing value lies on its column, and is none of what was withheld.
	if got := r.overTime("observations", &opendata.Contents{By: opendata.ByMonth, Bars: []opendata.Bar{{Key: "2023-01", Missing: 5}}}); got.Outlines != nil || got.Bars[0].Value != "0" {
		t.Errorf("observations: %+v", got)
	}
}
