package opendata

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/valyala/fastjson"
)

// TestCoverageIsThatOfTheRows: each region once, those without a value told apart, and a value of 0 is one.
func TestCoverageIsThatOfTheRows(t *testing.T) {
	for _, c := range []struct {
		dataset string
		rows    []string
		want    Coverage
	}{
		{"observations", []string{`{"region":"A","value":null}`, `{"region":"A","value":0}`, `{"region":"A","value":null}`, `{"region":"B","value":null}`}, Coverage{2, 1}},
		{"processing", []string{`{"region":"A","applications":null}`}, Coverage{1, 0}},
		{"services", []string{`{"region":"A"}`, `{"region":"B"}`, `{"region":"B"}`}, Coverage{2, 2}},
		{"regions", []string{`{"code":"A"}`, `{"code":"B"}`}, Coverage{2, 2}},
		{"programmes", []string{`{"id":"plan"}`}, Coverage{}},
	} {
		covers := newCovering(c.dataset)
		for _, row := range c.rows {
			covers.add(fastjson.MustParse(row))
		}
		if diff := cmp.Diff(c.want, covers.coverage()); diff != "" {
			t.Errorf("%s (-the rows +what is said)\n%s", c.dataset, diff)
		}
	}
}

// TestCoverageOfARelease: the regions of the rows as they were frozen, counted by hand.
func TestCoverageOfARelease(t *testing.T) {
	s, x := observed(t)
	shelf, err := NewShelf(s.s, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	made, err := shelf.Contents(t.Context(), &x, *x.Dataset("observations"))
	if err != nil {
		t.Fatal(err)
	}
	all, have := map[any]bool{}, map[any]bool{}
	for _, row := range s.rows(x, "observations") {
		all[row["region"]] = true
		if row["value"] != nil {
			have[row["region"]] = true
		}
	}
	if want := (Coverage{len(all), len(have)}); made.Coverage != want || want.Valued == 0 {
		t.Errorf("%+v, want %+v", made.Coverage, want)
	}
}
