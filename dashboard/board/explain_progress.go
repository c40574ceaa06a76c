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

// Judgement is what a method says of a target by a figure, and what it took.
type Judgement struct {
	*Progress
	Result   *kpi.Progress // of one method
	Method   kpi.Method
	Forecast kpi.Method // that the forecast is by; zero without one
	Inputs   []Input
	Results  []Result
	Revised  *store.TargetValue // the revision that the promised value is from; nil: it is as the programme has it
}

// Result is one number of a judgement. A Value that is nil has a reason.
type Result struct {
	Symbol string
	Kind   string // what it is: ideal, ratio, attainment, …
	Value  *float64
	Date   kpi.Date // that it speaks of
	Unit   string   // of the indicator, share, pace, score or number
	Text   string
	Reason kpi.Reason
}

// explainJudgements adds what is judged with the figure as the latest value.
func (b *Board) explainJudgements(e *Explanation) {
	series := b.Series(e.Indicator, e.Region, e.Breakdown)
	for _, p := range b.Progress {
		if p.Indicator.ID != e.Indicator || p.Region.Code != e.Region || p.Breakdown != e.Breakdown || !e.asksFor(p) {
			continue
		}
		if p.Progress.Method == kpi.MethodStandard {
			if e.Cell != nil && p.Deadline == e.Period.End {
				e.Judgements = append(e.Judgements, explainStandard(p, e.Cell))
			}
			continue
		}
		points := b.pointsOf(p, series)
		if p.Latest == nil || len(points) == 0 || points[len(points)-1].Period != e.Period {
			if i := slices.IndexFunc(p.Measured, func(m kpi.Point) bool { return m.Period == e.Period }); i >= 0 {
				e.Judgements = append(e.Judgements, b.explainMeasured(p, p.Measured[i]))
			}
			continue
		}
		for _, result := range []*kpi.Progress{&p.Progress, p.Growth} {
			if result == nil {
				continue
			}
			if result == p.Growth && len(p.GrowthParts) > 0 {
				e.Judgements = append(e.Judgements, b.explainScores(p, e.Period))
			} else {
				e.Judgements = append(e.Judgements, b.explainProgress(p, result, series, points))
			}
		}
	}
}

// explainMeasured is an earlier value than the one that is judged, of those that a method makes before it judges.
func (b *Board) explainMeasured(p *Progress, point kpi.Point) Judgement {
	j := Judgement{Progress: p, Result: &kpi.Progress{Method: p.Progress.Method}, Inputs: b.saturatedInputs(p, point.Period)}
	j.Method, _ = kpi.MethodOf(j.Result.Method)
	j.Results = []Result{{Symbol: "v", Kind: "measured", Value: &point.Value}}
	return j
}

// pointsOf are the values that a target was judged on.
func (b *Board) pointsOf(p *Progress, series *Series) []kpi.Point {
	points := p.Measured
	if points == nil {
		points, _ = b.judged(series, p)
	}
	t := kpi.Target{Deadline: p.Deadline, Nature: p.Indicator.Nature, Breaks: p.Indicator.BreakDays()}
	return kpi.Unbroken(t, points, b.Today)
}

func (b *Board) explainProgress(p *Progress, result *kpi.Progress, series *Series, points []kpi.Point) Judgement {
	j := Judgement{Progress: p, Result: result}
	j.Method, _ = kpi.MethodOf(result.Method)
	if base := result.Baseline; base != nil {
		in := Input{Symbol: "b", Kind: InputBaseline, Date: base.Date, Value: &base.Value, Text: string(result.BaselineKind), Status: kpi.Present}
		if result.BaselineKind == kpi.BaselineFirstObservation {
			in.from(series, points, base.Date)
		}
		j.Inputs = append(j.Inputs, in)
	} else {
		j.Inputs = append(j.Inputs, Input{Symbol: "b", Kind: InputBaseline, Text: string(kpi.BaselineNone), Reason: kpi.ReasonNoBaseline})
	}
	last := points[len(points)-1]
	latest := pointInput("v", InputLatest, series, last)
	var target Input
	target, j.Revised = targetInput(p)
	j.Inputs = append(j.Inputs, latest, target)
	if result.Method == kpi.MethodGrowth {
		if t := &j.Inputs[len(j.Inputs)-1]; t.Value != nil {
			t.Date = p.growthBy()
		}
		j.Inputs = append(j.Inputs, signInput(p.Indicator))
		if limit := p.Target.GrowthOptions().Limit; target.Value == nil && limit != nil {
			j.Inputs = append(j.Inputs, constant("limit", InputLimit, *limit))
		}
	}
	for _, plan := range result.Plan {
		j.Inputs = append(j.Inputs, Input{Symbol: "planᵢ", Kind: InputPlan, Period: plan.Period, Date: plan.Period.End, Value: &plan.Plan, Status: kpi.Present})
	}
	j.Inputs = append(j.Inputs, Input{Symbol: "today", Kind: InputToday, Date: b.Today})
	for _, day := range p.Indicator.BreakDays() {
		if day <= b.Today {
			j.Inputs = append(j.Inputs, Input{Symbol: "", Kind: InputBreak, Date: day})
		}
	}
	if result.Method == kpi.MethodSaturation {
		j.Inputs = append(j.Inputs, b.saturatedInputs(p, last.Period)...)
	}
	if f := result.Forecast; f != nil && f.Ceiling != 0 {
		j.Inputs = append(j.Inputs, constant("L", InputCeiling, f.Ceiling))
	}
	of := p.Indicator.ForecastOptions().WithDefaults().Periods // so many make the trend
	for _, point := range points[max(0, len(points)-of):] {
		j.Inputs = append(j.Inputs, pointInput("pᵢ", InputPoint, series, point))
	}
	j.Results = resultsOf(result, p)
	if result.Forecast != nil {
		j.Forecast, _ = kpi.MethodOf(result.Forecast.Method)
	}
	b.addSum(&j)
	return j
}

// from makes the baseline the figure of the period that speaks of a day.
func (in *Input) from(series *Series, points []kpi.Point, day kpi.Date) {
	for _, p := range points {
		if p.At == day {
			first := pointInput(in.Symbol, in.Kind, series, p)
			first.Text = in.Text
			*in = first
			return
		}
	}
}

// targetInput is the promised value: as the programme has it, or as the newest revision that came as data, which is nil where none did.
func targetInput(p *Progress) (Input, *store.TargetValue) {
	in := Input{Symbol: "T", Kind: InputTarget, Date: p.Deadline, Value: p.Value, Status: kpi.Present, Text: string(p.Comparison())}
	if in.Value == nil {
		in.Status, in.Reason, in.Text = kpi.NoData, kpi.ReasonNoTarget, string(p.Target.Comparison)
	}
	if p.Progress.Method == kpi.MethodStandard {
		return in, nil // each standard's is its own
	}
	revised := p.revisedValue()
	if revised != nil {
		in.took(revised.Origin)
	}
	return in, revised
}

func explainStandard(p *Progress, c *Cell) Judgement {
	j := Judgement{Progress: p, Result: &p.Progress}
	j.Method, _ = kpi.MethodOf(kpi.MethodStandard)
	for _, part := range []struct {
		symbol string
		kind   InputKind
		value  *float64
	}{{"met", InputNumerator, c.Numerator}, {"total", InputDenominator, c.Denominator}} {
		in := cellInput(part.symbol, part.kind, c)
		in.Value, in.Numerator, in.Denominator = part.value, nil, nil
		if in.Value == nil {
			in.Reason = cmp.Or(in.Reason, kpi.ReasonNoData)
		}
		j.Inputs = append(j.Inputs, in)
	}
	target, _ := targetInput(p)
	for _, v := range p.revisions {
		if v.Region == p.Region.Code && v.Breakdown == p.Breakdown && v.Period == c.Period && !v.Plan {
			target.took(v.Origin)
			j.Revised = v
		}
	}
	j.Inputs = append(j.Inputs, target)
	performance := Result{Symbol: "performance", Kind: "performance", Unit: "share", Reason: p.Progress.Reason}
	if p.Latest != nil {
		performance.Value, performance.Date, performance.Reason = &p.Latest.Value, p.Latest.Date, ""
	}
	j.Results = []Result{performance}
	return j
}

// resultsOf are a judgement's numbers, in the order in which they follow from one another. Of a curve the observed pace is its slope at
// the latest value.
func resultsOf(r *kpi.Progress, p *Progress) []Result {
	pace := "m"
	if p.Indicator.ForecastOptions().Method == kpi.MethodLogistic {
		pace = "m · v · (1 − v / L)"
	}
	var left *float64
	if r.RequiredPace != nil && *r.RequiredPace != 0 {
		n := (*p.Value - r.Latest.Value) / *r.RequiredPace
		left = &n
	}
	ratio := Result{Symbol: "r", Kind: "ratio", Value: r.Ratio, Unit: "share", Reason: r.Reason}
	if r.Method == kpi.MethodGrowth {
		ratio.Symbol, ratio.Kind = "P", "growth"
	}
	list := []Result{
		{Symbol: "ideal", Kind: "ideal", Value: r.Ideal, Reason: r.Reason}, ratio,
		{Symbol: "a", Kind: "attainment", Value: r.Attainment, Unit: "share", Reason: r.Reason},
		{Symbol: "e", Kind: "elapsed", Value: r.Elapsed, Unit: "share", Reason: r.Reason},
		{Symbol: "score", Kind: "score", Value: r.Score, Unit: "score"},
		{Symbol: "n", Kind: "periods_left", Value: left, Unit: "number"},
		{Symbol: "(T − v) / n", Kind: "required_pace", Value: r.RequiredPace, Unit: "pace"},
		{Symbol: pace, Kind: "observed_pace", Value: r.ObservedPace, Unit: "pace", Reason: r.NoForecast},
	}
	if f := r.Forecast; f != nil {
		if f.Ceiling != 0 { // else it is the pace
			list = append(list, Result{Symbol: "m", Kind: "slope", Value: &f.Trend.Slope, Unit: "pace"})
		}
		list = append(list,
			Result{Symbol: "m₁₀", Kind: "slope_low", Value: &f.Trend.SlopeLow, Unit: "pace"},
			Result{Symbol: "m₉₀", Kind: "slope_high", Value: &f.Trend.SlopeHigh, Unit: "pace"},
			Result{Symbol: "e₁₀", Kind: "residual_low", Value: &f.Trend.ResidualLow, Unit: "pace"},
			Result{Symbol: "e₉₀", Kind: "residual_high", Value: &f.Trend.ResidualHigh, Unit: "pace"},
			Result{Symbol: "v(tT)", Kind: "forecast", Value: &f.Value, Date: f.At},
			Result{Symbol: "low", Kind: "forecast_low", Value: &f.Low, Date: f.At},
			Result{Symbol: "high", Kind: "forecast_high", Value: &f.High, Date: f.At},
			Result{Symbol: "π", Kind: "probability", Value: f.Probability, Date: f.At, Unit: "share"},
		)
		if !f.ReachedOn.IsZero() {
			list = append(list, Result{Symbol: "date", Kind: "reached_on", Date: f.ReachedOn})
		}
	} else {
		list = append(list, Result{Symbol: "v(tT)", Kind: "forecast", Reason: r.NoForecast})
	}
	return slices.DeleteFunc(list, func(x Result) bool { return x.Value == nil && x.Date.IsZero() && x.Reason == "" })
}

// unjudged says why a target that was asked for isn't judged by the figure.
func (b *Board) unjudged(e *Explanation) error {
	var targets []string
	for _, p := range b.Progress {
		if p.Indicator.ID != e.Indicator || p.Region.Code != e.Region {
			continue
		}
		if p.Breakdown == e.Breakdown && e.asksFor(p) {
			period := "by no value yet"
			if points := b.pointsOf(p, b.Series(e.Indicator, e.Region, e.Breakdown)); len(points) > 0 {
				period = "by the value of " + points[len(points)-1].Period.String()
			}
			return missingFigure(fmt.Sprintf("the target %s is judged %s, not by that of %s", p.Target.ID, period, e.Period))
		}
		if name := p.Target.ID + readingOf(p.Reading); !slices.Contains(targets, name) {
			targets = append(targets, name)
		}
	}
	asked := strings.TrimSpace(e.Target + readingOf(config.Reading{ID: e.Reading}))
	return noSuch("target with this indicator, region and breakdown", asked, targets)
}

// asksFor tells whether a judgement by the figure is of the target and the reading that are asked for.
func (q *Question) asksFor(p *Progress) bool {
	return (q.Target == "" || p.Target.ID == q.Target) && (q.Reading == "" || p.Reading.ID == q.Reading)
}

func readingOf(r config.Reading) string {
	if r.ID == "" {
		return ""
	}
	return " (reading " + r.ID + ")"
}
