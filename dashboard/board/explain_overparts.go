package board

import (
	"slices"
	"strings"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// explainOverParts lists what the parts of a region say of a service; of a figure that adds services up, each service of the region.
// The parts that say nothing are named beside them: which services they must provide is not known.
func (b *Board) explainOverParts(e *Explanation) {
	one := BreakdownValue(e.Breakdown, "service") != ""
	if !one {
		e.Inputs = b.rolledServices(e)
	}
	for _, c := range expectedOf(b.Config, e.In, e.Indicator) {
		if c.expected(e.Period) {
			e.Inputs = append(e.Inputs, b.partInputs(e, c, one)...)
		}
	}
	e.Inputs = append(e.Inputs, b.notAsked(e)...)
	if e.On.Derived.Measure == config.MeasureServicesOnlineShare {
		e.Method.Formula = strings.Replace(e.Method.Formula, "v = Σ onlineᵢ", "v = s · Σ onlineᵢ / Σ knownᵢ", 1)
		e.Inputs = append(e.Inputs, constant("s", InputScale, scaleOf(e.On)))
	}
	if e.Figure.Value == nil {
		return
	}
	if one {
		e.Recomputed = serviceOver(e)
	} else {
		e.Recomputed = servicesTogether(e)
	}
}

// rolledServices are the region's figures of each service, as its parts make them.
func (b *Board) rolledServices(e *Explanation) []Input {
	var list []Input
	for _, s := range b.sheet(e.Region).rolled[e.Indicator] {
		service := b.Config.Service(BreakdownValue(s.Breakdown, "service"))
		if c := s.At(e.Period); c != nil && slices.Contains(breakdownsOf(e.On, service), e.Breakdown) {
			in := cellInput("onlineᵢ", InputService, c)
			in.Service = service
			list = append(list, in)
		}
	}
	return list
}

// partInputs is what a part says of the service, or that it says nothing at all; none of a service that it must not provide.
func (b *Board) partInputs(e *Explanation, c child, one bool) []Input {
	silent := true
	lacks := Input{Kind: InputRegion, SeriesKey: SeriesKey{e.Indicator, c.region.Code, ""}, Period: e.Period}
	for _, s := range b.below(parent{Region: e.In}, c, e.Indicator) {
		cell := s.At(e.Period)
		switch {
		case cell == nil:
		case one && s.Breakdown == e.Breakdown:
			return []Input{cellInput("vⱼ", InputRegion, cell)}
		case s.Breakdown == "":
			lacks.Status, lacks.Reason, lacks.Explained = kpi.NoData, kpi.ReasonNoData, true
			if cell.Status == kpi.NotApplicable {
				lacks.Status, lacks.Reason = cell.Status, kpi.ReasonNotApplicable
			}
		case cell.Value != nil && BreakdownValue(s.Breakdown, "service") != "":
			silent = false
		}
	}
	if !silent {
		return nil
	}
	if lacks.Status == "" {
		q := e.Question
		q.Region, q.Breakdown = c.region.Code, ""
		lacks.Status = b.Absence(b.expecting(q), q.Region, e.Period)
		lacks.Reason, lacks.Explained = kpi.Reason(lacks.Status), b.anywhere(q)
	}
	return []Input{lacks}
}

// serviceOver is a service over the parts that have an answer on it.
func serviceOver(e *Explanation) *float64 {
	var shares []*float64
	for _, in := range e.Inputs {
		if in.Symbol == "vⱼ" && in.Status != kpi.NotApplicable {
			if in.Value != nil {
				share := *in.Value / scaleOf(e.On)
				in.Value = &share
			}
			shares = append(shares, in.Value)
		}
	}
	v := overParts[e.On.Rollup](shares)
	if v != nil {
		*v *= scaleOf(e.On)
	}
	return v
}

// servicesTogether adds the services up, or gives their share of those that are decided.
func servicesTogether(e *Explanation) *float64 {
	online, known := 0.0, 0.0
	for _, in := range e.Inputs {
		if in.Kind == InputService && in.Numerator != nil && in.Denominator != nil {
			online += *in.Numerator
			known += *in.Denominator
		}
	}
	if e.On.Derived.Measure == config.MeasureServicesOnlineShare && known > 0 {
		online *= scaleOf(e.On) / known
	}
	return &online
}
