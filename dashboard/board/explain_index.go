package board

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// IndexSource is the source of an index's scores, which the board computes and never stores.
const IndexSource = "index"

// explainIndex tells how a region's score in an index came about. The score is explained as a figure of an indicator that is called
// as the index is.
func (b *Board) explainIndex(q Question, x *config.Index) (*Explanation, error) {
	p, place, err := b.scored(q, x)
	if err != nil {
		return nil, err
	}
	of := p.Regions[place]
	e := &Explanation{
		Question: q, In: of.Region, Edition: p.Edition, Recalculated: p.Recomputed,
		On:     &config.Indicator{ID: x.ID, Name: x.Name, Unit: "points", Direction: kpi.Up, Frequency: x.Frequency, Decimals: p.Edition.Decimals()},
		Status: kpi.Present, Reason: of.Reason,
	}
	if of.Score == nil {
		e.Status = kpi.NoData
	}
	e.Figure = &store.Observation{
		Indicator: x.ID, Region: q.Region, Period: q.Period, Status: e.Status, Reason: e.Reason, Value: of.Score, Coverage: &of.Coverage,
		Origin: store.Origin{Source: IndexSource, Simulated: p.Simulated},
	}
	e.Cell = &Cell{Observation: e.Figure, Partial: of.Partial}
	e.Method, _ = kpi.MethodOf(kpi.MethodIndex)
	e.Method.Version = x.ID + "/" + p.Edition.ID
	scores := p.Edition.Method.Score(p.Values())
	parts := &partsExplained{b: b, period: p, place: place, scores: scores, cells: p.Cells()}
	e.Inputs = parts.inputs()
	for _, in := range e.Inputs {
		e.Figure.Collections = append(e.Figure.Collections, in.Collections...)
	}
	slices.Sort(e.Figure.Collections)
	e.Figure.Collections = slices.Compact(e.Figure.Collections)
	e.Method.Formula = strings.Join(parts.formulas, "; ")
	e.Ways = parts.ways
	e.Recomputed = scores.Regions[place].Score
	e.Results = resultsOfIndex(p, place)
	return e, nil
}

// scored finds the period of the index, by the edition that is asked for or that holds, and the region's place in it. What is not
// there says what is.
func (b *Board) scored(q Question, x *config.Index) (*IndexPeriod, int, error) {
	if q.Breakdown != "" || q.Source != "" || q.Target != "" || q.Reading != "" {
		return nil, 0, missingFigure(fmt.Sprintf("%s is an index, which has no breakdowns, sources or targets; an edition can be asked for", x.ID))
	}
	v := b.IndexOf(x.Programme.ID)
	if q.Edition != "" {
		e := x.Edition(q.Edition)
		if e == nil {
			return nil, 0, noSuch("edition of "+x.ID, q.Edition, idsOf(x.Editions, func(e *config.Edition) string { return e.ID }))
		}
		v = b.IndexBy(x, e)
	}
	p := v.At(q.Period)
	if p == nil {
		var periods []string
		for _, known := range slices.Backward(v.Periods) {
			periods = append(periods, known.Period.String())
		}
		return nil, 0, missingFigure(fmt.Sprintf("the index %s has no scores for %s; it has some for: %s", x.ID, q.Period, someOf(periods)))
	}
	if place := p.PlaceOf(b.Config.Region(q.Region)); place >= 0 {
		return p, place, nil
	}
	compared := make([]string, len(p.Regions))
	for n := range p.Regions {
		compared[n] = p.Regions[n].Region.Code
	}
	return nil, 0, missingFigure(fmt.Sprintf("the index %s does not compare %s in %s; it compares: %s", x.ID, q.Region, q.Period, someOf(compared)))
}

// resultsOfIndex are what follows from a score: the rank among how many, how far it hangs on the edition's choices, and where it was.
func resultsOfIndex(p *IndexPeriod, place int) []Result {
	of := p.Regions[place]
	list := []Result{
		{Symbol: "score", Kind: "index", Value: of.Score, Reason: of.Reason},
		{Kind: "rank", Value: positive(of.Rank), Reason: of.Reason, Unit: "number"},
		{Kind: "ranked", Value: positive(p.Ranked()), Unit: "number"},
		{Kind: "rank_before", Value: positive(of.Previous), Reason: kpi.ReasonNoPrevious, Unit: "number"},
		{Kind: "coverage", Value: &of.Coverage, Unit: "share"},
	}
	stable := p.Stability()
	if of.Rank > 0 && stable.Reason == "" {
		var ways []string
		for _, v := range stable.Variants {
			ways = append(ways, cmp.Or(string(v.Normalisation), "own")+"/"+cmp.Or(string(v.Aggregation), "own"))
		}
		spread := stable.Regions[place]
		list = append(list,
			Result{Kind: "rank_low", Value: positive(spread.Low), Unit: "number"}, Result{Kind: "rank_high", Value: positive(spread.High), Unit: "number"},
			Result{Kind: "runs", Value: positive(stable.Runs), Unit: "number"}, Result{Kind: "seed", Value: positive(seed), Unit: "number"},
			Result{Kind: "variants", Value: positive(len(ways)), Unit: "number", Text: strings.Join(ways, ", ")},
		)
	}
	return slices.DeleteFunc(list, func(x Result) bool { return x.Value == nil && x.Reason == "" })
}

// positive is a number that counts from 1; nil where there is none.
func positive(n int) *float64 {
	if n <= 0 {
		return nil
	}
	v := float64(n)
	return &v
}
