package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// pointInput is a point that a target was judged by, as a figure of the board where it is one: a saturation's is made of the figure.
func pointInput(symbol string, kind InputKind, series *Series, point kpi.Point) Input {
	in := Input{Symbol: symbol, Kind: kind, Period: point.Period, Status: kpi.Present}
	if c := series.At(point.Period); c != nil && c.Value != nil && *c.Value == point.Value {
		in = cellInput(symbol, kind, c)
	}
	in.Date, in.Value = point.At, &point.Value
	return in
}

// saturatedInputs are what each region has available and must have in a period, which make the latest value.
func (b *Board) saturatedInputs(p *Progress, period kpi.Period) []Input {
	list := []Input{constant("s", InputScale, scaleOf(p.Indicator))}
	for _, r := range b.regionsWithin(p) {
		if !r.expected(period) {
			continue
		}
		c := b.Series(p.Indicator.ID, r.region.Code, p.Breakdown).At(period)
		if c == nil {
			status := b.Absence(p.Programme, r.region.Code, period)
			list = append(list, Input{
				Symbol: "availableᵢ", Kind: InputRegion, SeriesKey: SeriesKey{p.Indicator.ID, r.region.Code, p.Breakdown}, Period: period,
				Status: status, Reason: kpi.Reason(status),
			})
			continue
		}
		in := cellInput("availableᵢ", InputRegion, c)
		if c.Value != nil && c.Status != kpi.NotApplicable && !c.Incomplete {
			part := offered(c, p.Indicator)
			in.Numerator, in.Weight = part.Numerator, part.Denominator
			if s := p.Target.Saturation; s != nil && s.Mandatory != nil {
				in.Weight = s.Mandatory
			}
			if in.Numerator == nil || in.Weight == nil || *in.Weight == 0 {
				in.Numerator, in.Weight = nil, nil // it is left out on both sides
			}
		}
		list = append(list, in)
	}
	return list
}

// explainScores lists the series that a growth score is the mean of, each after what it was made of. A weight is what a series counts
// for after groups were averaged on their own, so that the score is the sum of scores by their weights.
func (b *Board) explainScores(p *Progress, period kpi.Period) Judgement {
	j := Judgement{Progress: p, Result: p.Growth}
	j.Method, _ = kpi.MethodOf(kpi.MethodGrowth)
	j.Method.Formula = "score = Σ wᵢ · score(Pᵢ); " + j.Method.Formula
	j.Inputs = []Input{signInput(p.Indicator)}
	b.addScores(&j, p.GrowthParts, 1, period)
	j.Results = []Result{{Symbol: "score", Kind: "score", Value: p.Growth.Score, Unit: "score", Reason: p.Growth.Reason}}
	return j
}

func (b *Board) addScores(j *Judgement, parts []GrowthPart, share float64, period kpi.Period) {
	scored := 0.0
	for _, part := range parts {
		if part.Score != nil {
			scored++
		}
	}
	for _, part := range parts {
		w := share / max(scored, 1)
		if len(part.Parts) > 0 {
			b.addScores(j, part.Parts, w, period)
			continue
		}
		j.Inputs = append(j.Inputs, b.scoredInputs(j, part)...)
		in := Input{
			Symbol: "scoreᵢ", Kind: InputSeries, SeriesKey: SeriesKey{j.Indicator.ID, j.Region.Code, part.Breakdown}, Period: period,
			Value: part.Score, Text: string(part.State), Status: kpi.Present, Reason: part.Reason,
		}
		in.Explained = b.Series(in.Indicator, in.Region, in.Breakdown).At(period) != nil
		if in.Value == nil {
			in.Status = kpi.NoData
		} else {
			in.Weight = &w
		}
		j.Inputs = append(j.Inputs, in)
	}
}

// scoredInputs are what the score of a series was made of.
func (b *Board) scoredInputs(j *Judgement, part GrowthPart) []Input {
	series := b.Series(j.Indicator.ID, j.Region.Code, part.Breakdown)
	key := SeriesKey{j.Indicator.ID, j.Region.Code, part.Breakdown}
	points, _ := b.judged(series, j.Progress)
	var list []Input
	for _, of := range []struct {
		symbol string
		kind   InputKind
		value  *kpi.DatedValue
	}{{"bᵢ", InputBaseline, part.Baseline}, {"vᵢ", InputLatest, part.Latest}} {
		if of.value == nil {
			continue
		}
		in := Input{Symbol: of.symbol, Kind: of.kind, Date: of.value.Date, Value: &of.value.Value, Status: kpi.Present}
		in.from(series, points, in.Date)
		in.SeriesKey = key
		list = append(list, in)
	}
	if part.Target != nil {
		list = append(list, Input{Symbol: "Tᵢ", Kind: InputTarget, SeriesKey: key, Date: j.growthBy(), Value: part.Target, Status: kpi.Present})
	} else if part.Limit != nil {
		in := constant("limitᵢ", InputLimit, *part.Limit)
		in.SeriesKey = key
		list = append(list, in)
	}
	return list
}

// signInput is which way is better.
func signInput(i *config.Indicator) Input { return constant("±", InputSign, i.Direction.Sign()) }

// addSum adds what the parts of a promised whole come to.
func (b *Board) addSum(j *Judgement) {
	if j.Sum == nil {
		return
	}
	for _, t := range partsOfTarget(b.Config, j.Target) {
		if c := b.partOfSum(t, j.Region, j.Sum.Period); c != nil {
			j.Inputs = append(j.Inputs, cellInput("partᵢ", InputPart, c))
		}
	}
	j.Results = append(j.Results,
		Result{Symbol: "Σ partᵢ", Kind: "parts_sum", Value: j.Sum.Parts, Date: j.Sum.Period.End},
		Result{Symbol: "Σ partᵢ − whole", Kind: "parts_difference", Value: j.Sum.Difference, Date: j.Sum.Period.End},
	)
}
