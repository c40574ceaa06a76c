package board

import (
	"slices"

	"github.com/postup/postup/config"
	"github.com/postup/postup/kpi"
)

// saturated is how far a region offers what it must, period by period, in the indicator's unit. Of a region that is made of
// others, it is how far those do that are expected to.
func (b *Board) saturated(row *Progress) []kpi.Point {
	var mandatory *float64
	if s := row.Target.Saturation; s != nil {
		mandatory = s.Mandatory
	}
	regions := b.regionsWithin(row)
	var points []kpi.Point
	for _, period := range b.periodsOf(row, regions) {
		if period.Start > b.Today || period.End > b.Today && row.Indicator.Nature != kpi.Stock {
			continue
		}
		var parts []kpi.Part
		var cells []*Cell
		expected := 0
		for _, r := range regions {
			if !r.expected(period) {
				continue
			}
			c := b.Series(row.Indicator.ID, r.region.Code, row.Breakdown).At(period)
			if c != nil && c.Status == kpi.NotApplicable {
				continue
			}
			expected++
			if c != nil && c.Value != nil && !c.Incomplete {
				parts, cells = append(parts, offered(c, row.Indicator)), append(cells, c)
			}
		}
		s := kpi.Saturation(parts, mandatory, expected)
		if s.Share == nil {
			continue
		}
		points = append(points, kpi.Point{Period: period, At: min(period.End, b.Known), Value: *s.Share * scaleOf(row.Indicator)})
		row.Partial = s.Partial
		for _, c := range cells {
			row.Simulated, row.Partial = row.Simulated || c.Simulated, row.Partial || c.Partial
		}
	}
	return points
}

// regionsWithin are the regions that a row's share is made of: those that are expected below it, where any of them has
// the indicator, else the region itself.
func (b *Board) regionsWithin(row *Progress) []child {
	below := expectedOf(b.Config, row.Region, row.Indicator.ID)
	if slices.ContainsFunc(below, func(c child) bool { return b.Series(row.Indicator.ID, c.region.Code, row.Breakdown).says() }) {
		return below
	}
	return []child{{region: row.Region}}
}

func (b *Board) periodsOf(row *Progress, regions []child) []kpi.Period {
	var periods []kpi.Period
	for _, r := range regions {
		if s := b.Series(row.Indicator.ID, r.region.Code, row.Breakdown); s != nil {
			for i := range s.Cells {
				periods = append(periods, s.Cells[i].Period)
			}
		}
	}
	slices.SortFunc(periods, comparePeriods)
	return slices.Compact(periods)
}

// offered is a cell, which has a value, as the methods take it.
func offered(c *Cell, indicator *config.Indicator) kpi.Part {
	return kpi.Part{Value: c.Value, Numerator: numeratorOf(indicator, c.Value, c.Numerator, c.Denominator), Denominator: c.Denominator}
}

// numeratorOf is that of a share: where only the share and what it is of are known, it follows.
func numeratorOf(indicator *config.Indicator, value, numerator, denominator *float64) *float64 {
	if numerator != nil || denominator == nil {
		return numerator
	}
	n := *value * *denominator / scaleOf(indicator)
	return &n
}
