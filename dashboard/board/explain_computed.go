package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// explainComputed lists what the formula is of, by the names that it calls them.
func (b *Board) explainComputed(e *Explanation) {
	e.Method, _ = kpi.MethodOf(kpi.MethodComputed)
	e.Method.Formula = "v = " + e.On.Formula.Expression
	names := e.On.Formula.Compiled.Names()
	numbers := make([]*float64, len(names))
	for n, name := range names {
		if name == config.Population {
			numbers[n] = populationOf(e.In)
			in := Input{Symbol: name, Kind: InputPopulation, SeriesKey: SeriesKey{Region: e.Region}, Value: numbers[n], Status: kpi.Present}
			if in.Value == nil {
				in.Status, in.Reason = kpi.NoData, kpi.ReasonNoData
			}
			e.Inputs = append(e.Inputs, in)
			continue
		}
		c := b.Series(name, e.Region, e.Breakdown).At(e.Period)
		if c == nil {
			e.Inputs = append(e.Inputs, Input{
				Symbol: name, Kind: InputIndicator, SeriesKey: SeriesKey{name, e.Region, e.Breakdown}, Period: e.Period, Status: kpi.NoData, Reason: kpi.ReasonNoData,
			})
			continue
		}
		numbers[n] = c.Value
		e.Inputs = append(e.Inputs, cellInput(name, InputIndicator, c))
	}
	if e.Figure.Value != nil {
		e.Recomputed, _ = e.On.Formula.Compiled.Value(numbers...)
	}
}

// explainOverParts lists what the parts of a region say of a service; of a figure that adds services up, each service of the region.
func (b *Board) explainOverParts(e *Explanation) {
	sum := serviceSum{}
	for _, c := range b.serviceInputs(e.On, e.In, e.Breakdown, e.Period) {
		kind := InputRegion
		if c.Region == e.Region {
			kind = InputService
		}
		e.Inputs = append(e.Inputs, cellInput("vᵢ", kind, c))
		if kind == InputService && c.Value != nil {
			sum.known++
			sum.online += *c.Value / scaleOf(e.On)
		}
	}
	if e.Figure.Value == nil {
		return
	}
	if e.Inputs[0].Kind == InputRegion {
		shares := make([]*float64, len(e.Inputs))
		for n, in := range e.Inputs {
			if in.Value != nil {
				share := *in.Value / scaleOf(e.On)
				shares[n] = &share
			}
		}
		if v := overParts[e.On.Rollup](shares); v != nil {
			sum.known, sum.online = 1, *v
		}
	}
	e.Recomputed = &sum.online
	if e.On.Derived.Measure == config.MeasureServicesOnlineShare && sum.known > 0 {
		share := scaleOf(e.On) * sum.online / float64(sum.known)
		e.Recomputed = &share
	}
}
