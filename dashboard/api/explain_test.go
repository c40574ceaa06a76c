package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
	"github.com/postup/postup/dashboard/explain/explaintest"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

func (w *world) inputs(t testing.TB, address string) explaintest.Table {
	t.Helper()
	res, body := w.get(t, address)
	table, err := explaintest.Read(body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d %v %s", address, res.StatusCode, err, body)
	}
	return table
}

// explained asks for an explanation.
func (w *world) explained(t testing.TB, address string) explain.Answer {
	t.Helper()
	res, body := w.get(t, address)
	var a explain.Answer
	if err := json.Unmarshal(body, &a); err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %d %s", address, res.StatusCode, body)
	}
	return a
}

// eachFigure calls do with the address of every figure on the board, and of what stands beside it.
func (w *world) eachFigure(t testing.TB, do func(address string, o *store.Observation)) {
	t.Helper()
	b, err := w.keeper.Board(t.Context(), 0, 0)
	must(t, err)
	for _, s := range b.AllSeries() {
		for i := range s.Cells {
			c := &s.Cells[i]
			for _, o := range append([]*store.Observation{c.Observation}, c.Others...) {
				do(addressOf(o), o)
			}
		}
	}
}

func addressOf(o *store.Observation) string {
	address := explain.Address(board.SeriesKey{Indicator: o.Indicator, Region: o.Region, Breakdown: o.Breakdown}, o.Period)
	separator := "?"
	if strings.Contains(address, "?") {
		separator = "&"
	}
	return address + separator + "source=" + o.Source
}

// asFile is the address of the file of the same explanation.
func asFile(address string) string {
	path, query, _ := strings.Cut(address, "?")
	return path + ".csv?" + query
}

// TestExplanations asks one world, since none of these changes it.
func TestExplanations(t *testing.T) {
	w := explainable(t)
	for name, test := range map[string]func(*testing.T, *world){
		"every figure follows from its inputs":    everyFigureFollowsFromItsInputs,
		"every judgement follows from its inputs": everyJudgementFollowsFromItsInputs,
		"every score follows from its inputs":     everyScoreFollowsFromItsInputs,
		"a score has its place":                   aScoreHasItsPlace,
		"as they are":                             explanationsAsTheyAre,
		"they say what there is":                  explanationsSayWhatThereIs,
		"a region without the value":              aRegionWithoutTheValue,
		"they are not sent twice":                 explanationsAreNotSentTwice,
	} {
		t.Run(name, func(t *testing.T) { test(t, w) })
	}
}

// A figure that can't be computed again from the file that explains it is explained wrongly, or is wrong.
func everyFigureFollowsFromItsInputs(t *testing.T, w *world) {
	methods := map[string]int{}
	w.eachFigure(t, func(address string, o *store.Observation) {
		a := w.explained(t, address)
		switch {
		case o.Value == nil && (a.Value != nil || a.Reason == nil):
			t.Errorf("%s: a figure without a value is explained with %v and no reason", address, a.Value)
		case o.Value == nil:
		case a.Value == nil || *a.Value != *o.Value:
			t.Errorf("%s explains %v, the board has %v", address, a.Value, *o.Value)
		case a.Agrees == nil:
			return // some of its inputs are withheld: TestWithheldStaysWithheld
		case !*a.Agrees:
			t.Errorf("%s: the inputs give %v, the figure is %v", address, *a.Recomputed, *a.Value)
		default:
			got, err := w.inputs(t, asFile(address)).Of("value").Value()
			if err != nil || !explaintest.Near(got, *o.Value) {
				t.Errorf("%s: the file gives %v by %s (%v), the figure is %v", address, got, a.Method.ID, err, *o.Value)
			}
			methods[a.Method.ID]++
		}
	})
	for _, m := range kpi.Methods() {
		switch m.ID {
		case kpi.MethodGap, kpi.MethodGrowth, kpi.MethodSaturation, kpi.MethodStandard, kpi.MethodLinear, kpi.MethodLogistic: // these judge
		case kpi.MethodIndex: // it makes scores
		default:
			if methods[m.ID] == 0 {
				t.Errorf("no figure of this world is made by %s: the test says nothing of it", m.ID)
			}
		}
	}
}
