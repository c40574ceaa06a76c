package board

import (
	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// GrowthPart is a series that a target is scored by, or a group of such.
type GrowthPart struct {
	Breakdown string // of a series
	Parts     []GrowthPart
	State     kpi.State
	Reason    kpi.Reason // why there is no score
	Ratio     *float64   // P of a series
	Score     *float64

	// What a series' score was made of; nil: there is none.
	Baseline, Latest *kpi.DatedValue
	Target, Limit    *float64
}

// addGrowth judges a row by the growth method, too: by its own series or, where the target names several, by the mean of
// their scores.
func (b *Board) addGrowth(row *Progress, asked kpi.Target, series *Series, points []kpi.Point, yearEnd kpi.Date) {
	o := row.Target.GrowthOptions()
	o.Forecast = row.Indicator.ForecastOptions()
	if row.Target.Growth == nil || len(row.Target.Growth.Series) == 0 {
		growth := kpi.Growth(asked, points, b.Today, o)
		b.addLack(&growth, b.LackOf(series, row.Indicator.Nature))
		bound(&growth, row, yearEnd)
		row.Growth = &growth
		return
	}
	row.GrowthParts = b.growthParts(row, asked, row.Target.Growth.Series, o)
	mean := kpi.MeanScore(scored(row.GrowthParts))
	row.Growth = &kpi.Progress{
		Method: kpi.MethodGrowth, State: mean.State, Score: mean.Score, BaselineKind: kpi.BaselineNone,
		NoForecast: kpi.ReasonNotApplicable, // a mean of scores has no course
	}
	if mean.Score == nil {
		row.Growth.Reason = reasonOf(row.GrowthParts)
	}
}

// growthBy is the day by which growth is asked for: the deadline, or else the end of the target year.
func (p *Progress) growthBy() kpi.Date {
	if !p.Deadline.IsZero() {
		return p.Deadline
	}
	end, _ := kpi.NewDate(p.Target.GrowthOptions().TargetYear, 12, 31)
	return end
}

func (b *Board) growthParts(row *Progress, asked kpi.Target, series []config.GrowthSeries, o kpi.GrowthOptions) []GrowthPart {
	parts := make([]GrowthPart, len(series))
	for i, s := range series {
		if len(s.Series) > 0 {
			group := b.growthParts(row, asked, s.Series, o)
			mean := kpi.MeanScore(scored(group))
			parts[i] = GrowthPart{Parts: group, State: mean.State, Score: mean.Score}
			if mean.Score == nil {
				parts[i].Reason = reasonOf(group)
			}
			continue
		}
		parts[i] = b.growthPart(row, asked, s, o)
	}
	return parts
}

// growthPart scores one series. A baseline that was promised is that of the target's own series, and of no other.
func (b *Board) growthPart(row *Progress, asked kpi.Target, s config.GrowthSeries, o kpi.GrowthOptions) GrowthPart {
	if s.Breakdown != row.Breakdown && asked.Baseline == kpi.BaselineValue {
		asked.Baseline, asked.Start, asked.BaseValue = kpi.BaselineNone, 0, 0
	}
	if s.Value != nil {
		asked.Value = s.Value
	}
	if s.Limit != nil {
		o.Limit = s.Limit
	}
	asked.Plan = nil
	cells := b.Series(row.Indicator.ID, row.Region.Code, s.Breakdown)
	points, _ := b.judged(cells, row)
	for _, p := range points {
		row.Simulated = row.Simulated || cells.At(p.Period).Simulated
	}
	p := kpi.Growth(asked, points, b.Today, o)
	b.addLack(&p, b.LackOf(cells, row.Indicator.Nature))
	return GrowthPart{
		Breakdown: s.Breakdown, State: p.State, Reason: p.Reason, Ratio: p.Ratio, Score: p.Score,
		Baseline: p.Baseline, Latest: p.Latest, Target: asked.Value, Limit: o.Limit,
	}
}

func scored(parts []GrowthPart) []kpi.Scored {
	list := make([]kpi.Scored, len(parts))
	for i, p := range parts {
		list[i] = kpi.Scored{State: p.State, Score: p.Score, Parts: scored(p.Parts)}
	}
	return list
}

// reasonOf is why none of the parts has a score: the first one's.
func reasonOf(parts []GrowthPart) kpi.Reason {
	for _, p := range parts {
		if p.Reason != kpi.ReasonNone {
			return p.Reason
		}
	}
	return kpi.ReasonNoData
}
