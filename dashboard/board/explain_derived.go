package board

import (
	"cmp"
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
	"github.com/postup/postup/store"
)

// explainDerived lists what a figure was derived from. Of applications nothing is given that the processing or the
// observations don't show, so that what is withheld there can't be learned here.
func (b *Board) explainDerived(e *Explanation) {
	d := e.On.Derived
	if d == nil {
		return // it is derived no longer: the configuration has changed since
	}
	e.Method, _ = kpi.MethodOf(d.Measure)
	switch d.Measure {
	case config.MeasureServicesOnline, config.MeasureServicesOnlineShare:
		b.explainStages(e)
	case config.MeasureApplications, config.MeasureCompleted, config.MeasureRefused, config.MeasureWithdrawn, config.MeasureOpen, config.MeasureOverdue:
		b.explainCounts(e)
	case config.MeasureDigitalTakeUp, config.MeasureWithinDeadline:
		b.explainShare(e)
	case config.MeasureProcessingMedian:
		b.explainQuantile(e, 0.5, durationsOf(e))
	case config.MeasureProcessingP90:
		b.explainQuantile(e, 0.9, durationsOf(e))
	case config.MeasureProcessingMean:
		b.explainMean(e, durationsOf(e))
	case config.MeasureOverdueMedian:
		b.explainQuantile(e, 0.5, lateness)
	case config.MeasureOverdueLongest:
		b.explainQuantile(e, 1, lateness)
	}
}

// explainStages lists the services whose offer was in force on the period's last day, or on the day of the board in a period
// that still ran then, each with the stage that held.
func (b *Board) explainStages(e *Explanation) {
	day := min(e.Period.End, b.AsOf)
	offers, stages := b.saidOf(e)
	symbol := "onlineᵢ"
	if e.On.Derived.Measure == config.MeasureServicesOnlineShare {
		symbol += " / knownᵢ"
	}
	var online, known float64
	for _, service := range b.Config.Services {
		in := Input{Symbol: symbol, Kind: InputService, SeriesKey: SeriesKey{Region: e.Region}, Service: service}
		inForce := false
		for _, o := range offers[service.ID] {
			if o.InForce(day) {
				inForce = true
				in.took(o.Origin)
			}
		}
		if !inForce || !covers(e.On.Derived, e.Breakdown, service) {
			continue
		}
		in.stageOn(stages[service.ID], day, e.On)
		if in.Denominator != nil {
			known += *in.Denominator
		}
		if in.Numerator != nil {
			online += *in.Numerator
		}
		e.Inputs = append(e.Inputs, in)
	}
	if e.Figure.Value == nil || known == 0 {
		return
	}
	e.Recomputed = &online
	if e.On.Derived.Measure == config.MeasureServicesOnlineShare {
		share := 100 * online / known
		e.Recomputed = &share
	}
}

// saidOf are the offers and stages of the figure's region, by service; only real ones where the figure is.
func (b *Board) saidOf(e *Explanation) (map[string][]*store.Offer, map[string][]store.ServiceStage) {
	offers, stages := map[string][]*store.Offer{}, map[string][]store.ServiceStage{}
	all := e.Figure.Source == store.DerivedSource(true)
	said := b.sheet(e.Region).said
	for _, o := range said.offers {
		if all || !o.Simulated {
			offers[o.Service] = append(offers[o.Service], o)
		}
	}
	for _, s := range said.stages {
		if all || !s.Simulated {
			stages[s.Service] = append(stages[s.Service], *s)
		}
	}
	return offers, stages
}

// stageOn fills in the stage that held. Numerator is 1 where the service is online, Denominator 1 where its stage is known;
// services that the question doesn't apply to are known where the indicator counts them, else left out.
func (in *Input) stageOn(stages []store.ServiceStage, day kpi.Date, indicator *config.Indicator) {
	number := func(yes bool) *float64 {
		v := 0.0
		if yes {
			v = 1
		}
		return &v
	}
	stage, said := store.StageOn(stages, day, indicator.Sources)
	if !said {
		in.Status, in.Reason, in.Denominator = kpi.NoData, kpi.ReasonNoData, number(false)
		return
	}
	in.took(stage.Origin)
	in.Status, in.Date, in.Source = stage.Status, stage.Since, stage.Source
	switch stage.Status {
	case kpi.Present:
		in.Text, in.Numerator, in.Denominator = stage.Stage.String(), number(stage.Stage >= kpi.StageOnline), number(true)
	case kpi.NotApplicable:
		in.Reason, in.Denominator = kpi.ReasonNotApplicable, number(indicator.Derived.NotApplicable == "count")
	default:
		in.Reason, in.Denominator = kpi.Reason(stage.Status), number(false)
	}
}

func (in *Input) took(o store.Origin) {
	in.Source = cmp.Or(in.Source, o.Source)
	in.Simulated = in.Simulated || o.Simulated
	if o.Collection != 0 && !slices.Contains(in.Collections, o.Collection) {
		in.Collections = append(in.Collections, o.Collection)
	}
}

// explainCounts lists the services' counts as the processing shows them. By channel no list has them.
func (b *Board) explainCounts(e *Explanation) {
	if strings.Contains(e.Breakdown, "channel=") {
		in := figureInput(e, "xᵢ", InputCount, e.Figure.Value)
		in.Status, in.Reason = e.Status, e.Reason
		e.Inputs, e.Recomputed = []Input{in}, e.Figure.Value
		return
	}
	sum, all := 0.0, e.Figure.Value != nil
	for _, v := range b.countedBy(e) {
		in := v.input()
		in.Symbol = "xᵢ"
		in.Value, in.Reason = v.count(e.On.Derived.Measure)
		if m := e.On.Derived.Measure; m != config.MeasureOpen && m != config.MeasureOverdue {
			in.Date = 0 // it is of the whole month
		}
		if in.Value != nil {
			in.Status = kpi.Present
			sum += *in.Value
		} else {
			in.Status = kpi.NoData
			all = all && in.Reason != kpi.ReasonSuppressed
		}
		b.linkService(e, &in)
		e.Inputs = append(e.Inputs, in)
	}
	if all {
		e.Recomputed = &sum
	}
}

// countedBy are the services' months that a figure takes in; only real ones where the figure is.
func (b *Board) countedBy(e *Explanation) []*ProcessingView {
	var list []*ProcessingView
	views := b.Processing(e.Region)
	for i := range views {
		v := &views[i]
		if e.Period.Contains(v.Month) && covers(e.On.Derived, e.Breakdown, v.Service) && (e.Figure.Source == store.DerivedSource(true) || !v.Simulated) {
			list = append(list, v)
		}
	}
	return list
}

func (v *ProcessingView) input() Input {
	return Input{
		Kind: InputService, SeriesKey: SeriesKey{Region: v.Region.Code}, Period: kpi.Month(v.Month), Service: v.Service, Date: v.At,
		Source: v.Source, Collections: v.Collections, Simulated: v.Simulated,
	}
}

// count is the figure that a measure adds up; nil and why where it is withheld, or can't be known.
func (v *ProcessingView) count(measure string) (*float64, kpi.Reason) {
	number, hidden := v.Applications, v.Hidden.Applications
	switch measure {
	case config.MeasureCompleted:
		number, hidden = v.Completed, v.Hidden.Completed
	case config.MeasureRefused:
		number, hidden = v.Refused, v.Hidden.Refused
	case config.MeasureWithdrawn:
		number, hidden = v.Withdrawn, v.Hidden.Withdrawn
	case config.MeasureOpen:
		number, hidden = v.Open, v.Hidden.Open
	case config.MeasureOverdue:
		number, hidden = v.Overdue, v.Hidden.Overdue
		if !hidden && !v.OverdueKnown() {
			return nil, kpi.ReasonNoData
		}
	}
	if hidden {
		return nil, kpi.ReasonSuppressed
	}
	n := float64(number)
	return &n, ""
}

// linkService lets a service's part be followed, where the indicator has a figure of the service itself.
func (b *Board) linkService(e *Explanation, in *Input) {
	breakdown := "service=" + in.Service.ID
	if breakdown == e.Breakdown {
		return
	}
	if b.Series(e.Indicator, e.Region, breakdown).At(e.Period) != nil {
		in.Indicator, in.Breakdown, in.Explained = e.Indicator, breakdown, true
	}
}

// explainShare gives the two counts that the share is made of, and the services that have a figure of their own.
func (b *Board) explainShare(e *Explanation) {
	o := e.Figure
	for _, part := range []struct {
		symbol string
		kind   InputKind
		value  *float64
	}{{"Σ numeratorᵢ", InputNumerator, o.Numerator}, {"Σ denominatorᵢ", InputDenominator, o.Denominator}} {
		in := figureInput(e, part.symbol, part.kind, part.value)
		if in.Status = e.Status; in.Value == nil {
			in.Reason = cmp.Or(e.Reason, kpi.ReasonNoData)
		}
		e.Inputs = append(e.Inputs, in)
	}
	if o.Value != nil && o.Numerator != nil && o.Denominator != nil && *o.Denominator != 0 {
		share := 100 * *o.Numerator / *o.Denominator
		e.Recomputed = &share
	}
	b.addServices(e)
}

func (b *Board) addServices(e *Explanation) {
	for _, v := range b.countedBy(e) {
		if c := b.Series(e.Indicator, e.Region, "service="+v.Service.ID).At(e.Period); c != nil && c != e.Cell {
			in := cellInput("", InputService, c)
			in.Service = v.Service
			e.Inputs = append(e.Inputs, in)
		}
	}
}
