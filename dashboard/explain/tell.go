package explain

import (
	"cmp"
	"context"
	"math"
	"net/url"
	"slices"
	"time"

	"github.com/postup/postup/config"
	"github.com/postup/postup/dashboard/board"
	"github.com/postup/postup/dashboard/pages/locale"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// Records is what an answer takes that boards don't hold.
type Records interface {
	Collections(context.Context, store.CollectionFilter) ([]store.Collection, error)
}

// Of answers a question from a board, in a language. Errors are those of board.Explain, or of reading the collections.
func Of(ctx context.Context, b *board.Board, q board.Question, records Records, loc *locale.Locale) (*Answer, error) {
	e, err := b.Explain(q)
	if err != nil {
		return nil, err
	}
	return Tell(ctx, b, e, records, loc)
}

// Inside answers as Of does, for those who may read the store: no counts of collections are withheld.
func Inside(ctx context.Context, b *board.Board, q board.Question, records Records, loc *locale.Locale) (*Answer, error) {
	e, err := b.Explain(q)
	if err != nil {
		return nil, err
	}
	return tell(ctx, b, e, records, loc, func(*store.Collection) bool { return false })
}

// Tell puts an explanation into words, with the collections and payloads that it came from.
func Tell(ctx context.Context, b *board.Board, e *board.Explanation, records Records, loc *locale.Locale) (*Answer, error) {
	return tell(ctx, b, e, records, loc, func(c *store.Collection) bool { return board.CountsWithheld(b.Config, c) })
}

func tell(ctx context.Context, b *board.Board, e *board.Explanation, records Records, loc *locale.Locale, withheld func(*store.Collection) bool) (*Answer, error) {
	t := teller{b.Config, loc}
	a := &Answer{
		AsOf: b.AsOf, Today: b.Today, Indicator: e.Indicator, Region: e.Region, Breakdown: e.Breakdown,
		PeriodStart: e.Period.Start, PeriodEnd: e.Period.End, Unit: e.On.Unit, Status: e.Status, Reason: orNull(e.Reason),
		Inputs: t.inputs(e.Inputs), Results: t.results(e.Results), Recomputed: e.Recomputed, EditionRecomputed: e.Recalculated, Beside: []Beside{}, Progress: []Judgement{},
		Collections: []Collection{}, Payloads: []string{},
	}
	if e.Edition != nil {
		a.Edition = orNull(e.Edition.ID)
	}
	if e.Figure == nil {
		return a, nil
	}
	t.fillFigure(a, e)
	for i := range e.Judgements {
		a.Progress = append(a.Progress, t.judgement(&e.Judgements[i]))
	}
	var err error
	if a.Collections, err = collectionsOf(ctx, records, e, withheld); err != nil {
		return nil, err
	}
	for _, c := range a.Collections {
		if c.Payload != nil && !slices.Contains(a.Payloads, *c.Payload) {
			a.Payloads = append(a.Payloads, *c.Payload)
		}
	}
	return a, nil
}

// teller puts things into words.
type teller struct {
	config *config.Config
	*locale.Locale
}

func (t teller) fillFigure(a *Answer, e *board.Explanation) {
	o, c := e.Figure, e.Cell
	a.Value, a.Numerator, a.Denominator, a.Coverage = o.Value, o.Numerator, o.Denominator, o.Coverage
	a.Source, a.RecordedAt, a.Simulated, a.Running = orNull(o.Source), second(o.RecordedAt), o.Simulated, c.Running
	if e.Method.ID != "" {
		a.Method, a.Formula = methodOf(e.Method), t.formula(e.Method)
		for _, way := range e.Ways {
			a.Formula.Words += " " + t.T("explain.index."+way)
		}
	}
	if o == c.Observation {
		a.Restated, a.Partial = c.Restated, c.Partial
	}
	if a.Value != nil && a.Recomputed != nil {
		agrees := math.Abs(*a.Value-*a.Recomputed) <= 1e-9*max(1, math.Abs(*a.Value))
		a.Agrees = &agrees
	}
	for _, other := range append([]*store.Observation{c.Observation}, c.Others...) {
		if other == o {
			continue
		}
		reason := other.Reason
		if other.Value == nil {
			reason = cmp.Or(reason, kpi.Reason(other.Status))
		}
		a.Beside = append(a.Beside, Beside{other.Source, other.Value, other.Status, orNull(reason), other.Simulated})
	}
}

func methodOf(m kpi.Method) *Method { return &Method{m.ID, m.Version, m.Source} }

func (t teller) formula(m kpi.Method) *Formula {
	return &Formula{m.Formula, t.T("explain.method." + m.ID)}
}

func (t teller) inputs(list []board.Input) []Input {
	out := make([]Input, len(list))
	for i := range list {
		out[i] = t.input(&list[i])
	}
	return out
}

func (t teller) input(in *board.Input) Input {
	out := Input{
		Symbol: in.Symbol, Kind: string(in.Kind), Part: in.Part, What: t.T("explain.input." + string(in.Kind)), Indicator: in.Indicator, Region: in.Region,
		Breakdown: in.Breakdown, PeriodStart: in.Period.Start, PeriodEnd: in.Period.End, Date: in.Date,
		Value: in.Value, Numerator: in.Numerator, Denominator: in.Denominator, Weight: in.Weight, Text: in.Text,
		Status: in.Status, Reason: orNull(in.Reason), Source: in.Source, Collections: in.Collections,
		Simulated: in.Simulated, Restated: in.Restated,
	}
	if out.Collections == nil {
		out.Collections = []uint64{}
	}
	if in.Service != nil {
		out.Service = in.Service.ID
		out.What += ": " + in.Service.Name.In(t.Code)
	} else if r := t.config.Region(in.Region); r != nil && in.OfRegion() {
		out.What += ": " + r.Name.In(t.Code)
	} else if in.Name != nil {
		out.What += ": " + in.Name.In(t.Code)
	}
	if in.Explained {
		address := "/api/v1" + Address(in.SeriesKey, in.Period)
		out.Explained = &address
	}
	return out
}

// Address is where a figure's explanation is, below the API's or the pages' root.
func Address(k board.SeriesKey, p kpi.Period) string {
	address := "/explain/" + url.PathEscape(k.Indicator) + "/" + url.PathEscape(k.Region) + "/" + p.String()
	if k.Breakdown != "" {
		address += "?" + url.Values{"breakdown": {k.Breakdown}}.Encode()
	}
	return address
}

func (t teller) judgement(j *board.Judgement) Judgement {
	out := Judgement{
		Programme: j.Programme.ID, TargetID: j.Target.ID, Reading: orNull(j.Reading.ID), Yardstick: j.Yardstick, Promise: j.Target.Name.In(t.Code),
		Status: orNull(j.Result.State), Reason: orNull(j.Result.Reason), Method: *methodOf(j.Method), Formula: *t.formula(j.Method),
		Inputs: t.inputs(j.Inputs), Results: t.results(j.Results),
	}
	if j.Forecast.ID != "" {
		out.Forecast = &Forecast{*methodOf(j.Forecast), *t.formula(j.Forecast)}
	}
	out.Promised = t.promised(j)
	return out
}

func (t teller) results(list []board.Result) []Result {
	out := make([]Result, len(list))
	for i, r := range list {
		out[i] = Result{r.Symbol, r.Kind, t.T("explain.result." + r.Kind), r.Value, r.Date, r.Text, orNull(r.Reason)}
		if r.Value != nil {
			out[i].Reason = nil
		}
	}
	return out
}

func (t teller) promised(j *board.Judgement) Promised {
	p := j.Target.Promise
	out := Promised{By: p.By.In(t.Code), Office: p.Office.In(t.Code), On: p.On.Date, Quote: p.Quote, Source: p.Source.Title}
	if j.Revised != nil {
		out.Act, out.DecidedOn = j.Revised.Act, j.Revised.DecidedOn
	}
	return out
}

func orNull[S ~string](s S) *string {
	if s == "" {
		return nil
	}
	text := string(s)
	return &text
}

// second is a time to the second, nil where there is none.
func second(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC().Truncate(time.Second)
	return &t
}
