package pages

import (
	"net/url"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/explain"
)

type explainedJudgement struct {
	ID, Name, Href, Reading string
	Title                   string // of its tables, for those who do not see where they stand
	Mark                    *mark  // nil of a value that is made, not judged
	Tags                    []string
	Symbols, Words, Method  string
	Documented              string
	Forecast                string // the method that it is by
	ForecastFormula         string
	ForecastWords           string
	Inputs, Points          explainedInputs
	PointsTitle             string
	Results                 []explainedResult
}

type explainedResult struct{ Symbol, What, Value, When, Why string }

func (r *request) explainedJudgement(j *board.Judgement, a *explain.Judgement) explainedJudgement {
	out := explainedJudgement{
		ID: j.Target.ID + "-" + j.Reading.ID + "-" + j.Method.ID, Name: r.plainText(j.Target.Name),
		Href: r.link("/programmes/" + url.PathEscape(j.Programme.ID) + "#" + j.Target.ID), Reading: r.plainText(j.Reading.Name), Tags: r.tagsOf(j.Progress),
		Symbols: a.Formula.Symbols, Words: a.Formula.Words, Documented: r.link("/methods#formula-" + a.Method.ID),
		Method: r.T("explain.method", "Name", a.Method.ID, "Version", a.Method.Version),
	}
	out.Title = strings.Join(slices.DeleteFunc([]string{out.Name, out.Reading, out.Method}, func(s string) bool { return s == "" }), ", ")
	if j.Result.State != "" {
		m := r.stateOf(j.Progress)
		if j.Result != &j.Progress.Progress {
			m = r.growthOf(j.Result)
		}
		out.Mark = &m
	}
	if f := a.Forecast; f != nil {
		out.Forecast = r.T("explain.forecast", "Name", f.Method.ID, "Version", f.Method.Version)
		out.ForecastFormula, out.ForecastWords = f.Formula.Symbols, f.Formula.Words
	}
	for i := range j.Inputs {
		row := r.explainedInput(&j.Inputs[i])
		if j.Inputs[i].Kind == board.InputPoint {
			out.Points = append(out.Points, row)
		} else {
			out.Inputs = append(out.Inputs, row)
		}
	}
	out.PointsTitle = r.T("explain.points", "N", r.Number(float64(len(out.Points)), 0))
	for _, result := range j.Results {
		out.Results = append(out.Results, r.explainedResult(result, j.Indicator))
	}
	return out
}

// waysOf are ways to make an index, "min_max/geometric, own/harmonic", in words.
func (r *request) waysOf(text string) string {
	ways := strings.Split(text, ", ")
	for i, way := range ways {
		normalisation, aggregation, _ := strings.Cut(way, "/")
		ways[i] = r.T("explain.way." + normalisation)
		if aggregation != normalisation {
			ways[i] += " + " + r.T("explain.way."+aggregation)
		}
	}
	return strings.Join(ways, "; ")
}

func (r *request) explainedResult(x board.Result, i *config.Indicator) explainedResult {
	out := explainedResult{Symbol: x.Symbol, What: r.T("explain.result." + x.Kind)}
	if !x.Date.IsZero() {
		out.When = r.Date(x.Date)
	}
	switch {
	case x.Value == nil && x.Reason != "":
		if r.Has("reason." + string(x.Reason)) {
			out.Why = r.whyJudged(string(x.Reason))
		}
	case x.Value == nil:
	case x.Unit == "share":
		out.Value = r.Value(100**x.Value, "percent", 1)
	case x.Unit != "":
		out.Value = r.Trim(*x.Value, 6)
	default:
		out.Value = r.value(i, *x.Value)
	}
	if x.Text != "" {
		out.Value += ": " + r.waysOf(x.Text)
	}
	return out
}
