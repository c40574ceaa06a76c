package board

import (
	"cmp"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// explainComputed lists what the formula is of, by the names that it calls them; one without a number says why.
func (b *Board) explainComputed(e *Explanation) {
	if e.On.Formula == nil {
		return // it is computed no longer: the configuration has changed since
	}
	e.Method, _ = kpi.MethodOf(kpi.MethodComputed)
	e.Method.Formula = "v = " + e.On.Formula.Expression
	names := e.On.Formula.Compiled.Names()
	numbers := make([]*float64, len(names))
	for n, name := range names {
		in := b.formulaInput(e, name)
		numbers[n] = in.Value
		e.Inputs = append(e.Inputs, in)
	}
	if e.Figure.Value != nil {
		e.Recomputed, _ = e.On.Formula.Compiled.Value(numbers...)
	}
}

// formulaInput is what a formula calls by a name: of what the region lacks, why, and, where other periods stand in the way, that.
func (b *Board) formulaInput(e *Explanation, name string) Input {
	of := b.inputOf(e.In, name, e.Breakdown)
	if c := of.cells[e.Period]; c != nil {
		return cellInput(name, InputIndicator, c)
	}
	status, reason, _ := of.missing(e.Period)
	if name == config.Population {
		return Input{
			Symbol: name, Kind: InputPopulation, SeriesKey: SeriesKey{Region: e.Region}, Value: of.constant,
			Status: cmp.Or(status, kpi.Present), Reason: reason,
		}
	}
	q := e.Question
	q.Indicator, q.Source = name, ""
	in := Input{
		Symbol: name, Kind: InputIndicator, SeriesKey: SeriesKey{name, e.Region, e.Breakdown}, Period: e.Period,
		Status: status, Reason: reason, Explained: b.anywhere(q),
	}
	if reason == kpi.ReasonNoData {
		in.Status = b.Absence(b.expecting(q), e.Region, e.Period)
		in.Reason = kpi.Reason(in.Status)
	}
	return in
}
