package pages

import (
	"os"
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
	got = r.barsOf("index", &opendata.Contents{By: opendata.ByScore, Programme: "gone", Period: june, Bars: []opendata.Bar{{Low: 10, High: 20, Value: 4}, {Low: 20, High: 30}}})
	want = &datasetChart{Title: "Scores by region", What: "Score", Key: "Regions", Bars: []contentsBar{{Name: "10 to less than 20", Value: "4", Length: 1000}, {Name: "20 to less than 30", Value: "0"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestMonthsWithoutFiguresAreNotZero: a month whose rows are all withheld has a dash, and one without rows, too.
func TestMonthsWithoutFiguresAreNotZero(t *testing.T) {
	languages, err := messages.Load()
	if err != nil {
		t.Fatal(err)
	}
	r := &request{Locale: languages.Find("en"), board: &board.Board{Config: &config.Config{}}}
	got := r.overTime("processing", &opendata.Contents{By: opendata.ByMonth, Bars: []opendata.Bar{{Key: "2023-01", Value: 1200, Known: 3}, {Key: "2023-02"}, {Key: "2023-03", Missing: 5}, {Key: "2023-04", Known: 1, Heard: 2, Asked: 2}}})
	var values []string
	for _, b := range got.Bars {
		values = append(values, b.Value)
	}
	if diff := cmp.Diff([]string{"1,200", none, none, "0"}, values); diff != "" || got.Note != "5 rows are withheld." || got.Unheard != "" || got.Stacked || got.Bars[0].Name != "January 2023" {
		t.Errorf("%s: %+v", diff, got)
	}
}
